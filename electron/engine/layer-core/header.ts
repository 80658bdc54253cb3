import { DIRECTORY, FILE, HARD_LINK, SYMLINK, UNKNOWN } from './entries'
import { allocate } from './memory'

/** Bytes of a tar block. */
export const BLOCK: u32 = 512

const MODE: usize = 100
const UID: usize = 108
const SIZE: usize = 124
const MTIME: usize = 136
const CHECKSUM: usize = 148
const TYPE: usize = 156
const LINK: usize = 157
const MAGIC: usize = 257
const UNAME: usize = 265
const PREFIX: usize = 345
const STAR: usize = 508

const SPACE: u8 = 0x20
const SLASH: u8 = 0x2f
/** What {@link octal8} and others answer where a field is not of digits alone, or is in base 256. */
const NO_NUMBER: u64 = u64.MAX_VALUE

/** The name of the newest header: in the header itself, or put together here where it has a prefix. */
export let headerName: usize = 0
export let headerNameLength: u32 = 0
let joined: usize = 0

/** Before the first header. */
export function clearHeaders(): void {
  joined = allocate(288)
  clearOwners()
}

/** Sum of all bytes of a block; 0 where all are. */
export function blockSum(header: usize): u32 {
  let lanes = i16x8.splat(0)
  for (let at: usize = 0; at < BLOCK; at += 32) {
    lanes = i16x8.add(lanes, i16x8.extadd_pairwise_i8x16_u(v128.load(header + at)))
    lanes = i16x8.add(lanes, i16x8.extadd_pairwise_i8x16_u(v128.load(header + at, 16)))
  }
  const words = i32x4.extadd_pairwise_i16x8_u(lanes)
  return (
    i32x4.extract_lane(words, 0) +
    i32x4.extract_lane(words, 1) +
    i32x4.extract_lane(words, 2) +
    i32x4.extract_lane(words, 3)
  )
}

/** Eight octal digits, the first in the lowest byte. */
function octal8(digits: u64): u64 {
  const values = digits ^ 0x3030303030303030
  if ((values & 0xf8f8f8f8f8f8f8f8) != 0) return NO_NUMBER
  const pairs = ((values & 0x00ff00ff00ff00ff) << 3) + ((values >> 8) & 0x00ff00ff00ff00ff)
  const fours = ((pairs & 0x0000ffff0000ffff) << 6) + ((pairs >> 16) & 0x0000ffff0000ffff)
  return ((fours & 0xffffffff) << 12) + (fours >> 32)
}

/** Any field of octal digits, with spaces before and ended by a space, a NUL or its end. */
function octalOf(field: usize, length: u32): u64 {
  let at: u32 = 0
  while (at < length && load<u8>(field + at) == SPACE) at++
  let value: u64 = 0
  for (; at < length; at++) {
    const digit: u32 = <u32>load<u8>(field + at) - 0x30
    if (digit <= 7) {
      value = value * 8 + digit
      continue
    }
    const byte = load<u8>(field + at)
    return byte == 0 || byte == SPACE ? value : NO_NUMBER
  }
  return value
}

function isEnd(byte: u64): bool {
  return byte == 0 || byte == SPACE
}

/** A field of 8 bytes, most often 7 digits and what ends them. */
function octalOf8(field: usize): u64 {
  const bytes = load<u64>(field)
  const value = isEnd(bytes >> 56) ? octal8((bytes << 8) | 0x30) : NO_NUMBER
  return value != NO_NUMBER ? value : octalOf(field, 8)
}

/** A field of 12 bytes, most often 11 digits and what ends them. */
function octalOf12(field: usize): u64 {
  const high = octal8(load<u64>(field))
  const bytes: u64 = load<u32>(field, 8)
  const low = isEnd(bytes >> 24) ? octal8((bytes << 40) | 0x3030303030) : NO_NUMBER
  return high != NO_NUMBER && low != NO_NUMBER ? (high << 9) + low : octalOf(field, 12)
}

/** Whether the checksum is that of the bytes, whose sum is given. */
export function checksumMatches(header: usize, sum: u32): bool {
  const field = load<u64>(header + CHECKSUM)
  let own: u32 = 0
  for (let shift: u64 = 0; shift < 64; shift += 8) own += <u32>((field >> shift) & 0xff)
  const expected: u64 = sum - own + 8 * 0x20
  const six = isEnd((field >> 48) & 0xff) ? octal8((field << 16) | 0x3030) : NO_NUMBER
  return (six != NO_NUMBER ? six : octalOf(header + CHECKSUM, 8)) == expected
}

