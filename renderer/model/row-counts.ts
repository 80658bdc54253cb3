/**
 * How many rows each child of a directory takes: itself and what is rendered below it. A Fenwick tree, so that a change, a sum and
 * finding the child at a row each take a number of steps that grows with the logarithm of the number of children.
 */
export class RowCounts {
  readonly #sums: Int32Array
  readonly #counts: Int32Array
  readonly #highestBit: number

  /** Every child takes one row at first. */
  constructor(children: number) {
    this.#sums = new Int32Array(children + 1)
    this.#counts = new Int32Array(children).fill(1)
    for (let index = 1; index <= children; index += 1) this.#sums[index] = index & -index
    this.#highestBit = children > 0 ? 1 << (31 - Math.clz32(children)) : 0
  }

  get children(): number {
    return this.#counts.length
  }

  /** Rows that the child takes. */
  of(child: number): number {
    return this.#counts[child] ?? 0
  }

  /** Sets the rows that a child takes. */
  set(child: number, rows: number): void {
    const difference = rows - this.of(child)
    if (difference === 0) return
    this.#counts[child] = rows
    for (let index = child + 1; index < this.#sums.length; index += index & -index) {
      this.#sums[index] = (this.#sums[index] ?? 0) + difference
    }
  }

  /** Rows of all children before `child`. */
  before(child: number): number {
    let sum = 0
    for (let index = child; index > 0; index -= index & -index) sum += this.#sums[index] ?? 0
    return sum
  }

  /** The child that the row belongs to, and how far below the child's own row it is. */
  childAt(row: number): { readonly child: number; readonly below: number } {
    let child = 0
    let rest = row
    for (let bit = this.#highestBit; bit > 0; bit >>= 1) {
      const sum = this.#sums[child + bit]
      if (sum !== undefined && sum <= rest) {
        child += bit
        rest -= sum
      }
    }
    return { child, below: rest }
  }
}
