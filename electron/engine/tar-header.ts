/** Bytes of a tar block: headers are one, bodies are padded to it. POSIX.1-2017, pax, "ustar Interchange Format". */
export const BLOCK = 512

/** Type flags of POSIX ustar, PAX, GNU and star that have a meaning here. */
export const TypeFlag = {
  OldFile: 0x00,
  File: 0x30,
  HardLink: 0x31,
  Symlink: 0x32,
  Character: 0x33,
  Block: 0x34,
  Directory: 0x35,
  Fifo: 0x36,
  Contiguous: 0x37,
  PaxGlobal: 0x67,
  PaxLocal: 0x78,
  SolarisPax: 0x58,
  GnuLongName: 0x4c,
  GnuLongLink: 0x4b,
  GnuSparse: 0x53,
} as const

export const Field = {
  Name: [0, 100],
  Mode: [100, 8],
  Uid: [108, 8],
  Gid: [116, 8],
  Size: [124, 12],
  Mtime: [136, 12],
  Checksum: [148, 8],
  Link: [157, 100],
  Uname: [265, 32],
  Gname: [297, 32],
  DevMajor: [329, 8],
  DevMinor: [337, 8],
  Prefix: [345, 155],
  StarPrefix: [345, 131],
  GnuRealSize: [483, 12],
} as const satisfies Record<string, readonly [offset: number, length: number]>

const TYPE_OFFSET = 156
const SPACE = 0x20

/** The type flag of a header. */
export function typeFlag(header: Uint8Array): number {
  return header[TYPE_OFFSET]!
}

/** Whether a block is all zeros, as the two that end an archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  for (let at = 0; at < block.length; at++) if (block[at] !== 0) return false
  return true
}

/** Bytes of two words' worth of lanes that are summed at once: each lane holds 16 bits, so a block can not overflow it. */
const LANES = 0x00ff00ff

/**
 * A block that is read into again and again: its bytes, and the same memory as words, since to sum and to compare words takes a
 * quarter of the steps.
 */
export class HeaderBlock {
  readonly words = new Int32Array(BLOCK / 4)
  readonly bytes = new Uint8Array(this.words.buffer)
  /** Of all bytes. */
  #sum = 0

  /** Takes the block from words, `first` being the number of its first one. */
  takeWords(from: Int32Array, first: number): void {
    const { words } = this
    let even = 0
    let odd = 0
    for (let at = 0; at < BLOCK / 4; at++) {
      const word = from[first + at]!
      words[at] = word
      even += word & LANES
      odd += (word >>> 8) & LANES
    }
    this.#sum = (even & 0xffff) + (even >>> 16) + (odd & 0xffff) + (odd >>> 16)
  }

  /** Takes the block from bytes; where there are fewer, the rest stays as it was. */
  takeBytes(from: Uint8Array): void {
    this.bytes.set(from)
    this.takeWords(this.words, 0)
  }

  /** Whether the checksum is right, summed over unsigned bytes or, as some old writers did, signed ones. */
  checksumMatches(): boolean {
    const { bytes } = this
    let sum = this.#sum
    const offset = Field.Checksum[0]
    for (let at = offset; at < offset + 8; at++) sum += SPACE - bytes[at]!
    const stated = parseNumber(bytes, Field.Checksum)
    return stated === sum || (stated < sum && stated === sum - 256 * this.#highBytes())
  }

  #highBytes(): number {
    const offset = Field.Checksum[0]
    let high = 0
    for (let at = 0; at < BLOCK; at++) if ((at < offset || at >= offset + 8) && this.bytes[at]! > 127) high++
    return high
  }
}

/**
 * A number in octal, ended by a space or NUL, or in base 256 where the first bit is set (GNU tar, "Extensions";
 * two's complement). NaN where the field is neither. Exact up to 2^53.
 */
export function parseNumber(header: Uint8Array, field: readonly [number, number]): number {
  const offset = field[0]
  const length = field[1]
  const first = header[offset]!
  if (first >= 0x80) return parseBase256(header, offset, length)
  let at = offset
  const end = offset + length
  while (at < end && header[at] === SPACE) at++
  let value = 0
  for (; at < end; at++) {
    const digit = header[at]! - 0x30
    if (digit < 0 || digit > 7) {
      if (header[at] === 0 || header[at] === SPACE) return value
      return Number.NaN
    }
    value = value * 8 + digit
  }
  return value
}

function parseBase256(header: Uint8Array, offset: number, length: number): number {
  const first = header[offset]!
  const negative = first === 0xff
  let value = negative ? 0 : first & 0x7f
  for (let at = offset + 1; at < offset + length; at++) {
    const byte = header[at]!
    value = value * 256 + (negative ? 255 - byte : byte)
  }
  return negative ? -1 - value : value
}

/** The bytes of a text field up to its first NUL. */
export function textField(header: Uint8Array, field: readonly [number, number]): Uint8Array {
  return header.subarray(field[0], textEnd(header, field))
}

/** The offset of the first NUL of a text field, or of its end. */
export function textEnd(header: Uint8Array, field: readonly [number, number]): number {
  const most = field[0] + field[1]
  let end = field[0]
  while (end < most && header[end] !== 0) end++
  return end
}

function matches(header: Uint8Array, offset: number, text: string): boolean {
  for (let at = 0; at < text.length; at++) if (header[offset + at] !== text.charCodeAt(at)) return false
  return true
}

/** Which part of the header, if any, goes before the name: GNU's old format uses that space for other things. */
export function prefixField(header: Uint8Array): readonly [number, number] | null {
  if (!matches(header, 257, 'ustar') || header[345] === 0) return null
  if (matches(header, 257, 'ustar  ')) return null
  return matches(header, 508, 'tar\0') ? Field.StarPrefix : Field.Prefix
}

/** Whether this may be the first header of a tar: what tells a tar from any other file. */
export function looksLikeTar(block: Uint8Array): boolean {
  if (block.length !== BLOCK || isZeroBlock(block)) return false
  const header = new HeaderBlock()
  header.takeBytes(block)
  return header.checksumMatches()
}
