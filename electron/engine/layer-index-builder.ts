import type { ProblemCode, Severity } from '../../shared/problem.ts'
import type { TarMember, TarProblem } from './scan-tar.ts'
import { TypeFlag } from './tar-header.ts'
import { NameSequence, endsWithSlash, newNameParts, splitName } from './tar-names.ts'
import { NO_ENTRY, NOT_IN_LAYER, Role, Type, isOverlayWhiteout } from './layer-index.ts'
import type { LayerIndex, Owner } from './layer-index.ts'
import { NameTable, grown } from './name-table.ts'
import { NO_NODE, PathTree } from './path-tree.ts'
import { NameMeaning, OPAQUE_XATTRS, nameMeaning } from './whiteout.ts'
import type { ExtendedAttribute } from './pax.ts'
import type { SparseMap } from './sparse.ts'
import { briefName, decodeUtf8 } from './display-name.ts'

/** More members than this in one layer are not indexed. */
const MOST_ENTRIES = 20_000_000
/** Bytes that an entry, a path, or what has an object of its own takes in memory, roughly; names and values come on top. */
const ENTRY_BYTES = 64
const PATH_BYTES = 64
const OBJECT_BYTES = 200
/** Room is made for at most so many members that have not come yet. */
const MOST_EXPECTED = 2_000_000
/** A longer name is no name that any file system could hold. */
const LONGEST_NAME = 64 * 1024

const ROLE_OF_MEANING: Readonly<Record<NameMeaning, Role>> = {
  [NameMeaning.Ordinary]: Role.Path,
  [NameMeaning.Whiteout]: Role.Whiteout,
  [NameMeaning.Opaque]: Role.Opaque,
  [NameMeaning.Aufs]: Role.Aufs,
  [NameMeaning.Unnamed]: Role.Unnamed,
}

/** The type of a member by its flag; the old way to say that one is a directory is a name that ends in `/`. */
export function typeOfFlag(flag: number, name: Uint8Array): Type {
  switch (flag) {
    case TypeFlag.OldFile:
    case TypeFlag.File:
      return endsWithSlash(name) ? Type.Directory : Type.File
    case TypeFlag.Contiguous:
      return Type.File
    case TypeFlag.HardLink:
      return Type.HardLink
    case TypeFlag.Symlink:
      return Type.Symlink
    case TypeFlag.Character:
      return Type.Character
    case TypeFlag.Block:
      return Type.Block
    case TypeFlag.Directory:
      return Type.Directory
    case TypeFlag.Fifo:
      return Type.Fifo
    default:
      return Type.Unknown
  }
}

/** Takes the members of one layer in order and builds its {@link LayerIndex}. */
export class LayerIndexBuilder {
  readonly #onProblem: TarProblem
  #count = 0
  #types = new Uint8Array(256)
  #modes = new Uint16Array(256)
  #ownerOf = new Uint32Array(256)
  #sizes = new Float64Array(256)
  #mtimes = new Float64Array(256)
  #dataOffsets = new Float64Array(256)
  #nodeOf = new Uint32Array(256)
  #contentBytes = 0
  #detailBytes = 0

  readonly #owners: Owner[] = []
  readonly #ownerNumbers = new Map<string, number>()
  #lastOwner = -1

  readonly #linkEntries: number[] = []
  readonly #linkTargets: number[] = []
  /** Hard link to the entry that holds its content. */
  readonly #resolved = new Map<number, number>()
  #linkStarts = [0]
  #linkHeap = new Uint8Array(256)
  readonly #attributes = new Map<number, readonly ExtendedAttribute[]>()
  readonly #sparse = new Map<number, SparseMap>()
  readonly #devices = new Map<number, readonly [number, number]>()
  readonly #linkCounts = new Map<number, number>()

  readonly #names = new NameTable()
  readonly #tree = new PathTree()
  #entryOf = Uint32Array.of(NO_ENTRY)
  #roles = new Uint8Array(1)
  #live = Uint8Array.of(1)
  readonly #opaqueNodes = new Set<number>()

  readonly #sequence = new NameSequence()
  /** The node of each component of the newest name. */
  #nodes = new Uint32Array(64)
  readonly #linkParts = newNameParts()

  constructor(onProblem: TarProblem) {
    this.#onProblem = onProblem
  }

  /** Whether the layer has as many members as are indexed. */
  get full(): boolean {
    return this.#count >= MOST_ENTRIES
  }

