import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as build from '../../fixtures/layer-builder.ts'
import { temporaryFolder } from '../../fixtures/temporary-folder.ts'
import { arbitrarySteps, arbitraryTars } from './arbitrary-steps.ts'
import { copyOf, described } from './copied-file-system.ts'
import { OpenedScratch, openSession } from './opened-scratch.ts'

const folder = temporaryFolder()

describe('random changes of a container layer', () => {
  it(
    'give what a copied file system has, in the view and when the layer is committed',
    { timeout: 120_000 },
    async () => {
      let changes = 0
      await fc.assert(
        fc.asyncProperty(arbitraryTars, arbitrarySteps, async (layers, steps) => {
          const tars = layers.map((members) => build.layer(members))
          const scratch = await OpenedScratch.of(folder, tars)
          try {
            const model = await copyOf(scratch.image)
            const before = described(model)
            for (const step of steps) {
              const refused = !(await scratch.apply(step))
              expect(refused, JSON.stringify(step)).toBe(!model.apply(step, scratch.now))
              if (!refused) changes++
            }
            expect(described(await copyOf(scratch.layer.view.session))).toEqual(described(model))
            expect(described(await copyOf(scratch.image))).toEqual(before)

            const tar = await scratch.tar()
            expect(tar.length).toBe(scratch.layer.status.layer.size)
            const committed = await openSession(folder, 'committed.tar', [...tars, tar])
            expect(described(await copyOf(committed.session))).toEqual(described(model))
            expect(committed.session.problems.filter(({ where }) => where.layer === tars.length)).toEqual([])
            committed.archive.close()
          } finally {
            scratch.close()
          }
        }),
        { numRuns: 600, interruptAfterTimeLimit: 60_000 },
      )
      expect(changes).toBeGreaterThan(100)
    },
  )
})
