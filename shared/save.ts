import type { NodeId, View } from './tree.ts'

/** `file`: the bytes of one file; `folder`: a directory with all that is in it; `tar`: either, with nothing lost. */
export type SaveForm = 'file' | 'folder' | 'tar'

/** Asks to save a node of a view. Hidden and deleted versions are in the merged view up to the layer that has them. */
export interface SaveRequest {
  readonly view: View
  /** A node of the view; 0 is the root. */
  readonly node: NodeId
  /** The {@link SaveTarget.token} of a place that the app's dialog gave, for one save; a page has no other way to name one. */
  readonly target: string
  /** Keeps whiteouts and other markers; of a layer's own tree, in a tar. */
  readonly markers?: boolean
}

/** A place that a dialog gave, as the app tells the engine. Never comes from a page. */
export interface SaveTarget {
  readonly token: string
  /** Absolute. */
  readonly path: string
  readonly form: SaveForm
  /** The user was asked, and wants what is there replaced. */
  readonly replace: boolean
}

/** Why something is not in what was saved, or only in part. */
export type LeftOutReason =
  /** A device or named pipe, which an ordinary program can not make. */
  | 'special-file'
  /** A name that the file system can not hold. */
  | 'name'
  /** A name that the file system takes for that of another entry, such as one in other case. */
  | 'name-taken'
  /** A symbolic link that may not be made here. */
  | 'symlink'
  /** Content that the archive does not hold to its end. */
  | 'content'
  /** A hard link that leads nowhere. */
  | 'dangling'
  /** Saved, but without its owner. */
  | 'owner'
  /** Saved, but not with all bits of its mode. */
  | 'mode'
  /** Saved, but with another time. */
  | 'time'
  /** Saved, but without its extended attributes. */
  | 'xattrs'

/** What was left out for one reason. */
export interface LeftOut {
  readonly reason: LeftOutReason
  readonly count: number
  /** The first of the paths, with a leading slash, escaped for display. */
  readonly paths: readonly string[]
}

/** What a save came to. */
export interface Saved {
  /** Where it is, as the dialog or the command line named it; null where it went to a stream. */
  readonly path: string | null
  readonly form: SaveForm
  /** Entries that were written, directories among them. */
  readonly entries: number
  /** Bytes of contents that were written, each inode once, holes left out. */
  readonly bytes: number
  readonly leftOut: readonly LeftOut[]
}
