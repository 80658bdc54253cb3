import type {
  ComparedFilter,
  ComparedSortKey,
  Comparison,
  ComparisonEvents,
  ComparisonRequest,
  DifferenceCounts,
  NextDifferenceRequest,
} from '../../../shared/comparison.ts'
import type { RowFilter } from '../../../shared/row-filter.ts'
import type { Failure } from '../../../shared/problem.ts'
import type { NodeId } from '../../../shared/tree.ts'
import { configLines } from '../../model/compare/config.ts'
import type { ConfigLine } from '../../model/compare/config.ts'
import { countDifferences } from '../../model/compare/row.ts'
import type { AlignedRow } from '../../model/compare/row.ts'
import { sideNames } from '../../model/compare/side-name.ts'
import { alignSteps } from '../../model/compare/steps.ts'
import type { AlignedStep } from '../../model/compare/steps.ts'
import { filterOf, parseQuery, withoutPart } from '../../model/filter-query.ts'
import type { QueryPart } from '../../model/filter-query.ts'
import { swapComparison, swapRequest } from '../../model/compare/swap.ts'
import { ROOT } from '../../model/tree-model.ts'
import { RowTree } from '../tree.svelte.ts'
import type { AnySubject } from '../tree.svelte.ts'
import { ComparedFileState } from './compared-file.svelte.ts'
import { OrientedEngine } from './oriented-engine.ts'
import type { CompareEngine } from './oriented-engine.ts'

/** Up to so many differences the tree is opened to all of them. */
const MOST_OPENED = 1500

/** What is listed: paths of a kind, the configuration, or packages. */
export type CompareFilter = 'differences' | 'only-a' | 'only-b' | 'changed' | 'config' | 'packages'

/** What the aligned tree shows. */
export interface CompareSubject extends AnySubject {
  readonly filter: ComparedFilter
}

export type Progress = Parameters<ComparisonEvents['comparisonProgress']>[0]

/** Two images, held against each other. */
export class CompareState {
  readonly #engine: CompareEngine
  readonly #oriented: OrientedEngine
  readonly tree: RowTree<AlignedRow, CompareSubject, ComparedSortKey>
  readonly file: ComparedFileState
  /** As it was asked for, and as the engine knows it. */
  #request = $state.raw<ComparisonRequest | null>(null)
  #told = $state.raw<Comparison | null>(null)
  #swapped = $state(false)
  #token = 0
  failure = $state.raw<Failure | null>(null)
  progress = $state.raw<Progress | null>(null)
  filter = $state.raw<CompareFilter>('differences')
  /** Paths that are the same are listed, too. */
  same = $state(false)
  /** Paths that differ in their times alone count. */
  times = $state(false)
  /** The filter of paths as it is typed. */
  query = $state.raw('')
  /** The engine says what is wrong with the filter. */
  queryFailure = $state.raw<Failure | null>(null)
  /** Paths that fit the filter; null where there is none, or it is not known yet. */
  matching = $state.raw<number | null>(null)
  /** Opens every directory that leads to what fits, however many. */
  #openAll = $state(false)
  /** What a step to a next difference found out: there is none. */
  atEnd = $state.raw<NextDifferenceRequest['direction'] | null>(null)

