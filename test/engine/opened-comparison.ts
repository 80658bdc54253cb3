import { createEngine, type RunningEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import type {
  ComparedFilter,
  ComparedRow,
  Comparison,
  ComparisonRequest,
  NextDifferenceRequest,
  Side,
} from '../../shared/comparison.ts'
import type { InnerArchive } from '../../shared/inner-archive.ts'
import type { RowFilter } from '../../shared/row-filter.ts'
import type { Outcome } from '../../shared/problem.ts'

export const ALL: ComparedFilter = { show: 'all', times: true }
export const DIFFERENCES: ComparedFilter = { show: 'differences', times: false }
const BY_NAME = { by: 'name', descending: false } as const

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`)
  return outcome.value
}

/** A comparison that is ready, asked through nothing but the engine's contract. */
export class OpenedComparison {
  readonly #engine: RunningEngine
  readonly comparison: Comparison
  /** Files of which bytes were read. */
  readonly hashed: number
  /** Layers that were indexed. */
  readonly indexed: number

  /** Files that were read for what they say. */
  readonly read: number

  private constructor(
    engine: RunningEngine,
    comparison: Comparison,
    work: { hashed: number; indexed: number; read: number },
  ) {
    this.#engine = engine
    this.comparison = comparison
    this.hashed = work.hashed
    this.indexed = work.indexed
    this.read = work.read
  }

  /** Opens two images and waits until they are compared. */
  static async open(request: ComparisonRequest): Promise<OpenedComparison> {
    let last = null as Comparison | null
    let ready = (): void => {}
    const done = new Promise<void>((resolve) => (ready = resolve))
    const jobs = new InlineJobs()
    const work = { hashed: 0, indexed: 0, read: 0 }
    const digests = jobs.digests.bind(jobs)
    jobs.digests = (blob, files, control) => {
      work.hashed += files.length
      return digests(blob, files, control)
    }
    const read = jobs.read.bind(jobs)
    jobs.read = (...values) => {
      work.read++
      return read(...values)
    }
    const index = jobs.index.bind(jobs)
    jobs.index = (...values) => {
      work.indexed++
      return index(...values)
    }
    const engine = createEngine(
      {
        progress: () => {},
        stackChanged: () => {},
        problemsChanged: () => {},
        comparisonChanged: (comparison) => {
          last = comparison
          if (comparison.phase === 'ready' || comparison.phase === 'failed') ready()
        },
      },
      jobs,
    )
    const first = valueOf(await engine.openComparison(request))
    await done
    return new OpenedComparison(engine, last ?? first, { ...work })
  }

  /** Every row by path; those of differences alone unless told otherwise. */
  async rows(filter = DIFFERENCES): Promise<Map<string, ComparedRow>> {
    const found = new Map<string, ComparedRow>()
    const pending = [{ node: 0, path: '' }]
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      const request = { parent: at.node, filter, sort: BY_NAME, offset: 0, limit: 10_000 }
      for (const row of valueOf(await this.#engine.comparedChildren(request)).rows) {
        const path = at.path === '' ? row.name : `${at.path}/${row.name}`
        found.set(path, row)
        if (row.children > 0) pending.push({ node: row.node, path })
      }
    }
    return found
  }

  /** What each path is that differs itself. */
  async differences(filter = DIFFERENCES): Promise<Record<string, string>> {
    const rows = [...(await this.rows(filter))].filter(([, { difference }]) => difference !== 'same')
    return Object.fromEntries(
      rows
        .map(([path, { difference, what }]) => [path, [difference, ...what].join(' ')] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  }

  /** Nodes of all differences as one goes from one to the next. */
  async walk(direction: NextDifferenceRequest['direction'], filter = DIFFERENCES): Promise<number[]> {
    const nodes: number[] = []
    for (let from = 0; ;) {
      const next = await this.step(from, direction, filter)
      if (next === null) return nodes
      nodes.push(next)
      from = next
    }
  }

  /** The difference after or before a path; null where there is none. */
  async step(
    from: number,
    direction: NextDifferenceRequest['direction'],
    filter = DIFFERENCES,
  ): Promise<number | null> {
    const { nodes } = valueOf(await this.#engine.nextDifference({ from, direction, filter, sort: BY_NAME }))
    return nodes.at(-1) ?? null
  }

  /** Differences that fit terms, in all. */
  async matching(terms: RowFilter): Promise<number | null> {
    const request = { parent: 0, filter: { ...DIFFERENCES, terms }, sort: BY_NAME, offset: 0, limit: 1 }
    return valueOf(await this.#engine.comparedChildren(request)).matching
  }

  async members(side: Side, row: ComparedRow): Promise<InnerArchive> {
    const content = row[side]?.content
    if (content == null) throw new Error('no content')
    return valueOf(await this.#engine.comparedMembers(side, content))
  }

  async text(side: Side, row: ComparedRow): Promise<string> {
    const content = row[side]?.content
    if (content == null) throw new Error('no content')
    const read = valueOf(await this.#engine.readCompared(side, { content, offset: 0, length: 1_000_000 }))
    return Buffer.from(read.bytes).toString('utf8')
  }

  async close(): Promise<void> {
    await this.#engine.dispose()
  }
}
