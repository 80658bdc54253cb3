import { inodeKey } from './inode.ts'
import type { ImageSession } from './image-session.ts'
import { Type } from './layer-index.ts'
import { NO_EVENT } from './path-events.ts'
import { NO_NODE } from './path-tree.ts'

/** Sizes and row counts of every directory in the view of layers 0..upto, by path node. One pass over all paths. */
export class ViewTotals {
  /** Bytes of a file, or of all that is seen below a directory; an inode with several names counts once, at its first. */
  readonly bytes: Float64Array
  /** Bytes of what is removed: of the path itself or of all below it. */
  readonly removedBytes: Float64Array
  /** Children that the view shows, removed ones among them. */
  readonly children: Uint32Array
  /** Inodes with several names that the view shows, by {@link inodeKey}. */
  readonly sharedInodes = new Set<number>()

  constructor(session: ImageSession, upto: number) {
    const { tree, events, layers } = session.stack
    const count = tree.count
    this.bytes = new Float64Array(count)
    this.removedBytes = new Float64Array(count)
    this.children = new Uint32Array(count)
    for (let node = 1; node < count; node++) {
      const event = events.at(node, upto)
      if (event === NO_EVENT) continue
      const present = events.isPresent(event)
      const shown = present ? event : events.before[event]!
      const inode = session.stack.inode(shown)
      if (inode === null) continue
      const { index } = layers[inode.layer]!
      if (index.types[inode.entry] !== Type.File) continue
      const size = index.sizes[inode.entry]!
      if (!present) {
        if (inode.layer === events.layers[shown]) this.removedBytes[node] = size
        continue
      }
      const shared = index.linkCounts.has(inode.entry) || inode.layer !== events.layers[shown]
      if (shared || this.sharedInodes.has(inodeKey(inode.layer, inode.entry))) {
        const key = inodeKey(inode.layer, inode.entry)
        if (this.sharedInodes.has(key)) continue
        this.sharedInodes.add(key)
      }
      this.bytes[node] = size
    }
    for (let node = count - 1; node > NO_NODE; node--) {
      if (events.at(node, upto) === NO_EVENT) continue
      const parent = tree.parents[node]!
      this.bytes[parent] = this.bytes[parent]! + this.bytes[node]!
      this.removedBytes[parent] = this.removedBytes[parent]! + this.removedBytes[node]!
      this.children[parent] = this.children[parent]! + 1
    }
  }
}
