import type { Pattern } from '../pattern.ts'
import { decodeUtf8 } from '../display-name.ts'
import type { Names } from '../name-table.ts'

/** One byte for each name of a table: 1 where the name is meant. */
export type NameSet = Uint8Array

/** Where in a name a text is looked for. */
export type Place = 'anywhere' | 'begin' | 'end' | 'whole'

/** All names as one text, a character for each byte. */
function heapText(names: Names): string {
  const { buffer, byteOffset } = names.heap
  return Buffer.from(buffer, byteOffset, names.starts[names.count]).toString('latin1')
}

function foldedByte(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte
}

/** The bytes with ASCII letters made small. */
function folded(bytes: Uint8Array, length: number): Buffer {
  const result = Buffer.allocUnsafeSlow(length)
  for (let at = 0; at < length; at++) result[at] = foldedByte(bytes[at]!)
  return result
}

const foldedHeaps = new WeakMap<Uint8Array, Buffer>()

/** The heap of all names with ASCII letters made small: kept, since each keystroke asks for it. */
export function smallLetters({ heap, starts, count }: Names): Buffer {
  const length = starts[count]!
  // A table that grows gets another heap, or is longer.
  const known = foldedHeaps.get(heap)
  if (known?.length === length) return known
  const made = folded(heap, length)
  foldedHeaps.set(heap, made)
  return made
}

/** A text of so many bytes is in most names or in many: to look through them one by one costs less than to hop from hit to hit. */
const COMMON = 2

/** Names that have a text; in any case of ASCII letters where it is not `caseSensitive`. Runs over all names at once. */
export function namesWithText(names: Names, text: string, caseSensitive: boolean, place: Place): NameSet {
  const set = new Uint8Array(names.count)
  const length = names.starts[names.count]!
  const wanted = Buffer.from(text)
  const needle = caseSensitive ? wanted : folded(wanted, wanted.length)
  const heap = caseSensitive ? Buffer.from(names.heap.buffer, names.heap.byteOffset, length) : smallLetters(names)
  if (needle.length === 0) {
    if (place !== 'whole') return set.fill(1)
    for (let name = 0; name < names.count; name++) if (names.starts[name] === names.starts[name + 1]) set[name] = 1
    return set
  }
  if (needle.length <= COMMON && place === 'anywhere') return markNamesWith(needle, heap, names, set)
  let name = 0
  for (let at = heap.indexOf(needle); at >= 0; at = heap.indexOf(needle, at + 1)) {
    name = nameAt(names, at, name)
    const end = at + needle.length
    if (end > names.starts[name + 1]!) continue
    const begins = at === names.starts[name]
    const ends = end === names.starts[name + 1]
    if (place === 'anywhere' || (place !== 'end' ? begins : ends)) if (place !== 'whole' || ends) set[name] = 1
    if (set[name] === 1) at = names.starts[name + 1]! - 1
  }
  return set
}

/** Marks names that have one or two bytes anywhere. */
function markNamesWith(needle: Uint8Array, heap: Uint8Array, { starts, count }: Names, set: NameSet): NameSet {
  const [first, second] = needle
  let at = 0
  for (let name = 0; name < count; name++) {
    const end = starts[name + 1]!
    const last = second === undefined ? end : end - 1
    for (; at < last; at++)
      if (heap[at] === first && (second === undefined || heap[at + 1] === second)) {
        set[name] = 1
        break
      }
    at = end
  }
  return set
}

/** The name that has a byte of the heap; it is not before `from`. */
function nameAt(names: Names, at: number, from: number): number {
  let low = from
  let step = 1
  while (low + step < names.count && names.starts[low + step]! <= at) {
    low += step
    step *= 2
  }
  let high = Math.min(names.count - 1, low + step)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (names.starts[middle]! <= at) low = middle
    else high = middle - 1
  }
  return low
}

/** Names that a pattern matches. `literal` is a text that every such name has, '' where none is known: it saves most of the work. */
export function namesWithPattern(names: Names, pattern: Pattern, literal: string, caseSensitive: boolean): NameSet {
  const set =
    literal === '' ? new Uint8Array(names.count).fill(1) : namesWithText(names, literal, caseSensitive, 'anywhere')
  const heap = heapText(names)
  for (let name = 0; name < names.count; name++) {
    if (set[name] === 0) continue
    set[name] = pattern.test(nameText(names, heap, name)) ? 1 : 0
  }
  return set
}

/** A name as a text; bytes that are no UTF-8 stand for themselves. */
function nameText(names: Names, heap: string, name: number): string {
  const start = names.starts[name]!
  const end = names.starts[name + 1]!
  for (let at = start; at < end; at++)
    if (names.heap[at]! >= 0x80) return decodeUtf8(names.heap.subarray(start, end)) ?? heap.slice(start, end)
  return heap.slice(start, end)
}

/** Every name of a table as a text. */
export function nameTexts(names: Names): (name: number) => string {
  const heap = heapText(names)
  return (name) => nameText(names, heap, name)
}

/** The longest run of plain characters of a glob, which every name that it matches has; '' where there is none. */
export function literalOfGlob(glob: string): string {
  if (/[\\{}[\]]/.test(glob)) return ''
  return glob.split(/[*?/]+/).reduce((longest, run) => (run.length > longest.length ? run : longest), '')
}
