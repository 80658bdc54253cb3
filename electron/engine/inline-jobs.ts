import { LayerContent } from './file-content.ts'
import type { StoredFile } from './file-content.ts'
import { decompressorsReady, CompressionError } from './decompress.ts'
import { hashBlob } from './hash-blob.ts'
import { CancelledError, indexLayer } from './index-layer.ts'
import type { IndexedLayer } from './index-layer.ts'
import type { InflationBound } from './inflation-bound.ts'
import type { LayerBlob } from './layer-blob.ts'
import type { BlobAlgorithms, BlobDigests, JobControl, LayerJobs } from './layer-jobs.ts'

/** Does the work at once, in this thread: in a worker, and in the terminal for small archives. */
export class InlineJobs implements LayerJobs {
  /** The layer that was read last, inflated up to where the last read ended. */
  #content: { readonly blob: LayerBlob; readonly reader: LayerContent; control: JobControl } | null = null

  async index(blob: LayerBlob, control: JobControl, bound?: InflationBound): Promise<IndexedLayer> {
    await decompressorsReady()
    return indexLayer(blob, watch(control), bound)
  }

  async digests(blob: LayerBlob, files: readonly StoredFile[], control: JobControl): Promise<(string | null)[]> {
    await decompressorsReady()
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
    await decompressorsReady()
    const content = this.#contentOf(blob, control)
    return readable(() => content.read(file, offset, length), new Uint8Array(0))
  }

  async verify(
    blob: LayerBlob,
    algorithms: BlobAlgorithms,
    control: JobControl,
    bound?: InflationBound,
  ): Promise<BlobDigests> {
    await decompressorsReady()
    return hashBlob(blob, algorithms, watch(control), bound)
  }

  dispose(): Promise<void> {
    this.#content?.reader.close()
    this.#content = null
    return Promise.resolve()
  }

  #contentOf(blob: LayerBlob, control: JobControl): LayerContent {
    const last = this.#content
    if (last !== null && last.blob.range.fd === blob.range.fd && last.blob.range.offset === blob.range.offset) {
      last.control = control
      return last.reader
    }
    last?.reader.close()
    const reader = new LayerContent(blob, () => {
      if (this.#content?.control.cancelled === true) throw new CancelledError()
    })
    this.#content = { blob, reader, control }
    return reader
  }
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
