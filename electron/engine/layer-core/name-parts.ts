import { allocate } from './memory'

/** Bytes of the longest name that is split; one more than that is not. */
export const LONGEST_NAME: u32 = 64 * 1024

/** What a name is, as `NameKind` of tar-names.ts. */
export const PATH: i32 = 0
export const ROOT: i32 = 1
export const EMPTY: i32 = 2
export const ESCAPES: i32 = 3

const SLASH: u8 = 0x2f
const DOT: u8 = 0x2e

/** How many components the name has that was split last. */
export let partCount: u32 = 0

/** Room for the components of the longest name: pairs of offsets, of the first byte of each and of the byte after its last. */
export function roomForParts(): usize {
  return allocate(<usize>LONGEST_NAME * 4)
}

/** Where a component of a name begins. */
export function partStart(parts: usize, part: u32): u32 {
  return load<u32>(parts + ((<usize>part) << 3))
}

/** Where a component of a name ends. */
export function partEnd(parts: usize, part: u32): u32 {
  return load<u32>(parts + ((<usize>part) << 3), 4)
}

/** Splits what comes after the first `before` components, which are in `parts` already; see `splitName` of tar-names.ts. */
export function split(name: usize, length: u32, before: u32, parts: usize): i32 {
  let count = before
  let at: u32 = before == 0 ? 0 : partEnd(parts, before - 1)
  while (at < length) {
    if (load<u8>(name + at) == SLASH) {
      at++
      continue
    }
    const start = at
    while (at < length) {
      const byte = load<u8>(name + at)
      if (byte == SLASH) break
      if (byte == 0) return ESCAPES
      at++
    }
    if (load<u8>(name + start) == DOT) {
      if (at - start == 1) continue
      if (at - start == 2 && load<u8>(name + start, 1) == DOT) return ESCAPES
    }
    const part = parts + ((<usize>count) << 3)
    store<u32>(part, start)
    store<u32>(part, at, 4)
    count++
  }
  partCount = count
  return count > 0 ? PATH : length == 0 ? EMPTY : ROOT
}

/** The components of the newest name, and how many they are. */
export let parts: usize = 0
export let count: u32 = 0
/** How many leading components the newest name has in common with the one before. */
export let kept: u32 = 0
/** The node of each component of the newest name. */
export let nodes: usize = 0
let last: usize = 0
let lastLength: u32 = 0

/** Before the first name. */
export function clearNameParts(): void {
  parts = roomForParts()
  count = 0
  nodes = allocate(<usize>LONGEST_NAME * 2)
  last = allocate(LONGEST_NAME)
  lastLength = 0
}

/** The next name is split as if it were the first. */
export function forgetLastName(): void {
  count = 0
  lastLength = 0
}

/** How many bytes two names have in common at their front, `most` at most. */
function inCommon(a: usize, b: usize, most: u32): u32 {
  let same: u32 = 0
  while (same < most) {
    const differing = load<u64>(a + same) ^ load<u64>(b + same)
    if (differing != 0) return min(most, same + ((<u32>ctz(differing)) >> 3))
    same += 8
  }
  return most
}

/** Splits the next name into {@link parts}. Most begin as the one before does, and are split only from there on. */
export function splitNext(name: usize, length: u32): i32 {
  const same = inCommon(name, last, min(length, lastLength))
  let common = count
  // What ends before the first difference ends at a slash that both have.
  while (common > 0 && partEnd(parts, common - 1) >= same) common--
  kept = common
  const kind = split(name, length, common, parts)
  count = partCount
  if (kind != PATH) {
    forgetLastName()
    return kind
  }
  memory.copy(last + same, name + same, length - same)
  lastLength = length
  return PATH
}
