import { inodeKey } from './inode.ts'
import type { ImageSession } from './image-session.ts'
import { NO_ENTRY, Type } from './layer-index.ts'
import { zeros } from './new-memory.ts'
import { NO_EVENT } from './path-events.ts'
import { NO_NODE } from './path-tree.ts'
import type { Stack } from './stack.ts'

/** Sizes and row counts of every directory in the view of layers 0..upto, by path node. One pass over all paths. */
export class ViewTotals {
  /** Bytes of a file, or of all that is seen below a directory; an inode with several names counts once, at its first. */
  readonly bytes: Float64Array
  /** Bytes of what is removed: of the path itself or of all below it. */
  readonly removedBytes: Float64Array
  /** Children that the view shows, removed ones among them. */
  readonly children: Uint32Array
  /** Inodes with several names that the view shows. */
  readonly #inodes = new CountedInodes()

  constructor(session: ImageSession, upto: number) {
    const { tree, events, layers } = session.stack
    const count = tree.count
    const bytes = zeros(Float64Array, count)
    const removedBytes = zeros(Float64Array, count)
    const children = zeros(Uint32Array, count)
    this.bytes = bytes
    this.removedBytes = removedBytes
    this.children = children
    const { parents } = tree
    const indexes = layers.map(({ index }) => index)
    for (let node = 1; node < count; node++) {
      const event = events.at(node, upto)
      if (event === NO_EVENT) continue
      const parent = parents[node]!
      children[parent] = children[parent]! + 1
      const present = events.isPresent(event)
      const shown = present ? event : events.before[event]!
      let entry = events.entries[shown]!
      if (entry === NO_ENTRY) continue
      let layer = events.layers[shown]!
      let index = indexes[layer]!
      if (index.types[entry] === Type.HardLink) {
        const inode = session.stack.inode(shown)
        if (inode === null) continue
        ;({ layer, entry } = inode)
        index = indexes[layer]!
      }
      if (index.types[entry] !== Type.File) continue
      const ownLayer = layer === events.layers[shown]
      if (!present) {
        if (ownLayer) removedBytes[node] = index.sizes[entry]!
        continue
      }
      if (this.#inodes.isCounted(layer, entry, !ownLayer || index.linkCounts.has(entry))) continue
      bytes[node] = index.sizes[entry]!
    }
    for (let node = count - 1; node > NO_NODE; node--) {
      const parent = parents[node]!
      bytes[parent] = bytes[parent]! + bytes[node]!
      removedBytes[parent] = removedBytes[parent]! + removedBytes[node]!
    }
  }

  /** Inodes with several names that the view shows, by {@link inodeKey}. */
  get sharedInodes(): ReadonlySet<number> {
    return this.#inodes.keys
  }
}

/** Inodes with several names that were met, so that each counts once. */
class CountedInodes {
  /** By {@link inodeKey}. */
  readonly keys = new Set<number>()

  /** Whether an inode was counted at another of its names; notes it where it is `shared` and was not. */
  isCounted(layer: number, entry: number, shared: boolean): boolean {
    if (!shared && this.keys.size === 0) return false
    const key = inodeKey(layer, entry)
    if (this.keys.has(key)) return true
    if (shared) this.keys.add(key)
    return false
  }
}

/** Bytes that the view of all layers of a stack shows: what {@link ViewTotals} has for its root, without those of all directories. */
export function visibleBytes(stack: Stack): number {
  const { tree, events } = stack
  const indexes = stack.layers.map(({ index }) => index)
  const inodes = new CountedInodes()
  let sum = 0
  for (let node = 1; node < tree.count; node++) {
    const event = events.newest(node)
    if (event === NO_EVENT || !events.isPresent(event)) continue
    let entry = events.entries[event]!
    if (entry === NO_ENTRY) continue
    const shownBy = events.layers[event]!
    let layer = shownBy
    let index = indexes[layer]!
    if (index.types[entry] === Type.HardLink) {
      const inode = stack.inode(event)
      if (inode === null) continue
      ;({ layer, entry } = inode)
      index = indexes[layer]!
    }
    if (index.types[entry] !== Type.File) continue
    if (!inodes.isCounted(layer, entry, layer !== shownBy || index.linkCounts.has(entry))) sum += index.sizes[entry]!
  }
  return sum
}
