/** An entry of a layer's tar. Paths and contents are latin1 text: one character for each byte. */
export interface ModelEntry {
  readonly type: 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo'
  /** As in the tar, not normalised. */
  readonly path: string
  /** Target of a symlink or hard link, as in the tar. */
  readonly link?: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtime: number
  readonly content?: string
  readonly device?: readonly [major: number, minor: number]
  readonly xattrs?: Readonly<Record<string, string>>
}

/** What a container sees at a path. */
export interface Seen {
  readonly type: 'file' | 'dir' | 'symlink' | 'char' | 'block' | 'fifo'
  /** null in an implicit directory, like the owner and the time. */
  readonly mode: number | null
  readonly uid: number | null
  readonly gid: number | null
  readonly mtime: number | null
  readonly content: string | null
  readonly link: string | null
  readonly device: readonly [major: number, minor: number] | null
  readonly xattrs: Readonly<Record<string, string>>
  /** The layer that supplies what is seen. */
  readonly layer: number
  /** A directory without a header of its own. */
  readonly implicit: boolean
  /** `LAYER:ENTRY` of the entry that holds content and metadata: equal for all names of one inode. */
  readonly inode: string
}

/** What a view shows, by normalised path. The root is not listed. */
export type Merged = ReadonlyMap<string, Seen>

/** What a layer does to the view of the layers below it; sets of normalised paths. */
export interface LayerChanges {
  /** Not visible before, and this layer lists it. */
  readonly added: ReadonlySet<string>
  /** Visible before and after, and what is seen is this layer's. */
  readonly overridden: ReadonlySet<string>
  /** Visible before, not after. */
  readonly removed: ReadonlySet<string>
}

/** What the model can not stack as it stands. */
export interface ModelProblem {
  readonly code: 'name-escapes' | 'hard-link-dangling' | 'hard-link-forward'
  readonly layer: number
  readonly entry: number
}

/** The union of a stack: a view for each prefix of its layers. */
export interface Union {
  readonly merged: readonly Merged[]
  readonly changes: readonly LayerChanges[]
  readonly problems: readonly ModelProblem[]
}
