import { readSync } from 'node:fs'
import { BLOCK } from './tar-header.ts'
import type { HeaderBlock } from './tar-header.ts'

/** A run of bytes of an open file. File descriptors are shared by all threads of a process, so this can be sent to a worker. */
export interface ByteRange {
  readonly fd: number
  /** Offset of the first byte in the file. */
  readonly offset: number
  /** Bytes. */
  readonly size: number
}

/** Reads bytes from front to back. What `take` returns is valid until the next call. */
export interface ByteReader {
  /** Offset of the next byte. */
  readonly position: number
  /** The next `count` bytes, fewer only at the end. Throws what the source throws. */
  take(count: number): Uint8Array
  /** Copies the next block; returns how many bytes there were, fewer than a block only at the end. */
  takeBlock(block: HeaderBlock): number
  /** Passes over `count` bytes; returns how many there were. */
  skip(count: number): number
  /** Frees what the reader holds; the file stays open. */
  close(): void
}

/** A call costs about as much as the bytes of the smallest window; the largest one is still in the processor's cache when it is used. */
const SMALLEST_WINDOW = 16 * 1024
export const LARGEST_WINDOW = 128 * 1024

/**
 * Reads `length` bytes at `position` of a file, fewer only at its end.
 * @throws the error of the file system, such as EIO.
 */
export function readFully(fd: number, buffer: Uint8Array, length: number, position: number): number {
  let done = 0
  while (done < length) {
    const count = readSync(fd, buffer, done, length - done, position + done)
    if (count === 0) break
    done += count
  }
  return done
}

/** All bytes of a range; the caller has checked its size. */
export function readRange(range: ByteRange): Uint8Array {
  const buffer = new Uint8Array(range.size)
  const count = readFully(range.fd, buffer, range.size, range.offset)
  return count === range.size ? buffer : buffer.subarray(0, count)
}

/** Gives the memory for a window, where it lies now: when it has moved, views of it are empty. */
export type WindowMemory = () => Uint8Array

function ownMemory(): Uint8Array {
  return new Uint8Array(LARGEST_WINDOW)
}

function wordsOf({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length / 4)
}

/**
 * Reads a range in place and hops over what is skipped. The window starts small and doubles while reads follow each
 * other closely, so that both large bodies and runs of tiny members cost few calls.
 */
export class RangeReader implements ByteReader {
  position = 0
  readonly #range: ByteRange
  readonly #memory: WindowMemory
  #buffer: Uint8Array
  #words: Int32Array
  #windowStart = 0
  #windowEnd = 0
  #windowSize = SMALLEST_WINDOW

  /** `memory` is where the window lies: {@link LARGEST_WINDOW} bytes. */
  constructor(range: ByteRange, memory: WindowMemory = ownMemory) {
    this.#range = range
    this.#memory = memory
    this.#buffer = memory()
    this.#words = wordsOf(this.#buffer)
  }

  /** Bytes of the range. */
  get size(): number {
    return this.#range.size
  }