  /** Bytes of memory that all takes so far, roughly. */
  get memory(): number {
    const links = this.#linkEntries.length * 24 + this.#linkStarts.at(-1)!
    const paths = this.#tree.count * PATH_BYTES + this.#names.starts[this.#names.count]! + this.#names.count * 24
    return this.#count * ENTRY_BYTES + paths + links + this.#owners.length * OBJECT_BYTES + this.#detailBytes
  }

  /** Makes room for about so many members in all; there may be more or fewer. */
  expect(members: number): void {
    const most = Math.min(members, MOST_EXPECTED)
    if (most > this.#types.length) this.#growEntries(most)
    if (most > this.#entryOf.length) this.#growNodes(most)
    this.#names.reserve(most)
    this.#tree.reserve(most)
  }

  /** Adds the next member. */
  add(member: TarMember): void {
    if (this.full) return
    const entry = this.#count++
    if (entry >= this.#types.length) this.#growEntries(this.#types.length * 2)
    let type = typeOfFlag(member.flag, member.name)
    this.#modes[entry] = member.mode
    this.#ownerOf[entry] = this.#owner(member)
    this.#mtimes[entry] = member.mtime
    this.#dataOffsets[entry] = member.dataOffset
    if (type === Type.Unknown) this.#reportType(member)
    if (type === Type.File) this.#contentBytes += member.size
    if (type === Type.Symlink || type === Type.HardLink) this.#addLink(member, type, entry)
    const node = this.#place(member, type, entry)
    if (node < 0) type = Type.Unknown
    this.#types[entry] = type
    this.#nodeOf[entry] = node < 0 ? NO_NODE : node
    this.#addDetails(member, type, entry)
    if (node < NO_NODE) return
    this.#checkOverlayMarkers(member, type, entry, node)
  }

  #addDetails(member: TarMember, type: Type, entry: number): void {
    if (type === Type.File) {
      this.#sizes[entry] = member.size
      if (member.sparse !== null) {
        this.#sparse.set(entry, member.sparse)
        this.#detailBytes += OBJECT_BYTES + member.sparse.parts.byteLength
      }
    }
    if (type === Type.Character || type === Type.Block) this.#devices.set(entry, [member.devMajor, member.devMinor])
    if (member.attributes.length > 0) {
      this.#attributes.set(entry, member.attributes)
      for (const { name, value } of member.attributes) this.#detailBytes += OBJECT_BYTES + name.length + value.length
    }
  }

  /** Puts the entry at its path; returns the node, or -1 where the entry is in no tree. */
  #place(member: TarMember, type: Type, entry: number): number {
    if (type === Type.Unknown) return -1
    const { name } = member
    if (name.length > LONGEST_NAME) {
      this.#report('name-limit', 'error', member, `A name of ${name.length} bytes is left out.`)
      return -1
    }
    this.#sequence.next(name)
    switch (this.#sequence.parts.kind) {
      case 'escapes':
        this.#report('name-escapes', 'error', member, 'The name would leave the root; the entry is left out.')
        return -1
      case 'empty':
        this.#report('name-empty', 'warning', member, 'A member has no name; it is left out.')
        return -1
      case 'root':
        if (type !== Type.Directory) {
          this.#report(
            'name-empty',
            'warning',
            member,
            'A member other than a directory is named as the root; it is left out.',
          )
          return -1
        }
        this.#entryOf[NO_NODE] = entry
        return NO_NODE
      case 'path': {
        const node = this.#walk(member)
        this.#putEntry(node, type, entry, member)
        return node
      }
    }
  }

