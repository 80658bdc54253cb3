import type { ProblemCode, Severity } from '../../shared/problem.ts'
import type { ByteReader } from './byte-reader.ts'
import { PaxRecords, parsePax } from './pax.ts'
import type { ExtendedAttribute } from './pax.ts'
import { SparseError, mappedBytes, readOldSparse, readPaxSparse } from './sparse.ts'
import type { SparseMap } from './sparse.ts'
import {
  BLOCK,
  Field,
  HeaderBlock,
  TypeFlag,
  isZeroBlock,
  parseNumber,
  prefixField,
  textEnd,
  textField,
  typeFlag,
} from './tar-header.ts'

/** A member of a tar. One object serves all members: copy what is to be kept. */
export interface TarMember {
  name: Uint8Array
  link: Uint8Array
  flag: number
  /** Permission bits with setuid, setgid and sticky. */
  mode: number
  uid: number
  gid: number
  uname: string
  gname: string
  /** The header that says all of the owner; null where a helper says some of it. */
  ownerHeader: Uint8Array | null
  /** Seconds since 1970. */
  mtime: number
  /** Bytes of the file, holes included. */
  size: number
  /** Bytes of the body in the tar, without padding. */
  storedSize: number
  devMajor: number
  devMinor: number
  attributes: readonly ExtendedAttribute[]
  sparse: SparseMap | null
  /** Offset of the (first, where helpers come before it) header in the tar. */
  headerOffset: number
  /** Offset of the stored body in the tar. */
  dataOffset: number
}

/** Told of a problem at an offset of the tar; `path` is for display, absent where it is not known. */
export type TarProblem = (code: ProblemCode, severity: Severity, offset: number, message: string, path?: string) => void

/** Takes members that have nothing unusual about them, faster than one by one. */
export interface PlainMembers {
  /** Takes members for as long as they are plain. How the tar ended, where it did; else null, and the reader is at a header. */
  take(reader: ByteReader): TarEnd | null
}

/** How a tar ended: as it should, in the middle of a member, or at a header that is none. */
export type TarEnd = 'complete' | 'truncated' | 'corrupt'

/** Bodies of helper headers are held in memory; longer ones are passed over with a problem. */
const LARGEST_HELPER = 4 * 1024 * 1024

const SLASH = 0x2f
const NOTHING = new Uint8Array(0)
const NO_ATTRIBUTES: readonly ExtendedAttribute[] = []

/** Types that have a header only, whatever size it states (as Go's archive/tar and Python's tarfile read them). */
function isHeaderOnly(flag: number): boolean {
  return flag >= TypeFlag.HardLink && flag <= TypeFlag.Fifo
}

function isFile(flag: number): boolean {
  return flag === TypeFlag.File || flag === TypeFlag.OldFile || flag === TypeFlag.Contiguous
}

function withoutTrailingNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

/**
 * Reads the headers of a tar from front to back and hops over the bodies. Calls `onMember` for each member in order;
 * helpers of PAX and GNU are merged into the member that they describe. `onMember` is not called for members that `plain` has
 * taken. Never throws for what the tar says; what the reader throws goes through.
 */
export function scanTar(
  reader: ByteReader,
  onMember: (member: TarMember) => void,
  onProblem: TarProblem,
  plain: PlainMembers | null = null,
): TarEnd {
  return new TarScanner(reader, onMember, onProblem, plain).run()
}

/** The name fields of a header, in memory of their own; a name is valid until the next is read. */
class HeaderName {
  readonly #bytes = new Uint8Array(Field.Prefix[1] + 1 + Field.Name[1])
  /** The first n bytes, by n: made once, not for each member. */
  readonly #views: Uint8Array[] = []

