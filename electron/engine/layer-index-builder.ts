import type { ProblemCode, Severity } from '../../shared/problem.ts'
import type { WindowMemory } from './byte-reader.ts'
import { briefName, decodeUtf8 } from './display-name.ts'
import { LONGEST_NAME, LayerCore, OPAQUE_ROLE, Said } from './layer-core.ts'
import { NOT_IN_LAYER, Role, Type, isOverlayWhiteout } from './layer-index.ts'
import type { LayerIndex, Links, Owner } from './layer-index.ts'
import { NO_NODE } from './path-tree.ts'
import type { ExtendedAttribute } from './pax.ts'
import { CorePlainMembers } from './plain-members.ts'
import type { PlainMembers, TarMember, TarProblem } from './scan-tar.ts'
import type { SparseMap } from './sparse.ts'
import { TypeFlag } from './tar-header.ts'
import { endsWithSlash } from './tar-names.ts'
import { OPAQUE_XATTRS } from './whiteout.ts'

/** More members than this in one layer are not indexed. */
const MOST_ENTRIES = 20_000_000
/** Bytes that an entry, a path, or what has an object of its own takes in memory, roughly; names and values come on top. */
const ENTRY_BYTES = 64
const PATH_BYTES = 64
const NAME_BYTES = 24
const LINK_BYTES = 24
const OBJECT_BYTES = 200
/** Room is made for at most so many members that have not come yet. */
const MOST_EXPECTED = 2_000_000

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
  readonly #core = LayerCore.take()
  #full = false
  /** Bytes of memory that all took, roughly, once it is finished. */
  #finished: number | null = null
  #detailBytes = 0

  readonly #owners: Owner[] = []
  readonly #ownerNumbers = new Map<string, number>()
  #lastOwner = -1

  readonly #attributes = new Map<number, readonly ExtendedAttribute[]>()
  readonly #sparse = new Map<number, SparseMap>()
  readonly #devices = new Map<number, readonly [number, number]>()
  #hasOpaque = false

  constructor(onProblem: TarProblem) {
    this.#onProblem = onProblem
  }

  /** Whether the layer has as many members as are indexed. */
  get full(): boolean {
    if (this.#finished === null && this.#core.count('entryCount') >= MOST_ENTRIES) this.#full = true
    return this.#full
  }

  /** Members that were added. */
  get count(): number {
    return this.#core.count('entryCount')
  }

  /** Bytes of memory that all takes so far, roughly. */
  get memory(): number {
    if (this.#finished !== null) return this.#finished
    const columns = this.#core.exports.memoryBytes(ENTRY_BYTES, PATH_BYTES, NAME_BYTES, LINK_BYTES)
    return columns + this.#owners.length * OBJECT_BYTES + this.#detailBytes
  }

  /** Makes room for about so many members in all; there may be more or fewer. */
  expect(members: number): void {
    this.#core.exports.expectMembers(Math.min(members, MOST_EXPECTED))
  }

  /**
   * What takes those members that have nothing unusual about them, to be used with {@link scanTar}, for as long as `mayAdd`
   * allows it; then they are passed over. `onPause` is called now and then.
   */
  plainMembers(mayAdd: () => boolean, onPause: () => void): PlainMembers {
    const room = (): number => (this.full ? 0 : MOST_ENTRIES - this.#core.count('entryCount'))
    return new CorePlainMembers(this.#core, room, {
      onSaid: (said, offset, name) => {
        this.#say(said, offset, name)
        if ((said & Said.LinkedDevice) !== 0) this.#checkWhiteout(Type.HardLink, offset, name)
      },
      mayAdd,
      onPause,
    })
  }

  /** Where the window of what reads the tar is to lie. */
  get window(): WindowMemory {
    return this.#core.window
  }

  /** Adds the next member. */
  add(member: TarMember): void {
    const core = this.#core
    const entry = core.count('entryCount')
    if (this.full) return
    const type = typeOfFlag(member.flag, member.name)
    const isNamed = member.name.length <= LONGEST_NAME
    const owner = this.#owner(member)
    const target = member.link.length === 0 ? 0 : core.exports.roomForTarget(member.link.length)
    if (target !== 0) core.bytes.set(member.link, target)
    if (isNamed) core.bytes.set(member.name, core.at('nameRoom'))
    const said = core.exports.addMember(
      type,
      member.mode,
      owner,
      member.size,
      member.mtime,
      member.dataOffset,
      core.at('nameRoom'),
      isNamed ? member.name.length : 0,
      target,
      target === 0 ? 0 : member.link.length,
      type !== Type.Unknown && isNamed,
    )
    if (type === Type.Unknown) this.#reportType(member)
    else if (!isNamed) {
      const message = `A name of ${member.name.length} bytes is left out.`
      this.#report('name-limit', 'error', member.headerOffset, member.name, message)
    }
    this.#say(said, member.headerOffset, member.name)
    if ((said & Said.Full) !== 0) return
    this.#addDetails(member, core.bytes[core.at('types') + entry]!, entry)
    if (type === Type.Directory) this.#checkOpaque(member)
    if (type === Type.Character || type === Type.HardLink) this.#checkWhiteout(type, member.headerOffset, member.name)
    this.#keepOwner(member, owner)
  }

  #addDetails(member: TarMember, type: number, entry: number): void {
    if (type === Type.File && member.sparse !== null) {
      this.#sparse.set(entry, member.sparse)
      this.#detailBytes += OBJECT_BYTES + member.sparse.parts.byteLength
    }
    if (type === Type.Character || type === Type.Block) this.#devices.set(entry, [member.devMajor, member.devMinor])
    if (member.attributes.length > 0) {
      this.#attributes.set(entry, member.attributes)
      for (const { name, value } of member.attributes) this.#detailBytes += OBJECT_BYTES + name.length + value.length
    }
  }

  /** Tells what is to be said of a member, by the bits of {@link Said}. */
  #say(said: number, headerOffset: number, name: Uint8Array): void {
    if (said === 0) return
    const report = (code: ProblemCode, severity: Severity, message: string): void =>
      this.#report(code, severity, headerOffset, name, message)
    if ((said & Said.Full) !== 0) this.#full = true
    if ((said & Said.Escapes) !== 0)
      report('name-escapes', 'error', 'The name would leave the root; the entry is left out.')
    if ((said & Said.Empty) !== 0) report('name-empty', 'warning', 'A member has no name; it is left out.')
    if ((said & Said.RootOther) !== 0)
      report('name-empty', 'warning', 'A member other than a directory is named as the root; it is left out.')
    if ((said & Said.NotAscii) !== 0 && decodeUtf8(name) === null)
      report('name-not-utf8', 'note', 'The name is not UTF-8; it is shown with its bytes escaped.')
    if ((said & Said.Duplicate) !== 0) report('duplicate-path', 'note', 'The path is there twice; the last one counts.')
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

  /** Tells the core whose the header is: members of the same owner are plain from then on. */
  #keepOwner({ ownerHeader }: TarMember, owner: number): void {
    if (ownerHeader === null) return
    this.#core.bytes.set(ownerHeader, this.#core.at('nameRoom'))
    this.#core.exports.keepOwner(this.#core.at('nameRoom'), owner)
  }

  /** Where the role of the newest member's node is; -1 where it is in no tree, or below a marker or one itself. */
  #newestRole(): number {
    const node = this.#core.count('newestNode')
    if (node < NO_NODE) return -1
    const role = this.#core.at('roles') + node
    return this.#core.bytes[role] === Role.Path ? role : -1
  }

  /** Whether the newest member is a character device 0:0, or one more name of it: names of one inode share what it is. */
  #checkWhiteout(type: Type, headerOffset: number, name: Uint8Array): void {
    const core = this.#core
    const role = this.#newestRole()
    if (role < 0) return
    const entries = core.count('entryCount')
    const inode = type === Type.HardLink ? this.#newestTarget() : entries - 1
    if (!isOverlayWhiteout({ types: core.view('types', entries), devices: this.#devices }, inode)) return
    core.bytes[role] = Role.OverlayWhiteout
    const message = 'A character device 0:0 is the whiteout of overlayfs, and taken as one.'
    this.#report('overlay-whiteout', 'note', headerOffset, name, message)
  }

  /** Whether an attribute makes the newest member an opaque directory. */
  #checkOpaque({ attributes, headerOffset, name }: TarMember): void {
    const role = this.#newestRole()
    if (role < 0 || !attributes.some(isOpaque)) return
    this.#core.bytes[role] = OPAQUE_ROLE
    this.#hasOpaque = true
    const message = 'The directory is opaque by an extended attribute of overlayfs, and taken as such.'
    this.#report('overlay-opaque', 'note', headerOffset, name, message)
  }

  /** The entry that the newest link names. */
  #newestTarget(): number {
    const core = this.#core
    const count = core.count('linkCount')
    return new Int32Array(core.exports.memory.buffer, core.at('linkTargets'), count)[count - 1]!
  }

  #report(code: ProblemCode, severity: Severity, headerOffset: number, name: Uint8Array, message: string): void {
    this.#onProblem(code, severity, headerOffset, message, `/${briefName(withoutSlashes(name))}`)
  }

  #reportType({ flag, headerOffset, name }: TarMember): void {
    const shown = flag > 0x20 && flag < 0x7f ? `"${String.fromCharCode(flag)}"` : `0x${flag.toString(16)}`
    const message = `The type ${shown} is unknown; the entry is left out.`
    this.#report('tar-type-unknown', 'note', headerOffset, name, message)
  }

  /** The index of what was added, in arrays of just the size that is needed. Nothing can be added any more. */
  finish(size: number, elapsed: number): LayerIndex {
    this.#finished = this.memory
    const core = this.#core
    const entries = core.count('entryCount')
    const nodes = core.count('nodeCount')
    const names = core.count('nameCount')
    const roles = core.column(Uint8Array, 'roles', nodes)
    const links = this.#links()
    const index: LayerIndex = {
      entryCount: entries,
      types: core.column(Uint8Array, 'types', entries),
      modes: core.column(Uint16Array, 'modes', entries),
      ownerOf: core.column(Uint32Array, 'ownerOf', entries),
      owners: this.#owners,
      sizes: core.column(Float64Array, 'sizes', entries),
      mtimes: core.column(Float64Array, 'mtimes', entries),
      dataOffsets: core.column(Float64Array, 'dataOffsets', entries),
      links,
      attributes: this.#attributes,
      sparse: this.#sparse,
      devices: this.#devices,
      linkCounts: countLinks(links),
      nodeOf: core.column(Uint32Array, 'nodeOf', entries),
      nodeCount: nodes,
      parents: core.column(Uint32Array, 'parents', nodes),
      nodeNames: core.column(Uint32Array, 'nodeNames', nodes),
      firstChild: core.column(Uint32Array, 'firstChild', nodes),
      nextSibling: core.column(Uint32Array, 'nextSibling', nodes),
      entryOf: core.column(Uint32Array, 'entryOf', nodes),
      roles,
      live: core.column(Uint8Array, 'live', nodes),
      opaqueNodes: this.#hasOpaque ? takeOpaque(roles) : [],
      names: {
        count: names,
        heap: core.column(Uint8Array, 'nameHeap', core.exports.nameBytes()),
        starts: core.column(Uint32Array, 'nameStarts', names + 1),
        byHash: core.namesByHash(),
      },
      size,
      contentBytes: core.count('contentBytes'),
      elapsed,
    }
    core.release()
    return index
  }

  /** Gives up what was added: for who will not finish it. */
  discard(): void {
    this.#finished = this.memory
    this.#core.release()
  }

  #links(): Links {
    const core = this.#core
    const count = core.count('linkCount')
    return {
      entries: core.column(Uint32Array, 'linkEntries', count),
      starts: core.column(Uint32Array, 'linkStarts', count + 1),
      heap: core.column(Uint8Array, 'linkHeap', core.exports.linkBytes()),
      targets: core.column(Int32Array, 'linkTargets', count),
    }
  }
}

/** Names of each entry that has more than one. */
function countLinks({ targets }: Links): Map<number, number> {
  const counts = new Map<number, number>()
  for (const target of targets) if (target !== NOT_IN_LAYER) counts.set(target, (counts.get(target) ?? 1) + 1)
  return counts
}

/** Takes the marks of opaque directories from beside their roles; returns the directories. */
function takeOpaque(roles: Uint8Array): number[] {
  const nodes: number[] = []
  for (let node = 0; node < roles.length; node++) {
    if ((roles[node]! & OPAQUE_ROLE) === 0) continue
    roles[node]! &= ~OPAQUE_ROLE
    nodes.push(node)
  }
  return nodes
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

function isOpaque(attribute: ExtendedAttribute): boolean {
  return OPAQUE_XATTRS.includes(attribute.name) && Buffer.from(attribute.value).toString('latin1') === 'y'
}
