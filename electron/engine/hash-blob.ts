import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { RangeReader } from './byte-reader.ts'
import { CompressionError } from './compression-error.ts'
import { openLayerStream } from './decompress.ts'
import type { IndexListener } from './index-layer.ts'
import { INFLATION_BOUND, inflationLimit } from './inflation-bound.ts'
import type { InflationBound } from './inflation-bound.ts'
import type { LayerBlob } from './layer-blob.ts'
import type { BlobAlgorithms, BlobDigests } from './layer-jobs.ts'

const STEP = 256 * 1024

/**
 * Computes the digests of a blob in one pass over its bytes. `onProgress` may throw CancelledError; errors of the file
 * system go through.
 */
export function hashBlob(
  blob: LayerBlob,
  algorithms: BlobAlgorithms,
  onProgress: IndexListener,
  bound: InflationBound = INFLATION_BOUND,
): BlobDigests {
  const stored = new StoredHash(blob, algorithms.digest, onProgress)
  if (blob.compression === 'none') {
    const tar = algorithms.diffId === algorithms.digest ? null : createHash(algorithms.diffId)
    const digest = stored.finish(tar)
    return { digest, diffId: tar === null || digest === null ? digest : named(algorithms.diffId, tar) }
  }
  const tar = hashInflated(blob, createHash(algorithms.diffId), stored, bound)
  return { digest: stored.finish(null), diffId: tar === null ? null : named(algorithms.diffId, tar) }
}

function named(algorithm: string, hash: Hash): string {
  return `${algorithm}:${hash.digest('hex')}`
}

/** Hashes what a blob inflates to, and what is read for it on the way; null where the stream is damaged or grows beyond `bound`. */
function hashInflated(blob: LayerBlob, hash: Hash, stored: StoredHash, bound: InflationBound): Hash | null {
  const limit = inflationLimit(blob.range.size, bound)
  const reader = openLayerStream(blob.range, blob.compression, (_, last) => stored.add(last))
  try {
    for (let bytes = reader.take(STEP); bytes.length > 0; bytes = reader.take(STEP)) {
      hash.update(bytes)
      if (reader.position > limit) return null
    }
    return hash
  } catch (error) {
    if (error instanceof CompressionError) return null
    throw error
  } finally {
    reader.close()
  }
}

/** Hashes the bytes of a blob as they are read, whoever reads them; they come in order. */
export class StoredHash {
  readonly #blob: LayerBlob
  readonly #algorithm: string
  readonly #onProgress: IndexListener
  readonly #hash: Hash
  #done = 0

  constructor(blob: LayerBlob, algorithm: string, onProgress: IndexListener) {
    this.#blob = blob
    this.#algorithm = algorithm
    this.#onProgress = onProgress
    this.#hash = createHash(algorithm)
  }

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    this.#done += bytes.length
    this.#onProgress(this.#done)
  }

  /** Reads what no one has read, a decoder that gave up leaves a rest. null where the file is shorter than it was. */
  finish(also: Hash | null): string | null {
    const { fd, offset, size } = this.#blob.range
    const rest = new RangeReader({ fd, offset: offset + this.#done, size: size - this.#done })
    for (let bytes = rest.take(STEP); bytes.length > 0; bytes = rest.take(STEP)) {
      also?.update(bytes)
      this.add(bytes)
    }
    return this.#done === size ? named(this.#algorithm, this.#hash) : null
  }
}
