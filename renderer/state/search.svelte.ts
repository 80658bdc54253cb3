import type { Engine } from '../../shared/engine-api.ts'
import type { Failure } from '../../shared/problem.ts'
import { joinMatches } from '../model/found-files.ts'
import type { ContentMatch, FileMatches, FoundContents, SearchScope, SearchSummary } from '../../shared/search.ts'

/** So many lines are listed. */
const MOST = 2000

/** Which files are searched: what the tree's view shows, or every version of every layer. */
export type SearchReach = 'view' | 'all'

/** A row of the results: a file, or a match in it. */
export type SearchRow =
  | { readonly kind: 'file'; readonly file: FileMatches }
  | { readonly kind: 'match'; readonly file: FileMatches; readonly match: ContentMatch }

/** The search in contents: what is asked for, how far it is, and what was found. */
export class SearchState {
  readonly #engine: Pick<Engine, 'searchContents' | 'cancelSearch'>
  #id = 0
  open = $state(false)
  pattern = $state('')
  caseSensitive = $state(false)
  regex = $state(false)
  reach = $state<SearchReach>('view')
  running = $state(false)
  done = $state(0)
  total = $state(0)
  /** Of the last search that came to its end. */
  summary = $state.raw<SearchSummary | null>(null)
  failure = $state.raw<Failure | null>(null)
  /** Whether the last search was stopped. */
  stopped = $state(false)
  /** Row of the keyboard. */
  active = $state(0)
  #files = $state.raw<readonly FileMatches[]>([])

  readonly rows: readonly SearchRow[] = $derived(
    this.#files.flatMap((file): SearchRow[] => [
      { kind: 'file', file },
      ...file.matches.map((match) => ({ kind: 'match' as const, file, match })),
    ]),
  )

  constructor(engine: Pick<Engine, 'searchContents' | 'cancelSearch'>) {
    this.#engine = engine
  }

  /** Opens the search, with a pattern where one is given. */
  show(pattern = this.pattern): void {
    this.pattern = pattern
    this.open = true
  }

  clear(): void {
    this.open = false
    this.#reset()
  }

  /** Searches for what is typed; `view` is what the tree shows. */
  async start(view: SearchScope): Promise<void> {
    this.#reset()
    if (this.pattern === '') return
    const id = this.#id
    this.running = true
    const answer = await this.#engine.searchContents({
      id,
      pattern: this.pattern,
      kind: this.regex ? 'regex' : 'text',
      caseSensitive: this.caseSensitive,
      scope: this.reach === 'all' ? { kind: 'all' } : view,
      limit: MOST,
    })
    if (id !== this.#id) return
    this.running = false
    if (answer.ok) this.summary = answer.value
    else if (answer.failure.code === 'cancelled') this.stopped = true
    else this.failure = answer.failure
  }

  stop(): void {
    void this.#engine.cancelSearch()
  }

  /** Takes in what was found since. */
  take({ id, files, done, total }: FoundContents): void {
    if (id !== this.#id) return
    this.done = done
    this.total = total
    if (files.length > 0) this.#files = joinMatches(this.#files, files)
  }

  move(to: number): void {
    this.active = Math.max(0, Math.min(to, this.rows.length - 1))
  }

  #reset(): void {
    this.#id += 1
    if (this.running) this.stop()
    this.running = false
    this.done = 0
    this.total = 0
    this.summary = null
    this.failure = null
    this.stopped = false
    this.active = 0
    this.#files = []
  }
}
