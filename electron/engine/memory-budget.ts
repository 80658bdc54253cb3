/** KiB that the indexes of all layers of an image take together at most, roughly: some ten million entries. */
const MOST_KIB = 3 * 1024 * 1024

/** Claimed at once: a claim costs a look at shared memory. */
const STEP_KIB = 1024

/** Bounds what all layers of an image take in memory together. Shared memory: layers are indexed in several threads. */
export class MemoryBudget {
  readonly #left: Int32Array

  /** A budget of `kib`, or one that another thread has a part of, by its {@link buffer}. */
  constructor(from: number | SharedArrayBuffer = MOST_KIB) {
    this.#left = new Int32Array(typeof from === 'number' ? new SharedArrayBuffer(4) : from)
    if (typeof from === 'number') this.#left[0] = from
  }

  /** What to hand to a worker, which makes its own budget of it. */
  get buffer(): SharedArrayBuffer {
    return this.#left.buffer as SharedArrayBuffer
  }

  /** Takes a part; false where that much is not left, then nothing is taken. */
  take(kib: number): boolean {
    if (Atomics.sub(this.#left, 0, kib) >= kib) return true
    Atomics.add(this.#left, 0, kib)
    return false
  }

  /** Gives a part back. */
  give(kib: number): void {
    Atomics.add(this.#left, 0, kib)
  }
}

/** What one layer takes of a budget while it is indexed. */
export class MemoryClaim {
  readonly #budget: MemoryBudget
  #claimed = 0
  #refused = false

  constructor(budget: MemoryBudget) {
    this.#budget = budget
  }

  /** KiB that are claimed. */
  get kib(): number {
    return this.#claimed
  }

  /** Whether something could not be had. */
  get refused(): boolean {
    return this.#refused
  }

  /** Whether `bytes` in all can be had; never again once they could not. */
  reach(bytes: number): boolean {
    if (this.#refused) return false
    const wanted = bytes / 1024 - this.#claimed
    if (wanted <= 0) return true
    const step = Math.ceil(wanted / STEP_KIB) * STEP_KIB
    if (this.#budget.take(step)) this.#claimed += step
    else this.#refused = true
    return !this.#refused
  }

  /** Gives back what is beyond `bytes`. */
  shrink(bytes: number): void {
    const unused = this.#claimed - Math.ceil(bytes / 1024)
    if (unused <= 0) return
    this.#budget.give(unused)
    this.#claimed -= unused
  }
}
