import type { InnerArchive } from '../../shared/inner-archive.ts'
import { CancelledError } from './index-layer.ts'
import type { IndexedLayer } from './index-layer.ts'
import { INFLATION_BOUND } from './inflation-bound.ts'
import type { InflationBound } from './inflation-bound.ts'
import { MemoryBudget } from './memory-budget.ts'
import type { LayerBlob } from './layer-blob.ts'
import { transferables } from './layer-index.ts'
import type { BlobAlgorithms, BlobDigests, JobControl, LayerJobs } from './layer-jobs.ts'
import type { StoredFile } from './file-content.ts'
import type { ContentQuery } from './search/content-query.ts'
import type { FoundListener, SearchedFiles } from './search/layer-search.ts'

/** Bytes of indexes that are kept for images that are not open. */
const MOST_IDLE_BYTES = 256 * 1024 ** 2

interface Shared {
  readonly blob: string
  /** Settles as the first job for the blob does. */
  readonly indexed: Promise<IndexedLayer>
  /** Bytes of the index; 0 while it is made. */
  bytes: number
  /** Whether it lacks something because others took all memory. */
  refused: boolean
  /** Takes part of the budget until it is let go. */
  readonly budget: MemoryBudget
  claimed: number
}

/**
 * Indexes each blob of an archive once, however many layers and images name it. Indexes of the image that is open are
 * kept, others as long as they fit, those used last before others. All of them together have one budget. All else is done by the jobs below.
 */
export class SharedIndexes implements LayerJobs {
  readonly #jobs: LayerJobs
  readonly #mostIdleBytes: number
  /** By blob and bound, the one used last at the end. */
  readonly #shared = new Map<string, Shared>()
  #inUse: ReadonlySet<string> = new Set()
  readonly #mostKib: number | undefined
  #budget: MemoryBudget

  /** `mostKib` is what all indexes may take together; the engine's own where it is not given. */
  constructor(jobs: LayerJobs, mostIdleBytes = MOST_IDLE_BYTES, mostKib?: number) {
    this.#mostKib = mostKib
    this.#budget = new MemoryBudget(mostKib)
    this.#jobs = jobs
    this.#mostIdleBytes = mostIdleBytes
  }

  /** Says which blobs the open image has; what no longer fits beside them is let go. */
  use(blobs: readonly (LayerBlob | null)[]): void {
    this.#inUse = new Set(blobs.flatMap((blob) => (blob === null ? [] : [blobKey(blob)])))
    this.#trim()
  }

  /** Lets go of all indexes: the file is closed, and its descriptor may become another's. */
  clear(): void {
    this.#shared.clear()
    this.#budget = new MemoryBudget(this.#mostKib)
    this.#inUse = new Set()
  }

  async index(
    blob: LayerBlob,
    control: JobControl,
    bound: InflationBound = INFLATION_BOUND,
    stated?: string | null,
  ): Promise<IndexedLayer> {
    const key = [blobKey(blob), bound.bytes, bound.ratio].join(' ')
    for (;;) {
      const known = this.#shared.get(key)
      if (known === undefined)
        return this.#add(key, blobKey(blob), this.#jobs.index(blob, control, bound, stated, this.#budget))
      try {
        const indexed = await known.indexed
        this.#touch(key, known)
        return indexed
      } catch (error) {
        // Who asked first has stopped; that is no reason for others to stop.
        if (!(error instanceof CancelledError) || control.cancelled) throw error
        if (this.#shared.get(key) === known) this.#shared.delete(key)
      }
    }
  }

  digests(blob: LayerBlob, files: readonly StoredFile[], control: JobControl): Promise<(string | null)[]> {
    return this.#jobs.digests(blob, files, control)
  }

  read(blob: LayerBlob, file: StoredFile, offset: number, length: number, control: JobControl): Promise<Uint8Array> {
    return this.#jobs.read(blob, file, offset, length, control)
  }

  members(blob: LayerBlob, file: StoredFile, contents: boolean, control: JobControl): Promise<InnerArchive | null> {
    return this.#jobs.members(blob, file, contents, control)
  }

  search(
    blob: LayerBlob,
    files: readonly StoredFile[],
    query: ContentQuery,
    control: JobControl,
    onFound: FoundListener,
  ): Promise<SearchedFiles> {
    return this.#jobs.search(blob, files, query, control, onFound)
  }

  verify(
    blob: LayerBlob,
    algorithms: BlobAlgorithms,
    control: JobControl,
    bound?: InflationBound,
  ): Promise<BlobDigests> {
    return this.#jobs.verify(blob, algorithms, control, bound)
  }

  dispose(): Promise<void> {
    this.clear()
    return this.#jobs.dispose()
  }

  async #add(key: string, blob: string, indexed: Promise<IndexedLayer>): Promise<IndexedLayer> {
    const shared: Shared = { blob, indexed, bytes: 0, refused: false, budget: this.#budget, claimed: 0 }
    this.#shared.set(key, shared)
    try {
      const { index, claimed, refused } = await indexed
      Object.assign(shared, { claimed, refused })
      shared.bytes = transferables(index).reduce((sum, buffer) => sum + buffer.byteLength, 0)
      this.#touch(key, shared)
      return await indexed
    } catch (error) {
      if (this.#shared.get(key) === shared) this.#shared.delete(key)
      throw error
    }
  }

  #touch(key: string, shared: Shared): void {
    if (this.#shared.get(key) !== shared) return
    this.#shared.delete(key)
    this.#shared.set(key, shared)
    this.#trim()
  }

  #trim(): void {
    const idle = [...this.#shared].filter(([, { blob, bytes }]) => bytes > 0 && !this.#inUse.has(blob))
    let bytes = idle.reduce((sum, [, shared]) => sum + shared.bytes, 0)
    for (const [key, shared] of idle) {
      if (bytes <= this.#mostIdleBytes && !shared.refused) continue
      bytes -= shared.bytes
      this.#shared.delete(key)
      shared.budget.give(shared.claimed)
    }
  }
}

function blobKey({ range, compression }: LayerBlob): string {
  return [range.fd, range.offset, range.size, compression].join(' ')
}
