import { enlarged, enlargedZeros, zeros } from './memory'

/** No node: node 0 is the root, which is nobody's child. */
export const NO_NODE: u32 = 0
/** No entry: an implicit directory. */
export const NO_ENTRY: u32 = 0xffffffff

/** A tree of paths: a node is a number, 0 the root; a child has a larger number than its parent. */
export let nodeCount: u32 = 1
export let parents: usize = 0
export let nodeNames: usize = 0
export let firstChild: usize = 0
export let nextSibling: usize = 0
export let entryOf: usize = 0
export let roles: usize = 0
export let live: usize = 0
let nodeRoom: u32 = 0
/** By name: the first node that has it. Most names are had by one node only, which is found without a look into the slots. */
let firstOfName: usize = 0
let firstRoom: u32 = 0
/** All other nodes. */
let slots: usize = 0
let mask: u32 = 0
let inSlots: u32 = 0

let parentFactor: u32 = 1
let nameFactor: u32 = 1

/** Chooses the hash, before the first node. */
export function seedPaths(ofParent: u32, ofName: u32): void {
  parentFactor = ofParent | 1
  nameFactor = ofName | 1
}

/** The root alone. */
export function clearPaths(): void {
  nodeCount = 1
  inSlots = 0
  nodeRoom = 0
  firstRoom = 0
  mask = 255
  slots = zeros((<usize>(mask + 1)) << 2)
  enlargeNodes(256)
  enlargeFirst(256)
  store<u32>(entryOf, NO_ENTRY)
  store<u8>(live, 1)
}

function enlargeNodes(room: u32): bool {
  const before: usize = nodeRoom == 0 ? 0 : nodeCount
  const words = before << 2
  const bytes = (<usize>room) << 2
  const p = enlarged(parents, words, bytes)
  const n = enlarged(nodeNames, words, bytes)
  const f = enlargedZeros(firstChild, words, bytes)
  const s = enlarged(nextSibling, words, bytes)
  const e = enlarged(entryOf, words, bytes)
  const r = enlarged(roles, before, room)
  const l = enlarged(live, before, room)
  if (p == 0 || n == 0 || f == 0 || s == 0 || e == 0 || r == 0 || l == 0) return false
  parents = p
  nodeNames = n
  firstChild = f
  nextSibling = s
  entryOf = e
  roles = r
  live = l
  nodeRoom = room
  return true
}

function enlargeFirst(room: u32): bool {
  const copy = enlargedZeros(firstOfName, (<usize>firstRoom) << 2, (<usize>room) << 2)
  if (copy == 0) return false
  firstOfName = copy
  firstRoom = room
  return true
}

/** Makes room for so many more nodes, and names up to a number; false where there is no more memory. */
export function roomForNodes(more: u32, names: u32): bool {
  const count = nodeCount + more
  if (count > nodeRoom && !enlargeNodes(max(count, nodeRoom + (nodeRoom >> 1)))) return false
  if (names > firstRoom && !enlargeFirst(max(names, firstRoom + (firstRoom >> 1)))) return false
  return (inSlots + more) * 2 <= mask || rehash(inSlots + more)
}

function slotOf(parent: u32, name: u32, among: usize, last: u32): usize {
  let hash = (parent * parentFactor) ^ (name * nameFactor)
  hash ^= hash >> 15
  let slot = (hash * 0x2c1b3c6d) & last
  while (true) {
    const at = among + ((<usize>slot) << 2)
    const node = load<u32>(at)
    if (node == NO_NODE) return at
    const word = (<usize>node) << 2
    if (load<u32>(parents + word) == parent && load<u32>(nodeNames + word) == name) return at
    slot = (slot + 1) & last
  }
}

function rehash(count: u32): bool {
  let length = mask + 1
  while (count * 2 > length - 1) length <<= 1
  const larger = zeros((<usize>length) << 2)
  if (larger == 0) return false
  for (let from: u32 = 0; from <= mask; from++) {
    const node = load<u32>(slots + ((<usize>from) << 2))
    if (node == NO_NODE) continue
    const word = (<usize>node) << 2
    store<u32>(slotOf(load<u32>(parents + word), load<u32>(nodeNames + word), larger, length - 1), node)
  }
  slots = larger
  mask = length - 1
  return true
}

/** Puts a node among its parent's children. */
export function linkNode(node: u32): void {
  const parent = (<usize>load<u32>(parents + ((<usize>node) << 2))) << 2
  store<u32>(nextSibling + ((<usize>node) << 2), load<u32>(firstChild + parent))
  store<u32>(firstChild + parent, node)
}

function addNode(parent: u32, name: u32): u32 {
  const node = nodeCount++
  const word = (<usize>node) << 2
  store<u32>(parents + word, parent)
  store<u32>(nodeNames + word, name)
  store<u32>(entryOf + word, NO_ENTRY)
  store<u8>(live + <usize>node, 1)
  linkNode(node)
  return node
}

/** The child of a node with a name, made and linked where there is none: then it is the last of all nodes. There is room for it. */
export function findOrAddNode(parent: u32, name: u32): u32 {
  const place = firstOfName + ((<usize>name) << 2)
  const first = load<u32>(place)
  if (first == NO_NODE) {
    const node = addNode(parent, name)
    store<u32>(place, node)
    return node
  }
  if (load<u32>(parents + ((<usize>first) << 2)) == parent) return first
  const slot = slotOf(parent, name, slots, mask)
  const known = load<u32>(slot)
  if (known != NO_NODE) return known
  const node = addNode(parent, name)
  store<u32>(slot, node)
  inSlots++
  return node
}

/** The child of a node with a name; {@link NO_NODE} where there is none. */
export function findNode(parent: u32, name: u32): u32 {
  const first = load<u32>(firstOfName + ((<usize>name) << 2))
  if (first == NO_NODE || load<u32>(parents + ((<usize>first) << 2)) == parent) return first
  return load<u32>(slotOf(parent, name, slots, mask))
}