  #putEntry(node: number, type: Type, entry: number, member: TarMember): void {
    const before = this.#entryOf[node]!
    const isDirectory = type === Type.Directory
    if (before !== NO_ENTRY)
      this.#report('duplicate-path', 'note', member, 'The path is there twice; the last one counts.')
    if (!isDirectory && this.#tree.firstChild[node] !== NO_NODE) this.#dropChildren(node)
    if (!isDirectory) this.#opaqueNodes.delete(node)
    if (this.#roles[node] === Role.OverlayWhiteout) this.#roles[node] = Role.Path
    this.#entryOf[node] = entry
  }

  /** Takes all that the layer has below a node out of its tree. Markers go on to act on lower layers. */
  #dropChildren(node: number): void {
    const pending = [node]
    while (pending.length > 0) {
      const parent = pending.pop()!
      let child = this.#tree.firstChild[parent]!
      this.#tree.firstChild[parent] = NO_NODE
      while (child !== NO_NODE) {
        const next = this.#tree.nextSibling[child]!
        this.#live[child] = 0
        if (this.#roles[child] === Role.OverlayWhiteout) this.#roles[child] = Role.Path
        if (this.#roles[child] === Role.Path) this.#entryOf[child] = NO_ENTRY
        this.#opaqueNodes.delete(child)
        this.#tree.nextSibling[child] = NO_NODE
        pending.push(child)
        child = next
      }
    }
    this.#sequence.forget()
  }

  /** The node of a path; makes the nodes that are missing. */
  #walk(member: TarMember): number {
    const { name } = member
    const { kept, parts } = this.#sequence
    const { count, starts, ends } = parts
    const namesBefore = this.#names.count
    let node = kept === 0 ? NO_NODE : this.#nodes[kept - 1]!
    if (count > this.#nodes.length) this.#nodes = grown(this.#nodes, count * 2)
    for (let depth = kept; depth < count; depth++) {
      node = this.#child(node, name, starts[depth]!, ends[depth]!)
      this.#nodes[depth] = node
    }
    if (this.#names.count > namesBefore && !isAscii(name) && decodeUtf8(name) === null)
      this.#report('name-not-utf8', 'note', member, 'The name is not UTF-8; it is shown with its bytes escaped.')
    return node
  }

  #child(parent: number, name: Uint8Array, start: number, end: number): number {
    const before = this.#tree.count
    const node = this.#tree.findOrAdd(parent, this.#names.intern(name, start, end))
    if (node >= before) {
      if (node >= this.#entryOf.length) this.#growNodes(this.#entryOf.length * 2)
      this.#entryOf[node] = NO_ENTRY
      this.#live[node] = 1
      const below = this.#roles[parent] !== Role.Path && this.#roles[parent] !== Role.OverlayWhiteout
      this.#roles[node] = below ? Role.Aufs : ROLE_OF_MEANING[nameMeaning(name, start, end)]
    } else if (this.#live[node] === 0) {
      this.#live[node] = 1
      this.#tree.link(node)
    }
    return node
  }

  #owner(member: TarMember): number {
    const { uid, gid, uname, gname } = member
    const last = this.#owners[this.#lastOwner]
    if (last?.uid === uid && last.gid === gid && last.uname === uname && last.gname === gname) return this.#lastOwner
    const key = `${uid}:${gid}:${uname.length}:${uname}${gname}`
    let number = this.#ownerNumbers.get(key)
    if (number === undefined) {
      number = this.#owners.length
      this.#owners.push({ uid, gid, uname, gname })
      this.#ownerNumbers.set(key, number)
    }
    this.#lastOwner = number
    return number
  }

  #addLink(member: TarMember, type: Type, entry: number): void {
    const start = this.#linkStarts[this.#linkEntries.length]!
    const end = start + member.link.length
    if (end > this.#linkHeap.length) this.#linkHeap = grown(this.#linkHeap, Math.max(end, this.#linkHeap.length * 2))
    this.#linkHeap.set(member.link, start)
    this.#linkStarts.push(end)
    this.#linkEntries.push(entry)
    const target = type === Type.HardLink ? this.#earlierEntry(member.link) : NOT_IN_LAYER
    this.#linkTargets.push(target)
    if (type === Type.HardLink) this.#resolved.set(entry, target)
    if (target !== NOT_IN_LAYER) this.#linkCounts.set(target, (this.#linkCounts.get(target) ?? 1) + 1)
  }

  /** The earlier entry of this layer whose inode a hard link names. Is asked before the link itself is put in place. */
  #earlierEntry(path: Uint8Array): number {
    splitName(path, this.#linkParts)
    if (this.#linkParts.kind !== 'path') return NOT_IN_LAYER
    let node: number = NO_NODE
    for (let depth = 0; depth < this.#linkParts.count; depth++) {
      const name = this.#names.find(path, this.#linkParts.starts[depth]!, this.#linkParts.ends[depth]!)
      node = name < 0 ? NO_NODE : this.#tree.find(node, name)
      if (node === NO_NODE || this.#live[node] === 0) return NOT_IN_LAYER
    }
    const found = this.#entryOf[node]!
    if (found === NO_ENTRY) return NOT_IN_LAYER
    const type = this.#types[found]
    if (type === Type.Directory) return NOT_IN_LAYER
    if (type !== Type.HardLink) return found
    const resolved = this.#resolved.get(found) ?? NOT_IN_LAYER
    return resolved === NOT_IN_LAYER ? found : resolved
  }

  #checkOverlayMarkers(member: TarMember, type: Type, entry: number, node: number): void {
    if (this.#roles[node] !== Role.Path) return
    if (this.#isOverlayWhiteout(type, entry)) {
      this.#roles[node] = Role.OverlayWhiteout
      this.#report(
        'overlay-whiteout',
        'note',
        member,
        'A character device 0:0 is the whiteout of overlayfs, and taken as one.',
      )
    }
    if (type !== Type.Directory) return
    if (member.attributes.some(isOpaque)) {
      this.#opaqueNodes.add(node)
      this.#report(
        'overlay-opaque',
        'note',
        member,
        'The directory is opaque by an extended attribute of overlayfs, and taken as such.',
      )
    } else this.#opaqueNodes.delete(node)
  }

  /** A character device 0:0, or one more name of it: names of one inode share what it is. */
  #isOverlayWhiteout(type: Type, entry: number): boolean {
    const inode = type === Type.HardLink ? this.#resolved.get(entry)! : entry
    return isOverlayWhiteout({ types: this.#types, devices: this.#devices }, inode)
  }

  #report(code: ProblemCode, severity: Severity, member: TarMember, message: string): void {
    this.#onProblem(code, severity, member.headerOffset, message, `/${briefName(withoutSlashes(member.name))}`)
  }

  #reportType(member: TarMember): void {
    const { flag } = member
    const shown = flag > 0x20 && flag < 0x7f ? `"${String.fromCharCode(flag)}"` : `0x${flag.toString(16)}`
    this.#report('tar-type-unknown', 'note', member, `The type ${shown} is unknown; the entry is left out.`)
  }

  #growEntries(length: number): void {
    this.#types = grown(this.#types, length)
    this.#modes = grown(this.#modes, length)
    this.#ownerOf = grown(this.#ownerOf, length)
    this.#sizes = grown(this.#sizes, length)
    this.#mtimes = grown(this.#mtimes, length)
    this.#dataOffsets = grown(this.#dataOffsets, length)
    this.#nodeOf = grown(this.#nodeOf, length)
  }

