import {
  FILE,
  HARD_LINK,
  SYMLINK,
  UNKNOWN,
  clearEntries,
  entryCount,
  linkBytes,
  linkCount,
  roomForEntries,
} from './entries'
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
  typeFlag,
  useName,
} from './header'
import {
  forgetHelpers,
  helperLink,
  helperLinkLength,
  helperName,
  helperNameLength,
  isHelper,
  readHelper,
  saysLink,
  saysName,
} from './helpers'
import { addMember, clearMembers } from './members'
import { allocate, freeAll } from './memory'
import { LONGEST_NAME, clearNameParts } from './name-parts'
import { clearNames, nameBytes, nameCount, roomForNames } from './names'
import { clearPaths, nodeCount, roomForNodes } from './paths'

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
export { nameCount, nameHeap, nameStarts, nameBytes, namesByHash, seedNames } from './names'
export { seedPaths } from './paths'
export { headerName, headerNameLength, keepOwner } from './header'

/** Why {@link scan} stopped: `Stop` of layer-core.ts. */
const WINDOW_ENDS: i32 = 0
const UNUSUAL: i32 = 1
const SAID: i32 = 2
const PAUSE: i32 = 3

/** Bytes of the window into the tar: `LARGEST_WINDOW` of byte-reader.ts. */
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
/** Bytes from {@link position} on that {@link scan} wants to see where the window ends. */
export let wanted: u32 = 0
/** How many members {@link scan} has passed. */
export let passed: u32 = 0

/** An empty layer. */
export function clear(): void {
  freeAll()
  window = allocate(WINDOW)
  nameRoom = allocate(LONGEST_NAME)
  linkRoomBytes = 0
  clearEntries()
  clearNames()
  clearPaths()
  clearNameParts()
  clearMembers()
  clearHeaders()
}

/** Bytes that the layer takes in memory, by what each of its parts takes beside the bytes of names and targets. */
export function memoryBytes(ofEntry: f64, ofNode: f64, ofName: f64, ofLink: f64): f64 {
  return (
    <f64>entryCount * ofEntry +
    <f64>nodeCount * ofNode +
    <f64>nameCount * ofName +
    <f64>linkCount * ofLink +
    <f64>nameBytes() +
    <f64>linkBytes()
  )
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
  const last = <u64>size
  let header = at
  let next = <u64>offset
  /** Where the member begins: at its first helper. */
  let member = at
  passed = 0
  forgetHelpers()
  while (true) {
    if (header == member) {
      position = <f64>next
      if (passed == most) return PAUSE
    }
    wanted = <u32>min<u64>(<u64>header + BLOCK - member, WINDOW + BLOCK)
    if (header + BLOCK > end) return wanted > WINDOW || next + BLOCK > last ? UNUSUAL : WINDOW_ENDS
    const sum = blockSum(header)
    if (sum == 0 || !checksumMatches(header, sum)) return UNUSUAL
    const flag = typeFlag(header)
    const body = next + BLOCK
    if (isHelper(flag)) {
      const length = sizeOf(header)
      if (length > LONGEST_NAME || body + length > last) return UNUSUAL
      const step = BLOCK + ((<u32>length + (BLOCK - 1)) & ~(BLOCK - 1))
      wanted = <u32>(header - member) + step
      if (header + step > end) return wanted > WINDOW || next + step > last ? UNUSUAL : WINDOW_ENDS
      if (!readHelper(flag, header + BLOCK, <u32>length)) return UNUSUAL
      header += step
      next += step
      continue
    }
    const type = plainType(header)
    if (type == UNKNOWN) return UNUSUAL
    const stored = type == FILE ? sizeOf(header) : 0
    if (stored > last || body + stored > last) return UNUSUAL
    said = 0
    if (adding && !add(header, type, stored, body)) return UNUSUAL
    saidOffset = position
    bodySize = <f64>stored
    const step = <u64>BLOCK + ((stored + (BLOCK - 1)) & ~(<u64>(BLOCK - 1)))
    passed++
    next = min(next + step, last)
    // A body may end far behind all memory.
    header = step > <u64>(end - header) ? end : header + <usize>step
    member = header
    forgetHelpers()
    if (said != 0) {
      position = <f64>next
      return SAID
    }
  }
}

/** Adds a member; false where there is something unusual about it. */
function add(header: usize, type: u32, stored: u64, body: u64): bool {
  const mode = modeOf(header)
  const mtime = mtimeOf(header)
  const owner = ownerOfHeader(header)
  if (owner < 0 || mode > 0xffffff || mtime > 0xffffffffff) return false
  if (saysName()) useName(helperName(), helperNameLength())
  else if (!readName(header)) return false
  const length = headerNameLength
  if (length == 0 || (type == FILE && load<u8>(headerName + length - 1) == 0x2f)) return false
  const isLink = type == SYMLINK || type == HARD_LINK
  const isLong = isLink && saysLink()
  said = addMember(
    type,
    (<u32>mode) & 0o7777,
    owner,
    <f64>stored,
    <f64>mtime,
    <f64>body,
    headerName,
    length,
    isLong ? helperLink() : linkOf(header),
    isLong ? helperLinkLength() : linkLength(header),
    true,
  )
  return true
}
