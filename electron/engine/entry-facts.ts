import type { ChangedField, EntryType, Metadata } from '../../shared/tree.ts'
import type { StoredFile } from './file-content.ts'
import type { Inode } from './inode.ts'
import type { LayerIndex } from './layer-index.ts'
import { Type, linkTarget, typeName } from './layer-index.ts'
import type { ExtendedAttribute } from './pax.ts'

/** Reads the columns of one entry. */
export class EntryFacts {
  readonly layer: number
  readonly entry: number
  readonly #index: LayerIndex

  /** `index` is that of the entry's layer. */
  constructor(index: LayerIndex, inode: Inode) {
    this.#index = index
    this.layer = inode.layer
    this.entry = inode.entry
  }

  get type(): number {
    return this.#index.types[this.entry]!
  }

  get typeName(): EntryType {
    return typeName(this.type)
  }

  get size(): number {
    return this.#index.sizes[this.entry]!
  }

  get mode(): number {
    return this.#index.modes[this.entry]!
  }

  get mtime(): number {
    return this.#index.mtimes[this.entry]!
  }

  get metadata(): Metadata {
    const owner = this.#index.owners[this.#index.ownerOf[this.entry]!]!
    return { mode: this.mode, mtime: this.mtime, ...owner }
  }

  get uid(): number {
    return this.#index.owners[this.#index.ownerOf[this.entry]!]!.uid
  }

  get gid(): number {
    return this.#index.owners[this.#index.ownerOf[this.entry]!]!.gid
  }

  /** Raw target; null where the entry is no link. */
  get link(): Uint8Array | null {
    return linkTarget(this.#index, this.entry)
  }

  get device(): readonly [major: number, minor: number] | null {
    return this.#index.devices.get(this.entry) ?? null
  }

  get attributes(): readonly ExtendedAttribute[] {
    return this.#index.attributes.get(this.entry) ?? []
  }

  /** Number of names in its layer. */
  get names(): number {
    return this.#index.linkCounts.get(this.entry) ?? 1
  }

  /** Where the bytes of a file are; null for all else. */
  get stored(): StoredFile | null {
    if (this.type !== Type.File) return null
    return {
      dataOffset: this.#index.dataOffsets[this.entry]!,
      size: this.size,
      sparse: this.#index.sparse.get(this.entry) ?? null,
    }
  }
}

/** Whether two files have the same content: null where their bytes must be read to tell. */
export type SameContent = (a: EntryFacts, b: EntryFacts) => boolean | null

export interface Difference {
  /** In the order of {@link ChangedField}. */
  readonly what: readonly ChangedField[]
  /** false where `content` may yet be found to differ. */
  readonly contentCompared: boolean
}

const METADATA_APPEARS: Difference = { what: ['mode', 'owner', 'mtime'], contentCompared: true }
const NOTHING: Difference = { what: [], contentCompared: true }

/** What differs between two versions of a path; null stands for an implicit directory, of which only the type is known. */
export function compareEntries(
  before: EntryFacts | null,
  after: EntryFacts | null,
  sameContent: SameContent,
): Difference {
  if (before === null && after === null) return NOTHING
  const beforeType = before?.type ?? Type.Directory
  const afterType = after?.type ?? Type.Directory
  if (before === null || after === null)
    return beforeType === afterType ? METADATA_APPEARS : { what: ['type'], contentCompared: true }
  const what: ChangedField[] = []
  let contentCompared = true
  const sameType = beforeType === afterType
  if (sameType && afterType === Type.File) {
    const same = before.size === after.size ? sameContent(before, after) : false
    if (same === null) contentCompared = false
    if (same === false) what.push('content')
    if (before.size !== after.size) what.push('size')
  }
  if (sameType && (afterType === Type.Character || afterType === Type.Block) && !sameDevice(before, after))
    what.push('content')
  if (before.mode !== after.mode && afterType !== Type.Symlink) what.push('mode')
  if (before.uid !== after.uid || before.gid !== after.gid) what.push('owner')
  if (before.mtime !== after.mtime) what.push('mtime')
  if (!sameAttributes(before.attributes, after.attributes)) what.push('xattrs')
  if (sameType && afterType === Type.Symlink && !sameBytes(before.link, after.link)) what.push('link')
  if (!sameType) what.push('type')
  return { what, contentCompared }
}

function sameDevice(a: EntryFacts, b: EntryFacts): boolean {
  return a.device?.[0] === b.device?.[0] && a.device?.[1] === b.device?.[1]
}

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return Buffer.compare(a ?? new Uint8Array(0), b ?? new Uint8Array(0)) === 0
}

function sameAttributes(a: readonly ExtendedAttribute[], b: readonly ExtendedAttribute[]): boolean {
  if (a.length === 0 && b.length === 0) return true
  if (a.length !== b.length) return false
  const values = new Map(b.map(({ name, value }) => [name, value]))
  return a.every(({ name, value }) => {
    const other = values.get(name)
    return other !== undefined && sameBytes(value, other)
  })
}
