/** Bits in the order of the stream (RFC 1951, 3.1.1): the first is the lowest of its byte. */
type Bits = readonly number[]

/** A block that is not the last one, of the fixed codes, with nothing but its end (RFC 1951, 3.2.6): 10 bits. */
const FIXED: Bits = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]

function low(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => (value >> at) & 1)
}

/**
 * A block of dynamic codes with nothing but its end, an odd number of bits long (RFC 1951, 3.2.7). The codes of code
 * lengths are 1: `0`, 0: `10`, 18: `11`; they say 256 times 0, a 1 for the end of the block, a 0 for the only distance.
 */
const DYNAMIC: Bits = [
  ...[0, 0, 1],
  ...low(0, 5),
  ...low(0, 5),
  ...low(14, 4),
  // Lengths of the codes for 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1.
  ...[0, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1].flatMap((length) => low(length, 3)),
  ...[1, 1, ...low(138 - 11, 7)],
  ...[1, 1, ...low(118 - 11, 7)],
  ...[0],
  ...[1, 0],
  ...[0],
]

function prefixOf(bit: number): Bits {
  let bits: Bits = []
  for (let tries = 0; tries < 8; tries++) {
    if (bits.length % 8 === bit) return bits
    bits = tries === 3 ? DYNAMIC : [...bits, ...FIXED]
  }
  return bits
}

const PREFIXES = Array.from({ length: 8 }, (_, bit) => prefixOf(bit))

/**
 * Bytes that bring an inflater to a bit of a byte without any output: empty blocks, the last of which ends in `byte`,
 * whose remaining bits are kept. What follows `byte` in the stream follows the result.
 */
export function deflatePrefix(bit: number, byte: number): Uint8Array {
  const bits = PREFIXES[bit]!
  const result = new Uint8Array((bits.length >> 3) + 1)
  bits.forEach((value, at) => (result[at >> 3]! |= value << (at & 7)))
  result[result.length - 1]! |= byte & (0xff << bit)
  return result
}