  #growNodes(length: number): void {
    this.#entryOf = grown(this.#entryOf, length)
    this.#roles = grown(this.#roles, length)
    this.#live = grown(this.#live, length)
  }

  /** The index of what was added, in arrays of just the size that is needed. */
  finish(size: number, elapsed: number): LayerIndex {
    const entries = this.#count
    const nodes = this.#tree.count
    return {
      entryCount: entries,
      types: this.#types.slice(0, entries),
      modes: this.#modes.slice(0, entries),
      ownerOf: this.#ownerOf.slice(0, entries),
      owners: this.#owners,
      sizes: this.#sizes.slice(0, entries),
      mtimes: this.#mtimes.slice(0, entries),
      dataOffsets: this.#dataOffsets.slice(0, entries),
      links: {
        entries: Uint32Array.from(this.#linkEntries),
        starts: Uint32Array.from(this.#linkStarts),
        heap: this.#linkHeap.slice(0, this.#linkStarts.at(-1)),
        targets: Int32Array.from(this.#linkTargets),
      },
      attributes: this.#attributes,
      sparse: this.#sparse,
      devices: this.#devices,
      linkCounts: this.#linkCounts,
      nodeOf: this.#nodeOf.slice(0, entries),
      nodeCount: nodes,
      parents: this.#tree.parents.slice(0, nodes),
      nodeNames: this.#tree.names.slice(0, nodes),
      firstChild: this.#tree.firstChild.slice(0, nodes),
      nextSibling: this.#tree.nextSibling.slice(0, nodes),
      entryOf: this.#entryOf.slice(0, nodes),
      roles: this.#roles.slice(0, nodes),
      live: this.#live.slice(0, nodes),
      opaqueNodes: [...this.#opaqueNodes],
      names: this.#names.toNames(),
      size,
      contentBytes: this.#contentBytes,
      elapsed,
    }
  }
}

/** A name without leading `/` and `./` and trailing `/`. */
function withoutSlashes(name: Uint8Array): Uint8Array {
  let start = 0
  let end = name.length
  while (name[start] === 0x2f || (name[start] === 0x2e && name[start + 1] === 0x2f))
    start += name[start] === 0x2f ? 1 : 2
  while (end > start && name[end - 1] === 0x2f) end--
  return name.subarray(start, end)
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! > 0x7f) return false
  return true
}

function isOpaque(attribute: ExtendedAttribute): boolean {
  return OPAQUE_XATTRS.includes(attribute.name) && Buffer.from(attribute.value).toString('latin1') === 'y'
}
