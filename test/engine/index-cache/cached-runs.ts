import { readdirSync } from 'node:fs'
import { createEngine } from '../../../electron/engine/engine.ts'
import type { CacheSettings } from '../../../electron/engine/index-cache/cache-settings.ts'
import type { IndexedLayer } from '../../../electron/engine/index-layer.ts'
import { InlineJobs } from '../../../electron/engine/inline-jobs.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { Row, StackStatus } from '../../../shared/tree.ts'

/** A cache in a folder that keeps whatever it is given, however small or new. */
export function eagerCache(folder: string): CacheSettings {
  return { folder, limit: 1024 ** 3, smallestStored: 0, fewestEntries: 0, settled: 0 }
}

/** Names of the files of a cache, of a kind. */
export function cachedFiles(folder: string, kind: 'index' | 'memo' | 'tmp'): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(`.${kind}`))
    .sort()
}

/** An indexed layer but for what each run takes its own time for, and hashes, which are of one process only. */
export function lasting({ index, ...rest }: IndexedLayer): unknown {
  const { byHash: _, ...names } = index.names
  return { ...rest, index: { ...index, names, elapsed: 0 } }
}

/** All that an engine says of an image. */
export interface Told {
  readonly failure: string | null
  readonly layers: StackStatus['layers']
  readonly rows: readonly Row[]
  readonly problems: readonly Problem[]
}

/** Opens an archive and asks for all rows of the merged view and of each layer. */
export async function tellAll(path: string, cache: CacheSettings | null): Promise<Told> {
  let ready = (): void => undefined
  const changes: StackStatus[] = []
  const engine = createEngine(
    {
      progress: ({ phase }) => phase === 'ready' && ready(),
      stackChanged: (changed) => changes.push(changed),
      problemsChanged: () => undefined,
    },
    new InlineJobs(cache),
  )
  try {
    const opened = await engine.openArchive(path)
    if (!opened.ok) return { failure: opened.failure.code, layers: [], rows: [], problems: [] }
    const done = new Promise<void>((resolve) => (ready = resolve))
    const image = await engine.openImage(0)
    if (!image.ok) return { failure: image.failure.code, layers: [], rows: [], problems: await engine.problems() }
    await done
    const { layers } = changes.at(-1) ?? image.value
    const rows: Row[] = []
    const views = [
      { kind: 'merged', upto: layers.length - 1 } as const,
      ...layers.map(({ index }) => ({ kind: 'layer', layer: index }) as const),
    ]
    for (const view of views) {
      const pending = [0]
      for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
        const page = await engine.children({
          view,
          parent,
          sort: { by: 'name', descending: false },
          show: 'all',
          offset: 0,
          limit: 10_000,
        })
        if (!page.ok) throw new Error(page.failure.message)
        rows.push(...page.value.rows)
        pending.push(...page.value.rows.filter(({ children }) => children > 0).map(({ node }) => node))
      }
    }
    return { failure: null, layers, rows, problems: await engine.problems() }
  } finally {
    await engine.dispose()
  }
}
