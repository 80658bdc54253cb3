import { grown, grownByZeros, roomFor } from './new-memory.ts'

/** What an event says, as bits of the column `flags`. */
export const EventFlag = {
  /** The path is seen from this layer on; else it is gone. */
  Present: 1,
  Directory: 2,
  /** A directory without a header of its own. */
  Implicit: 4,
  /** A hard link of this layer to a path of a lower one: overlayfs copies the target up. */
  CopiedUp: 8,
  /** What took the version below out of sight; with `Present` it did so before the new one came. */
  ByWhiteout: 16,
  ByOpaque: 32,
  ByReplacedAncestor: 64,
} as const

/** No event. */
export const NO_EVENT = 0

/**
 * What happened to each path, layer by layer: for a node at most one event a layer, linked from the newest to the oldest.
 * An event is a number; its columns are read directly.
 */
export class PathEvents {
  count = 1
  layers = new Uint16Array(256)
  flags = new Uint8Array(256)
  /** The entry of the event's layer; NO_ENTRY of layer-index.ts where it has none. */
  entries = new Uint32Array(256)
  /** The event before, {@link NO_EVENT} for the first. */
  before = new Uint32Array(256)
  /** Newest event of each node. */
  #newest = new Uint32Array(64)

  /** The same events, to which others can be added. */
  copy(): PathEvents {
    const copy = new PathEvents()
    copy.count = this.count
    copy.layers = this.layers.slice()
    copy.flags = this.flags.slice()
    copy.entries = this.entries.slice()
    copy.before = this.before.slice()
    copy.#newest = this.#newest.slice()
    return copy
  }

  newest(node: number): number {
    return this.#newest[node] ?? NO_EVENT
  }

  /** Makes room for `count` events in all, so that the columns need not grow one doubling after the other. */
  reserve(count: number): void {
    const room = roomFor(count, this.count - 1)
    if (count > this.layers.length) this.#grow(room)
    if (count > this.#newest.length) this.#newest = grownByZeros(this.#newest, room)
  }

  /** Adds an event of the topmost layer. */
  add(node: number, layer: number, flags: number, entry: number): void {
    const event = this.count++
    if (event >= this.layers.length) this.#grow(this.layers.length * 2)
    if (node >= this.#newest.length)
      this.#newest = grownByZeros(this.#newest, Math.max(node + 1, this.#newest.length * 2))
    this.layers[event] = layer
    this.flags[event] = flags
    this.entries[event] = entry
    this.before[event] = this.#newest[node]!
    this.#newest[node] = event
  }

  /** The newest event of a node in layers 0..upto; {@link NO_EVENT} where there is none. */
  at(node: number, upto: number): number {
    let event = this.newest(node)
    while (event !== NO_EVENT && this.layers[event]! > upto) event = this.before[event]!
    return event
  }

  /** The event of a node in one layer; {@link NO_EVENT} where the layer does not touch it. */
  in(node: number, layer: number): number {
    const event = this.at(node, layer)
    return event !== NO_EVENT && this.layers[event] === layer ? event : NO_EVENT
  }

  isPresent(event: number): boolean {
    return (this.flags[event]! & EventFlag.Present) !== 0
  }

  isDirectory(event: number): boolean {
    return (this.flags[event]! & EventFlag.Directory) !== 0
  }

  #grow(length: number): void {
    this.layers = grown(this.layers, length)
    this.flags = grown(this.flags, length)
    this.entries = grown(this.entries, length)
    this.before = grown(this.before, length)
  }
}