  readonly request: ComparisonRequest | null = $derived(
    this.#request && this.#swapped ? swapRequest(this.#request) : this.#request,
  )
  /** With the sides as they are shown. */
  readonly comparison: Comparison | null = $derived(
    this.#told && this.#swapped ? swapComparison(this.#told) : this.#told,
  )
  readonly names: readonly [string, string] = $derived(this.comparison ? sideNames(this.comparison) : ['', ''])
  readonly steps: readonly AlignedStep[] = $derived(this.comparison ? alignSteps(this.comparison) : [])
  readonly config: readonly ConfigLine[] = $derived(this.comparison ? configLines(this.comparison.config) : [])
  readonly counts: DifferenceCounts | null = $derived(this.comparison?.counts ?? null)
  /** null until the paths are known. */
  readonly total: number | null = $derived(this.counts && countDifferences(this.counts, this.times))
  readonly working: boolean = $derived(this.comparison?.phase === 'indexing' || this.comparison?.phase === 'comparing')
  /** Whether paths are listed. */
  readonly listsPaths: boolean = $derived(this.filter !== 'config' && this.filter !== 'packages')
  readonly parts: readonly QueryPart[] = $derived(parseQuery(this.query))
  readonly #terms: RowFilter = $derived(filterOf(this.parts))
  /** Whether the filter leaves more than opens by itself. */
  readonly canOpenAll: boolean = $derived(!this.#openAll && (this.matching ?? 0) > MOST_OPENED)
  readonly pathFilter: ComparedFilter = $derived.by(() => {
    const { filter } = this
    const only = filter === 'only-a' || filter === 'only-b' || filter === 'changed' ? [filter] : null
    return {
      show: this.same && only === null ? 'all' : 'differences',
      times: this.times,
      ...(only === null ? {} : { only }),
      ...(this.#terms.length === 0 ? {} : { terms: this.#terms }),
    }
  })

  constructor(engine: CompareEngine) {
    this.#engine = engine
    const oriented = new OrientedEngine(engine, () => this.#swapped)
    this.#oriented = oriented
    this.file = new ComparedFileState(oriented)
    this.tree = new RowTree<AlignedRow, CompareSubject, ComparedSortKey>(
      {
        children: async ({ filter }, request) => {
          const answer = await oriented.comparedChildren({ filter, ...request })
          this.#matched(filter, answer)
          if (!answer.ok) return answer
          const { total, rows } = answer.value
          return { ok: true, value: { total, rows: rows.map((row) => ({ ...row, path: row.node })) } }
        },
        locate: (node) => oriented.locateCompared(node),
        largestFirst: ['size', 'sizeDifference'],
        // What one side does not have at all is one thing, however much is in it.
        opens: ({ a, b, below, context }) =>
          context || (a !== null && b !== null && countDifferences(below, this.times) > 0),
      },
      (row) => {
        this.atEnd = null
        void this.file.show(row)
      },
    )
  }

  /** Begins to compare. Answers whether both could be opened and nothing else was begun meanwhile. */
  async open(request: ComparisonRequest): Promise<boolean> {
    this.clear()
    this.#request = request
    const token = this.#token
    const answer = await this.#engine.openComparison(request)
    if (token !== this.#token) return false
    if (!answer.ok) {
      this.failure = answer.failure
      return false
    }
    // An event may have told more already.
    this.#told ??= answer.value
    this.#request = {
      a: { ...request.a, image: answer.value.a.info.index },
      b: { ...request.b, image: answer.value.b.info.index },
    }
    return true
  }

  clear(): void {
    this.#token += 1
    this.#request = null
    this.#told = null
    this.#swapped = false
    this.failure = null
    this.progress = null
    this.filter = 'differences'
    this.query = ''
    this.queryFailure = null
    this.matching = null
    this.#openAll = false
    this.atEnd = null
    this.tree.clear()
    void this.file.show(null)
  }

  /** The engine knows more. */
  changed(comparison: Comparison): void {
    if (this.#request === null) return
    this.#told = comparison
    if (comparison.phase === 'ready' || comparison.phase === 'cancelled' || comparison.phase === 'failed')
      this.progress = null
    if (comparison.counts !== null) this.#show()
    const row = this.tree.cursor?.row ?? null
    if (row !== null && comparison.phase === 'ready') void this.file.show(row)
  }

  /** Turns the sides round; where one is in the tree stays. */
  async swap(): Promise<void> {
    const node = this.tree.cursor?.row?.node ?? null
    this.#swapped = !this.#swapped
    if (this.filter === 'only-a') this.filter = 'only-b'
    else if (this.filter === 'only-b') this.filter = 'only-a'
    if (this.tree.sort.by === 'sizeDifference')
      this.tree.sort = { by: 'sizeDifference', descending: !this.tree.sort.descending }
    this.#show()
    if (node !== null) await this.goTo(node)
  }

  choose(filter: CompareFilter): void {
    this.filter = filter
    if (this.listsPaths) this.#show()
  }

  setSame(same: boolean): void {
    this.same = same
    this.#show()
  }

  setTimes(times: boolean): void {
    this.times = times
    this.#show()
  }

  /** Filters paths by what is typed; what is selected stays so where the filter leaves it. */
  async setQuery(query: string): Promise<void> {
    const before = JSON.stringify(this.#terms)
    this.query = query
    if (JSON.stringify(this.#terms) === before) return
    const node = this.tree.cursor?.row?.node ?? null
    this.#openAll = false
    this.queryFailure = null
    this.matching = null
    this.#show()
    const filter = this.pathFilter
    if (node !== null && filter === this.pathFilter) await this.tree.reveal(node)
  }

  /** Takes one condition out of the filter. */
  removePart(part: QueryPart): void {
    void this.setQuery(withoutPart(this.query, part))
  }

  /** Opens every directory that leads to a path that fits. */
  openAll(): void {
    this.#openAll = true
    this.#show()
  }

  /** Goes to the next or the previous difference. */
  async go(direction: NextDifferenceRequest['direction']): Promise<void> {
    if (!this.listsPaths) this.choose('differences')
    const { sort } = this.tree
    const from = this.tree.cursor?.row?.node ?? ROOT
    const answer = await this.#oriented.nextDifference({ from, direction, filter: this.pathFilter, sort })
    const node = answer.ok ? answer.value.nodes.at(-1) : undefined
    if (node === undefined) {
      this.atEnd = direction
      return
    }
    await this.#reveal(node)
  }

  /** Shows a path, also where the filter does not. */
  async goTo(node: NodeId): Promise<void> {
    if (await this.#reveal(node)) return
    this.filter = 'differences'
    this.#show()
    if (await this.#reveal(node)) return
    this.query = ''
    this.matching = null
    this.same = true
    this.#show()
    await this.#reveal(node)
  }

  cancel(): void {
    void this.#engine.cancelComparison()
  }

  resume(): void {
    void this.#engine.resumeComparison()
  }

  /** Rows below a directory, for what is to be written down; null where the engine does not tell. */
  async rows(parent: NodeId, offset: number, limit: number): Promise<readonly AlignedRow[] | null> {
    const filter: ComparedFilter = { show: 'differences', times: this.times }
    const sort = { by: 'name', descending: false } as const
    const answer = await this.#oriented.comparedChildren({ parent, filter, sort, offset, limit })
    return answer.ok ? answer.value.rows.map((row) => ({ ...row, path: row.node })) : null
  }

  async #reveal(node: NodeId): Promise<boolean> {
    if (!(await this.tree.reveal(node))) return false
    const slot = this.tree.cursor
    if (slot) this.tree.select(slot)
    return true
  }

  /** The engine tells with any part of the tree how many paths fit. */
  #matched(filter: ComparedFilter, answer: Awaited<ReturnType<OrientedEngine['comparedChildren']>>): void {
    if (filter !== this.pathFilter || filter.terms === undefined) return
    this.queryFailure = answer.ok || answer.failure.code === 'cancelled' ? null : answer.failure
    if (!answer.ok || answer.value.matching === this.matching) return
    const opened = this.#opensAll()
    this.matching = answer.value.matching
    if (!opened && this.#opensAll()) this.#show()
  }

  /** Whether what is shown is little enough to be seen at a glance. */
  #opensAll(): boolean {
    const { counts, pathFilter, matching } = this
    if (this.#openAll) return true
    if (pathFilter.terms !== undefined) return matching !== null && matching <= MOST_OPENED
    return (counts ? countDifferences(counts, pathFilter.times) : 0) <= MOST_OPENED
  }

  #show(): void {
    this.tree.show({ filter: this.pathFilter, autoExpand: this.#opensAll() })
  }
}
