import { decodeUtf8 } from '../display-name.ts'
import type { EntryFacts } from '../entry-facts.ts'
import { Type } from '../layer-index.ts'
import type { SparseMap } from '../sparse.ts'

/** Bytes of a block of a tar. */
export const TAR_BLOCK = 512
/** POSIX.1-2017, pax, "ustar Interchange Format": two blocks of zeros. */
export const TAR_END = new Uint8Array(2 * TAR_BLOCK)

const TYPE_FLAGS: Readonly<Record<number, string>> = {
  [Type.File]: '0',
  [Type.HardLink]: '1',
  [Type.Symlink]: '2',
  [Type.Character]: '3',
  [Type.Block]: '4',
  [Type.Directory]: '5',
  [Type.Fifo]: '6',
}

/** What the header of a member states. */
export type TarFacts = Pick<
  EntryFacts,
  'mode' | 'uid' | 'gid' | 'mtime' | 'metadata' | 'device' | 'attributes' | 'stored'
>

/** A member of a tar that is written; its body follows the header. */
export interface TarMember {
  /** Raw, with a slash at the end where it is a directory. */
  readonly name: Uint8Array
  readonly type: number
  /** null: a directory without a header of its own. */
  readonly facts: TarFacts | null
  /** Raw target; empty where it is no link. */
  readonly link: Uint8Array
}

/** Zeros after a body of so many bytes. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK)
}

/**
 * The blocks in front of the body of a member: a ustar header, and before it an extended header (POSIX.1-2017, pax,
 * "pax Extended Header") with all that does not fit. Of a sparse file they end with its map (GNU tar, "Storing Sparse
 * Files", PAX format 1.0), and only what is stored follows.
 */
export function tarHeader(member: TarMember): Uint8Array {
  const { facts, type } = member
  const stored = type === Type.File ? (facts?.stored ?? null) : null
  const sparse = stored?.sparse ?? null
  const map = sparse === null ? new Uint8Array(0) : sparseMap(sparse)
  const size = map.length + (sparse === null ? (stored?.size ?? 0) : sparseBytes(sparse))
  const records = new PaxRecords()
  const name = sparse === null ? member.name : Buffer.concat([Buffer.from('GNUSparseFile.0/'), member.name])
  if (sparse !== null) {
    records.add('GNU.sparse.major', '1')
    records.add('GNU.sparse.minor', '0')
    records.add('GNU.sparse.name', member.name)
    records.add('GNU.sparse.realsize', String(stored!.size))
  }
  const header = new UstarHeader()
  header.text(0, 100, name, 'path', records)
  header.number(100, 8, (facts?.mode ?? 0o755) & 0o7777)
  header.count(108, 8, facts?.uid ?? 0, 'uid', records)
  header.count(116, 8, facts?.gid ?? 0, 'gid', records)
  header.count(124, 12, size, 'size', records)
  header.time(facts?.mtime ?? 0, records)
  header.flag(TYPE_FLAGS[type]!)
  header.text(157, 100, member.link, 'linkpath', records)
  const { uname, gname } = facts?.metadata ?? { uname: '', gname: '' }
  header.text(265, 32, Buffer.from(uname), 'uname', records)
  header.text(297, 32, Buffer.from(gname), 'gname', records)
  const device = facts?.device ?? null
  if (device !== null) {
    header.count(329, 8, device[0], 'SCHILY.devmajor', records)
    header.count(337, 8, device[1], 'SCHILY.devminor', records)
  }
  for (const attribute of facts?.attributes ?? []) records.add(`SCHILY.xattr.${attribute.name}`, attribute.value)
  return Buffer.concat([records.member(), header.finish(), map])
}

/** Bytes that a sparse file stores. */
function sparseBytes({ parts }: SparseMap): number {
  let bytes = 0
  for (let at = 1; at < parts.length; at += 2) bytes += parts[at]!
  return bytes
}

function sparseMap({ parts }: SparseMap): Uint8Array {
  const text = Buffer.from([parts.length / 2, ...parts].map((value) => `${value}\n`).join(''))
  return Buffer.concat([text, tarPadding(text.length)])
}

/** The header block itself; numbers and texts that do not fit become records. */
class UstarHeader {
  readonly #block = Buffer.alloc(TAR_BLOCK)

  text(offset: number, width: number, text: Uint8Array, key: string, records: PaxRecords): void {
    this.#block.set(text.subarray(0, width), offset)
    // Bytes that are no text stay out of records where they can: those are UTF-8 by definition.
    const isText = decodeUtf8(text) !== null
    const isAscii = text.every((byte) => byte < 0x80)
    if (text.length > width || (isText && !isAscii)) records.add(key, text)
  }

  number(offset: number, width: number, value: number): void {
    this.#block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, offset, 'latin1')
  }

  count(offset: number, width: number, value: number, key: string, records: PaxRecords): void {
    const fits = Number.isSafeInteger(value) && value >= 0 && value < 8 ** (width - 1)
    this.number(offset, width, fits ? value : 0)
    if (!fits) records.add(key, decimal(value))
  }

  time(seconds: number, records: PaxRecords): void {
    this.count(136, 12, seconds, 'mtime', records)
  }

  flag(type: string): void {
    this.#block.write(type, 156, 'latin1')
  }

  finish(): Uint8Array {
    this.#block.write('ustar\x0000', 257, 'latin1')
    this.#block.fill(' ', 148, 156)
    const sum = this.#block.reduce((total, byte) => total + byte, 0)
    this.#block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    return this.#block
  }
}

/** A number without exponent, to the last digit that it has. */
function decimal(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  return Number.isFinite(value) ? BigInt(Math.trunc(value)).toString() : '0'
}

/** Records of an extended header: `LENGTH KEY=VALUE\n`, where the length counts itself. */
class PaxRecords {
  readonly #parts: Uint8Array[] = []
  #isBinary = false

  add(key: string, value: string | Uint8Array): void {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value
    this.#parts.push(record(key, bytes))
    // The values of attributes are bytes to everybody; of all else it has to be said.
    if (this.#isBinary || key.startsWith('SCHILY.') || decodeUtf8(bytes) !== null) return
    this.#isBinary = true
    this.#parts.unshift(record('hdrcharset', Buffer.from('BINARY')))
  }

  /** The extended header as a member of its own; nothing where there are no records. */
  member(): Uint8Array {
    if (this.#parts.length === 0) return new Uint8Array(0)
    const body = Buffer.concat(this.#parts)
    const header = new UstarHeader()
    const none = new PaxRecords()
    header.text(0, 100, Buffer.from('PaxHeaders/0'), 'path', none)
    header.number(100, 8, 0o644)
    header.number(108, 8, 0)
    header.number(116, 8, 0)
    header.count(124, 12, body.length, 'size', none)
    header.number(136, 12, 0)
    header.flag('x')
    return Buffer.concat([header.finish(), body, tarPadding(body.length)])
  }
}

function record(key: string, value: Uint8Array): Uint8Array {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')])
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}
