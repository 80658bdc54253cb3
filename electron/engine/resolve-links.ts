import type { Inode } from './inode.ts'
import { inodeInLayer, inodeOf } from './inode.ts'
import type { LinkedLayer } from './inode.ts'
import type { LayerIndex } from './layer-index.ts'
import { NOT_IN_LAYER, NO_ENTRY, Type } from './layer-index.ts'
import { nameBytes } from './name-table.ts'
import type { NameTable } from './name-table.ts'
import { NO_NODE } from './path-tree.ts'
import type { PathTree } from './path-tree.ts'
import type { PathEvents } from './path-events.ts'
import { NO_EVENT } from './path-events.ts'
import { newNameParts, splitName } from './tar-names.ts'

/** A hard link that leads to a lower layer, or to a later member, or nowhere. */
export interface ResolvedLink {
  readonly entry: number
  readonly inode: Inode | null
  /** The path of the lower layers that it names; {@link NO_NODE} where it is another. */
  readonly lowerPath: number
  readonly forward: boolean
}

/** The view of the layers below. */
export interface LowerView {
  readonly tree: PathTree
  readonly names: NameTable
  readonly events: PathEvents
  readonly layers: readonly LinkedLayer[]
}

/**
 * Resolves the hard links of a layer whose target no earlier member names: first by the view of the layers below, then
 * by a later member of the same layer. Order: from the last to the first member.
 */
export function resolveLinks(index: LayerIndex, lower: LowerView): ResolvedLink[] {
  const { links } = index
  const found: ResolvedLink[] = []
  const resolved = new Map<number, Inode | null>()
  const open: { readonly entry: number; readonly path: Uint8Array }[] = []
  for (let position = links.entries.length - 1; position >= 0; position--) {
    const entry = links.entries[position]!
    if (index.types[entry] !== Type.HardLink || links.targets[position] !== NOT_IN_LAYER) continue
    const path = links.heap.subarray(links.starts[position], links.starts[position + 1])
    const link = lowerLink(entry, path, lower)
    if (link === null) open.push({ entry, path })
    else {
      resolved.set(entry, link.inode)
      found.push(link)
    }
  }
  if (open.length === 0) return found
  const find = laterFinder(index)
  const nodes = open.map(({ entry, path }) => ({ entry, node: find(path) }))
  // A link may lead through a later member to an earlier link, which the first round comes to last.
  for (let round = 0; round < 2; round++)
    for (const { entry, node } of nodes)
      if (!resolved.get(entry)) resolved.set(entry, laterInode(index, node, entry, lower.layers.length, resolved))
  for (const { entry } of open)
    found.push({ entry, inode: resolved.get(entry) ?? null, lowerPath: NO_NODE, forward: true })
  return found
}

function lowerLink(entry: number, path: Uint8Array, lower: LowerView): ResolvedLink | null {
  const node = findPath(path, lower.tree, lower.names)
  const event = node === NO_NODE ? NO_EVENT : lower.events.newest(node)
  if (event === NO_EVENT || !lower.events.isPresent(event) || lower.events.isDirectory(event)) return null
  const inode = inodeOf(lower.layers, lower.events.layers[event]!, lower.events.entries[event]!)
  return inode === null ? null : { entry, inode, lowerPath: node, forward: false }
}

/** The node of a path; {@link NO_NODE} where there is none. */
export function findPath(path: Uint8Array, tree: PathTree, names: NameTable): number {
  const parts = newNameParts()
  splitName(path, parts)
  if (parts.kind !== 'path') return NO_NODE
  let node: number = NO_NODE
  for (let depth = 0; depth < parts.count; depth++) {
    const name = names.find(path, parts.starts[depth]!, parts.ends[depth]!)
    node = name < 0 ? NO_NODE : tree.find(node, name)
    if (node === NO_NODE) return NO_NODE
  }
  return node
}

/** Looks paths up in the finished tree of a layer. */
function laterFinder(index: LayerIndex): (path: Uint8Array) => number {
  const children = new Map<string, number>()
  const key = (parent: number, name: Uint8Array): string => `${parent} ${Buffer.from(name).toString('latin1')}`
  for (let node = 1; node < index.nodeCount; node++)
    if (index.live[node] === 1)
      children.set(key(index.parents[node]!, nameBytes(index.names, index.nodeNames[node]!)), node)
  return (path) => {
    const parts = newNameParts()
    splitName(path, parts)
    if (parts.kind !== 'path') return NO_NODE
    let node: number = NO_NODE
    for (let depth = 0; depth < parts.count; depth++) {
      node = children.get(key(node, path.subarray(parts.starts[depth], parts.ends[depth]))) ?? NO_NODE
      if (node === NO_NODE) return NO_NODE
    }
    return node
  }
}

/** Later members are resolved already, since the order is from the last to the first. */
function laterInode(
  index: LayerIndex,
  node: number,
  link: number,
  layer: number,
  resolved: ReadonlyMap<number, Inode | null>,
): Inode | null {
  const entry = node === NO_NODE ? NO_ENTRY : index.entryOf[node]!
  if (entry === NO_ENTRY || entry <= link) return null
  const type = index.types[entry]
  if (type === Type.Directory || type === Type.Unknown) return null
  if (type !== Type.HardLink) return { layer, entry }
  return inodeInLayer({ index, resolved }, layer, entry)
}
