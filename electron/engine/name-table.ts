import { hashName } from './name-hash.ts'

/** Distinct names by a number each, in order of first use. Plain data: can be sent to another thread. */
export interface Names {
  readonly count: number
  /** Bytes of all names, one after the other. */
  readonly heap: Uint8Array
  /** Name n is heap[starts[n]..starts[n + 1]]. */
  readonly starts: Uint32Array
  /** Of each name its {@link hashName}; absent where that was not computed in this process. */
  readonly hashes?: Uint32Array
}

/** The bytes of a name. */
export function nameBytes(names: Names, name: number): Uint8Array {
  return names.heap.subarray(names.starts[name], names.starts[name + 1])
}

/** A name of so many bytes is copied byte by byte: a view of it would cost more. */
const SHORT = 64

/** Names that are looked up at once by {@link NameTable.internAll}. */
const BATCH = 64

/** Gives each distinct byte string a number. */
export class NameTable implements Names {
  count = 0
  heap = new Uint8Array(1024)
  starts = new Uint32Array(64)
  /** Pairs of a hash and a name's number plus 1, which is 0 where the slot is free: both are in one line of the cache. */
  #slots = new Uint32Array(256)
  /** Where a slot is, in pairs. */
  #mask = 127

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

  /** Interns all names of another table; returns their numbers here. */
  internAll(names: Names): Uint32Array {
    if (this.count === 0) return this.#adopt(names)
    const { heap, starts } = names
    this.reserve(this.count + names.count, this.starts[this.count]! + heap.length)
    const known = names.hashes
    const map = new Uint32Array(names.count)
    const hashes = new Uint32Array(BATCH)
    const met = new Uint32Array(BATCH)
    for (let from = 0; from < names.count; from += BATCH) {
      const to = Math.min(names.count, from + BATCH)
      // The slots of a batch are read first, and nothing waits for what they hold: so the processor reads many at once.
      for (let name = from; name < to; name++) {
        const hash = known?.[name] ?? hashName(heap, starts[name]!, starts[name + 1]!)
        hashes[name - from] = hash
        met[name - from] = this.#slots[(hash & this.#mask) * 2]!
      }
      for (let name = from; name < to; name++)
        map[name] = this.#intern(heap, starts[name]!, starts[name + 1]!, hashes[name - from]!)
    }
    return map
  }

  /** Takes the names of a table, which are distinct, as the first of this one. */
  #adopt(names: Names): Uint32Array {
    const { count } = names
    // Layers above bring more names: to make room for them now is less work than to move all of these then.
    this.#reserveSlots(count * 2)
    this.reserve(count, names.heap.length)
    this.heap.set(names.heap)
    this.starts.set(names.starts.subarray(0, count + 1))
    this.count = count
    const map = new Uint32Array(count)
    const known = names.hashes
    for (let name = 0; name < count; name++) {
      map[name] = name
      this.#put(known?.[name] ?? hashName(this.heap, this.starts[name]!, this.starts[name + 1]!), name)
    }
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
    let slot = hash & this.#mask
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

  /** Puts a name that the table does not have yet into the first free slot from its own on. */
  #put(hash: number, name: number): void {
    const slots = this.#slots
    let slot = hash & this.#mask
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & this.#mask
    slots[slot * 2] = hash
    slots[slot * 2 + 1] = name + 1
  }

  #rehash(pairs: number): void {
    const before = this.#slots
    this.#slots = new Uint32Array(pairs * 2)
    this.#mask = pairs - 1
    for (let at = 0; at < before.length; at += 2) if (before[at + 1] !== 0) this.#put(before[at]!, before[at + 1]! - 1)
  }
}

type Growable = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array

/** Room for `count` elements: just that for the first, more where `before` were there, since more will come. */
export function roomFor(count: number, before: number): number {
  return before === 0 ? count : Math.ceil(count * 1.25)
}

/** A longer copy of a typed array; the new part is 0. */
export function grown<T extends Growable>(array: T, length: number): T {
  const copy = new (array.constructor as new (length: number) => T)(length)
  copy.set(array)
  return copy
}