/** The type of a member that has nothing unusual about it; {@link UNKNOWN} for all others. */
export function plainType(header: usize): u32 {
  switch (load<u8>(header + TYPE)) {
    case 0:
    case 0x30:
    case 0x37:
      return FILE
    case 0x31:
      return HARD_LINK
    case 0x32:
      return SYMLINK
    case 0x35:
      return DIRECTORY
    default:
      return UNKNOWN
  }
}

/** The type flag. */
export function typeFlag(header: usize): u8 {
  return load<u8>(header + TYPE)
}

/** Bytes of the body; larger than any archive where that can not be told here. */
export function sizeOf(header: usize): u64 {
  return octalOf12(header + SIZE)
}

/** 12 bits; more where they can not be told here. */
export function modeOf(header: usize): u64 {
  return octalOf8(header + MODE)
}

/** Seconds since 1970; as {@link sizeOf}. */
export function mtimeOf(header: usize): u64 {
  return octalOf12(header + MTIME)
}

/** Bytes before the first NUL, `most` at most. */
function textLength(text: usize, most: u32): u32 {
  for (let at: u32 = 0; at < most; at += 16) {
    const zeros = i8x16.bitmask(i8x16.eq(v128.load(text + at), i8x16.splat(0)))
    if (zeros != 0) return min(most, at + <u32>ctz(zeros))
  }
  return most
}

/** Where the target of a link is; its length is that of {@link linkLength}. */
export function linkOf(header: usize): usize {
  return header + LINK
}

export function linkLength(header: usize): u32 {
  return textLength(header + LINK, 100)
}

/** Takes a name that helpers say. */
export function useName(name: usize, length: u32): void {
  headerName = name
  headerNameLength = length
}

/** Reads the name fields; false where they are of star's format, which has a shorter prefix. */
export function readName(header: usize): bool {
  const length = textLength(header, 100)
  const isUstar = load<u32>(header + MAGIC) == 0x61747375 && load<u8>(header + MAGIC, 4) == 0x72
  if (!isUstar || load<u8>(header + PREFIX) == 0 || load<u16>(header + MAGIC, 5) == 0x2020) {
    headerName = header
    headerNameLength = length
    return true
  }
  if (load<u32>(header + STAR) == 0x00726174) return false
  const prefix = textLength(header + PREFIX, 155)
  memory.copy(joined, header + PREFIX, prefix)
  store<u8>(joined + prefix, SLASH)
  memory.copy(joined + prefix + 1, header, length)
  headerName = joined
  headerNameLength = prefix + 1 + length
  return true
}

/** Owners that were met: the four fields that say who it is, as they are in the header, and the number. */
const OWNER_SLOTS: u32 = 256
const OWNER_BYTES: u32 = 96
let owners: usize = 0

function clearOwners(): void {
  owners = allocate(OWNER_SLOTS * OWNER_BYTES)
}

/** Where the owner of a header is, or would be. */
function ownerSlot(header: usize): usize {
  let hash = load<u64>(header + UID) * 0x9e3779b97f4a7c15
  hash = (hash ^ load<u64>(header + UID, 8)) * 0x9e3779b97f4a7c15
  hash = (hash ^ load<u64>(header + UNAME)) * 0x9e3779b97f4a7c15
  return owners + <usize>((hash >> 56) & (OWNER_SLOTS - 1)) * OWNER_BYTES
}

/** The number of a header's owner; -1 where it was not met, or was forgotten for another. */
export function ownerOfHeader(header: usize): i32 {
  const slot = ownerSlot(header)
  if (!v128.any_true(v128.xor(v128.load(slot), v128.load(header + UID)))) {
    let differing = v128.xor(v128.load(slot, 16), v128.load(header + UNAME))
    differing = v128.or(differing, v128.xor(v128.load(slot, 32), v128.load(header + UNAME, 16)))
    differing = v128.or(differing, v128.xor(v128.load(slot, 48), v128.load(header + UNAME, 32)))
    differing = v128.or(differing, v128.xor(v128.load(slot, 64), v128.load(header + UNAME, 48)))
    if (!v128.any_true(differing)) return load<i32>(slot, 80) - 1
  }
  return -1
}

/** Keeps the number of a header's owner. */
export function keepOwner(header: usize, owner: u32): void {
  const slot = ownerSlot(header)
  memory.copy(slot, header + UID, 16)
  memory.copy(slot + 16, header + UNAME, 64)
  store<u32>(slot, owner + 1, 80)
}