  read(header: Uint8Array): Uint8Array {
    const bytes = this.#bytes
    const prefix = prefixField(header)
    let length = 0
    if (prefix !== null) {
      const end = textEnd(header, prefix)
      for (let at = prefix[0]; at < end; at++) bytes[length++] = header[at]!
      bytes[length++] = SLASH
    }
    const end = textEnd(header, Field.Name)
    for (let at = Field.Name[0]; at < end; at++) bytes[length++] = header[at]!
    return (this.#views[length] ??= bytes.subarray(0, length))
  }
}

class TarScanner {
  readonly #reader: ByteReader
  readonly #onMember: (member: TarMember) => void
  readonly #onProblem: TarProblem
  readonly #plain: PlainMembers | null
  readonly #globals = new PaxRecords(true)
  #locals: PaxRecords | null = null
  #longName: Uint8Array | null = null
  #longLink: Uint8Array | null = null
  #firstHeader = -1
  readonly #header = new HeaderBlock()
  /** The words that follow from the header before: most members have the same owner. */
  readonly #last = new Int32Array(BLOCK / 4)
  #mode = 0
  #uid = 0
  #gid = 0
  #uname = ''
  #gname = ''
  readonly #name = new HeaderName()
  readonly #member: TarMember = {
    name: NOTHING,
    link: NOTHING,
    flag: 0,
    mode: 0,
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
    ownerHeader: null,
    mtime: 0,
    size: 0,
    storedSize: 0,
    devMajor: 0,
    devMinor: 0,
    attributes: NO_ATTRIBUTES,
    sparse: null,
    headerOffset: 0,
    dataOffset: 0,
  }

  constructor(
    reader: ByteReader,
    onMember: (member: TarMember) => void,
    onProblem: TarProblem,
    plain: PlainMembers | null,
  ) {
    this.#plain = plain
    this.#reader = reader
    this.#onMember = onMember
    this.#onProblem = onProblem
  }

  run(): TarEnd {
    for (;;) {
      if (this.#plain !== null && this.#firstHeader < 0 && this.#globals.isEmpty) {
        const end = this.#plain.take(this.#reader)
        if (end !== null) return end
      }
      const offset = this.#reader.position
      const header = this.#header.bytes
      const length = this.#reader.takeBlock(this.#header)
      if (length < BLOCK) return isZeroBlock(header.subarray(0, length)) ? this.#endOfInput(offset) : 'truncated'
      if (header[0] === 0 && isZeroBlock(header)) return this.#endOfInput(offset)
      if (!this.#header.checksumMatches()) {
        this.#onProblem('tar-checksum', 'error', offset, 'A header has a wrong checksum; what follows can not be read.')
        return 'corrupt'
      }
      if (this.#firstHeader < 0) this.#firstHeader = offset
      const end = this.#isHelper(header) ? this.#readHelper(header, offset) : this.#readMember(header, offset)
      if (end !== null) return end
    }
  }

  #endOfInput(offset: number): TarEnd {
    if (this.#locals !== null || this.#longName !== null || this.#longLink !== null) {
      this.#onProblem('tar-pax', 'warning', offset, 'The last helper header describes no member.')
      return 'truncated'
    }
    return 'complete'
  }

