import { decodeUtf8 } from './display-name.ts'

/** An extended attribute: raw name and value. */
export interface ExtendedAttribute {
  readonly name: string
  readonly value: Uint8Array
}

/**
 * Records of a PAX header, POSIX.1-2017, pax, "pax Header Block"; later ones win, an empty value takes back. What only
 * makes sense for one file (extended attributes, sparse maps) is not taken from global headers.
 */
export class PaxRecords {
  path: Uint8Array | null = null
  linkPath: Uint8Array | null = null
  size: number | null = null
  uid: number | null = null
  gid: number | null = null
  mtime: number | null = null
  uname: string | null = null
  gname: string | null = null
  /** Why the records could not be read to their end; null where they could. */
  damage: string | null = null
  readonly isGlobal: boolean
  readonly #attributes = new Map<string, Uint8Array>()
  /** GNU.sparse.…, by what follows. */
  readonly sparse = new Map<string, string>()
  /** GNU.sparse 0.0: offset and length of each part, in order. */
  readonly sparseParts: number[] = []

  constructor(isGlobal: boolean) {
    this.isGlobal = isGlobal
  }

  /** Records for one member, with what the global ones say of all. */
  local(): PaxRecords {
    const copy = new PaxRecords(false)
    const { path, linkPath, size, uid, gid, mtime, uname, gname } = this
    return Object.assign(copy, { path, linkPath, size, uid, gid, mtime, uname, gname })
  }

  /** Whether nothing is said. */
  get isEmpty(): boolean {
    const { path, linkPath, size, uid, gid, mtime, uname, gname } = this
    const said = path ?? linkPath ?? size ?? uid ?? gid ?? mtime ?? uname ?? gname
    return said === null && this.#attributes.size === 0 && this.sparse.size === 0 && this.sparseParts.length === 0
  }

  get attributes(): readonly ExtendedAttribute[] {
    return this.#attributes.size === 0
      ? NO_ATTRIBUTES
      : Array.from(this.#attributes, ([name, value]) => ({ name, value }))
  }

  setAttribute(name: string, value: Uint8Array): void {
    this.#attributes.set(name, value)
  }
}

const NO_ATTRIBUTES: readonly ExtendedAttribute[] = []

/** Extended attributes as star, GNU tar and Go write them; LIBARCHIVE.xattr is read by no unpacker of images. */
const XATTR = 'SCHILY.xattr.'
const SPARSE = 'GNU.sparse.'

const EQUALS = 0x3d
const NEWLINE = 0x0a
const SPACE = 0x20

/** A decimal number, maybe with a fraction; null where it is none. */
function decimal(text: string): number | null {
  return /^[+-]?\d+(\.\d*)?$/.test(text) ? Number(text) : null
}

function apply(records: PaxRecords, key: string, value: Uint8Array): void {
  const text = (): string => decodeUtf8(value) ?? Buffer.from(value).toString('latin1')
  const number = (): number | null => {
    if (value.length === 0) return null
    const parsed = decimal(text())
    if (parsed === null) records.damage ??= `the value of ${key} is not a number`
    return parsed
  }
  const optional = value.length === 0 ? null : Uint8Array.from(value)
  switch (key) {
    case 'path':
      records.path = optional
      return
    case 'linkpath':
      records.linkPath = optional
      return
    case 'size':
      records.size = number()
      return
    case 'uid':
      records.uid = number()
      return
    case 'gid':
      records.gid = number()
      return
    case 'mtime':
      records.mtime = number()
      return
    case 'uname':
      records.uname = value.length === 0 ? null : text()
      return
    case 'gname':
      records.gname = value.length === 0 ? null : text()
      return
    case 'GNU.sparse.offset':
    case 'GNU.sparse.numbytes':
      if (!records.isGlobal) records.sparseParts.push(number() ?? Number.NaN)
      return
  }
  if (records.isGlobal) return
  if (key.startsWith(XATTR)) records.setAttribute(key.slice(XATTR.length), Uint8Array.from(value))
  else if (key.startsWith(SPARSE)) records.sparse.set(key.slice(SPARSE.length), text())
}

/**
 * Adds the records of a PAX header body to `records`. Each is `LENGTH KEY=VALUE\n`, LENGTH in decimal and counting
 * itself. Stops at the first that is malformed and says why in `damage`; never throws.
 */
export function parsePax(body: Uint8Array, records: PaxRecords): void {
  let at = 0
  while (at < body.length) {
    if (body[at] === 0) return
    let length = 0
    let digits = 0
    while (at + digits < body.length && digits < 10) {
      const digit = body[at + digits]! - 0x30
      if (digit < 0 || digit > 9) break
      length = length * 10 + digit
      digits++
    }
    if (digits === 0 || body[at + digits] !== SPACE) {
      records.damage ??= 'a record does not begin with its length'
      return
    }
    const end = at + length
    if (length < digits + 3 || end > body.length || body[end - 1] !== NEWLINE) {
      records.damage ??= `a record states a length of ${length} bytes that does not fit`
      return
    }
    const keyStart = at + digits + 1
    const equals = body.indexOf(EQUALS, keyStart)
    if (equals < keyStart + 1 || equals >= end) {
      records.damage ??= 'a record has no key'
      return
    }
    apply(records, Buffer.from(body.subarray(keyStart, equals)).toString('utf8'), body.subarray(equals + 1, end - 1))
    at = end
  }
}
