import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { displayName } from '../../electron/engine/display-name.ts'
import { createEngine, type RunningEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import type { Row, Sort, StackStatus } from '../../shared/tree.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { arbitraryStack, renderStack } from '../model-of-union/arbitrary-stack.ts'
import type { Merged, ModelEntry, Seen } from '../model-of-union/model-entry.ts'
import { union } from '../model-of-union/union.ts'

const folder = temporaryFolder()
const BY_NAME: Sort = { by: 'name', descending: false }

/** One engine for all stacks: opening the next archive closes the one before. */
class StackEngine {
  readonly #engine: RunningEngine
  #ready: () => void = () => {}
  readonly #changes: StackStatus[] = []

  constructor() {
    this.#engine = createEngine(
      {
        progress: ({ phase }) => {
          if (phase === 'ready') this.#ready()
        },
        stackChanged: (status) => this.#changes.push(status),
        problemsChanged: () => {},
      },
      new InlineJobs(),
    )
  }

  async open(stack: readonly (readonly ModelEntry[])[]): Promise<StackStatus> {
    const done = new Promise<void>((resolve) => (this.#ready = resolve))
    this.#changes.length = 0
    const archive = await this.#engine.openArchive(folder.write('stack.tar', renderStack(stack)))
    if (!archive.ok) throw new Error(archive.failure.message)
    const image = await this.#engine.openImage(0)
    if (!image.ok) throw new Error(image.failure.message)
    await done
    return this.#changes.at(-1) ?? image.value
  }

  /** All rows of a merged view by path, read in pages of three; checks what each row says of its children. */
  async rows(upto: number, show: 'all' | 'changed' = 'all'): Promise<Map<string, Row>> {
    const found = new Map<string, Row>()
    const pending: { node: number; path: string; children: number | null }[] = [{ node: 0, path: '', children: null }]
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      let offset = 0
      for (let total = 1; offset < total; offset += 3) {
        const view = { kind: 'merged', upto } as const
        const page = await this.#engine.children({ view, parent: at.node, sort: BY_NAME, show, offset, limit: 3 })
        if (!page.ok) throw new Error(page.failure.message)
        total = page.value.total
        if (at.children !== null) expect(total).toBe(at.children)
        for (const row of page.value.rows) {
          const path = at.path === '' ? row.name : `${at.path}/${row.name}`
          expect(found.has(path)).toBe(false)
          found.set(path, row)
          pending.push({ node: row.node, path, children: row.children })
        }
      }
    }
    return found
  }

  dispose(): Promise<void> {
    return this.#engine.dispose()
  }
}

function display(path: string): string {
  return displayName(Buffer.from(path, 'latin1'))
}

function rowOf(seen: Seen): object {
  const { mode, uid, gid, mtime } = seen
  return {
    type: seen.type,
    layer: seen.layer,
    metadata: seen.implicit ? null : (expect.objectContaining({ mode, uid, gid, mtime }) as unknown),
    link: seen.link === null ? null : display(seen.link),
    ...(seen.content === null ? {} : { size: seen.content.length }),
  }
}

/** Whether two versions of a path are alike in all that a person could see. */
function same(before: Seen, after: Seen): boolean {
  const visible = ({ type, uid, gid, mtime, mode, content, link, device, xattrs, implicit }: Seen): unknown[] => [
    type,
    uid,
    gid,
    mtime,
    type === 'symlink' ? null : mode,
    content,
    link,
    device,
    xattrs,
    implicit,
  ]
  return JSON.stringify(visible(before)) === JSON.stringify(visible(after))
}

/** The change that the topmost layer of a prefix makes, by path. */
function changesOf(stack: ReturnType<typeof union>, upto: number): Map<string, string> {
  const before = stack.merged[upto - 1]
  const after = stack.merged[upto]
  const changes = stack.changes[upto]
  if (before === undefined || after === undefined || changes === undefined) return new Map()
  const found = new Map<string, string>()
  for (const path of changes.added) found.set(display(path), 'added')
  for (const path of changes.removed) found.set(display(path), 'removed')
  for (const path of changes.overridden) {
    const [was, is] = [before.get(path), after.get(path)]
    if (!was || !is) continue
    // A directory that is only listed again, with a new time, counts as unchanged.
    const listedAgain = was.type === 'dir' && is.type === 'dir' && same({ ...was, mtime: is.mtime }, is)
    found.set(display(path), listedAgain || same(was, is) ? 'unchanged' : 'modified')
  }
  return found
}

/** Bytes that a view shows, each inode once. */
function bytesOf(view: Merged): number {
  const inodes = new Map([...view.values()].map((seen) => [seen.inode, seen.content?.length ?? 0]))
  return [...inodes.values()].reduce((sum, size) => sum + size, 0)
}

describe('the rows of random layers', () => {
  const engine = new StackEngine()
  afterAll(() => engine.dispose())

  it('are what the naive model says, for every prefix of the layers', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStack, async (stack) => {
        const model = union(stack)
        const status = await engine.open(stack)
        for (let upto = 0; upto < stack.length; upto++) {
          const view = model.merged[upto] ?? new Map<string, Seen>()
          const rows = await engine.rows(upto)
          const seen = [...rows].filter(([, row]) => row.change !== 'removed')
          expect(new Set(seen.map(([path]) => path))).toEqual(new Set([...view.keys()].map(display)))
          for (const [path, expected] of view) expect(rows.get(display(path)), path).toMatchObject(rowOf(expected))

          const changes = changesOf(model, upto)
          const touched = [...rows].filter(([, row]) => row.changeLayer === upto && upto > 0)
          const said = touched.filter(([path, row]) => changes.has(path) || row.metadata !== null)
          expect(new Map(said.map(([path, row]) => [path, row.change]))).toEqual(changes)
        }
        const files = stack.flat().filter((entry) => entry.type === 'file')
        const shipped = files.reduce((sum, entry) => sum + (entry.content ?? '').length, 0)
        const visible = bytesOf(model.merged.at(-1) ?? new Map<string, Seen>())
        expect(status.totals).toMatchObject({
          visibleBytes: visible,
          reclaimableBytes: shipped - visible,
          shippedBytes: shipped,
        })
      }),
      { numRuns: 400, interruptAfterTimeLimit: 60_000 },
    )
  })

  it('that the topmost layer changed, with their parents, are what the filter keeps', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStack, async (stack) => {
        const status = await engine.open(stack)
        for (let upto = 1; upto < stack.length; upto++) {
          const all = await engine.rows(upto)
          const kept = await engine.rows(upto, 'changed')
          for (const [path, row] of all) {
            const changed = row.changeLayer === upto && row.change !== 'unchanged' && row.change !== null
            if (changed && row.type !== 'dir') expect(kept.has(path), path).toBe(true)
          }
          for (const [path] of kept) {
            const reason = [...kept].some(
              ([other, row]) => (other === path || other.startsWith(`${path}/`)) && row.changeLayer === upto,
            )
            expect(reason, path).toBe(true)
          }
          const { added, modified, removed } = status.layers[upto]?.changes ?? { added: 0, modified: 0, removed: 0 }
          const counted = [...kept].filter(([, row]) => row.changeLayer === upto && row.change !== 'unchanged')
          expect(counted.length).toBeGreaterThanOrEqual(added + modified + removed)
        }
      }),
      { numRuns: 150, interruptAfterTimeLimit: 30_000 },
    )
  })
})
