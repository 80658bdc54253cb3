import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CancelledError } from '../../electron/engine/index-layer.ts'
import type { IndexedLayer } from '../../electron/engine/index-layer.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { JoinedIndexing, indexClaimed } from '../../electron/engine/joined-indexing.ts'
import type { Helper } from '../../electron/engine/joined-indexing.ts'
import type { LayerBlob } from '../../electron/engine/layer-blob.ts'
import { JobControl } from '../../electron/engine/layer-jobs.ts'
import { MemoryBudget } from '../../electron/engine/memory-budget.ts'
import { dir, file, hardlink, layer, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()

/** What is as long as others is worth a helper. */
const LARGE = 9 * 1024 * 1024

function blob(tar: Uint8Array): LayerBlob {
  return { range: folder.open(tar), compression: 'none' }
}

/** Works in the thread of the test, by turns with who asked, as a worker does beside it. */
const help: Helper = (layers, claims, by, onIndexed) => indexClaimed(new InlineJobs(), layers, claims, by, onIndexed)

const failing: Helper = async (layers, claims, by, onIndexed) => {
  const jobs = { index: () => Promise.reject(new Error('the thread ended')) }
  await indexClaimed(jobs, layers, claims, by, onIndexed)
}

function found({ index, ...rest }: IndexedLayer): unknown {
  return { ...rest, index: { ...index, elapsed: 0 } }
}

const tars = fc.array(
  fc
    .array(
      fc.oneof(
        fc.tuple(fc.constantFrom('a', 'b/c', 'b/d', 'é'), fc.string()).map(([path, content]) => file(path, content)),
        fc.constantFrom(dir('b'), whiteout('b/c'), symlink('l', 'a'), hardlink('h', 'a'), hardlink('b/x', 'missing')),
      ),
      { maxLength: 12 },
    )
    .map((members) => layer(members)),
  { minLength: 1, maxLength: 6 },
)

describe('layers that several threads index together', () => {
  it.each([0, 1, 3])('have the index that one thread makes of each, with %i helpers', async (helpers) => {
    await fc.assert(
      fc.asyncProperty(tars, async (contents) => {
        const large = [
          ...contents,
          layer([file('large', Buffer.alloc(LARGE))]),
          layer([file('l', Buffer.alloc(LARGE))]),
        ]
        const blobs = large.map(blob)
        const joined = new JoinedIndexing(new InlineJobs(), help, helpers)
        const indexed = await Promise.all(blobs.map((one) => joined.index(one, new JobControl())))
        const alone = new InlineJobs()
        const expected = await Promise.all(blobs.map((one) => alone.index(one, new JobControl())))
        expect(indexed.map(found)).toEqual(expected.map(found))
      }),
      { numRuns: 6 },
    )
  })

  it('are all answered where a helper ends: what it had taken fails, the rest does not', async () => {
    const blobs = Array.from({ length: 5 }, () => blob(layer([file('large', Buffer.alloc(LARGE))])))
    const joined = new JoinedIndexing(new InlineJobs(), failing, 1)
    const results = await Promise.allSettled(blobs.map((one) => joined.index(one, new JobControl())))
    expect(results.filter(({ status }) => status === 'rejected').length).toBe(1)
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(4)
  })

  it('are all answered where one of them can not be read', async () => {
    const sound = blob(layer([file('a')]))
    const closed: LayerBlob = { range: { fd: 999_999, offset: 0, size: 1024 }, compression: 'none' }
    const joined = new JoinedIndexing(new InlineJobs(), help, 1)
    const results = await Promise.allSettled([closed, sound, sound].map((one) => joined.index(one, new JobControl())))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  })

  it('are left where they are cancelled, each by its own control', async () => {
    const many = layer(Array.from({ length: 5000 }, (_, at) => file(`f${at}`)))
    const cancelled = new JobControl()
    cancelled.cancel()
    const joined = new JoinedIndexing(new InlineJobs(), help, 1)
    const [left, kept] = await Promise.allSettled([
      joined.index(blob(many), cancelled),
      joined.index(blob(many), new JobControl()),
    ])
    expect(left).toMatchObject({ status: 'rejected', reason: expect.any(CancelledError) as unknown })
    expect(kept).toMatchObject({ status: 'fulfilled', value: { state: 'ok' } })
  })

  it('share one budget of memory', async () => {
    const many = layer(Array.from({ length: 5000 }, (_, at) => file(`f${at}`)))
    const budget = new MemoryBudget(600)
    const joined = new JoinedIndexing(new InlineJobs(), help, 1)
    const indexed = await Promise.all(
      [many, many].map((tar) => joined.index(blob(tar), new JobControl(), undefined, null, budget)),
    )
    expect(indexed.some(({ refused }) => refused)).toBe(true)
  })
})
