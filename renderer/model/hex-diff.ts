import { alignBytes } from './byte-alignment.ts'
import type { Alignment, Run } from './byte-alignment.ts'

/** One byte of a line; null: this side has none here. */
export interface HexCell {
  readonly hex: string
  readonly ascii: string
  readonly differs: boolean
}

/** What a line of the comparison says: nothing, bytes that differ, or bytes that only one side has. */
export type HexDiffMark = 'same' | 'changed' | 'removed' | 'added'

/** A line of two files beside each other. */
export interface HexDiffRow {
  readonly mark: HexDiffMark
  /** Offset of the first byte of the line in hexadecimal digits; '' where this side has none. */
  readonly addresses: readonly [a: string, b: string]
  readonly cells: readonly [a: readonly (HexCell | null)[], b: readonly (HexCell | null)[]]
}

/** Two byte strings as lines of hexadecimal digits, beside each other. */
export class HexDiff {
  readonly #a: Uint8Array
  readonly #b: Uint8Array
  readonly #origin: number
  readonly #digits: number
  readonly #alignment: Alignment
  #width = 0
  /** Of each run: its first row, and behind the last the number of all. */
  #firstRows: number[] = []

  /** `origin` is the offset of the first byte of both in their files. */
  constructor(a: Uint8Array, b: Uint8Array, origin = 0) {
    this.#a = a
    this.#b = b
    this.#origin = origin
    this.#digits = Math.max(8, (origin + Math.max(a.length, b.length)).toString(16).length)
    this.#alignment = alignBytes(a, b)
    this.width = 16
  }

  /** Number of places that differ. */
  get changes(): number {
    return this.#alignment.changes.length
  }

  get width(): number {
    return this.#width
  }

  /** Bytes of a line. */
  set width(width: number) {
    if (width === this.#width) return
    this.#width = width
    this.#firstRows = [0]
    let rows = 0
    for (const run of this.#alignment.runs) {
      rows += Math.ceil((this.#lead(run) + Math.max(run.aLength, run.bLength)) / width)
      this.#firstRows.push(rows)
    }
  }

  get rows(): number {
    return this.#firstRows.at(-1) ?? 0
  }

  row(index: number): HexDiffRow | null {
    const at = this.#runOfRow(index)
    const run = this.#alignment.runs[at]
    if (!run || index < 0 || index >= this.rows) return null
    const lead = this.#lead(run)
    const from = (index - (this.#firstRows[at] ?? 0)) * this.#width - lead
    const a = this.#side(run, from, 'a')
    const b = this.#side(run, from, 'b')
    const first = Math.max(0, from)
    const mark: HexDiffMark =
      run.bLength === 0 ? 'removed' : run.aLength === 0 ? 'added' : a.some((cell) => cell?.differs) ? 'changed' : 'same'
    return {
      mark,
      addresses: [
        run.aLength > 0 ? this.#address(run.a + first) : '',
        run.bLength > 0 ? this.#address(run.b + first) : '',
      ],
      cells: [a, b],
    }
  }

  /** The line in which a difference begins. */
  rowOfChange(change: number): number {
    const found = this.#alignment.changes[change]
    const run = found && this.#alignment.runs[found.run]
    if (!found || !run) return 0
    return (this.#firstRows[found.run] ?? 0) + Math.floor((this.#lead(run) + found.offset) / this.#width)
  }

  /** Bytes by which the first line of a run is shorter, so that lines begin at round offsets. */
  #lead(run: Run): number {
    return (this.#origin + (run.aLength > 0 ? run.a : run.b)) % this.#width
  }

  #side(run: Run, from: number, side: 'a' | 'b'): (HexCell | null)[] {
    const bytes = side === 'a' ? this.#a : this.#b
    const length = side === 'a' ? run.aLength : run.bLength
    return Array.from({ length: this.#width }, (_, column) => {
      const offset = from + column
      if (offset < 0 || offset >= length) return null
      const byte = bytes[run[side] + offset] ?? 0
      const paired = run.aLength === run.bLength
      return {
        hex: byte.toString(16).padStart(2, '0'),
        ascii: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
        differs: !paired || this.#a[run.a + offset] !== this.#b[run.b + offset],
      }
    })
  }

  #address(offset: number): string {
    return (this.#origin + offset).toString(16).padStart(this.#digits, '0')
  }

  #runOfRow(index: number): number {
    let low = 0
    let high = this.#alignment.runs.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#firstRows[middle] ?? 0) <= index) low = middle
      else high = middle - 1
    }
    return low
  }
}
