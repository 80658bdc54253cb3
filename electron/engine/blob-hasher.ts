import { algorithmOf } from './digest.ts'
import { CancelledError } from './index-layer.ts'
import type { InflationBound } from './inflation-bound.ts'
import type { LayerBlob } from './layer-blob.ts'
import { JobControl } from './layer-jobs.ts'
import type { BlobDigests, LayerJobs } from './layer-jobs.ts'

/** What a blob is said to be; null where nothing is said. */
export interface StatedDigests {
  readonly digest: string | null
  readonly diffId: string | null
}

interface Hashing {
  readonly control: JobControl
  readonly size: number
  readonly digests: Promise<BlobDigests>
}

/** Computes digests of blobs, of each once, also where several layers or images name it. */
export class BlobHasher {
  readonly #jobs: LayerJobs
  readonly #hashings = new Map<string, Hashing>()
  #cancelled = false

  constructor(jobs: LayerJobs) {
    this.#jobs = jobs
  }

  /** Computes digests by the algorithms that are stated; `bound` is where a blob is taken for a bomb. Rejects with CancelledError or an error of the file system. */
  hash(blob: LayerBlob, stated: StatedDigests, bound?: InflationBound): Promise<BlobDigests> {
    if (this.#cancelled) return Promise.reject(new CancelledError())
    const algorithms = { digest: algorithmOf(stated.digest), diffId: algorithmOf(stated.diffId ?? stated.digest) }
    const { fd, offset, size } = blob.range
    const key = [fd, offset, size, blob.compression, algorithms.digest, algorithms.diffId, bound?.bytes].join(' ')
    const known = this.#hashings.get(key)
    if (known !== undefined) return known.digests
    const control = new JobControl()
    const digests = this.#jobs.verify(blob, algorithms, control, bound)
    this.#hashings.set(key, { control, size, digests })
    return digests
  }

  /** Bytes of the blobs that were asked for so far: done, and in all. */
  get progress(): { readonly done: number; readonly total: number } {
    let done = 0
    let total = 0
    for (const { control, size } of this.#hashings.values()) {
      done += control.done
      total += size
    }
    return { done, total }
  }

  /** Ends all that is under way, and all that will be asked for. */
  cancel(): void {
    this.#cancelled = true
    for (const { control } of this.#hashings.values()) control.cancel()
  }
}
