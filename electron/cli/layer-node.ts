import { EntryFacts } from '../engine/entry-facts.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { inodeInLayer } from '../engine/inode.ts'
import { NO_ENTRY, Type } from '../engine/layer-index.ts'
import { nameBytes } from '../engine/name-table.ts'

/** The node of a path in the tree of one layer, with the type of what it shows; null where the layer lacks it. */
export function layerNode(
  session: ImageSession,
  layer: number,
  path: Uint8Array,
): { readonly node: number; readonly type: number } | null {
  const linked = session.stack.layers[layer]!
  const { index } = linked
  let node = 0
  for (const part of Buffer.from(path).toString('latin1').split('/')) {
    if (part === '') continue
    const name = Buffer.from(part, 'latin1')
    let child = index.firstChild[node]!
    while (child !== 0 && !(index.live[child] === 1 && name.equals(nameBytes(index.names, index.nodeNames[child]!))))
      child = index.nextSibling[child]!
    if (child === 0) return null
    node = child
  }
  const entry = index.entryOf[node]!
  const inode = entry === NO_ENTRY ? null : inodeInLayer(linked, layer, entry)
  const { index: of } = inode === null ? { index } : session.stack.layers[inode.layer]!
  return { node, type: inode === null ? Type.Directory : new EntryFacts(of, inode).type }
}
