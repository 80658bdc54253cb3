import type { Engine, OverviewProgress } from '../../shared/engine-api.ts'
import type { Overview, OverviewPart } from '../../shared/overview.ts'
import type { Failure } from '../../shared/problem.ts'
import { TreemapState } from './treemap.svelte.ts'

/** The overview of the image that is looked at. Nothing is asked for until {@link visit}: finding it all out is work. */
export class OverviewState {
  readonly treemap: TreemapState
  readonly #engine: Pick<Engine, 'overview'>
  #token = 0
  #visited = false
  #asking = false
  #again = false
  #image = $state.raw<number | null>(null)
  overview = $state.raw<Overview | null>(null)
  failure = $state.raw<Failure | null>(null)
  progress = $state.raw<OverviewProgress | null>(null)
  /** The layer that is pointed at somewhere in the overview. */
  highlight = $state.raw<number | null>(null)

  constructor(engine: Pick<Engine, 'overview' | 'treemap'>) {
    this.#engine = engine
    this.treemap = new TreemapState(engine)
  }

  /** Another image, or none. */
  show(image: number | null, layers: number): void {
    this.#token += 1
    this.#asking = false
    this.#again = false
    this.#visited = false
    this.#image = image
    this.overview = null
    this.failure = null
    this.progress = null
    this.highlight = null
    this.treemap.show(image === null ? null : Math.max(0, layers - 1))
  }

  /** The overview of an image that is open is looked at. */
  visit(): void {
    if (this.#visited) return
    this.#visited = true
    this.changed()
    this.treemap.refresh()
  }

  /** The engine has more to say, or layers were stacked. */
  changed(): void {
    if (!this.#visited || this.#image === null) return
    if (this.#asking) this.#again = true
    else void this.#ask()
  }

  /** Layers were stacked. */
  stacked(): void {
    this.changed()
    if (this.#visited) this.treemap.refresh()
  }

  retry(): void {
    this.failure = null
    this.changed()
  }

  isPending(part: OverviewPart): boolean {
    return this.overview?.pending.includes(part) ?? true
  }

  async #ask(): Promise<void> {
    const token = this.#token
    this.#asking = true
    const answer = await this.#engine.overview()
    if (token !== this.#token) return
    this.#asking = false
    if (!answer.ok) this.failure = answer.failure
    else if (answer.value.image === this.#image) {
      this.overview = answer.value
      this.failure = null
      const { part } = this.progress ?? {}
      if (part && !answer.value.pending.includes(part)) this.progress = null
    }
    if (this.#again) {
      this.#again = false
      void this.#ask()
    }
  }
}
