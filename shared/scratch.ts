import type { LayerInfo } from './archive.ts'
import type { EntryType, NodeId } from './tree.ts'

/** Bytes that a person may write into a scratch layer in all; what is copied up from the image does not count. */
export const MOST_SCRATCH_BYTES = 64 * 1024 ** 2
/** Entries that a scratch layer may have. */
export const MOST_SCRATCH_ENTRIES = 65_536

/**
 * One change of the container layer. Paths are nodes of the merged view; a name is one component, as text. Each does what
 * a process in a container would, which runs as root: nothing of it is written to the archive.
 */
export type ScratchChange =
  /** Writes a file anew. */
  | { readonly kind: 'write'; readonly node: NodeId; readonly bytes: Uint8Array }
  /** Writes at the end of a file. */
  | { readonly kind: 'append'; readonly node: NodeId; readonly bytes: Uint8Array }
  /** chmod and chown; what is absent stays. */
  | {
      readonly kind: 'attributes'
      readonly node: NodeId
      readonly mode?: number | undefined
      readonly uid?: number | undefined
      readonly gid?: number | undefined
    }
  | {
      readonly kind: 'create'
      /** A directory, or its path as text. */
      readonly parent: NodeId | string
      readonly name: string
      readonly what: NewEntry
    }
  /** mv: a directory of the image is copied with all that is in it, and deleted. */
  | {
      readonly kind: 'rename'
      readonly node: NodeId
      /** A directory, or its path as text, found as a process would find it from where the node is. */
      readonly parent: NodeId | string
      readonly name: string
    }
  /** rm -r. */
  | { readonly kind: 'delete'; readonly node: NodeId }
  /** Takes back what was changed at a path and below it. */
  | { readonly kind: 'discard'; readonly node: NodeId }
  /** Takes everything back. */
  | { readonly kind: 'discard-all' }

/** What is made under a new name. */
export type NewEntry =
  | { readonly type: 'file'; readonly bytes: Uint8Array }
  | { readonly type: 'dir' }
  | { readonly type: 'symlink'; readonly target: string }

/** Why a change was not made; then nothing has changed. */
export type ScratchRefusal =
  /** The view has no such path any more. */
  | 'gone'
  /** Something of this name is there. */
  | 'exists'
  | 'name-invalid'
  /** A name that begins with `.wh.` would be taken for a whiteout when the layer is applied. */
  | 'name-marker'
  | 'not-directory'
  | 'not-file'
  /** A directory can not be moved into itself. */
  | 'into-itself'
  /** The root can be neither deleted, renamed nor changed. */
  | 'root'
  /** A symbolic link has no mode of its own. */
  | 'symlink-mode'
  /** Nothing was changed at the path itself. */
  | 'unchanged'
  /** {@link MOST_SCRATCH_BYTES}. */
  | 'too-many-bytes'
  /** {@link MOST_SCRATCH_ENTRIES}. */
  | 'too-many-entries'

/** Why copy on write stores something. */
export type ScratchReason =
  /** A directory that is copied up since something below it is stored. */
  | 'parent'
  | 'content'
  /** Mode or owner. */
  | 'attributes'
  | 'created'
  | 'renamed'
  /** Copied entry by entry, since overlayfs does not rename a directory of a lower layer (EXDEV). */
  | 'moved-copy'
  /** A whiteout. */
  | 'deleted'
  /** A whiteout where something was renamed away. */
  | 'renamed-away'
  /** A directory that hides what layers below have in it. */
  | 'opaque'

/** The container layer as a whole. */
export interface ScratchStatus {
  /** As any other layer; its size is that of the tar that a commit would ship. */
  readonly layer: LayerInfo
  /** Entries that the upper directory has, whiteouts among them. */
  readonly entries: number
  /** Members of the tar that a commit would ship: entries, and a marker for each opaque directory. */
  readonly members: number
  /** Bytes of file contents that are stored, each inode once. */
  readonly storedBytes: number
  /** Of these, what a person wrote. */
  readonly changedBytes: number
  /** Of these, what was copied from layers below. */
  readonly copiedBytes: number
}

/** A member of the tar that a commit would ship. */
export interface ScratchMember {
  /** Path of the merged views that it is stored for. */
  readonly node: NodeId
  /** With a leading slash, escaped for display. */
  readonly fullPath: string
  /** Name in the tar, escaped for display. */
  readonly name: string
  readonly type: EntryType
  readonly marker: 'whiteout' | 'opaque' | null
  readonly why: readonly ScratchReason[]
  /** Bytes of the body; 0 where it is a further name of another member. */
  readonly storedBytes: number
  readonly copiedBytes: number
  /** Bytes that differ from the version that was copied up. */
  readonly changedBytes: number
}

export interface ScratchMemberPage {
  readonly total: number
  readonly offset: number
  readonly members: readonly ScratchMember[]
}

/** What came of a change. */
export type ScratchAnswer =
  | {
      readonly done: true
      readonly status: ScratchStatus
      /** The path that was changed, by its new name where it was renamed or made; null where there is no single one. */
      readonly node: NodeId | null
    }
  | { readonly done: false; readonly refusal: ScratchRefusal }
