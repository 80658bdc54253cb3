import { Buffer } from 'node:buffer'
import { MOST_SCRATCH_BYTES, MOST_SCRATCH_ENTRIES } from '../../../shared/scratch.ts'
import type { NewEntry, ScratchReason, ScratchRefusal } from '../../../shared/scratch.ts'
import type { ImageSession } from '../image-session.ts'
import { Type } from '../layer-index.ts'
import { nameBytes } from '../name-table.ts'
import { NO_EVENT } from '../path-events.ts'
import { NO_NODE } from '../path-tree.ts'
import { NameMeaning, nameMeaning } from '../whiteout.ts'
import { copiedUp, newInode, writtenBytes } from './upper-entry.ts'
import type { UpperEntry, UpperInode } from './upper-entry.ts'

/** A change that a file system would refuse, or that goes beyond a bound; nothing has changed. */
export class RefusedError extends Error {
  readonly refusal: ScratchRefusal

  constructor(refusal: ScratchRefusal) {
    super(refusal)
    this.name = 'RefusedError'
    this.refusal = refusal
  }
}

/** Linux, `NAME_MAX`. */
const LONGEST_NAME = 255
/** Linux, `PATH_MAX`. */
const LONGEST_LINK = 4095
const SET_UID = 0o4000
const SET_GID = 0o2000
const GROUP_EXECUTE = 0o010
/** Any write and any change of owner takes it away (capabilities(7)). */
const CAPABILITY = 'security.capability'

/** What the merged view shows at a path: an entry of the upper directory, or a version of the image. */
type Shown = { readonly upper: UpperEntry; readonly inode: UpperInode } | { readonly event: number }

/**
 * The upper directory of an overlay over all layers of an image, changed as the kernel changes it (kernel, overlayfs.rst):
 * without `metacopy`, so that whatever is copied up is copied whole; without `index`, so that a hard link is broken by it;
 * and without `redirect_dir`, so that tools move a directory of the image by copying it. A process in the container is root.
 */
export class UpperDirectory {
  #image: ImageSession
  readonly #entries = new Map<number, UpperEntry>()
  readonly #now: () => number

  /** `now` tells seconds since 1970. All layers of the image are stacked. */
  constructor(image: ImageSession, now: () => number) {
    this.#image = image
    this.#now = now
    this.#entries.set(NO_NODE, this.#entry(newInode(Type.Directory, 0o755, 0), []))
  }

  /** What the upper directory has at each path; the root is always there, and is never shipped. */
  get entries(): ReadonlyMap<number, UpperEntry> {
    return this.#entries
  }

  /** Entries, the root left out. */
  get count(): number {
    return this.#entries.size - 1
  }

  /** The image was stacked anew; paths and entries have kept their numbers. */
  rebase(image: ImageSession): void {
    this.#image = image
  }

  /** The version of the image that a path would show if nothing were changed at it; {@link NO_EVENT} for none. */
  versionBelow(node: number): number {
    return node === NO_NODE || !this.#reachesBelow(this.#image.stack.tree.parents[node]!) ? NO_EVENT : this.#event(node)
  }

