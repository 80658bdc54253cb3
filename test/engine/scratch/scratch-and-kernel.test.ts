import { spawnSync } from 'node:child_process'
import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Type } from '../../../electron/engine/layer-index.ts'
import type { UpperInode } from '../../../electron/engine/scratch/upper-entry.ts'
import * as build from '../../fixtures/layer-builder.ts'
import { temporaryFolder } from '../../fixtures/temporary-folder.ts'
import { arbitrarySteps, arbitraryTars } from './arbitrary-steps.ts'
import { copyOf, type Step } from './copied-file-system.ts'
import { OpenedScratch } from './opened-scratch.ts'

const folder = temporaryFolder()
const DUMP = join(import.meta.dirname, 'upper-directory-dump.py')

/** As root the kernel's own attributes; in a user namespace those that anyone may set. */
const WAYS = [
  { command: ['unshare', '-m'], options: '' },
  { command: ['unshare', '-Urm'], options: ',userxattr' },
] as const

const SET_GID = 0o2000

interface Asked {
  readonly lower: unknown[]
  readonly steps: readonly Step[]
}

/** What the upper directory of a real overlay has; a sentence where this machine can not say it. */
function kernelSays(way: (typeof WAYS)[number], asked: Asked): Record<string, unknown> | string {
  const [program, ...rest] = way.command
  const input = JSON.stringify({ ...asked, folder: folder.path, options: way.options })
  const run = spawnSync(program, [...rest, 'python3', DUMP], { input, encoding: 'utf8' })
  if (run.error !== undefined) return String(run.error)
  if (run.status !== 0) return run.stderr
  const said = JSON.parse(run.stdout) as { skipped?: string; upper?: Record<string, unknown> }
  return said.upper ?? said.skipped ?? 'nothing'
}

const nothing: Asked = { lower: [], steps: [] }
const way = process.platform === 'linux' ? WAYS.find((one) => typeof kernelSays(one, nothing) === 'object') : undefined

if (way === undefined)
  process.stderr.write('SKIPPED: no overlay can be mounted here, so that the kernel can not be asked what it stores\n')

/** What the engine's upper directory has, in the kernel's words. */
function engineSays(scratch: OpenedScratch): Record<string, unknown> {
  const { upper } = scratch.layer
  const pathOf = (node: number): string => scratch.path(node)
  const names = new Map<UpperInode, string[]>()
  for (const [node, { inode }] of upper.entries)
    if (inode !== null) names.set(inode, [...(names.get(inode) ?? []), pathOf(node)].sort())
  const contents = new Map(scratch.contents)
  return Object.fromEntries(
    [...upper.entries].flatMap(([node, { inode, opaque }]) => {
      if (node === 0) return []
      const path = pathOf(node)
      if (inode === null) return [[path, { type: 'whiteout' }]]
      const { mode, owner } = inode
      const common = { mode, uid: owner.uid, gid: owner.gid }
      if (inode.type === Type.Directory) return [[path, { ...common, type: 'dir', opaque }]]
      if (inode.type === Type.Symlink)
        return [
          [path, { uid: owner.uid, gid: owner.gid, type: 'symlink', link: Buffer.from(inode.link).toString('latin1') }],
        ]
      return [[path, { ...common, type: 'file', content: contents.get(path), names: names.get(inode) }]]
    }),
  )
}

describe.skipIf(way === undefined)('the upper directory of a real overlay', () => {
  it('has what the engine says, after the same changes', { timeout: 180_000 }, async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(arbitraryTars, arbitrarySteps, async (layers, wanted) => {
        const scratch = await OpenedScratch.of(folder, [...layers.map((members) => build.layer(members))])
        try {
          const { files } = await copyOf(scratch.image)
          const lower = [...files]
            .map(([path, file]) => ({ path, ...file }))
            .sort((a, b) => a.path.split('/').length - b.path.split('/').length || (a.path < b.path ? -1 : 1))
          const steps: Step[] = []
          for (const step of wanted) if (await scratch.apply(step)) steps.push(step)
          await scratch.readContents()
          const said = kernelSays(way!, { lower, steps })
          if (typeof said === 'string') throw new Error(`${JSON.stringify(steps)}: ${said}`)
          const { entries } = scratch.layer.upper
          const copies = [...entries].flatMap(([node, { why, inode }]) => {
            const copy = scratch.path(node)
            const mode = (said[copy] as { mode?: number } | undefined)?.mode
            const differs = mode !== undefined && inode !== null && (mode & SET_GID) !== (inode.mode & SET_GID)
            return why.has('moved-copy') && differs ? [copy] : []
          })
          for (const [node, { inode }] of entries) {
            // Whether what mv copies into such a directory gets its bit is up to mv, and so are bit and group of what is made within.
            const path = scratch.path(node)
            const moved = said[path] as { mode?: number; gid: number } | undefined
            if (moved === undefined || inode === null) continue
            const isWithin = copies.some((copy) => path.startsWith(`${copy}/`))
            if (isWithin) moved.gid = inode.owner.gid
            if ((isWithin || copies.includes(path)) && inode.type === Type.Directory && moved.mode !== undefined)
              moved.mode = (moved.mode & ~SET_GID) | (inode.mode & SET_GID)
          }
          expect(engineSays(scratch), JSON.stringify({ lower, steps })).toEqual(said)
          compared += Object.keys(said).length
        } finally {
          scratch.close()
        }
      }),
      { numRuns: 120, interruptAfterTimeLimit: 15_000 },
    )
    expect(compared).toBeGreaterThan(0)
  })
})
