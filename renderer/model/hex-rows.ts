/** Bytes that stand together. */
export const GROUP = 8

/** A line of the hex view. */
export interface HexRow {
  /** Offset of the first byte, in hexadecimal digits. */
  readonly address: string
  /** Eight bytes each: `7f 45 4c 46 02 01 01 00`. */
  readonly groups: readonly string[]
  /** A dot for each byte that is no printable ASCII. */
  readonly ascii: string
}

/** Digits that the offsets of a file need; at least eight. */
export function addressDigits(size: number): number {
  return Math.max(8, Math.max(0, size - 1).toString(16).length)
}

/** Writes bytes as a line. */
export function hexRow(bytes: Uint8Array, offset: number, digits: number): HexRow {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
  const groups: string[] = []
  for (let from = 0; from < hex.length; from += GROUP) groups.push(hex.slice(from, from + GROUP).join(' '))
  return {
    address: offset.toString(16).padStart(digits, '0'),
    groups,
    ascii: Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
  }
}
