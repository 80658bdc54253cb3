import { readFully } from './byte-reader.ts'
import type { ByteRange } from './byte-reader.ts'

/** Told how many compressed bytes were read so far, and the last of them, valid until it returns; throws to stop. */
export type ReadListener = (bytes: number, last: Uint8Array) => void

/** Input is fed in pieces, smaller where the output is much larger, so that one step never yields more than some MiB. */
const LARGEST = 128 * 1024
const SMALLEST = 4 * 1024
const MUCH_OUTPUT = 4 * 1024 * 1024

/** Reads a range for a decoder, piece by piece; how large the next one is follows from how much the last one grew to. */
export class RangePieces {
  readonly #range: ByteRange
  readonly #onRead: ReadListener
  #size = SMALLEST
  /** Offset in the range up to which was read. */
  done: number

  constructor(range: ByteRange, from: number, onRead: ReadListener) {
    this.#range = range
    this.#onRead = onRead
    this.done = from
  }

  /** The next piece; null at the end. Throws what the file system or the listener throws. */
  next(): Buffer | null {
    const size = Math.min(this.#size, this.#range.size - this.done)
    if (size <= 0) return null
    const buffer = Buffer.allocUnsafe(size)
    const piece = buffer.subarray(0, readFully(this.#range.fd, buffer, size, this.#range.offset + this.done))
    if (piece.length === 0) return null
    this.done += piece.length
    this.#onRead(this.done, piece)
    return piece
  }

  /** Told how many bytes the last piece became. */
  grewTo(bytes: number): void {
    this.#size = bytes > MUCH_OUTPUT ? Math.max(SMALLEST, this.#size >> 1) : Math.min(LARGEST, this.#size << 1)
  }
}
