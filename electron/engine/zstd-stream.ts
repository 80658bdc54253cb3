import { ZSTDDecoder } from 'zstddec/stream'
import { readFully } from './byte-reader.ts'
import type { ByteRange } from './byte-reader.ts'
import { FRONT } from './checkpoints.ts'
import type { Checkpoint, CheckpointList } from './checkpoints.ts'
import { CompressionError, compressionError } from './compression-error.ts'
import type { ReadListener } from './range-pieces.ts'
import { ZstdDecoder } from './zstd-decoder.ts'
import { ZstdFrames } from './zstd-frames.ts'

const zstd = new ZSTDDecoder()
let module: WebAssembly.Module | null = null
let loading: Promise<void> | null = null
zstd._init = (loaded) => {
  module = loaded.module
  ZSTDDecoder.prototype._init.call(zstd, loaded)
}

/** Resolves when the decoder is loaded, which takes longer than to index a small layer: only who needs it waits. */
export async function zstdReady(): Promise<void> {
  await (loading ??= zstd.init())
}

/** A decoder of its own memory, whose state can be kept. The module must be loaded, see {@link zstdReady}. */
export function newZstdDecoder(): ZstdDecoder {
  if (module === null) throw new Error('zstd is not loaded')
  return new ZstdDecoder(module)
}

/** Bytes that the decoder is given at once. */
const INPUT = 16 * 1024

/**
 * A run of empty steps without asking for input that no valid frames can cause: the decoder reports damage so, and goes on
 * to. The shortest frame has 8 bytes and takes two steps at most; a step can take long where a frame wants a large window.
 */
const MOST_EMPTY_STEPS = INPUT / 4

/**
 * Inflates zstd frames from a place where one begins, skippable ones among them (RFC 8878, 3.1). The decoder frees its
 * memory only when its input ends, so a stream that is left early is ended and run out. Starts of frames become
 * check-points of `list`.
 * @throws {CompressionError} where it is damaged or cut, after all that could be inflated.
 */
export function* unzstdChunks(
  range: ByteRange,
  from: Checkpoint,
  onRead: ReadListener,
  list?: CheckpointList,
): Generator<Uint8Array> {
  let left = false
  let emptySteps = 0
  let output = from.output
  function* input(): Generator<Uint8Array> {
    for (const { bytes, begin, frame } of framePieces(range, from.input, onRead)) {
      if (left) return
      // What came before the frame is out by now: a decoder takes the last byte of a frame when it has given all of it.
      if (frame && list !== undefined && output >= list.next) list.add({ ...FRONT, input: begin, output })
      emptySteps = 0
      yield bytes
    }
  }
  const decoder = zstd.decodeStreaming(input())
  function step(): Uint8Array | null {
    const result = decoder.next()
    if (result.done === true) return null
    output += result.value.length
    emptySteps = result.value.length === 0 ? emptySteps + 1 : 0
    if (emptySteps > MOST_EMPTY_STEPS)
      throw new CompressionError('compression-corrupt', 'the zstd stream is damaged: a frame can not be decoded')
    return result.value
  }
  let over = false
  try {
    for (let chunk = step(); chunk !== null; chunk = step()) yield chunk
    over = true
  } catch (error) {
    over = true
    throw compressionError('zstd', error)
  } finally {
    left = true
    try {
      while (!over && step() !== null);
    } catch {
      // The stream was left on purpose: that it is incomplete is expected.
    }
  }
}

/** A stored stretch of a zstd stream. */
interface FramePiece {
  readonly bytes: Uint8Array
  /** Offset in the range. */
  readonly begin: number
  /** Whether a frame begins with it. */
  readonly frame: boolean
}

/** Reads a range in pieces that do not go beyond the end of a frame. */
function* framePieces(range: ByteRange, from: number, onRead: ReadListener): Generator<FramePiece> {
  const frames = new ZstdFrames()
  const buffer = new Uint8Array(INPUT)
  let done = from
  let frame = true
  while (done < range.size) {
    const count = readFully(range.fd, buffer, Math.min(INPUT, range.size - done), range.offset + done)
    if (count === 0) return
    onRead(done + count, buffer.subarray(0, count))
    let rest = buffer.subarray(0, count)
    while (rest.length > 0) {
      const end = frames.endIn(rest)
      const bytes = end === -1 ? rest : rest.subarray(0, end)
      if (bytes.length > 0) yield { bytes, begin: done, frame }
      done += bytes.length
      frame = end !== -1
      rest = rest.subarray(bytes.length)
    }
  }
}
