import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { InflationStop } from '../../shared/archive.ts'
import { ChunkReader } from './byte-reader.ts'
import { CheckpointList } from './checkpoints.ts'
import type { Checkpoints } from './checkpoints.ts'
import { CompressionError } from './compression-error.ts'
import { openLayerStream } from './decompress.ts'
import { HashThread } from './hash-thread.ts'
import { INFLATION_BOUND, InflationError, inflationLimit } from './inflation-bound.ts'
import type { InflationBound } from './inflation-bound.ts'
import type { LayerBlob } from './layer-blob.ts'
import type { LayerIndex } from './layer-index.ts'
import { LayerIndexBuilder } from './layer-index-builder.ts'
import { MemoryBudget, MemoryClaim } from './memory-budget.ts'
import { LayerProblemLog } from './problem-log.ts'
import type { LayerProblem } from './problem-log.ts'
import { scanTar } from './scan-tar.ts'
import type { TarEnd } from './scan-tar.ts'

/** The work was stopped by who asked for it. */
export class CancelledError extends Error {
  constructor() {
    super('cancelled')
    this.name = 'CancelledError'
  }
}

export interface IndexedLayer {
  readonly index: LayerIndex
  readonly state: 'ok' | 'damaged'
  readonly problems: readonly LayerProblem[]
  /** SHA-256 of the uncompressed tar, `sha256:…`; known where the layer was inflated anyway, else null. */
  readonly diffId: string | null
  /** Where the layer was taken for a bomb; null where it was not. */
  readonly stopped: InflationStop | null
  /** Where the layer can be inflated from; undefined for a raw or a small one. */
  readonly checkpoints?: Checkpoints | undefined
  /** KiB that the index takes of its {@link MemoryBudget}, and whether it would have taken more than was left. */
  readonly claimed: number
  readonly refused: boolean
}

/** Stored bytes of a layer from which on it is hashed in a thread of its own while it is inflated. */
const WORTH_A_THREAD = 16 * 1024 * 1024
/** Told how many stored bytes are done, and the last of them where the layer is inflated; throws {@link CancelledError} to stop. */
export type IndexListener = (storedBytes: number, last?: Uint8Array) => void

/** Counts, hashes and bounds the bytes that a layer is inflated to. */
class InflatedBytes {
  readonly #hash: Pick<HashThread, 'digest'> & { update(bytes: Uint8Array): unknown }
  readonly #storedSize: number
  readonly #limit: number
  #size = 0

  constructor(storedSize: number, bound: InflationBound) {
    this.#storedSize = storedSize
    this.#limit = inflationLimit(storedSize, bound)
    this.#hash = storedSize >= WORTH_A_THREAD && availableParallelism() > 1 ? new HashThread() : createHash('sha256')
  }

  /** @throws InflationError where what came before is beyond the bound. */
  add(chunk: Uint8Array): void {
    this.check()
    this.#size += chunk.length
    this.#hash.update(chunk)
  }

  /** @throws InflationError */
  check(): void {
    if (this.#size > this.#limit) throw new InflationError('The layer', this.#storedSize, this.#size)
  }

  digest(): string {
    return `sha256:${this.#hash.digest('hex')}`
  }

  /** Ends what hashes; the digest can not be asked for any more. */
  close(): void {
    if (this.#hash instanceof HashThread) this.#hash.close()
  }
}

/**
 * Indexes one layer: reads every header in order, a raw layer in place and without its bodies. What a damaged layer
 * holds before the damage, before it grows beyond `bound`, or before `budget` is spent, is kept. `onProgress` may throw
 * {@link CancelledError}; errors of the file system go through.
 */
export function indexLayer(
  blob: LayerBlob,
  onProgress: IndexListener,
  bound: InflationBound = INFLATION_BOUND,
  budget: MemoryBudget = new MemoryBudget(),
): IndexedLayer {
  const started = performance.now()
  const log = new LayerProblemLog()
  const builder = new LayerIndexBuilder((code, severity, offset, message, path) =>
    log.add(code, severity, offset, message, path ?? null),
  )
  const compressed = blob.compression !== 'none'
  const checkpoints = new CheckpointList()
  const reader = openLayerStream(blob.range, blob.compression, onProgress, { checkpoints, window: builder.window })
  const inflated = compressed ? new InflatedBytes(blob.range.size, bound) : null
  if (reader instanceof ChunkReader && inflated !== null) reader.onChunk = (chunk) => inflated.add(chunk)
  let end: TarEnd | 'unreadable'
  let stopped: InflationStop | null = null
  const claim = new MemoryClaim(budget)
  let sampled = compressed
  let unusual = 0
  const mayAdd = (): boolean => claim.reach(builder.memory)
  const onPause = (): void => {
    if (!compressed) onProgress(reader.position)
    if (!sampled && reader.position > 0) {
      sampled = true
      builder.expect(Math.ceil((builder.count * blob.range.size) / reader.position))
    }
  }
  try {
    end = scanTar(
      reader,
      (member) => {
        if (mayAdd()) builder.add(member)
        if ((++unusual & 0xfff) === 0) onPause()
      },
      (code, severity, offset, message) => log.add(code, severity, offset, message),
      builder.plainMembers(mayAdd, onPause),
    )
    if (inflated !== null) while (reader.skip(1 << 20) > 0);
    inflated?.check()
  } catch (error) {
    if (error instanceof CompressionError) log.add(error.code, 'error', reader.position, capitalised(error.message))
    else if (error instanceof InflationError) {
      stopped = { storedBytes: blob.range.size, inflatedBytes: reader.position }
      log.add('decompressed-size-limit', 'error', reader.position, error.message)
    } else {
      claim.shrink(0)
      builder.discard()
      inflated?.close()
      throw error
    }
    end = 'unreadable'
  } finally {
    reader.close()
  }
  if (builder.full) log.add('entry-limit', 'error', reader.position, 'The layer has more members than are indexed.')
  if (claim.refused)
    log.add(
      'entry-limit',
      'error',
      reader.position,
      'The layers of the image have more entries together than are indexed; the rest of this one is left out.',
    )
  if (end === 'truncated')
    log.add('layer-truncated', 'error', reader.position, 'The layer ends in the middle of a member.')
  const size = compressed ? reader.position : blob.range.size
  const index = builder.finish(size, performance.now() - started)
  if (end === 'corrupt' && index.entryCount === 0)
    log.add('layer-not-a-tar', 'error', 0, 'The layer does not begin with a tar header.')
  const ok = end === 'complete' && !builder.full && !claim.refused
  claim.shrink(builder.memory)
  const diffId = ok && inflated !== null ? inflated.digest() : null
  inflated?.close()
  return {
    index,
    state: ok ? 'ok' : 'damaged',
    problems: log.finish(),
    diffId,
    stopped,
    checkpoints: checkpoints.finish(),
    claimed: claim.kib,
    refused: claim.refused,
  }
}

function capitalised(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`
}
