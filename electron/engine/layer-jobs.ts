import type { InnerArchive } from '../../shared/inner-archive.ts'
import type { DigestAlgorithm } from './digest.ts'
import type { LayerBlob } from './layer-blob.ts'
import type { StoredFile } from './file-content.ts'
import type { IndexedLayer } from './index-layer.ts'
import type { InflationBound } from './inflation-bound.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { ContentQuery } from './search/content-query.ts'
import type { FoundListener, SearchedFiles } from './search/layer-search.ts'

/** Stops jobs and is told of their progress. Shared memory: a job looks at it while it works. */
export class JobControl {
  readonly #cells: Int32Array

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.#cells = new Int32Array(buffer)
  }

  /** What to hand to a worker, which makes its own control of it. */
  get buffer(): SharedArrayBuffer {
    return this.#cells.buffer as SharedArrayBuffer
  }

  cancel(): void {
    Atomics.store(this.#cells, 0, 1)
  }

  get cancelled(): boolean {
    return Atomics.load(this.#cells, 0) === 1
  }

  /** Bytes that are done, stored ones where a job does not say otherwise, rounded down to KiB. */
  get done(): number {
    return Atomics.load(this.#cells, 1) * 1024
  }

  set done(bytes: number) {
    Atomics.store(this.#cells, 1, Math.floor(bytes / 1024))
  }
}

/** How the digests of a blob are to be computed: as they are stated. */
export interface BlobAlgorithms {
  readonly digest: DigestAlgorithm
  readonly diffId: DigestAlgorithm
}

/** What a blob is, `sha256:…`; null where it can not be read, or not be inflated, to its end. */
export interface BlobDigests {
  /** Of the bytes as stored. */
  readonly digest: string | null
  /** Of the uncompressed bytes. */
  readonly diffId: string | null
}

/** Work on single layers, wherever it is done. Rejects with {@link CancelledError} or an error of the file system. */
export interface LayerJobs {
  /**
   * `bound` is where a layer is taken for a bomb and not read on; `INFLATION_BOUND` where it is not given. `stated` is the
   * digest that the archive states for the blob, which need not be true. `budget` is what it shares with other layers; one
   * of its own where it is not given.
   */
  index(
    blob: LayerBlob,
    control: JobControl,
    bound?: InflationBound,
    stated?: string | null,
    budget?: MemoryBudget,
  ): Promise<IndexedLayer>
  /** SHA-256 in hex of files of one layer, in the order given; null for one that can not be read. Ascending offsets are fastest. */
  digests(blob: LayerBlob, files: readonly StoredFile[], control: JobControl): Promise<(string | null)[]>
  /** Bytes [offset, offset + length) of a file, fewer at its end or where the layer is damaged. */
  read(blob: LayerBlob, file: StoredFile, offset: number, length: number, control: JobControl): Promise<Uint8Array>
  /** Lists the members of a file that is an archive, with `contents` what tells theirs apart; null where it is none. */
  members(blob: LayerBlob, file: StoredFile, contents: boolean, control: JobControl): Promise<InnerArchive | null>
  /**
   * Looks for a pattern in files of one layer, in the order given: ascending offsets make it one pass. `onFound` is told of
   * what was found as it comes, and the search waits for it. Of `control`, `done` is bytes of contents. The caller has
   * compiled the query.
   */
  search(
    blob: LayerBlob,
    files: readonly StoredFile[],
    query: ContentQuery,
    control: JobControl,
    onFound: FoundListener,
  ): Promise<SearchedFiles>
  /** Reads a blob once and computes its digests; `bound` as of {@link index}. */
  verify(blob: LayerBlob, algorithms: BlobAlgorithms, control: JobControl, bound?: InflationBound): Promise<BlobDigests>
  /** Ends workers; jobs under way reject. */
  dispose(): Promise<void>
}
