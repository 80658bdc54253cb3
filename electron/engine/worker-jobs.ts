import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createBirpc } from 'birpc'
import type { BirpcReturn } from 'birpc'
import type { CacheSettings } from './index-cache/cache-settings.ts'
import type { InnerArchive } from '../../shared/inner-archive.ts'
import { CancelledError } from './index-layer.ts'
import type { IndexedLayer } from './index-layer.ts'
import type { InflationBound } from './inflation-bound.ts'
import { JoinedIndexing } from './joined-indexing.ts'
import type { Helper, IndexedListener, WantedLayer } from './joined-indexing.ts'
import type { LayerBlob } from './layer-blob.ts'
import type { StoredFile } from './file-content.ts'
import type { BlobAlgorithms, BlobDigests, JobControl, LayerJobs } from './layer-jobs.ts'
import { NAME_SEED } from './name-hash.ts'
import type { NameSeed } from './name-hash.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { ContentQuery } from './search/content-query.ts'
import type { FoundInFile, FoundListener, SearchedFiles } from './search/layer-search.ts'

/** What a worker thread offers; cancelling is an answer, not an error, so that it needs no class on the other side. */
export interface WorkerFunctions {
  limitCache(limit: number): Promise<void>
  index(
    blob: LayerBlob,
    control: SharedArrayBuffer,
    bound?: InflationBound,
    stated?: string | null,
    budget?: SharedArrayBuffer,
  ): Promise<IndexedLayer | null>
  /** Indexes those layers that nobody has claimed, one after the other; see joined-indexing.ts. */
  indexClaimed(layers: readonly WantedLayer[], claims: SharedArrayBuffer, by: number): Promise<void>
  digests(blob: LayerBlob, files: readonly StoredFile[], control: SharedArrayBuffer): Promise<(string | null)[] | null>
  read(
    blob: LayerBlob,
    file: StoredFile,
    offset: number,
    length: number,
    control: SharedArrayBuffer,
  ): Promise<Uint8Array | null>
  members(
    blob: LayerBlob,
    file: StoredFile,
    contents: boolean,
    control: SharedArrayBuffer,
  ): Promise<{ readonly archive: InnerArchive | null } | null>
  search(
    blob: LayerBlob,
    files: readonly StoredFile[],
    query: ContentQuery,
    control: SharedArrayBuffer,
  ): Promise<SearchedFiles | null>
  verify(
    blob: LayerBlob,
    algorithms: BlobAlgorithms,
    control: SharedArrayBuffer,
    bound?: InflationBound,
  ): Promise<BlobDigests | null>
}

/** What a worker thread asks who called it. */
export interface CallerFunctions {
  /** What the search that is under way has found; it goes on when this is answered. */
  found(found: readonly FoundInFile[]): Promise<void>
  /** A layer of those that are claimed is indexed, or was cancelled. */
  indexed(layer: number, indexed: IndexedLayer | null): void
}

interface Thread {
  readonly worker: Worker
  /** Takes what its search finds. */
  onFound: FoundListener | null
  /** Takes the layers that it indexes. */
  onIndexed: IndexedListener | null
  readonly calls: BirpcReturn<WorkerFunctions, CallerFunctions>
  busy: boolean
  /** Ends the thread once it has been idle for long. */
  idle: NodeJS.Timeout | null
}

/** A call that never came back because its thread ended. */
export class WorkerEndedError extends Error {}

/** Beside the bundle that this module ends up in, whichever folder that is. */
const WORKER = join(import.meta.dirname, '../engine/layer-worker.js')

/** What a worker thread is started with. */
export interface WorkerData {
  readonly cache: CacheSettings | null
  readonly nameSeed: NameSeed
}

