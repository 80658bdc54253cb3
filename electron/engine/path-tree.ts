import { randomInt } from 'node:crypto'
import { grown, grownByZeros, roomFor, zeros } from './new-memory.ts'

/** No node: node 0 is the root, which is nobody's child. */
export const NO_NODE = 0

/** Stands for a path that the tree does not have, where node 0 could be meant. */
export const NO_PATH = 0xffffffff

/**
 * A tree of paths over typed arrays: a node is a number, 0 the root; a child has a larger number than its parent. Names
 * are numbers of a name table. Children are linked in no particular order.
 */
export class PathTree {
  count = 1
  parents = new Uint32Array(64)
  names = new Uint32Array(64)
  firstChild = new Uint32Array(64)
  nextSibling = new Uint32Array(64)
  /**
   * By name: the first node that has it. Most names are had by one node only, which is then found, or known to be missing,
   * without a look into the slots.
   */
  #firstOfName = new Uint32Array(64)
  /** All other nodes. */
  #slots = new Uint32Array(128)
  #inSlots = 0

  /** The child of `parent` with a name; {@link NO_NODE} where there is none. */
  find(parent: number, name: number): number {
    const first = this.#first(name)
    if (first === NO_NODE || this.parents[first] === parent) return first
    return this.#slots[this.#slot(parent, name)]!
  }

  /** The child of `parent` with a name, made and linked where there is none. */
  findOrAdd(parent: number, name: number): number {
    const first = this.#first(name)
    if (first === NO_NODE) {
      const node = this.#add(parent, name)
      if (name >= this.#firstOfName.length)
        this.#firstOfName = grownByZeros(this.#firstOfName, Math.max(name + 1, this.#firstOfName.length * 2))
      this.#firstOfName[name] = node
      return node
    }
    if (this.parents[first] === parent) return first
    const slot = this.#slot(parent, name)
    const known = this.#slots[slot]!
    if (known !== NO_NODE) return known
    const node = this.#add(parent, name)
    this.#slots[slot] = node
    this.#inSlots++
    if (this.#inSlots * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2)
    return node
  }

  /** Makes room for `count` nodes in all, so that the tree need not grow one doubling after the other. */
  reserve(count: number): void {
    const room = roomFor(count, this.count - 1)
    if (count > this.parents.length) this.#grow(room)
    if (count > this.#firstOfName.length) this.#firstOfName = grownByZeros(this.#firstOfName, room)
  }

  /** Takes the nodes of another tree, which has none that this one could have, as they are. Names are of this tree's table. */
  adopt(parents: Uint32Array, names: Uint32Array, firstChild: Uint32Array, nextSibling: Uint32Array): void {
    if (this.count > 1) throw new Error('the tree is not empty')
    this.reserve(parents.length)
    this.parents.set(parents)
    this.names.set(names)
    this.firstChild.set(firstChild)
    this.nextSibling.set(nextSibling)
    this.count = parents.length
    for (let node = 1; node < this.count; node++) {
      const name = names[node]!
      if (name >= this.#firstOfName.length)
        this.#firstOfName = grownByZeros(this.#firstOfName, Math.max(name + 1, this.#firstOfName.length * 2))
      if (this.#firstOfName[name] === NO_NODE) this.#firstOfName[name] = node
      else this.#inSlots++
    }
    let length = this.#slots.length
    while (this.#inSlots * 2 > length) length *= 2
    this.#rehash(length)
  }

  /** Puts a node among its parent's children. */
  link(node: number): void {
    const parent = this.parents[node]!
    this.nextSibling[node] = this.firstChild[parent]!
    this.firstChild[parent] = node
  }

  #first(name: number): number {
    return name < this.#firstOfName.length ? this.#firstOfName[name]! : NO_NODE
  }

  #add(parent: number, name: number): number {
    const node = this.count++
    if (node >= this.parents.length) this.#grow(this.parents.length * 2)
    this.parents[node] = parent
    this.names[node] = name
    this.link(node)
    return node
  }

  #slot(parent: number, name: number): number {
    const mask = this.#slots.length - 1
    let slot = slotHash(parent, name) & mask
    for (;;) {
      const node = this.#slots[slot]!
      if (node === NO_NODE || (this.parents[node] === parent && this.names[node] === name)) return slot
      slot = (slot + 1) & mask
    }
  }

  #grow(length: number): void {
    this.parents = grown(this.parents, length)
    this.names = grown(this.names, length)
    this.firstChild = grownByZeros(this.firstChild, length)
    this.nextSibling = grown(this.nextSibling, length)
  }

  #rehash(length: number): void {
    this.#slots = zeros(Uint32Array, length)
    if (this.#inSlots === 0) return
    const mask = length - 1
    for (let node = 1; node < this.count; node++) {
      const name = this.names[node]!
      if (this.#firstOfName[name] === node) continue
      let slot = slotHash(this.parents[node]!, name) & mask
      while (this.#slots[slot] !== NO_NODE) slot = (slot + 1) & mask
      this.#slots[slot] = node
    }
  }
}

/** Of this thread only: with known ones, pairs of parent and name can be chosen that all want the same slots. */
const PARENT_FACTOR = randomInt(2 ** 31) * 2 + 1
const NAME_FACTOR = randomInt(2 ** 31) * 2 + 1

function slotHash(parent: number, name: number): number {
  let hash = Math.imul(parent, PARENT_FACTOR) ^ Math.imul(name, NAME_FACTOR)
  hash ^= hash >>> 15
  return Math.imul(hash, 0x2c1b3c6d) >>> 0
}
