import { allocate, enlarged } from './memory'

/** Types of `Type` in layer-index.ts. */
export const FILE: u32 = 0
export const DIRECTORY: u32 = 1
export const SYMLINK: u32 = 2
export const HARD_LINK: u32 = 3
export const CHARACTER: u32 = 4
export const UNKNOWN: u32 = 7

/** Tar members in order, in columns. */
export let entryCount: u32 = 0
export let types: usize = 0
export let modes: usize = 0
export let ownerOf: usize = 0
export let sizes: usize = 0
export let mtimes: usize = 0
export let dataOffsets: usize = 0
export let nodeOf: usize = 0
let entryRoom: u32 = 0

/** Links by entry in ascending order; link n's target is linkHeap[linkStarts[n]..linkStarts[n + 1]]. */
export let linkCount: u32 = 0
export let linkEntries: usize = 0
/** For a hard link: the entry that holds the content, -1 where no earlier one does. */
export let linkTargets: usize = 0
export let linkStarts: usize = 0
export let linkHeap: usize = 0
let linkRoom: u32 = 0
let linkHeapRoom: u32 = 0

/** No entries. */
export function clearEntries(): void {
  entryCount = 0
  entryRoom = 0
  linkCount = 0
  linkRoom = 0
  linkHeapRoom = 4096
  linkHeap = allocate(linkHeapRoom)
  enlargeEntries(256)
  enlargeLinks(64)
}

function enlargeEntries(room: u32): bool {
  const before = <usize>entryCount
  const t = enlarged(types, before, room)
  const m = enlarged(modes, before << 1, (<usize>room) << 1)
  const o = enlarged(ownerOf, before << 2, (<usize>room) << 2)
  const s = enlarged(sizes, before << 3, (<usize>room) << 3)
  const i = enlarged(mtimes, before << 3, (<usize>room) << 3)
  const d = enlarged(dataOffsets, before << 3, (<usize>room) << 3)
  const n = enlarged(nodeOf, before << 2, (<usize>room) << 2)
  if (t == 0 || m == 0 || o == 0 || s == 0 || i == 0 || d == 0 || n == 0) return false
  types = t
  modes = m
  ownerOf = o
  sizes = s
  mtimes = i
  dataOffsets = d
  nodeOf = n
  entryRoom = room
  return true
}

function enlargeLinks(room: u32): bool {
  const before = (<usize>linkCount) << 2
  const e = enlarged(linkEntries, before, (<usize>room) << 2)
  const t = enlarged(linkTargets, before, (<usize>room) << 2)
  const s = enlarged(linkStarts, linkRoom == 0 ? 0 : before + 4, (<usize>(room + 1)) << 2)
  if (e == 0 || t == 0 || s == 0) return false
  linkEntries = e
  linkTargets = t
  linkStarts = s
  linkRoom = room
  return true
}

/** Makes room for so many more entries; false where there is no more memory. */
export function roomForEntries(more: u32): bool {
  const count = entryCount + more
  return count <= entryRoom || enlargeEntries(max(count, entryRoom + (entryRoom >> 1)))
}

/** Bytes of the targets of all links. */
export function linkBytes(): u32 {
  return load<u32>(linkStarts + ((<usize>linkCount) << 2))
}

/** Makes room for one more link of so many bytes; false where there is no more memory. */
export function roomForLink(bytes: u32): bool {
  const heap = linkBytes() + bytes
  if (heap > linkHeapRoom) {
    const room = max(heap, linkHeapRoom + (linkHeapRoom >> 1))
    const copy = enlarged(linkHeap, linkBytes(), room)
    if (copy == 0) return false
    linkHeap = copy
    linkHeapRoom = room
  }
  return linkCount < linkRoom || enlargeLinks(linkRoom * 2)
}

/** Adds an entry; it is of no type and at no node yet. There is room for it. */
export function addEntry(mode: u32, owner: u32, mtime: f64, dataOffset: f64): u32 {
  const entry = entryCount++
  store<u16>(modes + ((<usize>entry) << 1), <u16>mode)
  store<u32>(ownerOf + ((<usize>entry) << 2), owner)
  store<f64>(mtimes + ((<usize>entry) << 3), mtime)
  store<f64>(dataOffsets + ((<usize>entry) << 3), dataOffset)
  store<f64>(sizes + ((<usize>entry) << 3), 0)
  return entry
}

/** Adds a link of the newest entry. There is room for it. */
export function addLink(entry: u32, target: i32, link: usize, length: u32): void {
  const start = linkBytes()
  memory.copy(linkHeap + start, link, length)
  store<u32>(linkEntries + ((<usize>linkCount) << 2), entry)
  store<i32>(linkTargets + ((<usize>linkCount) << 2), target)
  linkCount++
  store<u32>(linkStarts + ((<usize>linkCount) << 2), start + length)
}

/** The entry that holds the content of a hard link; -1 where no earlier one does. */
export function linkedEntry(entry: u32): i32 {
  let low: i32 = 0
  let high = <i32>linkCount - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const value = load<u32>(linkEntries + ((<usize>middle) << 2))
    if (value == entry) return load<i32>(linkTargets + ((<usize>middle) << 2))
    if (value < entry) low = middle + 1
    else high = middle - 1
  }
  return -1
}
