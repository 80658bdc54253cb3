import { ZSTDDecoder } from 'zstddec/stream'
import { Gunzip } from 'minizlib'
import type { LayerCompression } from '../../shared/archive.ts'
import { ChunkReader, RangeReader, readFully } from './byte-reader.ts'
import type { ByteRange, ByteReader } from './byte-reader.ts'

/** A compressed stream that ends early, is not what it claims to be, or can not be read at all. */
export class CompressionError extends Error {
  readonly code: 'compression-truncated' | 'compression-corrupt' | 'compression-unsupported'

  constructor(code: CompressionError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'CompressionError'
    this.code = code
  }
}

/** Told how many compressed bytes were read so far, and the last of them, valid until it returns; throws to stop. */
export type ReadListener = (bytes: number, last: Uint8Array) => void

const zstd = new ZSTDDecoder()
const zstdReady = zstd.init()

/** Resolves when {@link openLayerStream} can be called; decoders that need it are loaded once a thread. */
export async function decompressorsReady(): Promise<void> {
  await zstdReady
}

/** Input is fed in pieces, smaller where the output is much larger, so that one step never yields more than some MiB. */
const LARGEST_INPUT = 128 * 1024
const SMALLEST_INPUT = 4 * 1024
const MUCH_OUTPUT = 4 * 1024 * 1024
const ZSTD_INPUT = 16 * 1024

function* rawChunks(range: ByteRange, onRead: ReadListener, step: number): Generator<Uint8Array> {
  let done = 0
  while (done < range.size) {
    const buffer = new Uint8Array(Math.min(step, range.size - done))
    const count = readFully(range.fd, buffer, buffer.length, range.offset + done)
    if (count === 0) return
    done += count
    onRead(done, buffer.subarray(0, count))
    yield buffer.subarray(0, count)
  }
}

/** RFC 1952: any number of members, one after the other; zero bytes after the last are padding. */
function* gunzipChunks(range: ByteRange, onRead: ReadListener): Generator<Uint8Array> {
  const gunzip = new Gunzip({})
  let output: Uint8Array[] = []
  let failure: unknown = null
  gunzip.on('data', (chunk: Uint8Array) => output.push(chunk))
  gunzip.on('error', (error: unknown) => (failure ??= error))
  let done = 0
  let step = SMALLEST_INPUT
  while (done < range.size && failure === null) {
    const buffer = Buffer.allocUnsafe(Math.min(step, range.size - done))
    const count = readFully(range.fd, buffer, buffer.length, range.offset + done)
    if (count === 0) break
    done += count
    onRead(done, buffer.subarray(0, count))
    gunzip.write(buffer.subarray(0, count))
    const chunks = output
    output = []
    const made = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    step = made > MUCH_OUTPUT ? Math.max(SMALLEST_INPUT, step >> 1) : Math.min(LARGEST_INPUT, step << 1)
    yield* chunks
  }
  if (failure === null) gunzip.end()
  yield* output
  if (failure !== null) throw compressionError('gzip', failure)
}

function compressionError(name: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = (error as NodeJS.ErrnoException).code
  if (error instanceof CompressionError || error.name === 'CancelledError' || code?.startsWith('E')) return error
  if (code === 'Z_BUF_ERROR' || /unexpected end|incomplete/i.test(error.message))
    return new CompressionError('compression-truncated', `the ${name} stream ends early`, error)
  return new CompressionError('compression-corrupt', `the ${name} stream is damaged: ${error.message}`, error)
}

/**
 * A run of empty steps without asking for input that no valid frames can cause: the decoder reports damage so, and goes on
 * to. The shortest frame has 8 bytes and takes two steps at most; a step can take long where a frame wants a large window.
 */
const MOST_EMPTY_STEPS = ZSTD_INPUT / 4

/**
 * RFC 8878: any number of frames, skippable ones among them. The decoder frees its memory only when its input ends, so
 * a stream that is left early is ended and run out.
 */
function* unzstdChunks(range: ByteRange, onRead: ReadListener): Generator<Uint8Array> {
  let left = false
  let emptySteps = 0
  function* input(): Generator<Uint8Array> {
    for (const chunk of rawChunks(range, onRead, ZSTD_INPUT)) {
      if (left) return
      emptySteps = 0
      yield chunk
    }
  }
  const decoder = zstd.decodeStreaming(input())
  function step(): Uint8Array | null {
    const result = decoder.next()
    if (result.done === true) return null
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

/** Layers are compressed with gzip or zstd, or not at all (OCI image-spec, layer.md, "Layer Media Types"). */
// eslint-disable-next-line require-yield -- It fails where a reader asks for the first bytes.
function* unsupportedChunks(compression: LayerCompression): Generator<Uint8Array> {
  throw new CompressionError(
    'compression-unsupported',
    `the layer is compressed with ${compression}, which no image format allows; it can not be read`,
  )
}

/**
 * Reads the uncompressed bytes of a stored layer, raw ones in place. Errors come out of `take` and `skip`:
 * {@link CompressionError}, what `onRead` throws, and what the file system throws.
 */
export function openLayerStream(range: ByteRange, compression: LayerCompression, onRead: ReadListener): ByteReader {
  switch (compression) {
    case 'none':
      return new RangeReader(range)
    case 'gzip':
      return new ChunkReader(gunzipChunks(range, onRead))
    case 'zstd':
      return new ChunkReader(unzstdChunks(range, onRead))
    case 'xz':
    case 'bzip2':
      return new ChunkReader(unsupportedChunks(compression))
  }
}
