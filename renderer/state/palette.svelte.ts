import type { FoundPath, FoundPaths } from '../../shared/find.ts'
import type { Engine } from '../../shared/engine-api.ts'

/** So many paths are listed. */
const MOST = 100

/** The search for a path: what is typed, and what was found for it. */
export class PaletteState {
  readonly #engine: Pick<Engine, 'find'>
  #token = 0
  open = $state(false)
  query = $state.raw('')
  /** For the query as it is, or the one before while nothing is known yet. */
  found = $state.raw<FoundPaths | null>(null)
  failed = $state(false)
  /** Row of the keyboard. */
  active = $state(0)

  readonly paths: readonly FoundPath[] = $derived(this.found?.paths ?? [])
  readonly chosen: FoundPath | null = $derived(this.paths[this.active] ?? null)
  /** Whether what is listed answers what is typed. */
  readonly fresh: boolean = $derived(this.found?.query === this.query)

  /** Takes the best path once what is listed answers what is typed. */
  #taker: ((found: FoundPath) => void) | null = null

  constructor(engine: Pick<Engine, 'find'>) {
    this.#engine = engine
  }

  close(): void {
    this.#taker = null
    this.open = false
  }

  clear(): void {
    this.#token += 1
    this.close()
    this.query = ''
    this.found = null
    this.failed = false
    this.active = 0
  }

  /** Opens the search with what was typed last. */
  show(): void {
    this.open = true
    if (this.query !== '') void this.search(this.query)
  }

  /** Looks for something else; answers to what was typed before are not waited for. */
  async search(query: string): Promise<void> {
    this.#token += 1
    const token = this.#token
    this.query = query
    this.failed = false
    this.#taker = null
    if (query.trim() === '') {
      this.found = null
      this.active = 0
      return
    }
    const answer = await this.#engine.find({ query, limit: MOST })
    if (token !== this.#token) return
    if (answer.ok) this.take(answer.value)
    else this.failed = answer.failure.code !== 'cancelled'
  }

  /** Takes in what was found so far. */
  take(found: FoundPaths): void {
    if (found.query !== this.query || (this.found?.query === found.query && this.found.done && !found.done)) return
    if (this.found?.query !== found.query) this.active = 0
    this.found = found
    this.active = Math.min(this.active, Math.max(0, found.paths.length - 1))
    if (this.#taker !== null && found.done) this.choose(this.#taker)
  }

  /**
   * Hands over the path at the keyboard. Where what is listed does not answer yet what is typed, the best of what does is
   * handed over when it is known, unless something else is typed meanwhile.
   */
  choose(take: (found: FoundPath) => void): void {
    this.#taker = this.fresh ? null : take
    if (this.fresh && this.chosen !== null) take(this.chosen)
  }

  move(to: number): void {
    if (this.paths.length > 0) this.active = (to + this.paths.length) % this.paths.length
  }
}
