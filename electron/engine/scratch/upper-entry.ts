import type { ScratchReason } from '../../../shared/scratch.ts'
import type { EntryFacts } from '../entry-facts.ts'
import { inodeKey } from '../inode.ts'
import type { Inode } from '../inode.ts'
import { Type } from '../layer-index.ts'
import type { Owner } from '../layer-index.ts'
import type { ExtendedAttribute } from '../pax.ts'

/** Bytes of a file: of a version in the image, which are not held here, or what was written. */
export type ContentPart =
  | { readonly kind: 'image'; readonly inode: Inode; readonly size: number }
  | { readonly kind: 'written'; readonly bytes: Uint8Array }

/** What one or more names of the upper directory show. */
export interface UpperInode {
  readonly type: Type
  mode: number
  /** Seconds since 1970. */
  mtime: number
  owner: Owner
  attributes: readonly ExtendedAttribute[]
  /** Raw target of a symbolic link. */
  readonly link: Uint8Array
  readonly device: readonly [major: number, minor: number] | null
  /** Of a file, in order. */
  parts: readonly ContentPart[]
  /** Bytes of `parts` that differ from what was copied up. */
  changedBytes: number
}

/** A name in the upper directory. */
export interface UpperEntry {
  /** null: a whiteout. */
  inode: UpperInode | null
  /** Hides what layers below have in the directory. */
  opaque: boolean
  /** Seconds since 1970 when a whiteout was made. */
  readonly since: number
  /** Nodes that the directory has entries for. */
  readonly children: Set<number>
  readonly why: Set<ScratchReason>
}

export const ROOT_OWNER: Owner = { uid: 0, gid: 0, uname: '', gname: '' }
const IMPLICIT_MODE = 0o755
const NOTHING = new Uint8Array(0)

/** A new inode of root's. */
export function newInode(type: Type, mode: number, mtime: number, more: Partial<UpperInode> = {}): UpperInode {
  return {
    type,
    mode,
    mtime,
    owner: ROOT_OWNER,
    attributes: [],
    link: NOTHING,
    device: null,
    parts: [],
    changedBytes: 0,
    ...more,
  }
}

/** Copies a version of the image up: all of it, its contents by reference. null stands for an implicit directory. */
export function copiedUp(facts: EntryFacts | null, now: number): UpperInode {
  if (facts === null) return newInode(Type.Directory, IMPLICIT_MODE, now)
  const { uid, gid, uname, gname } = facts.metadata
  const { layer, entry, size } = facts
  return newInode(facts.type as Type, facts.mode, facts.mtime, {
    owner: { uid, gid, uname, gname },
    attributes: facts.attributes,
    link: facts.link ?? NOTHING,
    device: facts.device,
    parts: facts.type === Type.File && size > 0 ? [{ kind: 'image', inode: { layer, entry }, size }] : [],
  })
}

/** Bytes of a file. */
export function contentSize({ parts }: UpperInode): number {
  return parts.reduce((sum, part) => sum + partSize(part), 0)
}

export function partSize(part: ContentPart): number {
  return part.kind === 'image' ? part.size : part.bytes.length
}

/** Bytes that were written, and are held in memory. */
export function writtenBytes({ parts }: UpperInode): number {
  return parts.reduce((sum, part) => sum + (part.kind === 'written' ? part.bytes.length : 0), 0)
}

/** Tells inodes of the image apart, to find names of one. */
export function imageKey({ layer, entry }: Inode): number {
  return inodeKey(layer, entry)
}
