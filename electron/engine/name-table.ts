import { hashName } from './name-hash.ts'
import { grown, roomFor, zeros } from './new-memory.ts'

/** Distinct names by a number each, in order of first use. Plain data: can be sent to another thread. */
export interface Names {
  readonly count: number
  /** Bytes of all names, one after the other. */
  readonly heap: Uint8Array
  /** Name n is heap[starts[n]..starts[n + 1]]. */
  readonly starts: Uint32Array
  /**
   * Pairs of a {@link hashName} and the number of its name, of all names, nearly in the order of hashes; absent where no
   * table of this process has them.
   */
  readonly byHash?: Uint32Array | undefined
}

/** The bytes of a name. */
export function nameBytes(names: Names, name: number): Uint8Array {
  return names.heap.subarray(names.starts[name], names.starts[name + 1])
}

/** A name of so many bytes is copied byte by byte: a view of it would cost more. */
const SHORT = 64

/**
 * Gives each distinct byte string a number. A name's own slot is the one that the upper bits of its hash say: who comes with
 * names in the order of their hashes goes through the slots from the first to the last, which costs a fraction of hopping.
 */
export class NameTable implements Names {
  count = 0
  heap = new Uint8Array(1024)
  starts = new Uint32Array(64)
  /** Pairs of a hash and a name's number plus 1, which is 0 where the slot is free: both are in one line of the cache. */
  #slots = new Uint32Array(256)
  /** Number of slots less 1, and how far a hash is shifted to the right to be the number of one. */
  #mask = 127
  #shift = 25

  /** The number of bytes[start..end], a new one where it was not seen before. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    return this.#intern(bytes, start, end, hashName(bytes, start, end))
  }

  #intern(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slot = this.#slot(bytes, start, end, hash)
    const known = this.#slots[slot + 1]!
    if (known !== 0) return known - 1
    const name = this.#add(bytes, start, end)
    this.#slots[slot] = hash
    this.#slots[slot + 1] = name + 1
    if (this.count * 4 > this.#slots.length) this.#rehash(this.#slots.length)
    return name
  }

  /** Makes room for `count` names of `bytes` in all, so that the tables need not grow one doubling after the other. */
  reserve(count: number, bytes: number): void {
    if (bytes > this.heap.length) this.heap = grown(this.heap, roomFor(bytes, this.count))
    if (count + 1 > this.starts.length) this.starts = grown(this.starts, roomFor(count + 1, this.count))
    this.#reserveSlots(count)
  }

  #reserveSlots(count: number): void {
    const pairs = 2 ** Math.ceil(Math.log2(count * 2))
    if (pairs > this.#mask + 1) this.#rehash(pairs)
  }

  /** The number of a name, -1 where it was never interned. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const slot = this.#slot(bytes, start, end, hashName(bytes, start, end))
    return this.#slots[slot + 1]! - 1
  }

  /** Interns all names of another table, new ones in its order; returns their numbers here. */
  internAll(names: Names): Uint32Array {
    const { count, heap, starts } = names
    const byHash = names.byHash ?? pairsByHash(names)
    const first = this.count
    const map = zeros(Uint32Array, count)
    if (first === 0) {
      // Layers above bring more names: to make room for them now is less work than to move all of these then.
      this.#reserveSlots(count * 2)
      this.reserve(count, heap.length)
      this.heap.set(heap)
      this.starts.set(starts.subarray(0, count + 1))
      this.count = count
      for (let name = 0; name < count; name++) map[name] = name
    } else {
      this.reserve(first + count, this.starts[first]! + heap.length)
      for (let at = 0; at < byHash.length; at += 2) {
        const name = byHash[at + 1]!
        map[name] = this.#slots[this.#slot(heap, starts[name]!, starts[name + 1]!, byHash[at]!) + 1]!
      }
      for (let name = 0; name < count; name++)
        map[name] = map[name] === 0 ? this.#add(heap, starts[name]!, starts[name + 1]!) : map[name]! - 1
    }
    putAll(this.#slots, this.#shift, byHash, map, first)
    return map
  }

  /** The table as plain data of just the size that is needed. */
  toNames(): Names {
    const end = this.starts[this.count]!
    return {
      count: this.count,
      heap: this.heap.slice(0, end),
      starts: this.starts.slice(0, this.count + 1),
    }
  }

  /** Where the slot is that holds the name, or the free one where it belongs. */
  #slot(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots
    let slot = hash >>> this.#shift
    for (;;) {
      const known = slots[slot * 2 + 1]!
      if (known === 0 || (slots[slot * 2] === hash && this.#equals(known - 1, bytes, start, end))) return slot * 2
      slot = (slot + 1) & this.#mask
    }
  }

  #equals(name: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { heap, starts } = this
    const from = starts[name]!
    const length = end - start
    if (starts[name + 1]! - from !== length) return false
    for (let at = 0; at < length; at++) if (heap[from + at] !== bytes[start + at]) return false
    return true
  }

  #add(bytes: Uint8Array, start: number, end: number): number {
    const name = this.count++
    const from = this.starts[name]!
    const to = from + end - start
    if (to > this.heap.length) this.heap = grown(this.heap, Math.max(to, this.heap.length * 2))
    if (name + 1 >= this.starts.length) this.starts = grown(this.starts, this.starts.length * 2)
    const { heap } = this
    if (end - start > SHORT) heap.set(bytes.subarray(start, end), from)
    else for (let at = start, to = from; at < end; at++) heap[to++] = bytes[at]!
    this.starts[name + 1] = to
    return name
  }

  #rehash(pairs: number): void {
    const before = this.#slots
    this.#slots = zeros(Uint32Array, pairs * 2)
    this.#mask = pairs - 1
    this.#shift = Math.clz32(this.#mask)
    for (let at = 0; at < before.length; at += 2)
      if (before[at + 1] !== 0) put(this.#slots, this.#shift, before[at]!, before[at + 1]!)
  }
}

/** Puts the number plus 1 of a name that the table does not have yet into the first free slot from its own on. */
function put(slots: Uint32Array, shift: number, hash: number, number: number): void {
  let at = 2 * (hash >>> shift)
  while (slots[at + 1] !== 0) at = at + 2 === slots.length ? 0 : at + 2
  slots[at] = hash
  slots[at + 1] = number
}

/** Puts those of the names whose number, as `numbers` has it, is not below `first`: a loop of its own is compiled sooner. */
function putAll(slots: Uint32Array, shift: number, byHash: Uint32Array, numbers: Uint32Array, first: number): void {
  for (let at = 0; at < byHash.length; at += 2) {
    const number = numbers[byHash[at + 1]!]!
    if (number >= first) put(slots, shift, byHash[at]!, number + 1)
  }
}

/** By so many upper bits of their hashes names are parted. */
const PART_BITS = 11

/** `byHash` of names that come without. */
function pairsByHash({ count, heap, starts }: Names): Uint32Array {
  const shift = 32 - PART_BITS
  const hashes = new Uint32Array(count)
  const ends = new Uint32Array((1 << PART_BITS) + 1)
  for (let name = 0; name < count; name++) {
    const hash = (hashes[name] = hashName(heap, starts[name]!, starts[name + 1]!))
    ends[(hash >>> shift) + 1]!++
  }
  for (let part = 1; part < ends.length; part++) ends[part]! += ends[part - 1]!
  const pairs = new Uint32Array(count * 2)
  for (let name = 0; name < count; name++) {
    const at = 2 * ends[hashes[name]! >>> shift]!++
    pairs[at] = hashes[name]!
    pairs[at + 1] = name
  }
  return pairs
}