  /**
   * Has the next `count` bytes, no more than a window, in the window; returns the offset of the first one there, -1 where there
   * are fewer left.
   * @throws the error of the file system
   */
  see(count: number): number {
    if (this.position + count > this.#range.size) return -1
    if (this.position < this.#windowStart || this.position + count > this.#windowEnd) this.#refill(count)
    return this.position + count > this.#windowEnd ? -1 : this.position - this.#windowStart
  }

  /** Bytes in the window. */
  get windowLength(): number {
    return this.#windowEnd - this.#windowStart
  }

  take(count: number): Uint8Array {
    const wanted = Math.min(count, this.#range.size - this.position)
    if (wanted <= 0) return this.#buffer.subarray(0, 0)
    if (wanted > LARGEST_WINDOW) return this.#takeLarge(wanted)
    if (this.position < this.#windowStart || this.position + wanted > this.#windowEnd) this.#refill(wanted)
    this.#meetMemory()
    const start = this.position - this.#windowStart
    const available = Math.min(wanted, this.#windowEnd - this.position)
    this.position += available
    return this.#buffer.subarray(start, start + available)
  }

  takeBlock(block: HeaderBlock): number {
    if (this.position < this.#windowStart || this.position + BLOCK > this.#windowEnd) {
      if (this.position + BLOCK > this.#range.size) return copyBlock(this.take(BLOCK), block)
      this.#refill(BLOCK)
    }
    const start = this.position - this.#windowStart
    if (this.position + BLOCK > this.#windowEnd || start % 4 !== 0) return copyBlock(this.take(BLOCK), block)
    this.#meetMemory()
    block.takeWords(this.#words, start / 4)
    this.position += BLOCK
    return BLOCK
  }

  skip(count: number): number {
    const available = Math.min(count, this.#range.size - this.position)
    this.position += available
    return available
  }

  close(): void {
    this.#windowEnd = this.#windowStart
  }

  #takeLarge(wanted: number): Uint8Array {
    const bytes = readRange({ fd: this.#range.fd, offset: this.#range.offset + this.position, size: wanted })
    this.position += bytes.length
    return bytes
  }

  /** Memory that has moved left an empty view behind. */
  #meetMemory(): void {
    if (this.#buffer.length !== 0) return
    this.#buffer = this.#memory()
    this.#words = wordsOf(this.#buffer)
  }

  #refill(wanted: number): void {
    const gap = this.position - this.#windowEnd
    const dense = gap <= this.#windowSize && this.position >= this.#windowStart
    this.#windowSize = dense ? Math.min(this.#windowSize * 2, LARGEST_WINDOW) : SMALLEST_WINDOW
    const length = Math.min(Math.max(this.#windowSize, wanted), this.#range.size - this.position)
    this.#meetMemory()
    const count = readFully(this.#range.fd, this.#buffer, length, this.#range.offset + this.position)
    this.#windowStart = this.position
    this.#windowEnd = this.position + count
  }
}

/** Copies what was read into a block; returns how many bytes that were. */
export function copyBlock(from: Uint8Array, block: HeaderBlock): number {
  block.takeBytes(from)
  return from.length
}

/** Told of each chunk before it is read; throws to stop. */
export type ChunkListener = (chunk: Uint8Array) => void

/**
 * Reads from chunks that something else makes, such as a decompressor; one is valid until the next is asked for. Where that fails, all that came before is given
 * first, and the next call throws.
 */
export class ChunkReader implements ByteReader {
  position: number
  onChunk: ChunkListener | null = null
  readonly #chunks: Iterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array(0)
  #at = 0
  #failure: { readonly error: unknown } | null = null

  /** `position` is that of the first byte of the first chunk. */
  constructor(chunks: Iterable<Uint8Array>, position = 0) {
    this.#chunks = chunks[Symbol.iterator]()
    this.position = position
  }

  take(count: number): Uint8Array {
    if (this.#at === this.#chunk.length && !this.#next()) return this.#chunk.subarray(0, 0)
    if (this.#chunk.length - this.#at >= count) {
      const bytes = this.#chunk.subarray(this.#at, this.#at + count)
      this.#at += count
      this.position += count
      return bytes
    }
    const parts: Uint8Array[] = []
    let missing = count
    while (missing > 0 && (this.#at < this.#chunk.length || this.#nextUnlessItFails(missing < count))) {
      const part = this.#chunk.subarray(this.#at, this.#at + missing)
      // The next chunk may take the place of this one.
      parts.push(part.slice())
      this.#at += part.length
      this.position += part.length
      missing -= part.length
    }
    return Buffer.concat(parts)
  }

  takeBlock(block: HeaderBlock): number {
    return copyBlock(this.take(BLOCK), block)
  }

  /** The next `count` bytes, which are not taken; null where they are not all within the chunk that is being read. Valid until the next call. */
  see(count: number): Uint8Array | null {
    return this.#chunk.length - this.#at < count ? null : this.#chunk.subarray(this.#at, this.#at + count)
  }

  skip(count: number): number {
    let missing = count
    while (missing > 0 && (this.#at < this.#chunk.length || this.#nextUnlessItFails(missing < count))) {
      const step = Math.min(missing, this.#chunk.length - this.#at)
      this.#at += step
      this.position += step
      missing -= step
    }
    return count - missing
  }

  close(): void {
    this.#chunks.return?.()
    this.#chunk = this.#chunk.subarray(0, 0)
    this.#at = 0
  }

  /** The next chunk; where there is `some` already, a failure waits for the next call. */
  #nextUnlessItFails(some: boolean): boolean {
    if (!some) return this.#next()
    try {
      return this.#next()
    } catch (error) {
      this.#failure = { error }
      return false
    }
  }

  #next(): boolean {
    if (this.#failure !== null) throw this.#failure.error
    for (;;) {
      const result = this.#chunks.next()
      if (result.done === true) return false
      if (result.value.length === 0) continue
      this.onChunk?.(result.value)
      this.#chunk = result.value
      this.#at = 0
      return true
    }
  }
}