  #isHelper(header: Uint8Array): boolean {
    const flag = typeFlag(header)
    return (
      flag === TypeFlag.PaxLocal ||
      flag === TypeFlag.PaxGlobal ||
      flag === TypeFlag.SolarisPax ||
      flag === TypeFlag.GnuLongName ||
      flag === TypeFlag.GnuLongLink
    )
  }

  #readHelper(header: Uint8Array, offset: number): TarEnd | null {
    const flag = typeFlag(header)
    const size = parseNumber(header, Field.Size)
    if (!(size >= 0 && Number.isSafeInteger(size))) return this.#wrongSize(offset)
    if (size > LARGEST_HELPER) {
      this.#onProblem('tar-pax', 'error', offset, `A helper header of ${size} bytes is longer than any real one.`)
      return this.#skipBody(size)
    }
    const body = Uint8Array.from(this.#reader.take(size))
    if (body.length < size) return 'truncated'
    const padding = this.#skipBody(0, size)
    if (flag === TypeFlag.GnuLongName) this.#longName = withoutTrailingNul(body)
    else if (flag === TypeFlag.GnuLongLink) this.#longLink = withoutTrailingNul(body)
    else if (flag === TypeFlag.PaxGlobal) this.#parsePax(body, this.#globals, offset)
    else {
      this.#locals ??= this.#globals.local()
      this.#parsePax(body, this.#locals, offset)
    }
    if (flag === TypeFlag.PaxGlobal && this.#longName === null && this.#locals === null) this.#firstHeader = -1
    return padding
  }

  #parsePax(body: Uint8Array, records: PaxRecords, offset: number): void {
    parsePax(body, records)
    if (records.damage === null) return
    this.#onProblem('tar-pax', 'warning', offset, `A PAX header is malformed: ${records.damage}.`)
    records.damage = null
  }

  #readMember(header: Uint8Array, offset: number): TarEnd | null {
    const member = this.#member
    const pax = this.#locals ?? this.#globals
    const flag = typeFlag(header)
    const stated = pax.size !== null && !isHeaderOnly(flag) ? pax.size : parseNumber(header, Field.Size)
    const storedSize = isHeaderOnly(flag) ? 0 : stated
    if (!(storedSize >= 0 && Number.isSafeInteger(storedSize))) return this.#wrongSize(offset)
    const sparseName = pax.sparse.get('name')
    const needsMap =
      flag === TypeFlag.GnuSparse || (isFile(flag) && (pax.sparse.size > 0 || pax.sparseParts.length > 0))
    this.#readOwner(header)
    member.flag = flag === TypeFlag.GnuSparse ? TypeFlag.File : flag
    member.mode = this.#mode
    member.uid = pax.uid ?? this.#uid
    member.gid = pax.gid ?? this.#gid
    member.mtime = pax.mtime ?? (parseNumber(header, Field.Mtime) || 0)
    member.uname = pax.uname ?? this.#uname
    member.gname = pax.gname ?? this.#gname
    const saysOwner = pax.uid ?? pax.gid ?? pax.uname ?? pax.gname
    member.ownerHeader = saysOwner === null ? header : null
    member.devMajor = 0
    member.devMinor = 0
    if (flag === TypeFlag.Character || flag === TypeFlag.Block) {
      member.devMajor = parseNumber(header, Field.DevMajor) || 0
      member.devMinor = parseNumber(header, Field.DevMinor) || 0
    }
    member.name =
      sparseName !== undefined ? Buffer.from(sparseName) : (pax.path ?? this.#longName ?? this.#name.read(header))
    const isLink = flag === TypeFlag.HardLink || flag === TypeFlag.Symlink
    member.link = isLink ? (pax.linkPath ?? this.#longLink ?? textField(header, Field.Link)) : NOTHING
    member.attributes = pax.attributes
    member.headerOffset = this.#firstHeader
    member.sparse = null
    let unread = storedSize
    if (needsMap) {
      const before = this.#reader.position
      try {
        member.sparse =
          flag === TypeFlag.GnuSparse
            ? readOldSparse(header, this.#reader)
            : readPaxSparse(pax, this.#reader, storedSize)
      } catch (error) {
        if (!(error instanceof SparseError)) throw error
        this.#onProblem('tar-sparse', 'error', offset, `${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`)
      }
      if (flag !== TypeFlag.GnuSparse) unread = Math.max(0, unread - (this.#reader.position - before))
      if (member.sparse !== null && mappedBytes(member.sparse) > unread) {
        member.sparse = null
        this.#onProblem('tar-sparse', 'error', offset, 'The map of a sparse file names more bytes than are stored.')
      }
    }
    member.dataOffset = this.#reader.position
    member.storedSize = unread
    member.size = member.sparse?.realSize ?? unread
    this.#forgetHelpers()
    this.#onMember(member)
    return this.#skipBody(unread)
  }

  #forgetHelpers(): void {
    this.#locals = null
    this.#longName = null
    this.#longLink = null
    this.#firstHeader = -1
  }

  #readOwner(header: Uint8Array): void {
    if (this.#changed(Field.Mode[0], Field.Size[0])) {
      this.#mode = (parseNumber(header, Field.Mode) || 0) & 0o7777
      this.#uid = parseNumber(header, Field.Uid) || 0
      this.#gid = parseNumber(header, Field.Gid) || 0
    }
    if (this.#changed(Field.Uname[0], Field.DevMajor[0])) {
      this.#uname = Buffer.from(textField(header, Field.Uname)).toString('utf8')
      this.#gname = Buffer.from(textField(header, Field.Gname)).toString('utf8')
    }
  }

  /** Whether a word that has a byte of [start, end) differs from the header before; remembers these words. */
  #changed(start: number, end: number): boolean {
    const { words } = this.#header
    const last = this.#last
    let changed = false
    for (let at = start >> 2; at < (end + 3) >> 2; at++) {
      if (words[at] === last[at]) continue
      changed = true
      last[at] = words[at]!
    }
    return changed
  }

  #wrongSize(offset: number): TarEnd {
    this.#onProblem(
      'tar-size',
      'error',
      offset,
      'A header states a size that is no number of bytes; what follows can not be read.',
    )
    return 'corrupt'
  }

  /** Passes over the rest of a body and its padding; padding that is missing at the very end is no damage. */
  #skipBody(unread: number, alreadyRead = 0): TarEnd | null {
    const padding = -(unread + alreadyRead) & (BLOCK - 1)
    const skipped = this.#reader.skip(unread + padding)
    return skipped < unread ? 'truncated' : null
  }
}
