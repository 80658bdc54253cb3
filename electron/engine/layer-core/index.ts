import { DIRECTORY, FILE, SYMLINK, UNKNOWN, clearEntries, entryCount, roomForEntries } from './entries'
import {
  BLOCK,
  blockSum,
  checksumMatches,
  clearHeaders,
  headerName,
  headerNameLength,
  linkLength,
  linkOf,
  modeOf,
  mtimeOf,
  ownerOfHeader,
  plainType,
  readName,
  sizeOf,
} from './header'
import { addMember, clearMembers } from './members'
import { allocate, freeAll } from './memory'
import { LONGEST_NAME, clearNameParts } from './name-parts'
import { clearNames, roomForNames } from './names'
import { clearPaths, roomForNodes } from './paths'

export { contentBytes, newestNode, addMember } from './members'
export {
  entryCount,
  types,
  modes,
  ownerOf,
  sizes,
  mtimes,
  dataOffsets,
  nodeOf,
  linkCount,
  linkEntries,
  linkTargets,
  linkStarts,
  linkHeap,
  linkBytes,
} from './entries'
export { nodeCount, parents, nodeNames, firstChild, nextSibling, entryOf, roles, live } from './paths'
export { nameCount, nameHeap, nameStarts, nameBytes, seedNames } from './names'
export { seedPaths } from './paths'
export { headerName, headerNameLength, keepOwner } from './header'

/** Why {@link scan} stopped: `Stop` of layer-core.ts. */
const WINDOW_ENDS: i32 = 0
const UNUSUAL: i32 = 1
const SAID: i32 = 2
const PAUSE: i32 = 3

/** Bytes of the window into the tar, and a block more. */
const WINDOW: u32 = 128 * 1024

/** Where bytes of the tar are put to be read. */
export let window: usize = 0
/** Where a name that does not come from a header is put, of {@link LONGEST_NAME} bytes at most, and where a link's target is. */
export let nameRoom: usize = 0
/** What was put there is kept until more is asked for. */
let linkRoom: usize = 0
let linkRoomBytes: u32 = 0

/** Offset in the tar of the next header that is to be read. */
export let position: f64 = 0
/** What is to be said of the member that {@link scan} added last, the offset of its header, and the bytes of its body. */
export let said: u32 = 0
export let saidOffset: f64 = 0
export let bodySize: f64 = 0
/** How many members {@link scan} has passed. */
export let passed: u32 = 0

/** An empty layer. */
export function clear(): void {
  freeAll()
  window = allocate(WINDOW + BLOCK)
  nameRoom = allocate(LONGEST_NAME)
  linkRoomBytes = 0
  clearEntries()
  clearNames()
  clearPaths()
  clearNameParts()
  clearMembers()
  clearHeaders()
}

/** Room for a link's target of so many bytes; 0 where there is no more memory. */
export function roomForTarget(bytes: u32): usize {
  if (bytes > linkRoomBytes) {
    const room = max(bytes, linkRoomBytes * 2)
    linkRoom = allocate(room)
    linkRoomBytes = linkRoom == 0 ? 0 : room
  }
  return linkRoom
}

/** Makes room for so many members at once, where there is memory. */
export function expectMembers(count: u32): void {
  if (count <= entryCount) return
  const more = count - entryCount
  roomForEntries(more)
  roomForNames(more, more * 8)
  roomForNodes(more, count)
}

/**
 * Adds the members whose headers are in memory from `at` up to `end`, the first at `offset` of the tar, for as long as there
 * is nothing unusual about them; `most` at most. Bodies may end behind `end`, but not behind `size`, which is that of the tar.
 * Where `adding` is false, members are only passed over.
 */
export function scan(at: usize, end: usize, offset: f64, size: f64, most: u32, adding: bool): i32 {
  let header = at
  let next = <u64>offset
  const last = <u64>size
  passed = 0
  while (true) {
    position = <f64>next
    if (header + BLOCK > end) return WINDOW_ENDS
    if (passed == most) return PAUSE
    const type = plainType(header)
    if (type == UNKNOWN) return UNUSUAL
    const sum = blockSum(header)
    if (sum == 0 || !checksumMatches(header, sum)) return UNUSUAL
    const stored = type == FILE ? sizeOf(header) : 0
    const body = next + BLOCK
    if (stored > last || body + stored > last) return UNUSUAL
    if (adding) {
      const mode = modeOf(header)
      const mtime = mtimeOf(header)
      const owner = ownerOfHeader(header)
      if (owner < 0 || mode > 0xffffff || mtime > 0xffffffffff || !readName(header)) return UNUSUAL
      const length = headerNameLength
      if (length == 0 || (type == FILE && load<u8>(headerName + length - 1) == 0x2f)) return UNUSUAL
      const isLink = type == SYMLINK
      said = addMember(
        type,
        (<u32>mode) & 0o7777,
        owner,
        <f64>stored,
        <f64>mtime,
        <f64>body,
        headerName,
        length,
        isLink ? linkOf(header) : 0,
        isLink ? linkLength(header) : 0,
        true,
      )
      saidOffset = <f64>next
    } else said = 0
    bodySize = <f64>stored
    const step = <u64>BLOCK + ((stored + (BLOCK - 1)) & ~(<u64>(BLOCK - 1)))
    passed++
    next = min(next + step, last)
    // A body may end far behind all memory.
    header = step > <u64>(end - header) ? end : header + <usize>step
    if (said != 0) {
      position = <f64>next
      return SAID
    }
  }
}
