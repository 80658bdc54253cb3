import { allocate, enlarged, zeros } from './memory'

/** Distinct names by a number each, in order of first use: name n is heap[starts[n]..starts[n + 1]]. */
export let nameCount: u32 = 0
export let nameHeap: usize = 0
export let nameStarts: usize = 0
let heapRoom: u32 = 0
let startsRoom: u32 = 0
/**
 * Pairs of a hash and a name's number plus 1, which is 0 where the slot is free. A name's own slot is the one that the upper
 * bits of its hash say, so that slots are nearly in the order of hashes: to move them to a larger table is one pass over both.
 */
let slots: usize = 0
let mask: u32 = 0
let shift: u32 = 0

/** Begin and factor of the hash: see name-hash.ts, which computes the same. */
let begin: u32 = 0
let factor: u32 = 1

/** Chooses the hash, before the first name. */
export function seedNames(first: u32, times: u32): void {
  begin = first
  factor = times
}

/** An empty table. */
export function clearNames(): void {
  nameCount = 0
  heapRoom = 4096
  startsRoom = 256
  nameHeap = allocate(heapRoom)
  nameStarts = allocate(startsRoom << 2)
  mask = 511
  shift = 23
  slots = zeros((<usize>(mask + 1)) << 3)
}

/** Bytes of all names. */
export function nameBytes(): u32 {
  return load<u32>(nameStarts + ((<usize>nameCount) << 2))
}

/** Makes room for so many more names of so many bytes in all; false where there is no more memory. */
export function roomForNames(more: u32, bytes: u32): bool {
  const heap = nameBytes() + bytes
  if (heap > heapRoom) {
    const room = max(heap, heapRoom + (heapRoom >> 1))
    const copy = enlarged(nameHeap, nameBytes(), room)
    if (copy == 0) return false
    nameHeap = copy
    heapRoom = room
  }
  const count = nameCount + more
  if (count + 1 > startsRoom) {
    const room = max(count + 1, startsRoom + (startsRoom >> 1))
    const copy = enlarged(nameStarts, (<usize>(nameCount + 1)) << 2, (<usize>room) << 2)
    if (copy == 0) return false
    nameStarts = copy
    startsRoom = room
  }
  return count * 2 <= mask || rehash(count)
}

/** Slots for so many names; false where there is no more memory. */
function rehash(count: u32): bool {
  let pairs = mask + 1
  let right = shift
  while (count * 2 > pairs - 1) {
    pairs <<= 1
    right--
  }
  const larger = zeros((<usize>pairs) << 3)
  if (larger == 0) return false
  for (let from: u32 = 0; from <= mask; from++) {
    const pair = load<u64>(slots + ((<usize>from) << 3))
    if (pair == 0) continue
    let slot = (<u32>pair) >> right
    while (load<u64>(larger + ((<usize>slot) << 3)) != 0) slot = (slot + 1) & (pairs - 1)
    store<u64>(larger + ((<usize>slot) << 3), pair)
  }
  slots = larger
  mask = pairs - 1
  shift = right
  return true
}

/** Takes four bytes at once; may read up to three behind the name. */
function hashOf(name: usize, length: u32): u32 {
  let hash = begin ^ length
  let at = name
  let left = length
  while (left >= 4) {
    hash = (hash ^ load<u32>(at)) * factor
    hash ^= hash >> 15
    at += 4
    left -= 4
  }
  const tail = left == 0 ? 0 : load<u32>(at) & (((<u32>1) << (left << 3)) - 1)
  hash = (hash ^ tail) * factor
  return hash ^ (hash >> 15)
}

function equal(a: usize, b: usize, length: u32): bool {
  let left = length
  while (left >= 8) {
    if (load<u64>(a) != load<u64>(b)) return false
    a += 8
    b += 8
    left -= 8
  }
  return left == 0 || ((load<u64>(a) ^ load<u64>(b)) & (((<u64>1) << (left << 3)) - 1)) == 0
}

/** The slot that holds a name, or the free one where it belongs. */
function slotOf(name: usize, length: u32, hash: u32): usize {
  let slot = hash >> shift
  while (true) {
    const at = slots + ((<usize>slot) << 3)
    const known = load<u32>(at, 4)
    if (known == 0) return at
    if (load<u32>(at) == hash) {
      const starts = nameStarts + ((<usize>(known - 1)) << 2)
      const from = load<u32>(starts)
      if (load<u32>(starts, 4) - from == length && equal(nameHeap + from, name, length)) return at
    }
    slot = (slot + 1) & mask
  }
}

/** The number of a name, a new one where it was not seen before. There is room for it. */
export function internName(name: usize, length: u32): u32 {
  const hash = hashOf(name, length)
  const slot = slotOf(name, length, hash)
  const known = load<u32>(slot, 4)
  if (known != 0) return known - 1
  const from = nameBytes()
  memory.copy(nameHeap + from, name, length)
  const number = nameCount++
  store<u32>(nameStarts + ((<usize>nameCount) << 2), from + length)
  store<u32>(slot, hash)
  store<u32>(slot, number + 1, 4)
  return number
}

/** The number of a name; -1 where it was never interned. */
export function findName(name: usize, length: u32): i32 {
  return <i32>load<u32>(slotOf(name, length, hashOf(name, length)), 4) - 1
}

/** Pairs of a hash and a name's number, of all names, nearly in the order of hashes; 0 where there is no more memory. */
export function namesByHash(): usize {
  const pairs = allocate((<usize>nameCount) << 3)
  if (pairs == 0) return 0
  let to = pairs
  const end = slots + ((<usize>(mask + 1)) << 3)
  for (let at = slots; at < end; at += 8) {
    const number = load<u32>(at, 4)
    if (number == 0) continue
    store<u32>(to, load<u32>(at))
    store<u32>(to, number - 1, 4)
    to += 8
  }
  return pairs
}
