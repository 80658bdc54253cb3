import { setImmediate } from 'node:timers/promises'
import { CancelledError } from './index-layer.ts'
import type { IndexedLayer } from './index-layer.ts'
import type { InflationBound } from './inflation-bound.ts'
import { JobControl } from './layer-jobs.ts'
import type { LayerJobs } from './layer-jobs.ts'
import type { LayerBlob } from './layer-blob.ts'
import { MemoryBudget } from './memory-budget.ts'

/** A layer that some thread is to index: what `LayerJobs.index` is told, as it is sent to a worker. */
export interface WantedLayer {
  readonly blob: LayerBlob
  readonly control: SharedArrayBuffer
  readonly bound: InflationBound | undefined
  readonly stated: string | null | undefined
  readonly budget: SharedArrayBuffer | undefined
}

/** Told what indexing a layer of the list found; null where it was cancelled. */
export type IndexedListener = (layer: number, indexed: IndexedLayer | null) => void

/** Indexes those layers of a list that it takes, in another thread; resolves when there are none left to take. */
export type Helper = (
  layers: readonly WantedLayer[],
  claims: SharedArrayBuffer,
  by: number,
  onIndexed: IndexedListener,
) => Promise<void>

/** Which thread has taken which layer of a list. Shared memory: each takes the next one when it is done with the last. */
class Claims {
  readonly #cells: Int32Array

  constructor(buffer: SharedArrayBuffer) {
    this.#cells = new Int32Array(buffer)
  }

  /** Takes the next layer that nobody has; -1 where there is none. `by` is above 0. */
  take(by: number): number {
    for (let layer = 0; layer < this.#cells.length; layer++)
      if (Atomics.compareExchange(this.#cells, layer, 0, by) === 0) return layer
    return -1
  }

  isTakenBy(layer: number, by: number): boolean {
    return Atomics.load(this.#cells, layer) === by
  }
}

/**
 * Indexes layers of a list for as long as there are any that nobody has taken. Between two of them other work of the thread
 * goes on. Rejects with what indexing rejects with, but for CancelledError.
 */
export async function indexClaimed(
  jobs: Pick<LayerJobs, 'index'>,
  layers: readonly WantedLayer[],
  claims: SharedArrayBuffer,
  by: number,
  onIndexed: IndexedListener,
): Promise<void> {
  const taken = new Claims(claims)
  for (let at = taken.take(by); at >= 0; at = taken.take(by)) {
    const { blob, control, bound, stated, budget } = layers[at]!
    const shared = budget === undefined ? undefined : new MemoryBudget(budget)
    try {
      onIndexed(at, await jobs.index(blob, new JobControl(control), bound, stated, shared))
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error
      onIndexed(at, null)
    }
    await setImmediate()
  }
}

interface Waiting extends WantedLayer {
  readonly resolve: (indexed: IndexedLayer) => void
  readonly reject: (error: unknown) => void
}

/** Stored bytes beside those of the largest layer from which on a helper is worth its start. */
const WORTH_HELP = 8 * 1024 * 1024
/** Who takes a layer: this thread, or a helper by a number above. */
const OWN = 1

/**
 * Indexes raw layers in this thread and in helpers at once. A thread that has nothing else to do need not wait for others to
 * start, and what it has compiled serves all layers that it takes.
 */
export class JoinedIndexing {
  readonly #jobs: Pick<LayerJobs, 'index'>
  readonly #help: Helper
  readonly #helpers: number
  #waiting: Waiting[] = []

  /** `jobs` works in this thread, `help` in another; there are at most `helpers` of them at once. */
  constructor(jobs: Pick<LayerJobs, 'index'>, help: Helper, helpers: number) {
    this.#jobs = jobs
    this.#help = help
    this.#helpers = helpers
  }

  /** As `LayerJobs.index`. What is asked for in one turn of the event loop is done together, the largest layers first. */
  index(
    blob: LayerBlob,
    control: JobControl,
    bound?: InflationBound,
    stated?: string | null,
    budget?: MemoryBudget,
  ): Promise<IndexedLayer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ blob, control: control.buffer, bound, stated, budget: budget?.buffer, resolve, reject })
      if (this.#waiting.length === 1) queueMicrotask(() => this.#start())
    })
  }

  #start(): void {
    const list = this.#waiting.sort((a, b) => b.blob.range.size - a.blob.range.size)
    this.#waiting = []
    const claims = new SharedArrayBuffer(4 * list.length)
    const rest = list.slice(1).reduce((sum, { blob }) => sum + blob.range.size, 0)
    const helpers = rest < WORTH_HELP ? 0 : Math.max(0, Math.min(this.#helpers, list.length - 1))
    const layers = list.map(({ blob, control, bound, stated, budget }) => ({ blob, control, bound, stated, budget }))
    for (let by = OWN + 1; by <= OWN + helpers; by++)
      void settle(list, claims, by, (onIndexed) => this.#help(layers, claims, by, onIndexed))
    void this.#work(list, claims)
  }

  /** Until nothing is left to take: a layer that can not be read is no reason to leave the others. */
  async #work(list: readonly Waiting[], claims: SharedArrayBuffer): Promise<void> {
    // Helpers are told first: a thread that works sends nothing.
    await setImmediate()
    const work = (onIndexed: IndexedListener): Promise<void> => indexClaimed(this.#jobs, list, claims, OWN, onIndexed)
    while (!(await settle(list, claims, OWN, work)));
  }
}

/**
 * Hands on what a thread finds. Where it fails, what it has taken and not answered is rejected with its error.
 * Resolves to whether it has come to its end.
 */
async function settle(
  list: readonly Waiting[],
  claims: SharedArrayBuffer,
  by: number,
  work: (onIndexed: IndexedListener) => Promise<void>,
): Promise<boolean> {
  try {
    await work((at, indexed) => {
      const { resolve, reject } = list[at]!
      if (indexed === null) reject(new CancelledError())
      else resolve(indexed)
    })
    return true
  } catch (error) {
    const taken = new Claims(claims)
    list.forEach(({ reject }, at) => taken.isTakenBy(at, by) && reject(error))
    return false
  }
}
