import { randomInt } from 'node:crypto'
import { LARGEST_WINDOW } from './byte-reader.ts'
import wasm from './layer-core/index.ts?wasm'
import { Role } from './layer-index.ts'
import { NAME_SEED } from './name-hash.ts'
import { NameMeaning, nameMeaning } from './whiteout.ts'

/** Why `scan` stopped. */
export const Stop = {
  /** The next header is not in memory. */
  WindowEnds: 0,
  /** The next header is one that only `TarScanner` reads. */
  Unusual: 1,
  /** A member was added of which something is to be said: `said`. */
  Said: 2,
  /** As many members as were asked for were added. */
  Pause: 3,
} as const

/** What is to be said of a member that was added, as bits. */
export const Said = {
  Duplicate: 1,
  NotAscii: 2,
  Escapes: 4,
  Empty: 8,
  /** Named as the root, and no directory. */
  RootOther: 16,
  /** There is no more memory: it was not added. */
  Full: 32,
  /** A hard link to a device, which may be a whiteout of overlayfs. */
  LinkedDevice: 64,
} as const

/** A mark beside a role: an extended attribute makes the directory opaque. */
export const OPAQUE_ROLE = 0x80

/** Bytes of the longest name that a member may have: no file system could hold a longer one. */
export const LONGEST_NAME = 64 * 1024

const ROLE_OF_MEANING: Readonly<Record<NameMeaning, Role>> = {
  [NameMeaning.Ordinary]: Role.Path,
  [NameMeaning.Whiteout]: Role.Whiteout,
  [NameMeaning.Opaque]: Role.Opaque,
  [NameMeaning.Aufs]: Role.Aufs,
  [NameMeaning.Unnamed]: Role.Unnamed,
}

/** Columns, and other things in memory, by the name of what says where they are. */
type Place =
  | 'window'
  | 'nameRoom'
  | 'headerName'
  | 'types'
  | 'modes'
  | 'ownerOf'
  | 'sizes'
  | 'mtimes'
  | 'dataOffsets'
  | 'nodeOf'
  | 'linkEntries'
  | 'linkTargets'
  | 'linkStarts'
  | 'linkHeap'
  | 'parents'
  | 'nodeNames'
  | 'firstChild'
  | 'nextSibling'
  | 'entryOf'
  | 'roles'
  | 'live'
  | 'nameHeap'
  | 'nameStarts'

type Count =
  | 'position'
  | 'said'
  | 'saidOffset'
  | 'bodySize'
  | 'passed'
  | 'wanted'
  | 'headerNameLength'
  | 'contentBytes'
  | 'newestNode'
  | 'entryCount'
  | 'linkCount'
  | 'nodeCount'
  | 'nameCount'

/** What layer-core/index.ts exports; each is explained there. */
interface CoreExports extends Readonly<Record<Place | Count, { readonly value: number }>> {
  readonly memory: WebAssembly.Memory
  clear(): void
  seedNames(begin: number, factor: number): void
  seedPaths(ofParent: number, ofName: number): void
  roomForTarget(bytes: number): number
  expectMembers(count: number): void
  keepOwner(header: number, owner: number): void
  nameBytes(): number
  namesByHash(): number
  linkBytes(): number
  memoryBytes(ofEntry: number, ofNode: number, ofName: number, ofLink: number): number
  scan(at: number, end: number, offset: number, size: number, most: number, adding: boolean): number
  addMember(
    type: number,
    mode: number,
    owner: number,
    size: number,
    mtime: number,
    dataOffset: number,
    name: number,
    nameLength: number,
    link: number,
    linkLength: number,
    place: boolean,
  ): number
}

type ColumnType<T> = new (buffer: ArrayBufferLike, offset: number, length: number) => T

let compiled: WebAssembly.Module | null = null
/** At most one that is not in use: its memory has been written, so that the next layer meets no new pages. */
const spare: LayerCore[] = []
/** One with more memory than this is not kept for the next layer. */
const MOST_SPARE = 256 * 1024 * 1024

/**
 * What indexes the members of a layer: names, paths and columns in the memory of a WebAssembly module, which is compiled
 * before it runs, and so as fast for the first thousand members as for the last, in every thread. It is for one layer at a time.
 */
export class LayerCore {
  readonly exports: CoreExports
  #bytes: Uint8Array

  private constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(wasm, 'base64'))
    const roleOf = (name: number, length: number): Role => ROLE_OF_MEANING[nameMeaning(this.bytes, name, name + length)]
    const { exports } = new WebAssembly.Instance(compiled, { members: { roleOf } })
    this.exports = exports as unknown as CoreExports
    this.#bytes = new Uint8Array(this.exports.memory.buffer)
    this.exports.seedNames(NAME_SEED.begin, NAME_SEED.factor)
    this.exports.seedPaths(randomInt(2 ** 32), randomInt(2 ** 32))
  }

  /** One that holds nothing. Who takes it releases it, or forgets it. */
  static take(): LayerCore {
    const core = spare.pop() ?? new LayerCore()
    core.exports.clear()
    return core
  }

  /** Gives it back: nothing that it held may be used any more. */
  release(): void {
    if (spare.length === 0 && this.bytes.length <= MOST_SPARE) spare.push(this)
  }

  /** All memory, until more is taken. */
  get bytes(): Uint8Array {
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(this.exports.memory.buffer)
    return this.#bytes
  }

  /** Where something begins in {@link bytes}. */
  at(place: Place): number {
    return this.exports[place].value
  }

  /** Where a window into a tar lies. */
  readonly window = (): Uint8Array => this.view('window', LARGEST_WINDOW)

  count(of: Count): number {
    return this.exports[of].value
  }

  /** A part of memory, until more is taken. */
  view(place: Place, length: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, this.at(place), length)
  }

  /** A copy of the first elements of a column. */
  column<T extends { slice(): T }>(type: ColumnType<T>, place: Place, length: number): T {
    return new type(this.exports.memory.buffer, this.at(place), length).slice()
  }

  /** `byHash` of the names; undefined where there is no memory for it. */
  namesByHash(): Uint32Array | undefined {
    const at = this.exports.namesByHash()
    if (at === 0) return undefined
    return new Uint32Array(this.exports.memory.buffer, at >>> 0, this.count('nameCount') * 2).slice()
  }
}
