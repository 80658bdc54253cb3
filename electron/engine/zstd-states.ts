import type { ZstdState } from './zstd-decoder.ts'

const FIRST_SPACING = 32 * 1024 * 1024
const MOST_BYTES = 48 * 1024 * 1024

/** Places of one zstd layer to which its decoder can return; together they take a bounded number of bytes. */
export class ZstdStates {
  #states: ZstdState[] = []
  #spacing: number

  /** At least `spacing` uncompressed bytes lie between two; more, when there are too many. */
  constructor(spacing = FIRST_SPACING) {
    this.#spacing = spacing
  }

  /** The last one at or before an offset in the uncompressed tar. */
  before(position: number): ZstdState | null {
    return this.#states.findLast(({ output }) => output <= position) ?? null
  }

  /** Whether one is wanted at an offset in the uncompressed tar: it is far from those that there are. */
  isWanted(output: number): boolean {
    return this.#spacing < Infinity && output >= (this.before(output)?.output ?? 0) + this.#spacing
  }

  add(state: ZstdState): void {
    const at = this.#states.findLastIndex(({ output }) => output <= state.output) + 1
    this.#states.splice(at, 0, state)
    while (this.#states.reduce((sum, { bytes }) => sum + bytes.length, 0) > MOST_BYTES) {
      this.#states = this.#states.filter((_, index) => index % 2 === 1)
      this.#spacing = this.#states.length === 0 ? Infinity : this.#spacing * 2
    }
  }
}
