import type { LayerCompression } from '../../shared/archive.ts'
import { ChunkReader, RangeReader } from './byte-reader.ts'
import type { ByteRange, ByteReader, WindowMemory } from './byte-reader.ts'
import { FRONT } from './checkpoints.ts'
import type { Checkpoint, CheckpointList } from './checkpoints.ts'
import { CompressionError } from './compression-error.ts'
import { GzipCheckpoints } from './gzip-checkpoints.ts'
import { gunzipChunks, gunzipChunksFrom } from './gzip-stream.ts'
import type { ReadListener } from './range-pieces.ts'
import { unzstdChunks, zstdReady } from './zstd-stream.ts'

/** Resolves when {@link openLayerStream} can be called for a compression; decoders that need it are loaded once a thread. */
export async function decompressorReady(compression: LayerCompression): Promise<void> {
  if (compression === 'zstd') await zstdReady()
}

/** Layers are compressed with gzip or zstd, or not at all (OCI image-spec, layer.md, "Layer Media Types"). */
// eslint-disable-next-line require-yield -- It fails where a reader asks for the first bytes.
function* unsupportedChunks(compression: LayerCompression): Generator<Uint8Array> {
  throw new CompressionError(
    'compression-unsupported',
    `the layer is compressed with ${compression}, which no image format allows; it can not be read`,
  )
}

/** Where to begin, and where to note places to begin another time. */
export interface StreamOptions {
  /** The front of the layer where it is not given. */
  readonly from?: Checkpoint
  /** Takes check-points as the layer is read from its front to its end. */
  readonly checkpoints?: CheckpointList
  /** Where the window into a raw layer is to lie; memory of its own where it is not given. */
  readonly window?: WindowMemory
}

/**
 * Reads the uncompressed bytes of a stored layer, raw ones in place. Errors come out of `take` and `skip`:
 * {@link CompressionError}, what `onRead` throws, and what the file system throws.
 */
export function openLayerStream(
  range: ByteRange,
  compression: LayerCompression,
  onRead: ReadListener,
  { from = FRONT, checkpoints, window }: StreamOptions = {},
): ByteReader {
  switch (compression) {
    case 'none':
      return new RangeReader(range, window)
    case 'gzip':
      return new ChunkReader(gzipChunks(range, from, onRead, checkpoints), from.output)
    case 'zstd':
      return new ChunkReader(unzstdChunks(range, from, onRead, checkpoints), from.output)
    case 'xz':
    case 'bzip2':
      return new ChunkReader(unsupportedChunks(compression))
  }
}

function gzipChunks(
  range: ByteRange,
  from: Checkpoint,
  onRead: ReadListener,
  list: CheckpointList | undefined,
): Generator<Uint8Array> {
  if (from !== FRONT) return gunzipChunksFrom(range, from, onRead)
  return gunzipChunks(range, 0, onRead, list && new GzipCheckpoints(range, list))
}
