/** Places that are kept; the oldest go first. */
const KEPT = 100

/** The places that a window showed, in their order, and which of them it shows: what Back and Forward go through. */
export class History<Place> {
  readonly #same: (a: Place, b: Place) => boolean
  #places: readonly Place[] = []
  #at = -1

  /** `same` tells places that are one for going back. */
  constructor(same: (a: Place, b: Place) => boolean) {
    this.#same = same
  }

  /** The place that is shown; null before there was one. */
  get current(): Place | null {
    return this.#places[this.#at] ?? null
  }

  get canGoBack(): boolean {
    return this.#at > 0
  }

  get canGoForward(): boolean {
    return this.#at < this.#places.length - 1
  }

  /** Another place is shown. What lay ahead is forgotten; the same place again is no step. */
  visit(place: Place): void {
    const { current } = this
    if (current !== null && this.#same(current, place)) return
    this.#places = [...this.#places.slice(0, this.#at + 1), place].slice(-KEPT)
    this.#at = this.#places.length - 1
  }

  /** What is shown turned out to be another place than the step led to; it takes its place in the order. */
  correct(place: Place): void {
    if (this.#at >= 0) this.#places = this.#places.map((one, at) => (at === this.#at ? place : one))
  }

  /** Goes a step back and tells what is there; null where there is none. */
  back(): Place | null {
    if (!this.canGoBack) return null
    this.#at -= 1
    return this.current
  }

  /** Goes a step forward and tells what is there; null where there is none. */
  forward(): Place | null {
    if (!this.canGoForward) return null
    this.#at += 1
    return this.current
  }

  clear(): void {
    this.#places = []
    this.#at = -1
  }
}
