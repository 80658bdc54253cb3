import type { Failure } from '../../shared/problem.ts'
import type { ByteSource } from './byte-source.ts'
import { countLineEnds, decodeText, startOfCharacter, startOfText } from './text-content.ts'
import type { Encoding } from './text-content.ts'

const MIB = 1024 * 1024
/** Bytes that are read at once. */
export const TEXT_PART = 4 * MIB
/** A text view of more answers too slowly: what is farthest from where one reads is let go. */
export const MOST_TEXT = 3 * TEXT_PART
/** So far a line start is looked for. */
const LONGEST_LINE = 64 * 1024
/** Of a longer line an editor shows only the beginning. */
const LONG_LINE = 8000

/** A place in the text of a window: line from 0, column in UTF-16 units from 0. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/**
 * The part of a file that a text view holds: at most {@link MOST_TEXT} bytes that follow each other. It begins at a character, and
 * at a line where there is one near. One call at a time; each answers with what failed, and then leaves all as it was.
 */
export class TextWindow {
  readonly source: ByteSource
  encoding: Encoding = 'utf-8'
  #bytes = new Uint8Array()
  #from = 0
  #line = 0
  #jumps = 0
  #numbered = true
  #damagedAt: number | null = null

  constructor(source: ByteSource) {
    this.source = source
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes
  }

  /** Offset of the first byte. */
  get from(): number {
    return this.#from
  }

  /** Offset behind the last byte. */
  get to(): number {
    return this.#from + this.#bytes.length
  }

  get whole(): boolean {
    return this.#bytes.length === this.source.size
  }

  /** Line ends between a fixed place of the file and the first byte; the place is the beginning of the file where `numbered`. */
  get line(): number {
    return this.#line
  }

  /** Whether it is known how many lines are before. */
  get numbered(): boolean {
    return this.#numbered
  }

  /** How often the window left what it held for another place. */
  get jumps(): number {
    return this.#jumps
  }

  /** From this offset on the file could not be read, though it is longer; null: that was not met. */
  get damagedAt(): number | null {
    return this.#damagedAt
  }

  get text(): string {
    return this.#decode(this.#bytes, this.to === this.source.size)
  }

  /** Reads from the beginning on until `wanted` bytes, or all, are there. */
  async fill(wanted: number): Promise<Failure | null> {
    if (this.#from > 0) this.#replace(new Uint8Array(), 0)
    return this.#append(Math.min(wanted, this.source.size))
  }

  /** Reads the next part; lets the first go where it becomes too much. */
  async next(): Promise<Failure | null> {
    const failure = await this.#append(Math.min(this.to + TEXT_PART, this.source.size))
    const surplus = this.#bytes.length - MOST_TEXT
    if (failure || surplus <= 0) return failure
    const cut = surplus + startOfText(this.#bytes.subarray(surplus, surplus + LONGEST_LINE), this.encoding)
    this.#line += countLineEnds(this.#decode(this.#bytes.subarray(0, cut), false))
    this.#bytes = this.#bytes.slice(cut)
    this.#from += cut
    return null
  }

  /** Reads the part before; lets the last go where it becomes too much. */
  async previous(): Promise<Failure | null> {
    const start = this.#aligned(Math.max(0, this.#from - TEXT_PART))
    const read = await this.#read(start, this.#from)
    if ('code' in read) return read
    // A gap would be shown as if it were none.
    if (read.length < this.#from - start) return null
    const skipped = start === 0 ? 0 : startOfText(read.subarray(0, LONGEST_LINE), this.encoding)
    const added = read.subarray(skipped)
    this.#from = start + skipped
    this.#line -= countLineEnds(this.#decode(added, false))
    this.#bytes = joined(added, this.#bytes).slice(0, MOST_TEXT)
    if (this.#from === 0) [this.#line, this.#numbered] = [0, true]
    return null
  }

  /** Leaves what it holds for the surroundings of an offset; null where they can not be read. Lines before are not counted. */
  async jump(offset: number): Promise<TextPlace | Failure | null> {
    const target = this.#aligned(Math.min(offset, this.source.size))
    const start = this.#aligned(Math.max(0, target - LONGEST_LINE))
    const read = await this.#read(start, Math.min(this.source.size, start + TEXT_PART))
    if ('code' in read) return read
    if (read.length <= target - start && this.source.size > start + read.length) return null
    const before = read.subarray(0, target - start)
    const lineFeed = before.lastIndexOf(0x0a)
    // In a line too long for an editor the window begins close before the target.
    const near = this.#aligned(before.length - LONG_LINE / 2)
    const longLine = near > 0 && before.length - lineFeed > LONG_LINE
    const first = longLine ? near : 0
    const skipped =
      start + first === 0
        ? 0
        : longLine
          ? first + startOfCharacter(read.subarray(first), this.encoding)
          : startOfText(before, this.encoding)
    this.#replace(read.slice(skipped), start + skipped)
    const lines = this.#decode(before.subarray(skipped), false).split(/\r\n|\r|\n/)
    return { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 }
  }

  #replace(bytes: Uint8Array<ArrayBuffer>, from: number): void {
    this.#bytes = bytes
    this.#from = from
    this.#line = 0
    this.#numbered = from === 0
    this.#jumps += 1
  }

  async #append(to: number): Promise<Failure | null> {
    const read = await this.#read(this.to, to)
    if ('code' in read) return read
    this.#bytes = joined(this.#bytes, read)
    return null
  }

  /** Bytes [from, to), fewer where the file is damaged. */
  async #read(from: number, to: number): Promise<Uint8Array<ArrayBuffer> | Failure> {
    const bytes = new Uint8Array(Math.max(0, to - from))
    let done = 0
    while (done < bytes.length) {
      const answer = await this.source.read(from + done, bytes.length - done)
      if (!answer.ok) return answer.failure
      if (answer.value.bytes.length === 0) {
        this.#damagedAt = Math.min(this.#damagedAt ?? Infinity, from + done)
        break
      }
      bytes.set(answer.value.bytes, done)
      done += answer.value.bytes.length
    }
    return done === bytes.length ? bytes : bytes.slice(0, done)
  }

  #decode(bytes: Uint8Array, whole: boolean): string {
    return decodeText(bytes, this.encoding, whole, this.#from === 0)
  }

  /** Where a unit of the encoding begins. */
  #aligned(offset: number): number {
    return this.encoding.startsWith('utf-16') ? offset - (offset % 2) : offset
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}
