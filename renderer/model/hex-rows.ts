/** Bytes of a line of the hex view. */
export const BYTES_PER_ROW = 16

/** A line of the hex view. */
export interface HexRow {
  /** Offset of the first byte, in hexadecimal digits. */
  readonly address: string
  /** Two groups of eight bytes each: `7f 45 4c 46 02 01 01 00`. */
  readonly left: string
  readonly right: string
  /** A dot for each byte that is no printable ASCII. */
  readonly ascii: string
}

/** Digits that the offsets of a file need; at least eight. */
export function addressDigits(size: number): number {
  return Math.max(8, Math.max(0, size - 1).toString(16).length)
}

/** Writes up to {@link BYTES_PER_ROW} bytes as a line. */
export function hexRow(bytes: Uint8Array, offset: number, digits: number): HexRow {
  const half = BYTES_PER_ROW / 2
  const hex = (part: Uint8Array): string => Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return {
    address: offset.toString(16).padStart(digits, '0'),
    left: hex(bytes.subarray(0, half)),
    right: hex(bytes.subarray(half)),
    ascii: Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
  }
}
