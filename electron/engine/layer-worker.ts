import { parentPort, workerData } from 'node:worker_threads'
import type { Transferable } from 'node:worker_threads'
import { createBirpc } from 'birpc'
import type { BirpcReturn } from 'birpc'
import { CancelledError } from './index-layer.ts'
import { indexClaimed } from './joined-indexing.ts'
import { InlineJobs } from './inline-jobs.ts'
import { JobControl } from './layer-jobs.ts'
import { MemoryBudget } from './memory-budget.ts'
import { transferables } from './layer-index.ts'
import type { CallerFunctions, WorkerData, WorkerFunctions } from './worker-jobs.ts'

/** The entry of a worker thread: does single jobs, one at a time, and moves what they made to who asked. */
const jobs = new InlineJobs((workerData as WorkerData | null)?.cache)
let moved: Transferable[] = []

async function unlessCancelled<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof CancelledError) return null
    throw error
  }
}

const functions: WorkerFunctions = {
  async index(blob, control, bound, stated, budget) {
    const shared = budget === undefined ? undefined : new MemoryBudget(budget)
    const indexed = await unlessCancelled(jobs.index(blob, new JobControl(control), bound, stated, shared))
    if (indexed !== null) moved = transferables(indexed.index)
    return indexed
  },
  limitCache: async (limit) => jobs.limitCache(limit),
  indexClaimed: (layers, claims, by) =>
    indexClaimed(jobs, layers, claims, by, (layer, indexed) => {
      if (indexed !== null) moved = transferables(indexed.index)
      void caller?.indexed.asEvent(layer, indexed)
    }),
  digests: (blob, files, control) => unlessCancelled(jobs.digests(blob, files, new JobControl(control))),
  async read(blob, file, offset, length, control) {
    const bytes = await unlessCancelled(jobs.read(blob, file, offset, length, new JobControl(control)))
    if (bytes !== null && bytes.byteLength === bytes.buffer.byteLength) moved = [bytes.buffer as ArrayBuffer]
    return bytes
  },
  members: (blob, file, contents, control) =>
    unlessCancelled(jobs.members(blob, file, contents, new JobControl(control)).then((archive) => ({ archive }))),
  search: (blob, files, query, control) =>
    unlessCancelled(jobs.search(blob, files, query, new JobControl(control), (found) => caller?.found(found))),
  verify: (blob, algorithms, control, bound) =>
    unlessCancelled(jobs.verify(blob, algorithms, new JobControl(control), bound)),
}

const port = parentPort
let caller: BirpcReturn<CallerFunctions, WorkerFunctions> | null = null
if (port !== null) {
  caller = createBirpc<CallerFunctions, WorkerFunctions>(functions, {
    post: (data) => {
      const transfer = moved
      moved = []
      port.postMessage(data, transfer)
    },
    on: (listener) => port.on('message', listener),
    timeout: -1,
  })
}
