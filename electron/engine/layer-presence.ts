import type { LinkedLayer } from './inode.ts'
import { inodeInLayer } from './inode.ts'
import { NO_ENTRY, Role, Type, isOverlayWhiteout } from './layer-index.ts'
import type { LayerIndex } from './layer-index.ts'
import { zeros } from './new-memory.ts'
import { NO_NODE } from './path-tree.ts'

/** What a node of a layer is in the image. */
export const Presence = {
  /** Not there: a marker, a dangling link, or a directory that only such lie in. */
  Absent: 0,
  /** There by its own entry. */
  Entry: 1,
  /** A directory that paths of the layer lie below, with or without an entry of its own. */
  Parent: 2,
} as const

/** What each node of a layer is in the image: those with an entry of their own are there, and the directories above them. */
export function presentNodes(index: LayerIndex, linked: LinkedLayer): Uint8Array {
  const present = zeros(Uint8Array, index.nodeCount)
  const dangles = (entry: number): boolean =>
    index.types[entry] === Type.HardLink && inodeInLayer(linked, 0, entry) === null
  for (let node = index.nodeCount - 1; node > NO_NODE; node--) {
    const role = index.roles[node]
    if (index.live[node] === 0 || (role !== Role.Path && role !== Role.OverlayWhiteout)) continue
    const entry = index.entryOf[node]!
    const hasEntry = role === Role.Path && entry !== NO_ENTRY && !dangles(entry)
    if (hasEntry && present[node] === Presence.Absent) present[node] = Presence.Entry
    if (present[node] !== Presence.Absent) present[index.parents[node]!] = Presence.Parent
  }
  return present
}

/** A hard link to a later character device 0:0 is one more whiteout. */
export function markLinkedWhiteouts(linked: LinkedLayer, layer: number): void {
  const { index } = linked
  for (const link of linked.resolved.size === 0 || index.devices.size === 0 ? [] : index.links.entries) {
    const node = index.nodeOf[link]!
    if (index.types[link] !== Type.HardLink || index.entryOf[node] !== link || index.roles[node] !== Role.Path) continue
    const inode = inodeInLayer(linked, layer, link)
    if (inode?.layer === layer && isOverlayWhiteout(index, inode.entry)) index.roles[node] = Role.OverlayWhiteout
  }
}
