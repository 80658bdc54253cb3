import type { LayerInfo } from './archive.ts'
import type { RowFilter } from './row-filter.ts'

/** `hardlink` occurs only in a layer's own tree; in a merged view a hard link is a `file`. */
export type EntryType = 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo'

/** What a layer did to a path, compared with the view of the layers below it. */
export type ChangeKind = 'added' | 'modified' | 'unchanged' | 'removed'

/** What differs between two versions of a path; in this order. */
export type ChangedField = 'content' | 'size' | 'mode' | 'owner' | 'mtime' | 'xattrs' | 'link' | 'type'

/** A marker of the layer's tar that is no file: `aufs` is bookkeeping of AUFS (`.wh..wh.*`). */
export type MarkerKind = 'whiteout' | 'opaque' | 'aufs'

/** What took a version out of sight. */
export type HiddenBy = 'newer-version' | 'whiteout' | 'opaque' | 'replaced-ancestor'

/**
 * What a tree shows: `layer` the members of one layer, markers included; `merged` what a container sees with layers
 * 0..upto, and, struck through, what those layers removed.
 */
export type View =
  { readonly kind: 'layer'; readonly layer: number } | { readonly kind: 'merged'; readonly upto: number }

/** Identifies a path in one {@link View}; stable while the session lives. 0 is the root. */
export type NodeId = number

export type SortKey = 'name' | 'size' | 'layer' | 'mode' | 'owner' | 'mtime' | 'change'

export interface Sort {
  readonly by: SortKey
  readonly descending: boolean
}

/** Owner, mode and time of an entry; null in an implicit directory, which has no header of its own. */
export interface Metadata {
  /** Permission bits with setuid, setgid and sticky: `& 0o7777`. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Seconds since 1970, may have a fraction. */
  readonly mtime: number
  /** User and group names of the tar header, '' where it has none. */
  readonly uname: string
  readonly gname: string
}

/** One line of a tree or a list. */
export interface Row {
  readonly node: NodeId
  /** The node in the merged views, to ask for details with; null for markers that name no path. */
  readonly path: NodeId | null
  /** Last component, escaped for display (control characters, bidi overrides and bytes that are not UTF-8 as `\xNN` or `\u{…}`). */
  readonly name: string
  readonly type: EntryType
  readonly marker: MarkerKind | null
  /** The layer that supplies what is seen; of a removed path: the layer that supplied it last. */
  readonly layer: number
  /**
   * In a layer's view: what this layer does to the path. In a merged view: what the layer `changeLayer` did last; null
   * where that is the base layer, which has nothing to change. A directory that is only listed again, with a new time,
   * is `unchanged`, as in `ChangeCounts`.
   */
  readonly change: ChangeKind | null
  /** Layer of the last change of the path in this view. */
  readonly changeLayer: number
  /** Bytes of a file, or of all below a directory that the view shows, each inode once. */
  readonly size: number
  /** null: an implicit directory, without a header of its own. */
  readonly metadata: Metadata | null
  /** Target of a symlink or hard link, escaped for display. */
  readonly link: string | null
  /** Number of rows that `children` would give. */
  readonly children: number
  /** Versions of the path in layers of this view. */
  readonly versions: number
  /** Set where a filter leaves the row only for what lies below it. */
  readonly context?: true
}

export interface ChildrenRequest {
  readonly view: View
  readonly parent: NodeId
  readonly sort: Sort
  /** `changed`: only what the view's (topmost) layer touched, with its parents. */
  readonly show: 'all' | 'changed'
  /** Only rows for which it holds, and the directories above them; all where it is not given or empty. */
  readonly filter?: RowFilter | undefined
  readonly offset: number
  readonly limit: number
}

export interface RowPage {
  /** Rows of the whole list, of which this is the part from `offset`. */
  readonly total: number
  readonly offset: number
  readonly rows: readonly Row[]
}

export type ListKind = 'overridden' | 'removed'

/** A path of a flat list; `bytes` is what is shipped for it and can not be seen. */
export interface ListRow extends Row {
  /** Whole path with a leading slash, escaped for display. */
  readonly fullPath: string
  readonly bytes: number
  /** For `removed`: the layer that removed it. */
  readonly removedBy: number | null
}

export interface ListRequest {
  readonly list: ListKind
  readonly upto: number
  /** Only what layer `upto` itself overrides or removes. */
  readonly ofLayer?: boolean
  readonly sort: Sort | { readonly by: 'bytes' | 'path'; readonly descending: boolean }
  readonly filter?: RowFilter | undefined
  readonly offset: number
  readonly limit: number
}

export interface ListPage {
  readonly total: number
  /** Sum of `bytes` over the whole list. */
  readonly bytes: number
  readonly offset: number
  readonly rows: readonly ListRow[]
}

