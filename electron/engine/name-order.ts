/** From so many names on they are ordered by their bytes as numbers; below, that takes longer than to compare them. */
const MANY = 512
const DIGITS = 0x10000

/** Gives the raw bytes of a name by its place in a list; they may be valid until the next call only. */
export type NameAt = (place: number) => Uint8Array

/** The places of `count` names in the order of their bytes. Equal names stay in the order of their places. */
export function nameOrder(count: number, nameAt: NameAt): Uint32Array {
  const order = new Uint32Array(count)
  for (let place = 0; place < count; place++) order[place] = place
  if (count < MANY) return order.sort((a, b) => compareFrom(new Uint8Array(nameAt(a)), nameAt(b), 0) || a - b)
  const common = bytesInCommon(count, nameAt)
  const high = new Uint32Array(count)
  const low = new Uint32Array(count)
  for (let place = 0; place < count; place++) {
    const name = nameAt(place)
    high[place] = wordAt(name, common)
    low[place] = wordAt(name, common + 4)
  }
  const sorted = orderBy(high, 16, orderBy(high, 0, orderBy(low, 16, orderBy(low, 0, order))))
  orderEqual(sorted, high, low, common + 8, nameAt)
  return sorted
}

/** How many bytes all names begin with alike. */
function bytesInCommon(count: number, nameAt: NameAt): number {
  const first = new Uint8Array(nameAt(0))
  let common = first.length
  for (let place = 1; place < count && common > 0; place++) {
    const name = nameAt(place)
    let same = 0
    while (same < common && name[same] === first[same]) same++
    common = same
  }
  return common
}

/** Four bytes as a number in their order; 0 for those behind the end, which no name has. */
function wordAt(name: Uint8Array, at: number): number {
  return (
    (((name[at] ?? 0) << 24) | ((name[at + 1] ?? 0) << 16) | ((name[at + 2] ?? 0) << 8) | (name[at + 3] ?? 0)) >>> 0
  )
}

/** One pass of a radix sort: by the 16 bits of each place's key that are `shift` from the lowest; stable. */
function orderBy(keys: Uint32Array, shift: number, order: Uint32Array): Uint32Array {
  const starts = new Uint32Array(DIGITS + 1)
  for (const key of keys) starts[((key >>> shift) & 0xffff) + 1]!++
  if (starts.includes(keys.length)) return order
  for (let digit = 1; digit < DIGITS; digit++) starts[digit]! += starts[digit - 1]!
  const sorted = new Uint32Array(order.length)
  for (const place of order) sorted[starts[(keys[place]! >>> shift) & 0xffff]!++] = place
  return sorted
}

/** Orders those whose keys are equal by what comes behind them. */
function orderEqual(order: Uint32Array, high: Uint32Array, low: Uint32Array, from: number, nameAt: NameAt): void {
  let start = 0
  while (start < order.length) {
    const [first, second] = [high[order[start]!]!, low[order[start]!]!]
    let end = start + 1
    while (end < order.length && high[order[end]!] === first && low[order[end]!] === second) end++
    if (end - start > 1) orderRun(order.subarray(start, end), from, nameAt)
    start = end
  }
}

function orderRun(run: Uint32Array, from: number, nameAt: NameAt): void {
  const names = new Map<number, Uint8Array>()
  for (const place of run) names.set(place, new Uint8Array(nameAt(place)))
  run.sort((a, b) => compareFrom(names.get(a)!, names.get(b)!, from) || a - b)
}

function compareFrom(a: Uint8Array, b: Uint8Array, from: number): number {
  return Buffer.compare(a.subarray(from), b.subarray(from))
}
