import type { EntryType, MarkerKind } from '../../shared/tree.ts'
import type { ExtendedAttribute } from './pax.ts'
import type { SparseMap } from './sparse.ts'
import { nameBytes } from './name-table.ts'
import type { Names } from './name-table.ts'

/** Entry types as numbers of the column `types`. */
export const Type = {
  File: 0,
  Directory: 1,
  Symlink: 2,
  HardLink: 3,
  Character: 4,
  Block: 5,
  Fifo: 6,
  /** A type flag that has no meaning here: in no tree. */
  Unknown: 7,
} as const

export type Type = (typeof Type)[keyof typeof Type]

const TYPE_NAMES: readonly EntryType[] = ['file', 'dir', 'symlink', 'hardlink', 'char', 'block', 'fifo']

/** The word for a number of the column `types`. */
export function typeName(type: number): EntryType {
  return TYPE_NAMES[type] ?? 'file'
}

/** What a node of a layer's tree stands for, as numbers of the column `roles`. */
export const Role = {
  /** A path of the image. */
  Path: 0,
  Whiteout: 1,
  Opaque: 2,
  /** AUFS bookkeeping, and what lies below any marker. */
  Aufs: 3,
  /** A marker that names nothing. */
  Unnamed: 4,
  /** A path of the image that is itself a whiteout: overlayfs's character device 0:0. */
  OverlayWhiteout: 5,
} as const

export type Role = (typeof Role)[keyof typeof Role]

/** The marker that a role is shown as; null for a path. */
export function markerOf(role: number): MarkerKind | null {
  switch (role) {
    case Role.Path:
      return null
    case Role.Opaque:
      return 'opaque'
    case Role.Aufs:
      return 'aufs'
    default:
      return 'whiteout'
  }
}

/** No entry: an implicit directory. */
export const NO_ENTRY = 0xffffffff
/** A hard link whose target no earlier member of its layer names. */
export const NOT_IN_LAYER = -1

/** Who owns entries: one record for all that are alike. */
export interface Owner {
  readonly uid: number
  readonly gid: number
  readonly uname: string
  readonly gname: string
}

/** Links of a layer, by entry in ascending order. */
export interface Links {
  readonly entries: Uint32Array
  /** Link n's target is heap[starts[n]..starts[n + 1]], raw. */
  readonly starts: Uint32Array
  readonly heap: Uint8Array
  /** For a hard link: the entry of this layer that holds the content, {@link NOT_IN_LAYER} where there is none before it. */
  readonly targets: Int32Array
}

/**
 * All headers of one layer in columns, and its tree. Entries are tar members in order; nodes are paths, 0 the root, a
 * child after its parent. Plain data: is moved between threads, shared by stacks, and never changed.
 */
export interface LayerIndex {
  readonly entryCount: number
  readonly types: Uint8Array
  readonly modes: Uint16Array
  /** Index in `owners`. */
  readonly ownerOf: Uint32Array
  readonly owners: readonly Owner[]
  /** Bytes of the file, holes included; 0 for all but files. */
  readonly sizes: Float64Array
  readonly mtimes: Float64Array
  /** Offset of the body in the uncompressed tar. */
  readonly dataOffsets: Float64Array
  readonly links: Links
  readonly attributes: ReadonlyMap<number, readonly ExtendedAttribute[]>
  readonly sparse: ReadonlyMap<number, SparseMap>
  readonly devices: ReadonlyMap<number, readonly [major: number, minor: number]>
  /** Files that have other names in this layer: entry of the content to number of names. A stack adds names that come before, in a copy. */
  readonly linkCounts: ReadonlyMap<number, number>
  /** Node of each entry; 0 for the root and for entries that are in no tree. */
  readonly nodeOf: Uint32Array

  readonly nodeCount: number
  readonly parents: Uint32Array
  readonly nodeNames: Uint32Array
  readonly firstChild: Uint32Array
  readonly nextSibling: Uint32Array
  /** The last entry of the node, {@link NO_ENTRY} for an implicit directory. */
  readonly entryOf: Uint32Array
  readonly roles: Uint8Array
  /** 0 where a later entry of the layer replaced an ancestor: the node is in no tree. */
  readonly live: Uint8Array
  /** Directories that an extended attribute makes opaque. */
  readonly opaqueNodes: readonly number[]
  readonly names: Names

  /** Bytes of the uncompressed tar; where it is damaged, those that could be read. */
  readonly size: number
  /** Bytes of regular files' bodies. */
  readonly contentBytes: number
  /** Milliseconds that indexing took. */
  readonly elapsed: number
}

/** Whether an entry is overlayfs's own whiteout, a character device 0:0 (kernel, overlayfs.rst). */
export function isOverlayWhiteout(index: Pick<LayerIndex, 'types' | 'devices'>, entry: number): boolean {
  const device = index.types[entry] === Type.Character ? index.devices.get(entry) : undefined
  return device?.[0] === 0 && device[1] === 0
}

/** The position of an entry in `links.entries`; -1 where the entry is no link. */
export function linkPosition(links: Links, entry: number): number {
  let low = 0
  let high = links.entries.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const value = links.entries[middle]!
    if (value === entry) return middle
    if (value < entry) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** The raw target of a link; null where the entry is none. */
export function linkTarget(index: LayerIndex, entry: number): Uint8Array | null {
  const position = linkPosition(index.links, entry)
  if (position < 0) return null
  return index.links.heap.subarray(index.links.starts[position], index.links.starts[position + 1])
}

/** The raw bytes of a node's path in its layer, without a leading slash. */
export function layerPath(index: LayerIndex, node: number): Uint8Array {
  const parts: Uint8Array[] = []
  for (let at = node; at !== 0; at = index.parents[at]!) {
    if (parts.length > 0) parts.push(SLASH)
    parts.push(nameBytes(index.names, index.nodeNames[at]!))
  }
  return Buffer.concat(parts.reverse())
}

const SLASH = Uint8Array.of(0x2f)

/** What can be moved, not copied, to another thread. */
export function transferables(index: LayerIndex): ArrayBuffer[] {
  const arrays = [
    index.types,
    index.modes,
    index.ownerOf,
    index.sizes,
    index.mtimes,
    index.dataOffsets,
    index.links.entries,
    index.links.starts,
    index.links.heap,
    index.links.targets,
    index.nodeOf,
    index.parents,
    index.nodeNames,
    index.firstChild,
    index.nextSibling,
    index.entryOf,
    index.roles,
    index.live,
    index.names.heap,
    index.names.starts,
    ...(index.names.byHash === undefined ? [] : [index.names.byHash]),
  ]
  return arrays.map((array) => array.buffer as ArrayBuffer)
}