function startThread(workerData: WorkerData, onEnd: (thread: Thread, error: Error) => void): Thread {
  const worker = new Worker(WORKER, { workerData })
  const calls = createBirpc<WorkerFunctions, CallerFunctions>(
    {
      found: async (found) => thread.onFound?.(found),
      indexed: (layer, indexed) => thread.onIndexed?.(layer, indexed),
    },
    {
      post: (data) => worker.postMessage(data),
      on: (listener) => worker.on('message', listener),
      timeout: -1,
    },
  )
  const thread: Thread = { worker, calls, onFound: null, onIndexed: null, busy: false, idle: null }
  worker.on('error', (error) => onEnd(thread, error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () => onEnd(thread, new WorkerEndedError('A worker ended.')))
  return thread
}

/** As many threads as layers are worked on at once on this machine. */
export const WORKERS = Math.min(8, availableParallelism())

/** Milliseconds after which a thread that has nothing to do is ended. */
const IDLE = 30_000

/** Does the work in worker threads: as many at once as there are threads, the rest waits in order; reads have a thread of their own. */
export class WorkerJobs implements LayerJobs {
  readonly #size: number
  #workerData: WorkerData
  readonly #threads: Thread[] = []
  readonly #waiting: ((thread: Thread) => void)[] = []
  readonly #idleTime: number
  /** Where this thread indexes raw layers, too. */
  readonly #joined: JoinedIndexing | null
  #reading: Thread | null = null
  #lastRead: Promise<unknown> = Promise.resolve()

  /**
   * `size` is the number of threads that index and hash; `cache` where indexes of earlier runs are, null for none. `idle`:
   * milliseconds after which a thread without work is ended. `here` works in this thread, which then answers nothing else
   * for as long as it indexes a raw layer.
   */
  constructor(
    size: number,
    cache: CacheSettings | null = null,
    idle = IDLE,
    here: Pick<LayerJobs, 'index'> | null = null,
  ) {
    this.#size = size
    this.#idleTime = idle
    this.#workerData = { cache, nameSeed: NAME_SEED }
    const help: Helper = (layers, claims, by, onIndexed) =>
      this.#run((calls, thread) => {
        thread.onIndexed = onIndexed
        return calls.indexClaimed(layers, claims, by)
      })
    this.#joined = here === null ? null : new JoinedIndexing(here, help, size - 1)
  }

  /** Has the cache keep to another limit, in bytes, in all threads and in those to come. */
  limitCache(limit: number): void {
    const { cache } = this.#workerData
    if (cache === null) return
    this.#workerData = { ...this.#workerData, cache: { ...cache, limit } }
    const threads = [...this.#threads, ...(this.#reading === null ? [] : [this.#reading])]
    // A thread that ends meanwhile needs no limit.
    for (const { calls } of threads) void calls.limitCache(limit).catch(() => undefined)
  }

  async index(
    blob: LayerBlob,
    control: JobControl,
    bound?: InflationBound,
    stated?: string | null,
    budget?: MemoryBudget,
  ): Promise<IndexedLayer> {
    if (this.#joined !== null && blob.compression === 'none')
      return this.#joined.index(blob, control, bound, stated, budget)
    const indexed = this.#run((calls) => calls.index(blob, control.buffer, bound, stated, budget?.buffer), control)
    return orCancelled(await indexed)
  }

  async digests(blob: LayerBlob, files: readonly StoredFile[], control: JobControl): Promise<(string | null)[]> {
    return orCancelled(await this.#run((calls) => calls.digests(blob, files, control.buffer), control))
  }

  async members(
    blob: LayerBlob,
    file: StoredFile,
    contents: boolean,
    control: JobControl,
  ): Promise<InnerArchive | null> {
    return orCancelled(await this.#run((calls) => calls.members(blob, file, contents, control.buffer), control)).archive
  }

  async search(
    blob: LayerBlob,
    files: readonly StoredFile[],
    query: ContentQuery,
    control: JobControl,
    onFound: FoundListener,
  ): Promise<SearchedFiles> {
    const searched = this.#run((calls, thread) => {
      thread.onFound = onFound
      return calls.search(blob, files, query, control.buffer)
    }, control)
    return orCancelled(await searched)
  }

  async verify(
    blob: LayerBlob,
    algorithms: BlobAlgorithms,
    control: JobControl,
    bound?: InflationBound,
  ): Promise<BlobDigests> {
    return orCancelled(await this.#run((calls) => calls.verify(blob, algorithms, control.buffer, bound), control))
  }

  async read(
    blob: LayerBlob,
    file: StoredFile,
    offset: number,
    length: number,
    control: JobControl,
  ): Promise<Uint8Array> {
    this.#reading ??= this.#idle() ?? this.#newThread()
    const { calls } = this.#reading
    const result = this.#lastRead.then(() => calls.read(blob, file, offset, length, control.buffer))
    this.#lastRead = result.catch(() => undefined)
    return orCancelled(await result)
  }

  async dispose(): Promise<void> {
    const threads = [...this.#threads, ...(this.#reading === null ? [] : [this.#reading])]
    this.#threads.length = 0
    this.#reading = null
    for (const { idle } of threads) if (idle !== null) clearTimeout(idle)
    await Promise.all(threads.map((thread) => thread.worker.terminate()))
  }

  async #run<T>(call: (calls: WorkerFunctions, thread: Thread) => Promise<T>, control?: JobControl): Promise<T> {
    const thread = await this.#acquire()
    try {
      if (control?.cancelled === true) throw new CancelledError()
      return await call(thread.calls, thread)
    } finally {
      thread.onFound = null
      thread.onIndexed = null
      this.#release(thread)
    }
  }

  /** Threads hold memory, and many windows may be open that nobody looks at. */
  #endWhenIdle(thread: Thread): void {
    thread.idle = setTimeout(() => {
      const at = this.#threads.indexOf(thread)
      if (at < 0) return
      this.#threads.splice(at, 1)
      void thread.worker.terminate()
    }, this.#idleTime).unref()
  }

  #acquire(): Promise<Thread> {
    const free = this.#threads.find((thread) => !thread.busy)
    if (free !== undefined) {
      free.busy = true
      if (free.idle !== null) clearTimeout(free.idle)
      return Promise.resolve(free)
    }
    if (this.#threads.length < this.#size) return Promise.resolve(this.#start())
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Takes a thread that has nothing to do out of those that index: it has started, and has compiled what reads need. */
  #idle(): Thread | null {
    const at = this.#threads.findIndex((thread) => !thread.busy)
    if (at < 0) return null
    const [thread] = this.#threads.splice(at, 1) as [Thread]
    if (thread.idle !== null) clearTimeout(thread.idle)
    return thread
  }

  #newThread(): Thread {
    return startThread(this.#workerData, (thread, error) => {
      thread.calls.$close(error)
      const at = this.#threads.indexOf(thread)
      if (at >= 0) this.#threads.splice(at, 1)
      if (this.#reading === thread) this.#reading = null
    })
  }

  #start(): Thread {
    const started = this.#newThread()
    started.busy = true
    this.#threads.push(started)
    return started
  }

  #release(thread: Thread): void {
    thread.busy = false
    const next = this.#waiting.shift()
    if (next === undefined) {
      this.#endWhenIdle(thread)
      return
    }
    if (this.#threads.includes(thread)) {
      thread.busy = true
      next(thread)
    } else next(this.#start())
  }
}

function orCancelled<T>(result: T | null): T {
  if (result === null) throw new CancelledError()
  return result
}
