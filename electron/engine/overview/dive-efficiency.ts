import type { Waste } from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import { NO_ENTRY, Role, Type } from '../layer-index.ts'
import type { LayerIndex } from '../layer-index.ts'
import { NO_NODE, NO_PATH } from '../path-tree.ts'
import type { StackedLayer } from '../stack.ts'
import type { TimeSlices } from '../time-slices.ts'

/** What dive prints of an image; see the contract. */
export type DiveMetrics = Pick<Waste, 'efficiency' | 'wastedBytes' | 'userWastedPercent' | 'size'>

/**
 * Computes what dive computes (its `filetree/efficiency.go` and `image/analysis.go`), over the leaves of each layer's own tree. A
 * whiteout of a directory counts what dive sees below it, which knows neither opaque directories nor directories that became
 * files. Where a whiteout names nothing dive leaves out the rest of its layer; here it counts as nothing.
 * @throws CancelledError after `slices.cancel()`
 */
export async function diveMetrics(session: ImageSession, slices: TimeSlices): Promise<DiveMetrics> {
  const counts = new DiveCounts(session)
  for (const layer of session.stack.layers) await counts.add(layer, slices)
  const sizes = session.layers.map((layer) => layer.contentBytes ?? 0)
  const size = sizes.reduce((sum, bytes) => sum + bytes, 0)
  const userSize = size - (sizes[0] ?? 0)
  const { least, all, wasted } = counts.sums()
  return {
    efficiency: all === 0 ? 1 : least / all,
    wastedBytes: wasted,
    userWastedPercent: userSize === 0 ? 0 : wasted / userSize,
    size,
  }
}

class DiveCounts {
  readonly #session: ImageSession
  /** By path: occurrences, up to 2; the sum of their sizes; the least of them. */
  readonly #occurrences: Uint8Array
  readonly #sums: Float64Array
  readonly #least: Float64Array
  /** The layers that were added, stacked as dive stacks them: by path, what is there. */
  readonly #present: Uint8Array
  readonly #sizes: Float64Array

  constructor(session: ImageSession) {
    this.#session = session
    const { count } = session.stack.tree
    this.#occurrences = new Uint8Array(count)
    this.#sums = new Float64Array(count)
    this.#least = new Float64Array(count)
    this.#present = new Uint8Array(count)
    this.#sizes = new Float64Array(count)
  }

  async add({ index, pathOf }: StackedLayer, slices: TimeSlices): Promise<void> {
    const hasChildren = parentsOf(index)
    const each = (look: (node: number, path: number) => void): Promise<void> =>
      slices.run(1, index.nodeCount, (from, to) => {
        for (let node = from; node < to; node++) if (pathOf[node] !== NO_PATH) look(node, pathOf[node]!)
      })
    await each((node, path) => {
      if (hasChildren[node] === 1 || !counts(index, node)) return
      this.#count(path, isWhiteout(index, node) ? this.#removedSize(path) : sizeOf(index, node))
    })
    await each((node, path) => {
      if (isWhiteout(index, node)) this.#remove(path)
    })
    await each((node, path) => {
      if (!counts(index, node) || isWhiteout(index, node)) return
      const entry = index.entryOf[node]!
      if (entry === NO_ENTRY && this.#present[path] !== Presence.Absent) return
      const isDirectory = entry !== NO_ENTRY && index.types[entry] === Type.Directory
      this.#present[path] = isDirectory ? Presence.Directory : Presence.Other
      this.#sizes[path] = sizeOf(index, node)
    })
  }

  sums(): { least: number; all: number; wasted: number } {
    let least = 0
    let all = 0
    let wasted = 0
    for (let path = 0; path < this.#occurrences.length; path++) {
      least += this.#least[path]!
      all += this.#sums[path]!
      if (this.#occurrences[path] === 2) wasted += this.#sums[path]!
    }
    return { least, all, wasted }
  }

  #count(path: number, size: number): void {
    const first = this.#occurrences[path] === 0
    this.#least[path] = first ? size : Math.min(this.#least[path]!, size)
    this.#sums[path] = this.#sums[path]! + size
    this.#occurrences[path] = first ? 1 : 2
  }

  /** dive: what a whiteout of a file removes is counted with the file; only directories have a size of their own. */
  #removedSize(path: number): number {
    if (this.#present[path] !== Presence.Directory) return 0
    let size = 0
    this.#walk(path, (node) => (size += this.#sizes[node]!))
    return size
  }

  #remove(path: number): void {
    this.#walk(path, (node) => {
      this.#present[node] = Presence.Absent
    })
  }

  /** Visits a path and all that is there below it. */
  #walk(path: number, visit: (node: number) => void): void {
    const { tree } = this.#session.stack
    const pending = [path]
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (this.#present[node] === Presence.Absent) continue
      for (let child = tree.firstChild[node]!; child !== NO_NODE; child = tree.nextSibling[child]!) pending.push(child)
      visit(node)
    }
  }
}

const Presence = { Absent: 0, Directory: 1, Other: 2 } as const

function isWhiteout(index: LayerIndex, node: number): boolean {
  return index.roles[node] === Role.Whiteout
}

/** Whether dive has a node for it: not for opaque markers. */
function counts(index: LayerIndex, node: number): boolean {
  const role = index.roles[node]
  return index.live[node] === 1 && role !== Role.Opaque && role !== Role.Aufs && role !== Role.Unnamed
}

function parentsOf(index: LayerIndex): Uint8Array {
  const parents = new Uint8Array(index.nodeCount)
  for (let node = 1; node < index.nodeCount; node++) if (counts(index, node)) parents[index.parents[node]!] = 1
  return parents
}

function sizeOf(index: LayerIndex, node: number): number {
  const entry = index.entryOf[node]!
  return entry === NO_ENTRY ? 0 : index.sizes[entry]!
}
