import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayName } from '../../electron/engine/display-name.ts'
import type { ComparedEntry } from '../../shared/comparison.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { arbitraryEntry, arbitraryStack, renderStack } from '../model-of-union/arbitrary-stack.ts'
import type { Merged, Seen } from '../model-of-union/model-entry.ts'
import { union } from '../model-of-union/union.ts'
import { ALL, DIFFERENCES, OpenedComparison } from './opened-comparison.ts'

const folder = temporaryFolder()

function fieldsThatDiffer(a: Seen, b: Seen): string[] {
  if (a.type !== b.type) return ['type']
  const same = (x: unknown, y: unknown): boolean => JSON.stringify(x) === JSON.stringify(y)
  const what: string[] = []
  if (a.content !== b.content || !same(a.device, b.device)) what.push('content')
  if (a.mode !== b.mode && a.type !== 'symlink') what.push('mode')
  if (a.uid !== b.uid || a.gid !== b.gid) what.push('owner')
  if (a.mtime !== b.mtime) what.push('mtime')
  if (!same(Object.entries(a.xattrs).sort(), Object.entries(b.xattrs).sort())) what.push('xattrs')
  if (a.link !== b.link) what.push('link')
  return what
}

/** What every path is, by looking at both views in the plainest way. */
function modelSays(a: Merged, b: Merged): Record<string, string> {
  const said: Record<string, string> = {}
  for (const path of new Set([...a.keys(), ...b.keys()])) {
    const [inA, inB] = [a.get(path), b.get(path)]
    const what = inA !== undefined && inB !== undefined ? fieldsThatDiffer(inA, inB) : []
    const both = what.length === 0 ? 'same' : what.join() === 'mtime' ? 'times' : 'changed'
    said[shown(path)] = inA === undefined ? 'only-b' : inB === undefined ? 'only-a' : both
  }
  return said
}

/** Bytes of the files of a view, each inode once. */
function bytesOf(view: Merged): number {
  const files = new Map([...view.values()].map(({ inode, content }) => [inode, content?.length ?? 0]))
  return [...files.values()].reduce((sum, size) => sum + size, 0)
}

function shown(path: string): string {
  return path
    .split('/')
    .map((name) => displayName(Buffer.from(name, 'latin1')))
    .join('/')
}

const pairs = fc.record({
  base: fc.array(fc.array(arbitraryEntry, { maxLength: 8 }), { maxLength: 2 }),
  a: arbitraryStack,
  b: arbitraryStack,
})

describe('a comparison of random images', () => {
  it('says of every path what the model says', { timeout: 120_000 }, async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(pairs, async ({ base, a, b }) => {
        run++
        const stacks = [
          [...base, ...a],
          [...base, ...b],
        ] as const
        const paths = stacks.map((stack, side) => folder.write(`${run}-${side}.tar`, renderStack(stack)))
        const views = stacks.map((stack) => union(stack).merged.at(-1) ?? new Map())
        const opened = await OpenedComparison.open({
          a: { archive: paths[0]!, image: 0 },
          b: { archive: paths[1]!, image: 0 },
        })
        try {
          const rows = await opened.rows(ALL)
          const said = Object.fromEntries([...rows].map(([path, { difference }]) => [path, difference]))
          const expected = modelSays(views[0]!, views[1]!)
          expect(said).toEqual(expected)
          expect([opened.comparison.a.bytes, opened.comparison.b.bytes]).toEqual(views.map(bytesOf))
          const counted = Object.values(expected)
          const count = (difference: string): number => counted.filter((one) => one === difference).length
          expect(opened.comparison.counts).toEqual({
            onlyA: count('only-a'),
            onlyB: count('only-b'),
            changed: count('changed'),
            times: count('times'),
          })
          const differing = [...rows.values()].filter(
            ({ difference }) => difference !== 'same' && difference !== 'times',
          )
          const isTree = (entry: ComparedEntry | null): boolean => entry?.type === 'dir'
          const wholes = [...rows].filter(([, row]) => differing.includes(row) && !(isTree(row.a) && isTree(row.b)))
          const isInWhole = (path: string): boolean => wholes.some(([whole]) => path.startsWith(`${whole}/`))
          const nodes = [...rows]
            .filter(([path, row]) => differing.includes(row) && !isInWhole(path))
            .map(([, { node }]) => node)
            .sort((x, y) => x - y)
          const next = await opened.walk('next')
          expect([...next].sort((x, y) => x - y)).toEqual(nodes)
          expect((await opened.walk('previous')).reverse()).toEqual(next)
          const shownPaths = [...(await opened.rows(DIFFERENCES)).keys()]
          for (const [path, { difference }] of rows)
            if (difference !== 'same' && difference !== 'times') expect(shownPaths).toContain(path)
        } finally {
          await opened.close()
        }
      }),
      { numRuns: 300 },
    )
  })
})
