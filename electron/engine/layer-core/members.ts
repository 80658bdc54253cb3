import {
  CHARACTER,
  DIRECTORY,
  FILE,
  HARD_LINK,
  SYMLINK,
  UNKNOWN,
  addEntry,
  addLink,
  linkedEntry,
  nodeOf,
  roomForEntries,
  roomForLink,
  sizes,
  types,
} from './entries'
import {
  EMPTY,
  ESCAPES,
  LONGEST_NAME,
  PATH,
  ROOT,
  count,
  forgetLastName,
  kept,
  nodes,
  partCount,
  partEnd,
  partStart,
  parts,
  roomForParts,
  split,
  splitNext,
} from './name-parts'
import { findName, internName, nameCount, roomForNames } from './names'
import {
  NO_ENTRY,
  NO_NODE,
  entryOf,
  findNode,
  findOrAddNode,
  firstChild,
  linkNode,
  live,
  nextSibling,
  nodeCount,
  roles,
  roomForNodes,
} from './paths'

/** What whiteout.ts says a name that begins with `.wh.` means: a role. */
declare function roleOf(name: usize, length: u32): u32

/** Roles of `Role` in layer-index.ts. */
const ROLE_PATH: u32 = 0
const ROLE_AUFS: u32 = 3
const ROLE_OVERLAY_WHITEOUT: u32 = 5
/** Beside the role: an extended attribute makes the directory opaque. */
export const OPAQUE: u32 = 0x80

/** What is to be said of a member that was added, as bits; `Added` of layer-core.ts. */
export const DUPLICATE: u32 = 1
export const NOT_ASCII: u32 = 2
export const NAME_ESCAPES: u32 = 4
export const NAME_EMPTY: u32 = 8
export const ROOT_OTHER: u32 = 16
export const FULL: u32 = 32
/** A hard link to a device: it may be a whiteout of overlayfs. */
export const LINKED_DEVICE: u32 = 64

const PREFIX: u32 = 0x2e68772e // ".wh." as a word

let targetParts: usize = 0
/** Bytes of regular files. */
export let contentBytes: f64 = 0
/** The node of the newest member; -1 where it is in no tree. */
export let newestNode: i32 = -1

/** Before the first member. */
export function clearMembers(): void {
  targetParts = roomForParts()
  contentBytes = 0
}

/**
 * Adds a member: a type of `Type`, 12 bits of mode, the number of its owner, sizes and offsets in bytes, seconds since 1970.
 * `place` is false for one that belongs in no tree whatever its name. Returns what is to be said of it.
 */
export function addMember(
  type: u32,
  mode: u32,
  owner: u32,
  size: f64,
  mtime: f64,
  dataOffset: f64,
  name: usize,
  nameLength: u32,
  link: usize,
  linkLength: u32,
  place: bool,
): u32 {
  const isLink = type == SYMLINK || type == HARD_LINK
  if (!roomForEntries(1) || (isLink && !roomForLink(linkLength))) return FULL
  let kind = EMPTY
  if (place) {
    kind = splitNext(name, nameLength)
    if (kind == PATH) {
      const more = count - kept
      if (!roomForNames(more, nameLength) || !roomForNodes(more, nameCount + more)) {
        forgetLastName()
        return FULL
      }
    }
  }
  const entry = addEntry(mode, owner, mtime, dataOffset)
  if (type == FILE) contentBytes += size
  const target = type == HARD_LINK ? earlierEntry(link, linkLength) : -1
  if (isLink) addLink(entry, target, link, linkLength)
  newestNode = -1
  store<u32>(nodeOf + ((<usize>entry) << 2), NO_NODE)
  let said: u32 = target >= 0 && load<u8>(types + <usize>target) == CHARACTER ? LINKED_DEVICE : 0
  let isPlaced = place
  if (kind == PATH) {
    said |= walk(name, nameLength)
    const node = <u32>newestNode
    if (load<u32>(entryOf + ((<usize>node) << 2)) != NO_ENTRY) said |= DUPLICATE
    putEntry(node, type, entry)
    store<u32>(nodeOf + ((<usize>entry) << 2), node)
  } else if (kind == ROOT && type == DIRECTORY) {
    newestNode = NO_NODE
    putEntry(NO_NODE, type, entry)
  } else if (place) {
    isPlaced = false
    said |= kind == ESCAPES ? NAME_ESCAPES : kind == EMPTY ? NAME_EMPTY : ROOT_OTHER
  }
  store<u8>(types + <usize>entry, <u8>(isPlaced ? type : UNKNOWN))
  if (type == FILE && isPlaced) store<f64>(sizes + ((<usize>entry) << 3), size)
  return said
}

