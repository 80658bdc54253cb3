import { readFully } from './byte-reader.ts'
import type { ByteRange } from './byte-reader.ts'
import type { Checkpoint } from './checkpoints.ts'
import { compressionError } from './compression-error.ts'
import { deflatePrefix } from './deflate-prefix.ts'
import { Inflater } from './inflater.ts'
import { RangePieces } from './range-pieces.ts'
import type { ReadListener } from './range-pieces.ts'

/** CRC-32 and size behind the blocks of a member (RFC 1952, 2.3). */
const TRAILER = 8

/** Who wants to know where blocks begin. */
export interface BlockListener {
  /** Whether to stop at the end of the next block. */
  readonly wanted: boolean
  /** Told what was inflated. */
  add(bytes: Uint8Array): void
  /** Told at which offset of the stored bytes the inflater stopped; fewer than 8 bits before it are not used. */
  stoppedAt(input: number): void
  finish(): void
}

/**
 * Inflates gzip members from an offset on, one after the other; zero bytes after the last are padding (RFC 1952, 2.2).
 * @throws {CompressionError} where it is damaged or cut, after all that could be inflated.
 */
export function* gunzipChunks(
  range: ByteRange,
  from: number,
  onRead: ReadListener,
  blocks?: BlockListener,
): Generator<Uint8Array> {
  const inflater = new Inflater()
  const pieces = new RangePieces(range, from, onRead)
  for (let piece = pieces.next(); piece !== null && inflater.failure === null; piece = pieces.next()) {
    let rest = piece
    let made = 0
    while (rest.length > 0) {
      const stop = blocks?.wanted === true
      const taken = stop ? inflater.writeToBlockEnd(rest) : inflater.write(rest)
      for (const chunk of inflater.take()) {
        made += chunk.length
        blocks?.add(chunk)
        yield chunk
      }
      if (taken === 0) break
      rest = rest.subarray(taken)
      if (stop && rest.length > 0) blocks.stoppedAt(pieces.done - rest.length)
    }
    pieces.grewTo(made)
  }
  inflater.end()
  yield* inflater.take()
  blocks?.finish()
  if (inflater.failure !== null) throw compressionError('gzip', inflater.failure)
}

/**
 * Inflates from a check-point on; the check-sum of the member that it lies in can not be looked at.
 * @throws {CompressionError} where it is damaged or cut, after all that could be inflated.
 */
export function* gunzipChunksFrom(range: ByteRange, point: Checkpoint, onRead: ReadListener): Generator<Uint8Array> {
  const inflater = new Inflater(point.window)
  const pieces = new RangePieces(range, point.input, onRead)
  for (let piece = pieces.next(); piece !== null; piece = pieces.next()) {
    const first = pieces.done - piece.length === point.input
    const input = first ? Buffer.concat([deflatePrefix(point.bit, piece[0]!), piece.subarray(1)]) : piece
    const taken = inflater.write(input)
    const output = inflater.take()
    yield* output
    if (inflater.failure !== null) throw compressionError('gzip', inflater.failure)
    if (taken < input.length) {
      const next = pieces.done - (input.length - taken) + TRAILER
      if (hasMember(range, next)) yield* gunzipChunks(range, next, onRead)
      return
    }
    pieces.grewTo(output.reduce((sum, chunk) => sum + chunk.length, 0))
  }
  inflater.end()
  yield* inflater.take()
  if (inflater.failure !== null) throw compressionError('gzip', inflater.failure)
}

function hasMember(range: ByteRange, offset: number): boolean {
  const first = new Uint8Array(1)
  return offset < range.size && readFully(range.fd, first, 1, range.offset + offset) === 1 && first[0] !== 0
}
