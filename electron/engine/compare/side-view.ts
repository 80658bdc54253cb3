import type { View } from '../../../shared/tree.ts'
import type { EntryFacts } from '../entry-facts.ts'
import type { ImageSession } from '../image-session.ts'
import { inodeKey } from '../inode.ts'
import type { Inode } from '../inode.ts'
import { Type } from '../layer-index.ts'
import { NO_EVENT } from '../path-events.ts'
import { NO_NODE } from '../path-tree.ts'

/** What one side of a comparison shows at each path: a merged view, or the paths of one layer with their parents. */
export class SideView {
  readonly session: ImageSession
  readonly view: View
  /** Of a layer: 1 for its paths and the directories above them. */
  readonly #ofLayer: Uint8Array | null
  readonly #bytes: Float64Array

  constructor(session: ImageSession, view: View) {
    this.session = session
    this.view = view
    this.#ofLayer = view.kind === 'layer' ? pathsOfLayer(session, view.layer) : null
    this.#bytes = view.kind === 'merged' ? session.totals(view.upto).bytes : this.#bytesOfLayer()
  }

  has(node: number): boolean {
    if (this.#ofLayer !== null) return this.#ofLayer[node] === 1
    const { events } = this.session.stack
    const event = this.event(node)
    return event !== NO_EVENT && events.isPresent(event)
  }

  /** The event that is shown at a path; {@link NO_EVENT} where the path is only above others, or not there at all. */
  event(node: number): number {
    const { events } = this.session.stack
    if (this.view.kind === 'merged') return events.at(node, this.view.upto)
    const event = events.in(node, this.view.layer)
    return event !== NO_EVENT && events.isPresent(event) ? event : NO_EVENT
  }

  isDirectory(node: number): boolean {
    const event = this.event(node)
    return event === NO_EVENT || this.session.stack.events.isDirectory(event)
  }

  /** Whether a layer has nothing for a path itself, but for others below it. */
  isOnlyParent(node: number): boolean {
    return this.view.kind === 'layer' && this.event(node) === NO_EVENT
  }

  /** null for an implicit directory. */
  inode(node: number): Inode | null {
    const event = this.event(node)
    return event === NO_EVENT ? null : this.session.stack.inode(event)
  }

  /** null for an implicit directory. */
  facts(node: number): EntryFacts | null {
    const inode = this.inode(node)
    return inode === null ? null : this.session.factsOf(inode)
  }

  /** Bytes of a file, or of all below a directory, each inode once. */
  bytes(node: number): number {
    // Paths that the other side added since are not in it.
    return this.#bytes[node] ?? 0
  }

  #bytesOfLayer(): Float64Array {
    const { parents, count } = this.session.stack.tree
    const bytes = new Float64Array(count)
    const seen = new Set<number>()
    for (let node = 1; node < count; node++) {
      const facts = this.has(node) ? this.facts(node) : null
      if (facts?.type !== Type.File) continue
      const key = inodeKey(facts.layer, facts.entry)
      if (!seen.has(key)) bytes[node] = facts.size
      seen.add(key)
    }
    for (let node = count - 1; node > NO_NODE; node--) {
      const parent = parents[node]!
      bytes[parent] = bytes[parent]! + bytes[node]!
    }
    return bytes
  }

  /** The layer that supplies a path. */
  layer(node: number): number {
    const event = this.event(node)
    if (event !== NO_EVENT) return this.session.stack.events.layers[event]!
    return this.view.kind === 'layer' ? this.view.layer : 0
  }
}

function pathsOfLayer(session: ImageSession, layer: number): Uint8Array {
  const { tree, events, layers } = session.stack
  const paths = new Uint8Array(tree.count)
  for (const node of layers[layer]!.touched) {
    if (!events.isPresent(events.in(node, layer))) continue
    for (let at = node; at !== NO_NODE && paths[at] === 0; at = tree.parents[at]!) paths[at] = 1
  }
  return paths
}