/** Finds the node of the newest name; makes the nodes that are missing. */
function walk(name: usize, length: u32): u32 {
  const namesBefore = nameCount
  let node = kept == 0 ? NO_NODE : load<u32>(nodes + ((<usize>(kept - 1)) << 2))
  for (let depth = kept; depth < count; depth++) {
    const start = partStart(parts, depth)
    node = child(node, name + start, partEnd(parts, depth) - start)
    store<u32>(nodes + ((<usize>depth) << 2), node)
  }
  newestNode = <i32>node
  return nameCount > namesBefore && !isAscii(name, length) ? NOT_ASCII : 0
}

function child(parent: u32, name: usize, length: u32): u32 {
  const before = nodeCount
  const node = findOrAddNode(parent, internName(name, length))
  if (node >= before) {
    const above: u32 = load<u8>(roles + <usize>parent) & ~OPAQUE
    let role = ROLE_PATH
    if (above != ROLE_PATH && above != ROLE_OVERLAY_WHITEOUT) role = ROLE_AUFS
    else if (length >= 4 && load<u32>(name) == PREFIX) role = roleOf(name, length)
    store<u8>(roles + <usize>node, <u8>role)
  } else if (load<u8>(live + <usize>node) == 0) {
    store<u8>(live + <usize>node, 1)
    linkNode(node)
  }
  return node
}

function putEntry(node: u32, type: u32, entry: u32): void {
  if (type != DIRECTORY && load<u32>(firstChild + ((<usize>node) << 2)) != NO_NODE) dropChildren(node)
  const role: u32 = load<u8>(roles + <usize>node) & ~OPAQUE
  store<u8>(roles + <usize>node, <u8>(role == ROLE_OVERLAY_WHITEOUT ? ROLE_PATH : role))
  store<u32>(entryOf + ((<usize>node) << 2), entry)
}

/** Takes all that the layer has below a node out of its tree. Markers go on to act on lower layers. */
function dropChildren(node: u32): void {
  let list = load<u32>(firstChild + ((<usize>node) << 2))
  store<u32>(firstChild + ((<usize>node) << 2), NO_NODE)
  while (list != NO_NODE) {
    const dropped = list
    const word = (<usize>dropped) << 2
    list = load<u32>(nextSibling + word)
    store<u32>(nextSibling + word, NO_NODE)
    store<u8>(live + <usize>dropped, 0)
    let role: u32 = load<u8>(roles + <usize>dropped) & ~OPAQUE
    if (role == ROLE_OVERLAY_WHITEOUT) role = ROLE_PATH
    store<u8>(roles + <usize>dropped, <u8>role)
    if (role == ROLE_PATH) store<u32>(entryOf + word, NO_ENTRY)
    const first = load<u32>(firstChild + word)
    if (first == NO_NODE) continue
    let tail = first
    for (let next = load<u32>(nextSibling + ((<usize>tail) << 2)); next != NO_NODE;) {
      tail = next
      next = load<u32>(nextSibling + ((<usize>tail) << 2))
    }
    store<u32>(nextSibling + ((<usize>tail) << 2), list)
    store<u32>(firstChild + word, NO_NODE)
    list = first
  }
  forgetLastName()
}

/** The earlier entry of this layer whose inode a hard link names; -1 where there is none. */
function earlierEntry(path: usize, length: u32): i32 {
  if (length > LONGEST_NAME || split(path, length, 0, targetParts) != PATH) return -1
  let node = NO_NODE
  for (let depth: u32 = 0; depth < partCount; depth++) {
    const start = partStart(targetParts, depth)
    const name = findName(path + start, partEnd(targetParts, depth) - start)
    if (name < 0) return -1
    node = findNode(node, <u32>name)
    if (node == NO_NODE || load<u8>(live + <usize>node) == 0) return -1
  }
  const found = load<u32>(entryOf + ((<usize>node) << 2))
  if (found == NO_ENTRY) return -1
  const type: u32 = load<u8>(types + <usize>found)
  if (type == DIRECTORY) return -1
  if (type != HARD_LINK) return <i32>found
  const linked = linkedEntry(found)
  return linked < 0 ? <i32>found : linked
}

function isAscii(name: usize, length: u32): bool {
  for (let at: u32 = 0; at < length; at++) if (load<u8>(name + at) > 0x7f) return false
  return true
}