  /** The inode of a file that is shown. @throws RefusedError */
  file(node: number): { readonly upper: UpperInode } | { readonly event: number } {
    const shown = this.#require(node)
    if (this.#type(shown) !== Type.File) throw new RefusedError('not-file')
    return 'event' in shown ? shown : { upper: shown.inode }
  }

  /** Writes a file anew; `changedBytes` of it differ from the image's version. */
  write(node: number, bytes: Uint8Array, changedBytes: number): void {
    this.file(node)
    const known = this.#entries.get(node)?.inode ?? null
    this.#checkBytes(bytes.length - (known === null ? 0 : writtenBytes(known)))
    const inode = this.#written(node)
    inode.parts = bytes.length === 0 ? [] : [{ kind: 'written', bytes }]
    inode.changedBytes = changedBytes
  }

  /** Writes behind what a file has. That it is opened for writing copies it up, also where nothing is written then. */
  append(node: number, bytes: Uint8Array): void {
    this.file(node)
    if (bytes.length === 0) {
      this.#copyUp(node, 'content')
      return
    }
    this.#checkBytes(bytes.length)
    const inode = this.#written(node)
    inode.parts = [...inode.parts, { kind: 'written', bytes }]
    inode.changedBytes += bytes.length
  }

  setAttributes(node: number, mode: number | undefined, uid: number | undefined, gid: number | undefined): void {
    this.#notRoot(node)
    const shown = this.#require(node)
    const type = this.#type(shown)
    if (mode !== undefined && type === Type.Symlink) throw new RefusedError('symlink-mode')
    const { inode } = this.#copyUp(node, 'attributes')
    if (uid !== undefined || gid !== undefined) {
      const { uname, gname } = inode.owner
      inode.owner = {
        uid: uid ?? inode.owner.uid,
        gid: gid ?? inode.owner.gid,
        uname: uid === undefined || uid === inode.owner.uid ? uname : '',
        gname: gid === undefined || gid === inode.owner.gid ? gname : '',
      }
      // Linux, chown(2): a file that is given away is no longer run as its owner.
      if (type === Type.File) inode.mode &= ~(SET_UID | ((inode.mode & GROUP_EXECUTE) !== 0 ? SET_GID : 0))
      inode.attributes = withoutCapability(inode)
    }
    if (mode !== undefined) inode.mode = mode & 0o7777
  }

  /** Makes something new; returns its node. */
  create(parent: number, name: string, what: NewEntry): number {
    const bytes = this.#newName(name)
    const node = this.#free(parent, bytes)
    if (what.type === 'file') this.#checkBytes(what.bytes.length)
    const link = what.type === 'symlink' ? Buffer.from(what.target) : new Uint8Array(0)
    if (what.type === 'symlink' && (link.length === 0 || link.length > LONGEST_LINK || link.includes(0)))
      throw new RefusedError('name-invalid')
    const now = this.#now()
    const above = this.#copyUp(parent, 'parent')
    // Linux, inode(7): what is made in a directory with the set-group-ID bit belongs to its group.
    const inherits = (above.inode.mode & SET_GID) !== 0 && parent !== NO_NODE
    const owner = inherits ? { uid: 0, gid: above.inode.owner.gid, uname: '', gname: '' } : undefined
    const more = owner === undefined ? {} : { owner }
    const inode =
      what.type === 'file'
        ? newInode(Type.File, 0o644, now, {
            ...more,
            parts: what.bytes.length === 0 ? [] : [{ kind: 'written', bytes: what.bytes }],
            changedBytes: what.bytes.length,
          })
        : what.type === 'dir'
          ? newInode(Type.Directory, 0o755 | (inherits ? SET_GID : 0), now, more)
          : newInode(Type.Symlink, 0o777, now, { ...more, link })
    this.#put(node, inode, ['created'])
    above.inode.mtime = now
    return node
  }

  /** rm -r. */
  delete(node: number): void {
    this.#notRoot(node)
    this.#require(node)
    const parent = this.#parent(node)
    if (this.versionBelow(node) !== NO_EVENT) this.#copyUp(parent, 'parent')
    this.#checkEntries(1)
    this.#remove(node, 'deleted')
    this.#touch(parent)
  }

  /** mv; returns the new node. */
  rename(node: number, parent: number, name: string): number {
    this.#notRoot(node)
    const shown = this.#require(node)
    const bytes = this.#newName(name)
    for (let at = parent; at !== NO_NODE; at = this.#parent(at)) if (at === node) throw new RefusedError('into-itself')
    const isDirectory = this.#type(shown) === Type.Directory
    const to = this.#free(parent, bytes)
    // A directory that unites with one of a layer below is not renamed (EXDEV): mv copies it and deletes what it copied.
    if (isDirectory && this.#reachesBelow(node)) {
      this.#checkEntries(this.#countShown(node) + 2)
      this.#copyUp(parent, 'parent')
      this.#copyTree(node, to, new Map())
    } else {
      this.#copyUp(node, 'renamed')
      this.#copyUp(parent, 'parent')
      this.#move(to, this.#entries.get(node)!)
      const moved = this.#entries.get(to)!
      moved.why.add('renamed')
      // Where it comes to lie may be a path that layers below have something at (kernel, fs/overlayfs/dir.c, ovl_rename).
      if (isDirectory && this.#reachesBelow(parent)) moved.opaque = true
    }
    const from = this.#parent(node)
    if (this.versionBelow(node) !== NO_EVENT) this.#copyUp(from, 'parent')
    this.#remove(node, 'renamed-away')
    this.#touch(from)
    this.#touch(parent)
    return to
  }

  /** Takes back what was changed at a path and below it, and the directories that were copied up for that alone. */
  discard(node: number): void {
    this.#notRoot(node)
    if (!this.#entries.has(node)) throw new RefusedError('unchanged')
    this.#forget(node)
    for (let at = this.#parent(node); at !== NO_NODE; at = this.#parent(at)) {
      const entry = this.#entries.get(at)!
      if (entry.children.size > 0 || entry.opaque || [...entry.why].some((why) => why !== 'parent')) break
      this.#forget(at)
    }
  }

  discardAll(): void {
    for (const node of [...this.#entries.get(NO_NODE)!.children]) this.#forget(node)
  }

  #event(node: number): number {
    const { events } = this.#image.stack
    const event = events.newest(node)
    return event !== NO_EVENT && events.isPresent(event) ? event : NO_EVENT
  }

  /** Whether what layers below have in a directory is seen in it. */
  #reachesBelow(directory: number): boolean {
    for (let at = directory; at !== NO_NODE; at = this.#parent(at)) {
      const entry = this.#entries.get(at)
      if (entry !== undefined && (entry.inode?.type !== Type.Directory || entry.opaque)) return false
      const event = this.#event(at)
      if (event === NO_EVENT || !this.#image.stack.events.isDirectory(event)) return false
    }
    return true
  }

  #shown(node: number): Shown | null {
    const entry = this.#entries.get(node)
    if (entry !== undefined) return entry.inode === null ? null : { upper: entry, inode: entry.inode }
    const event = this.versionBelow(node)
    return event === NO_EVENT ? null : { event }
  }

  #require(node: number): Shown {
    const { tree } = this.#image.stack
    const shown = Number.isInteger(node) && node >= 0 && node < tree.count ? this.#shown(node) : null
    if (shown === null) throw new RefusedError('gone')
    return shown
  }

  #type(shown: Shown): number {
    if ('upper' in shown) return shown.inode.type
    const { events } = this.#image.stack
    return events.isDirectory(shown.event) ? Type.Directory : this.#image.facts(shown.event)!.type
  }

  #parent(node: number): number {
    return this.#image.stack.tree.parents[node]!
  }

  #notRoot(node: number): void {
    if (node === NO_NODE) throw new RefusedError('root')
  }

