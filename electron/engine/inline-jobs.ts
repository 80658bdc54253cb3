import type { InnerArchive } from '../../shared/inner-archive.ts'
import { LayerContent } from './file-content.ts'
import type { StoredFile } from './file-content.ts'
import { CompressionError } from './compression-error.ts'
import { decompressorReady } from './decompress.ts'
import { hashBlob } from './hash-blob.ts'
import { indexThroughCache } from './index-cache/cached-layer.ts'
import type { CacheSettings } from './index-cache/cache-settings.ts'
import { IndexCache } from './index-cache/index-cache.ts'
import { CancelledError, indexLayer } from './index-layer.ts'
import type { IndexedLayer } from './index-layer.ts'
import type { InflationBound } from './inflation-bound.ts'
import type { LayerBlob } from './layer-blob.ts'
import type { BlobAlgorithms, BlobDigests, JobControl, LayerJobs } from './layer-jobs.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { ContentQuery } from './search/content-query.ts'
import type { FoundListener, SearchedFiles } from './search/layer-search.ts'

/** Does the work at once, in this thread: in a worker, and in the terminal for small archives. */
export class InlineJobs implements LayerJobs {
  readonly #cache: IndexCache | null
  /** The layers that were read last. */
  readonly #contents: ReadLayer[] = []

  /** `cache`: where indexes of earlier runs are; null for none. */
  constructor(cache: CacheSettings | null = null) {
    this.#cache = cache === null ? null : new IndexCache(cache)
  }

  /** Has the cache keep to another limit, in bytes. */
  limitCache(limit: number): void {
    this.#cache?.limitTo(limit)
  }

  async index(
    blob: LayerBlob,
    control: JobControl,
    bound?: InflationBound,
    stated: string | null = null,
    budget?: MemoryBudget,
  ): Promise<IndexedLayer> {
    await decompressorReady(blob.compression)
    if (this.#cache === null) return indexLayer(blob, watch(control), bound, budget)
    return indexThroughCache(blob, stated, this.#cache, watch(control), bound, budget)
  }

  async digests(blob: LayerBlob, files: readonly StoredFile[], control: JobControl): Promise<(string | null)[]> {
    await decompressorReady(blob.compression)
    const content = new LayerContent(blob, watch(control))
    try {
      return files.map((file) => readable(() => content.digest(file), null))
    } finally {
      content.close()
    }
  }

  async read(
    blob: LayerBlob,
    file: StoredFile,
    offset: number,
    length: number,
    control: JobControl,
  ): Promise<Uint8Array> {
    await decompressorReady(blob.compression)
    const { content } = this.#readLayer(blob, control)
    return readable(() => content.read(file, offset, length), new Uint8Array(0))
  }

  async members(
    blob: LayerBlob,
    file: StoredFile,
    contents: boolean,
    control: JobControl,
  ): Promise<InnerArchive | null> {
    await decompressorReady(blob.compression)
    const { listMembers } = await import('./inner-archive.ts')
    const content = new LayerContent(blob, watch(control))
    try {
      return await listMembers(content, file, contents)
    } finally {
      content.close()
    }
  }

  async search(
    blob: LayerBlob,
    files: readonly StoredFile[],
    query: ContentQuery,
    control: JobControl,
    onFound: FoundListener,
  ): Promise<SearchedFiles> {
    await decompressorReady(blob.compression)
    // What few runs need is loaded when it is needed: every worker would load it at its start.
    const { searchFiles } = await import('./search/layer-search.ts')
    const check = (): void => {
      if (control.cancelled) throw new CancelledError()
    }
    const content = new LayerContent(blob, check)
    try {
      return await searchFiles(content, files, query, onFound, (done) => {
        check()
        control.done = done
      })
    } finally {
      content.close()
    }
  }

  async verify(
    blob: LayerBlob,
    algorithms: BlobAlgorithms,
    control: JobControl,
    bound?: InflationBound,
  ): Promise<BlobDigests> {
    await decompressorReady(blob.compression)
    return hashBlob(blob, algorithms, watch(control), bound)
  }

  dispose(): Promise<void> {
    for (const { content } of this.#contents.splice(0)) content.close()
    return Promise.resolve()
  }

  #readLayer(blob: LayerBlob, control: JobControl): ReadLayer {
    const at = this.#contents.findIndex(({ content }) => isSame(content.blob, blob))
    const [known] = at < 0 ? [] : this.#contents.splice(at, 1)
    // A cancelled control may be that of an archive that was closed: another file can have its descriptor by now.
    const usable = known !== undefined && !known.control.cancelled
    if (!usable) known?.content.close()
    const layer = usable ? known : new ReadLayer(blob, control)
    layer.control = control
    this.#contents.push(layer)
    if (this.#contents.length > MOST_CONTENTS) this.#contents.shift()!.content.close()
    return layer
  }
}

const MOST_CONTENTS = 4

/** A layer whose files are read one by one, and who asked last. */
class ReadLayer {
  control: JobControl
  readonly content: LayerContent

  constructor(blob: LayerBlob, control: JobControl) {
    this.control = control
    this.content = new LayerContent(blob, () => {
      if (this.control.cancelled) throw new CancelledError()
    })
  }
}

function isSame(a: LayerBlob, b: LayerBlob): boolean {
  return (
    a.range.fd === b.range.fd &&
    a.range.offset === b.range.offset &&
    a.range.size === b.range.size &&
    (a.checkpoints === undefined) === (b.checkpoints === undefined)
  )
}

function watch(control: JobControl): (bytes: number) => void {
  return (bytes) => {
    if (control.cancelled) throw new CancelledError()
    control.done = bytes
  }
}

/** What a damaged layer can not give is `otherwise`; any other error goes through. */
function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof CompressionError) return otherwise
    throw error
  }
}
