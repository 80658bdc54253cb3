import { History } from '../model/history.ts'
import { isSamePlace } from '../model/place.ts'
import type { Place } from '../model/place.ts'

/** Milliseconds that a place is shown before it counts: what is passed by keyboard, typed on, or on its way does not. */
const SETTLED = 350

/** Where one was in a window, and the way back. */
export class HistoryState {
  readonly #history = new History<Place>(isSamePlace)
  readonly #show: (place: Place) => Promise<void>
  #pending: Place | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  /** Counts the steps: while one is being made, what is shown on the way is none. */
  #going = 0
  /** A step led here: what is shown in the end takes its place. */
  #arriving = false
  canGoBack = $state(false)
  canGoForward = $state(false)

  /** `show` brings a place again, as far as it is still there. */
  constructor(show: (place: Place) => Promise<void>) {
    this.#show = show
  }

  /** A place is shown, perhaps not for long. */
  note(place: Place): void {
    this.#pending = place
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.settle(), SETTLED)
  }

  /** The place that is shown counts from now on: something else is about to be done. */
  settle(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#going > 0) return
    const place = this.#pending
    this.#pending = null
    if (place !== null) {
      if (this.#arriving) this.#history.correct(place)
      else this.#history.visit(place)
    }
    this.#arriving = false
    this.#changed()
  }

  async go(direction: 'back' | 'forward'): Promise<void> {
    this.settle()
    const place = this.#history[direction]()
    if (place === null) return
    this.#going += 1
    this.#arriving = true
    this.#changed()
    try {
      await this.#show(place)
    } finally {
      this.#going -= 1
      if (this.#pending !== null) this.note(this.#pending)
      else this.#arriving = false
    }
  }

  /** Something else is opened in the window. */
  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#pending = null
    this.#arriving = false
    this.#history.clear()
    this.#changed()
  }

  #changed(): void {
    this.canGoBack = this.#history.canGoBack
    this.canGoForward = this.#history.canGoForward
  }
}