  #newName(name: string): Uint8Array {
    const bytes = Buffer.from(name)
    const bad = bytes.length === 0 || bytes.length > LONGEST_NAME || bytes.includes(0) || bytes.includes(SLASH)
    if (bad || name === '.' || name === '..') throw new RefusedError('name-invalid')
    if (nameMeaning(bytes, 0, bytes.length) !== NameMeaning.Ordinary) throw new RefusedError('name-marker')
    return bytes
  }

  /** The node of a name in a directory where nothing is. */
  #free(parent: number, name: Uint8Array): number {
    if (this.#type(this.#require(parent)) !== Type.Directory) throw new RefusedError('not-directory')
    const { tree, names } = this.#image.stack
    const known = names.find(name, 0, name.length)
    const found = known < 0 ? NO_NODE : tree.find(parent, known)
    if (found !== NO_NODE && this.#shown(found) !== null) throw new RefusedError('exists')
    this.#checkEntries(1 + this.#depth(parent))
    return tree.findOrAdd(parent, names.intern(name, 0, name.length))
  }

  #depth(node: number): number {
    let depth = 0
    for (let at = node; at !== NO_NODE; at = this.#parent(at)) depth++
    return depth
  }

  #checkEntries(more: number): void {
    if (this.count + more > MOST_SCRATCH_ENTRIES) throw new RefusedError('too-many-entries')
  }

  #checkBytes(more: number): void {
    const inodes = new Set([...this.#entries.values()].map(({ inode }) => inode))
    let held = more
    for (const inode of inodes) if (inode !== null) held += writtenBytes(inode)
    if (held > MOST_SCRATCH_BYTES) throw new RefusedError('too-many-bytes')
  }

  #entry(inode: UpperInode | null, why: Iterable<ScratchReason>): UpperEntry {
    return { inode, opaque: false, since: this.#now(), children: new Set(), why: new Set(why) }
  }

  /** Puts an inode at a path; a directory in the place of a whiteout is opaque. */
  #put(node: number, inode: UpperInode | null, why: Iterable<ScratchReason>): UpperEntry {
    const entry = this.#entry(inode, why)
    entry.opaque = inode?.type === Type.Directory && this.#entries.get(node)?.inode === null
    this.#entries.set(node, entry)
    this.#entries.get(this.#parent(node))!.children.add(node)
    return entry
  }

  /** The entry of a path that is shown; copied up with the directories above it where it is not there yet. */
  #copyUp(node: number, why: ScratchReason): { readonly inode: UpperInode } {
    const known = this.#entries.get(node)
    if (known !== undefined) {
      if (why !== 'parent') known.why.add(why)
      return { inode: known.inode! }
    }
    this.#checkEntries(1 + this.#depth(node))
    this.#copyUp(this.#parent(node), 'parent')
    const inode = copiedUp(this.#image.facts(this.versionBelow(node)), this.#now())
    this.#put(node, inode, [why])
    return { inode }
  }

  #written(node: number): UpperInode {
    const { inode } = this.#copyUp(node, 'content')
    inode.mtime = this.#now()
    inode.attributes = withoutCapability(inode)
    return inode
  }

  #touch(directory: number): void {
    const inode = this.#entries.get(directory)?.inode
    if (inode) inode.mtime = this.#now()
  }

  /** Takes a path out of the upper directory; leaves a whiteout where a layer below has something. */
  #remove(node: number, why: ScratchReason): void {
    const hides = this.versionBelow(node) !== NO_EVENT
    if (this.#entries.has(node)) this.#forget(node)
    if (hides) this.#put(node, null, [why])
  }

  #forget(node: number): void {
    const pending = [node]
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      pending.push(...this.#entries.get(at)!.children)
      this.#entries.delete(at)
    }
    this.#entries.get(this.#parent(node))?.children.delete(node)
  }

  #move(to: number, entry: UpperEntry): void {
    const moved = this.#put(to, entry.inode, entry.why)
    moved.opaque ||= entry.opaque
    for (const child of entry.children) this.#move(this.#sameName(child, to), this.#entries.get(child)!)
  }

  #sameName(child: number, parent: number): number {
    const { tree } = this.#image.stack
    return tree.findOrAdd(parent, tree.names[child]!)
  }

  /** Children that are shown. */
  #children(node: number): number[] {
    const { tree } = this.#image.stack
    const found = new Set<number>()
    for (const child of this.#entries.get(node)?.children ?? [])
      if (this.#entries.get(child)!.inode !== null) found.add(child)
    if (this.#reachesBelow(node))
      for (let child = tree.firstChild[node]!; child !== NO_NODE; child = tree.nextSibling[child]!)
        if (!this.#entries.has(child) && this.#event(child) !== NO_EVENT) found.add(child)
    return [...found].sort((a, b) => a - b)
  }

  /** How many paths are shown at and below a node; no more than are allowed are counted. */
  #countShown(node: number): number {
    let count = 0
    const pending = [node]
    for (let at = pending.pop(); at !== undefined && count <= MOST_SCRATCH_ENTRIES; at = pending.pop()) {
      count++
      pending.push(...this.#children(at))
    }
    return count
  }

  /** cp -a: names of one inode stay names of one. */
  #copyTree(from: number, to: number, copies: Map<UpperInode | string, UpperInode>): void {
    const pending: [number, number][] = [[from, to]]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [source, target] = next
      const shown = this.#shown(source)!
      const children = this.#children(source)
      this.#put(target, this.#copyOf(shown, copies), ['moved-copy'])
      for (const child of children) pending.push([child, this.#sameName(child, target)])
    }
  }

  #copyOf(shown: Shown, copies: Map<UpperInode | string, UpperInode>): UpperInode {
    const facts = 'event' in shown ? this.#image.facts(shown.event) : null
    const key = 'upper' in shown ? shown.inode : facts === null ? '' : `${facts.layer} ${facts.entry}`
    const isDirectory = this.#type(shown) === Type.Directory
    const known = isDirectory ? undefined : copies.get(key)
    if (known !== undefined) return known
    const copy = 'upper' in shown ? { ...shown.inode } : copiedUp(facts, this.#now())
    if (!isDirectory) copies.set(key, copy)
    return copy
  }
}

function withoutCapability({ attributes }: UpperInode): UpperInode['attributes'] {
  return attributes.some(({ name }) => name === CAPABILITY)
    ? attributes.filter(({ name }) => name !== CAPABILITY)
    : attributes
}

const SLASH = 0x2f

/** Raw last component of a path. */
export function lastName(image: ImageSession, node: number): Uint8Array {
  const { names, tree } = image.stack
  return nameBytes(names, tree.names[node]!)
}
