import { readFully } from './byte-reader.ts'
import type { ByteRange } from './byte-reader.ts'
import { FRONT } from './checkpoints.ts'
import type { Checkpoint, CheckpointList } from './checkpoints.ts'
import { CompressionError, compressionError } from './compression-error.ts'
import type { ReadListener } from './range-pieces.ts'
import { ZSTD_INPUT, ZstdDecoder } from './zstd-decoder.ts'
import { ZstdFrames } from './zstd-frames.ts'
import { HAS_ZSTD, ZstdInflater } from './zstd-inflater.ts'
import type { FrameInflater } from './zstd-inflater.ts'

let module: WebAssembly.Module | null = null
let loading: Promise<void> | null = null

/** Resolves when the decoder is loaded, which takes longer than to index a small layer: only who needs it waits. */
export async function zstdReady(): Promise<void> {
  await (loading ??= load())
}

async function load(): Promise<void> {
  const { ZSTDDecoder } = await import('zstddec/stream')
  const library = new ZSTDDecoder()
  library._init = (loaded) => {
    module = loaded.module
    ZSTDDecoder.prototype._init.call(library, loaded)
  }
  await library.init()
}

/** A decoder of its own memory, whose state can be kept. The module must be loaded, see {@link zstdReady}. */
export function newZstdDecoder(): ZstdDecoder {
  if (module === null) throw new Error('zstd is not loaded')
  return new ZstdDecoder(module)
}

/** At most one decoder that nobody uses. */
const spare: ZstdDecoder[] = []
/** One with more memory than this, for frames of a large window, is not kept for the next stream. */
const MOST_SPARE = 32 * 1024 * 1024

function giveBack(decoder: ZstdDecoder): void {
  if (spare.length > 0 || decoder.memory > MOST_SPARE) return
  decoder.reset()
  spare.push(decoder)
}

/**
 * Inflates zstd frames from a place where one begins, skippable ones among them (RFC 8878, 3.1): by the runtime's own zstd
 * where it has one. A chunk is valid until the next one is asked for. Starts of frames become check-points of `list`.
 * @throws {CompressionError} where it is damaged or cut, after what could be inflated but for the last few blocks.
 */
export function unzstdChunks(
  range: ByteRange,
  from: Checkpoint,
  onRead: ReadListener,
  list?: CheckpointList,
  newInflater: (() => FrameInflater) | null = HAS_ZSTD ? () => new ZstdInflater() : null,
): Generator<Uint8Array> {
  return newInflater === null
    ? decodedChunks(range, from, onRead, list)
    : inflatedChunks(newInflater(), range, from, onRead, list)
}

/** A place between two frames. */
type FrameStart = Pick<Checkpoint, 'input' | 'output'>

/** Blocks that are inflated at once: the runtime holds all that they become, and what was made of them is lost where one is damaged. */
const BLOCKS_AT_ONCE = 8

/** By the runtime. Where anything is wrong, what it is and what can be had all the same is up to the decoder, from that frame on. */
function* inflatedChunks(
  inflater: FrameInflater,
  range: ByteRange,
  from: FrameStart,
  onRead: ReadListener,
  list: CheckpointList | undefined,
): Generator<Uint8Array> {
  const frames = new ZstdFrames(BLOCKS_AT_ONCE)
  let { output } = from
  let read = from.input
  let last = from
  try {
    const listener: ReadListener = (done, bytes) => onRead((read = done), bytes)
    for (const { bytes, begin, frame } of framePieces(range, from.input, listener, frames)) {
      if (frame) {
        last = { input: begin, output }
        if (list !== undefined && output >= list.next) list.add({ ...FRONT, ...last })
      }
      for (const chunk of inflater.inflate(bytes)) {
        output += chunk.length
        yield chunk
      }
      if (inflater.failed) break
    }
  } finally {
    inflater.close()
  }
  if (inflater.failed || !frames.isBetweenFrames) yield* decodedAgain(range, last, output, read, onRead, list)
}

/** Decodes from a place on, of which all up to an offset of the output is known, and what was read up to one of the input. */
function* decodedAgain(
  range: ByteRange,
  from: FrameStart,
  known: number,
  read: number,
  onRead: ReadListener,
  list: CheckpointList | undefined,
): Generator<Uint8Array> {
  let { output } = from
  const listener: ReadListener = (done, bytes) => {
    if (done > read) onRead(done, bytes.subarray(Math.max(0, bytes.length - (done - read))))
  }
  for (const chunk of decodedChunks(range, from, listener, list)) {
    const passed = Math.min(chunk.length, Math.max(0, known - output))
    output += chunk.length
    if (passed < chunk.length) yield chunk.subarray(passed)
  }
}

/** By the decoder. */
function* decodedChunks(
  range: ByteRange,
  from: FrameStart,
  onRead: ReadListener,
  list: CheckpointList | undefined,
): Generator<Uint8Array> {
  const decoder = spare.pop() ?? newZstdDecoder()
  let { output } = from
  let failed = false
  try {
    for (const { bytes, begin, frame } of framePieces(range, from.input, onRead, new ZstdFrames(BLOCKS_AT_ONCE))) {
      // What came before the frame is out by now: a decoder takes the last byte of a frame when it has given all of it.
      if (frame && list !== undefined && output >= list.next) list.add({ ...FRONT, input: begin, output })
      decoder.give(bytes)
      while (!decoder.isEmpty) {
        const chunk = decoder.step()
        output += chunk.length
        if (chunk.length > 0) yield chunk
      }
    }
    if (decoder.isWithinFrame) throw new CompressionError('compression-truncated', 'the zstd stream ends early')
  } catch (error) {
    failed = true
    throw compressionError('zstd', error)
  } finally {
    // What damage leaves behind in its memory is not known.
    if (!failed) giveBack(decoder)
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

/** Reads a range in pieces that do not go beyond an end that `frames` finds. */
function* framePieces(range: ByteRange, from: number, onRead: ReadListener, frames: ZstdFrames): Generator<FramePiece> {
  const buffer = new Uint8Array(ZSTD_INPUT)
  let done = from
  let frame = true
  while (done < range.size) {
    const count = readFully(range.fd, buffer, Math.min(ZSTD_INPUT, range.size - done), range.offset + done)
    if (count === 0) return
    onRead(done + count, buffer.subarray(0, count))
    let rest = buffer.subarray(0, count)
    while (rest.length > 0) {
      const end = frames.endIn(rest)
      const bytes = end === -1 ? rest : rest.subarray(0, end)
      if (bytes.length > 0) yield { bytes, begin: done, frame }
      done += bytes.length
      frame = end !== -1 && frames.isBetweenFrames
      rest = rest.subarray(bytes.length)
    }
  }
}