/** How many paths the lists and filters of a view would show; of those that a filter leaves, where one is asked for. */
/** Numbers of what can be listed of a view; of a layer: what it changed, overrides and removes itself. */
export interface ViewCounts {
  /** Paths for which the filter holds; null without one. */
  readonly matching: number | null
  readonly changed: number
  readonly overridden: number
  readonly removed: number
}

/** One thing that happened to a path, in layer order. */
export interface Version {
  readonly layer: number
  readonly change: ChangeKind
  /** What differs from the version seen before; without `content` while `contentCompared` is false. */
  readonly what: readonly ChangedField[]
  /** false where equal sizes leave it open and the contents were not read yet. */
  readonly contentCompared: boolean
  /** The entry that this layer has for the path; null where the layer only removes it. */
  readonly entry: EntryDetails | null
  /** Set where a layer above takes this version out of sight. */
  readonly hidden: { readonly by: HiddenBy; readonly layer: number } | null
  /** Set where this version is a removal: the path whose marker or replacement did it. */
  readonly removedThrough: { readonly by: HiddenBy; readonly path: string } | null
  /** Bytes of this version that are shipped and can not be seen in the topmost view. */
  readonly hiddenBytes: number
}

/** An entry that a layer has for a path. */
export interface EntryDetails {
  readonly layer: number
  /** Index of the tar member within the layer; -1 for an implicit directory. */
  readonly entry: number
  readonly type: EntryType
  readonly size: number
  readonly metadata: Metadata | null
  readonly link: string | null
  readonly device: { readonly major: number; readonly minor: number } | null
  /** Name to value; values as base64. */
  readonly xattrs: Readonly<Record<string, string>>
  /** Where a symbolic link leads in the asked view, links on the way followed; null for all else, and where it leads nowhere. */
  readonly leadsTo: NamedPath | null
  /** Other names of the same inode in the topmost view. */
  readonly peers: readonly NamedPath[]
  /** Where content can be read from; null where there is none (a directory, a dangling hard link). */
  readonly content: ContentRef | null
}

/** A path of the merged views. */
export interface NamedPath {
  readonly node: NodeId
  /** With a leading slash, escaped for display. */
  readonly path: string
}

/** Names of owners by number, of the image's own /etc/passwd and /etc/group, escaped for display. */
export interface OwnerNames {
  readonly users: Readonly<Record<number, string>>
  readonly groups: Readonly<Record<number, string>>
}

/** Names the bytes of one regular file of one layer. */
export interface ContentRef {
  readonly layer: number
  readonly entry: number
  readonly size: number
}

export interface PathDetails {
  readonly node: NodeId
  /** With a leading slash, escaped for display. */
  readonly fullPath: string
  /** Oldest first. */
  readonly versions: readonly Version[]
  /** Index in `versions` of the one that the asked view shows; null where it shows none. */
  readonly visible: number | null
  /** Of the owners that the versions have, as the asked view names them. */
  readonly owners: OwnerNames
}

export interface ReadRequest {
  readonly content: ContentRef
  readonly offset: number
  /** At most 4 MiB are returned at once. */
  readonly length: number
}

/** Names bytes of a blob as the archive stores it, such as an attestation. */
export interface BlobRequest {
  readonly digest: string
  readonly offset: number
  /** At most 4 MiB are returned at once. */
  readonly length: number
}

export interface ReadResult {
  readonly offset: number
  readonly bytes: Uint8Array
  /** Size of the whole file or blob. */
  readonly size: number
}

/** How to reach a path: the node of each ancestor, from below the root to the path itself. */
export interface Location {
  readonly nodes: readonly NodeId[]
}

export interface IndexProgress {
  readonly phase:
    'opening' | 'decompressing' | 'indexing' | 'comparing' | 'ready' | 'cancelled' | 'verifying' | 'saving'
  /** Bytes of input done and in all; total is null where it is not known. */
  readonly done: number
  readonly total: number | null
  /** Seconds since the image was opened; of `verifying`, `saving` and of reading beyond a bound: since that began. */
  readonly seconds: number
}

/** Totals of an image once every layer is stacked. */
export interface ImageTotals {
  readonly entries: number
  /** Bytes of regular file bodies in all layers. */
  readonly shippedBytes: number
  /** Bytes that the topmost view shows, each inode once. */
  readonly visibleBytes: number
  /** shipped − visible: what a squash would save. */
  readonly reclaimableBytes: number
}

export interface StackStatus {
  readonly image: number
  readonly layers: readonly LayerInfo[]
  /** Layers 0..stacked-1 can be shown merged. */
  readonly stacked: number
  /** null until all layers are stacked. */
  readonly totals: ImageTotals | null
}
