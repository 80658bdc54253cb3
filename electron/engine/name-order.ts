import type { Names } from './name-table.ts'

/** From so many names on they are ordered by their bytes as numbers; below, that takes longer than to compare them. */
const MANY = 512
const DIGITS = 0x10000

/** The places of a list of names, given by their numbers, in the order of their bytes. Equal ones stay in the order of their places. */
export function nameOrder(names: Names, list: Uint32Array): Uint32Array {
  const order = new Uint32Array(list.length)
  for (let place = 0; place < order.length; place++) order[place] = place
  if (list.length < MANY) return sortFrom(order, 0, names, list)
  const common = bytesInCommon(names, list)
  const high = new Uint32Array(list.length)
  const low = new Uint32Array(list.length)
  const { heap, starts } = names
  for (let place = 0; place < list.length; place++) {
    const at = starts[list[place]!]! + common
    const end = starts[list[place]! + 1]!
    high[place] = wordAt(heap, at, end)
    low[place] = wordAt(heap, at + 4, end)
  }
  const sorted = orderBy(high, 16, orderBy(high, 0, orderBy(low, 16, orderBy(low, 0, order))))
  orderEqual(sorted, high, low, (run) => sortFrom(run, common + 8, names, list))
  return sorted
}

/** How many bytes all names begin with alike. */
function bytesInCommon({ heap, starts }: Names, list: Uint32Array): number {
  const first = starts[list[0]!]!
  let common = starts[list[0]! + 1]! - first
  for (let place = 1; place < list.length && common > 0; place++) {
    const start = starts[list[place]!]!
    const most = Math.min(common, starts[list[place]! + 1]! - start)
    common = 0
    while (common < most && heap[start + common] === heap[first + common]) common++
  }
  return common
}

/** Four bytes as a number in their order; 0 for those from the end on, which no name has. */
function wordAt(heap: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) return ((heap[at]! << 24) | (heap[at + 1]! << 16) | (heap[at + 2]! << 8) | heap[at + 3]!) >>> 0
  let word = 0
  for (let shift = 24; at < end; at++, shift -= 8) word |= heap[at]! << shift
  return word >>> 0
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

/** Has runs of places whose keys are equal ordered by what comes behind them. */
function orderEqual(order: Uint32Array, high: Uint32Array, low: Uint32Array, sort: (run: Uint32Array) => void): void {
  let start = 0
  while (start < order.length) {
    const [first, second] = [high[order[start]!]!, low[order[start]!]!]
    let end = start + 1
    while (end < order.length && high[order[end]!] === first && low[order[end]!] === second) end++
    if (end - start > 1) sort(order.subarray(start, end))
    start = end
  }
}

/** Sorts places by their names' bytes from `from` on, by comparing. */
function sortFrom(places: Uint32Array, from: number, { heap, starts }: Names, list: Uint32Array): Uint32Array {
  return places.sort((a, b) => {
    let [at, other] = [starts[list[a]!]! + from, starts[list[b]!]! + from]
    const [end, otherEnd] = [starts[list[a]! + 1]!, starts[list[b]! + 1]!]
    while (at < end && other < otherEnd) {
      const difference = heap[at++]! - heap[other++]!
      if (difference !== 0) return difference
    }
    // One begins with the other, or is shorter than `from`, as the other is then.
    return end - at - (otherEnd - other) || a - b
  })
}
