/** Numbers that only look random: the same seed gives the same run everywhere. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A number from 0 to below 2^32 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let value = this.#state
    value = Math.imul(value ^ (value >>> 15), value | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return (value ^ (value >>> 14)) >>> 0
  }

  /** A whole number from 0 to below `end`; 0 where `end` is 0. */
  below(end: number): number {
    return end <= 0 ? 0 : this.next() % end
  }

  /** One of several. */
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!
  }

  /** True one time in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0
  }
}
