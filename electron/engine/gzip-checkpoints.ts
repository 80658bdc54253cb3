import type { ByteRange } from './byte-reader.ts'
import type { Checkpoint, CheckpointList } from './checkpoints.ts'
import { gunzipChunksFrom } from './gzip-stream.ts'

/** How far back a deflate stream may refer (RFC 1951, 2). */
const WINDOW = 32 * 1024
/** What is inflated to find the bit at which a block begins. */
const TRIAL_INPUT = 4 * 1024
/** How much of what follows is kept for that, and how much of it must be met. */
const TRIAL_OUTPUT = 16 * 1024
const ENOUGH_OUTPUT = 1024

interface Candidate {
  readonly input: number
  readonly output: number
  readonly window: Uint8Array
  /** What the stream inflated to from here on. */
  readonly following: Uint8Array[]
  length: number
}

/**
 * Finds check-points while a gzip layer is inflated. The inflater stops at the end of a block but does not tell at which
 * bit; so each of the eight is tried, and the one is kept that inflates to what follows.
 */
export class GzipCheckpoints {
  readonly #range: ByteRange
  readonly #list: CheckpointList
  /** The last output, at least a window of it. */
  readonly #recent: Uint8Array[] = []
  #recentLength = 0
  #output = 0
  /** Two at a time: where a member ends at one, no block follows, but the next member's first does at the other. */
  readonly #candidates: Candidate[] = []

  constructor(range: ByteRange, list: CheckpointList) {
    this.#range = range
    this.#list = list
  }

  /** Whether to stop at the end of the next block. */
  get wanted(): boolean {
    return this.#candidates.length < 2 && this.#output >= this.#list.next
  }

  /** Takes what was inflated; the bytes must not change afterwards. */
  add(bytes: Uint8Array): void {
    this.#output += bytes.length
    this.#recent.push(bytes)
    this.#recentLength += bytes.length
    while (this.#recentLength - this.#recent[0]!.length >= WINDOW) this.#recentLength -= this.#recent.shift()!.length
    for (const candidate of this.#candidates) {
      candidate.following.push(bytes)
      candidate.length += bytes.length
    }
    while ((this.#candidates[0]?.length ?? 0) >= TRIAL_OUTPUT) this.#settle(this.#candidates.shift()!)
  }

  /** Told that the inflater stopped between blocks, or behind a member's header, with `input` stored bytes read. */
  stoppedAt(input: number): void {
    if (!this.wanted) return
    const window = Buffer.concat(this.#recent).subarray(-WINDOW)
    this.#candidates.push({ input, output: this.#output, window, following: [], length: 0 })
  }

  /** The stream is over, well or not: what was stopped at last has had all that follows. */
  finish(): void {
    for (let left = this.#candidates.shift(); left !== undefined; left = this.#candidates.shift())
      if (left.length > 0) this.#settle(left)
  }

  #settle({ input, output, window, following }: Candidate): void {
    const expected = Buffer.concat(following)
    for (let unused = 0; unused < 8; unused++) {
      // The bits that were not used are the high ones of the last byte that was read.
      const point = { input: unused === 0 ? input : input - 1, bit: (8 - unused) % 8, output, window }
      if (!this.#inflatesTo(point, expected)) continue
      this.#list.add(point)
      this.#candidates.length = 0
      return
    }
  }

  /** Whether the stream from a place on inflates to `expected`, as far as a trial goes. */
  #inflatesTo(point: Checkpoint, expected: Uint8Array): boolean {
    const range = { ...this.#range, size: Math.min(this.#range.size, point.input + TRIAL_INPUT) }
    let done = 0
    try {
      for (const chunk of gunzipChunksFrom(range, point, () => undefined)) {
        const length = Math.min(chunk.length, expected.length - done)
        if (Buffer.compare(chunk.subarray(0, length), expected.subarray(done, done + length)) !== 0) return false
        done += length
        if (done === expected.length) break
      }
    } catch {
      // The trial ends within the stream: what counts is what came out before.
    }
    return done >= Math.min(ENOUGH_OUTPUT, expected.length)
  }
}
