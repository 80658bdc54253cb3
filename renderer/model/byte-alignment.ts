/** A stretch of two byte strings that lie beside each other: as many of each, or of one alone. */
export interface Run {
  /** Offset of the first byte in each. */
  readonly a: number
  readonly b: number
  /** Bytes of each; where they differ in number, one is 0. */
  readonly aLength: number
  readonly bLength: number
}

/** Where a difference begins. */
export interface ByteChange {
  readonly run: number
  /** Bytes from the start of the run. */
  readonly offset: number
}

/** Two byte strings, laid beside each other. */
export interface Alignment {
  /** In order, without gaps: together they are all of both. */
  readonly runs: readonly Run[]
  /** Differences that lie closer than a line of text are one. */
  readonly changes: readonly ByteChange[]
}

/** Bytes that must be equal to be taken for the same in another place. */
const BLOCK = 32
/** Bytes that must be equal to be taken for the same in the same place. */
const SAME_PLACE = 16
/** Differences with so few equal bytes between them are one. */
const NEAR = 16
const BASE = 0x01000193

interface Stretch {
  a: number
  b: number
  length: number
}

/**
 * Lays two byte strings beside each other, so that what was inserted or removed does not make all that follows differ. Time and
 * memory grow as the sizes do, whatever the bytes: blocks of the first are looked up by a rolling hash (as rsync does), in order,
 * so that bytes that changed their places are removed here and inserted there.
 */
export function alignBytes(a: Uint8Array, b: Uint8Array): Alignment {
  const runs: { a: number; b: number; aLength: number; bLength: number }[] = []
  const changes: ByteChange[] = []
  let lastEnd = -1
  const add = (at: Stretch, aLength: number, bLength: number, same: boolean): void => {
    if (aLength === 0 && bLength === 0) return
    const last = runs.at(-1)
    const paired = aLength === bLength
    const joins = last !== undefined && paired && last.aLength === last.bLength
    if (!same && (at.a > lastEnd + NEAR || changes.length === 0 || !joins))
      changes.push({ run: joins ? runs.length - 1 : runs.length, offset: joins ? last.aLength : 0 })
    if (joins) {
      last.aLength += aLength
      last.bLength += bLength
    } else runs.push({ a: at.a, b: at.b, aLength, bLength })
    if (!same) lastEnd = at.a + aLength
  }
  let atA = 0
  let atB = 0
  const gap = (toA: number, toB: number): void => {
    const both = Math.min(toA - atA, toB - atB)
    addCompared(a, b, { a: atA, b: atB, length: both }, add)
    add({ a: atA + both, b: atB + both, length: 0 }, toA - atA - both, 0, false)
    add({ a: toA, b: atB + both, length: 0 }, 0, toB - atB - both, false)
  }
  for (const stretch of sameStretches(a, b)) {
    gap(stretch.a, stretch.b)
    add(stretch, stretch.length, stretch.length, true)
    atA = stretch.a + stretch.length
    atB = stretch.b + stretch.length
  }
  gap(a.length, b.length)
  return { runs, changes }
}

/** Bytes in the same place: equal and differing ones by turns. */
function addCompared(
  a: Uint8Array,
  b: Uint8Array,
  { a: atA, b: atB, length }: Stretch,
  add: (at: Stretch, aLength: number, bLength: number, same: boolean) => void,
): void {
  for (let from = 0; from < length;) {
    const same = a[atA + from] === b[atB + from]
    let to = from + 1
    while (to < length && (a[atA + to] === b[atB + to]) === same) to += 1
    add({ a: atA + from, b: atB + from, length: to - from }, to - from, to - from, same)
    from = to
  }
}

/** Equal stretches in order, as many as are worth it. */
function* sameStretches(a: Uint8Array, b: Uint8Array): Generator<Stretch> {
  const least = Math.min(a.length, b.length)
  let start = 0
  while (start < least && a[start] === b[start]) start += 1
  let end = 0
  while (end < least - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  if (start > 0) yield { a: 0, b: 0, length: start }
  yield* inside(a.subarray(0, a.length - end), b.subarray(0, b.length - end), start)
  if (end > 0) yield { a: a.length - end, b: b.length - end, length: end }
}

function* inside(a: Uint8Array, b: Uint8Array, start: number): Generator<Stretch> {
  const blocks = indexBlocks(a, start)
  let atA = start
  let atB = start
  let hash = 0
  /** The hash is that of the block that begins here; -1: of none. */
  let hashed = -1
  for (let at = start; at < b.length; at += 1) {
    let from = atA + (at - atB)
    let length = sameLength(a, b, from, at)
    if (length < SAME_PLACE) {
      if (at + BLOCK > b.length) {
        if (from + SAME_PLACE > a.length) return
        continue
      }
      hash = hashed === at - 1 && at > start ? roll(hash, b, at) : hashOf(b, at)
      hashed = at
      from = blocks.get(hash)
      length = from >= atA ? sameLength(a, b, from, at) : 0
      if (length < BLOCK) continue
      while (from > atA && at > atB && a[from - 1] === b[at - 1]) {
        from -= 1
        at -= 1
        length += 1
      }
    }
    yield { a: from, b: at, length }
    atA = from + length
    atB = at + length
    at = atB - 1
    hashed = -1
  }
}

function sameLength(a: Uint8Array, b: Uint8Array, fromA: number, fromB: number): number {
  const most = Math.min(a.length - fromA, b.length - fromB)
  let length = 0
  while (length < most && a[fromA + length] === b[fromB + length]) length += 1
  return Math.max(0, length)
}

let topPower = 1
for (let round = 1; round < BLOCK; round += 1) topPower = Math.imul(topPower, BASE)

function hashOf(bytes: Uint8Array, from: number): number {
  let hash = 0
  for (let at = from; at < from + BLOCK; at += 1) hash = (Math.imul(hash, BASE) + (bytes[at] ?? 0)) | 0
  return hash
}

function roll(hash: number, bytes: Uint8Array, from: number): number {
  const without = (hash - Math.imul(bytes[from - 1] ?? 0, topPower)) | 0
  return (Math.imul(without, BASE) + (bytes[from + BLOCK - 1] ?? 0)) | 0
}

/** Finds a block of `bytes` by its hash; the first of those that share a place in the table. */
function indexBlocks(bytes: Uint8Array, start: number): { get(hash: number): number } {
  const count = Math.max(1, Math.floor((bytes.length - start) / BLOCK))
  const bits = Math.min(24, Math.ceil(Math.log2(count)) + 2)
  const table = new Int32Array(2 ** bits).fill(-1)
  const place = (hash: number): number => Math.imul(hash, 0x9e3779b1 | 0) >>> (32 - bits)
  for (let at = start; at + BLOCK <= bytes.length; at += BLOCK) {
    const where = place(hashOf(bytes, at))
    if (table[where] === -1) table[where] = at
  }
  return { get: (hash) => table[place(hash)] ?? -1 }
}
