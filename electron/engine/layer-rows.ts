import type { ChangeKind, Row } from '../../shared/tree.ts'
import { displayName } from './display-name.ts'
import { EntryFacts } from './entry-facts.ts'
import type { ImageSession } from './image-session.ts'
import type { LayerIndex } from './layer-index.ts'
import { NO_ENTRY, Role, Type, markerOf, typeName } from './layer-index.ts'
import { linkText } from './merged-rows.ts'
import { nameBytes } from './name-table.ts'
import type { Names } from './name-table.ts'
import { zeros } from './new-memory.ts'
import { NO_EVENT } from './path-events.ts'
import { NO_NODE, NO_PATH } from './path-tree.ts'

/** The rows of one layer's own tree: its members and the directories above them, markers included. */
export class LayerRows {
  readonly session: ImageSession
  readonly layer: number
  readonly #index: LayerIndex
  readonly #bytes: Float64Array
  readonly #children: Uint32Array

  /** The layer is indexed. */
  constructor(session: ImageSession, layer: number) {
    this.session = session
    this.layer = layer
    const index = session.stack.layers[layer]?.index ?? session.indexed(layer)!.index
    this.#index = index
    this.#bytes = zeros(Float64Array, index.nodeCount)
    this.#children = zeros(Uint32Array, index.nodeCount)
    for (let node = index.nodeCount - 1; node > NO_NODE; node--) {
      if (index.live[node] === 0) continue
      const entry = index.entryOf[node]!
      if (entry !== NO_ENTRY && index.types[entry] === Type.File) this.#bytes[node] = index.sizes[entry]!
      const parent = index.parents[node]!
      this.#bytes[parent] = this.#bytes[parent]! + this.#bytes[node]!
      this.#children[parent] = this.#children[parent]! + 1
    }
  }

  /** Child nodes in no order. */
  children(parent: number, show: 'all' | 'changed'): Uint32Array {
    const nodes: number[] = []
    const { firstChild, nextSibling, live } = this.#index
    for (let child = firstChild[parent]!; child !== NO_NODE; child = nextSibling[child]!)
      if (live[child] === 1 && (show === 'all' || this.#isChanged(child))) nodes.push(child)
    return new Uint32Array(nodes)
  }

  get names(): Names {
    return this.#index.names
  }

  get nodeNames(): Uint32Array {
    return this.#index.nodeNames
  }

  row(node: number, show: 'all' | 'changed'): Row {
    const index = this.#index
    const entry = index.entryOf[node]!
    const facts = entry === NO_ENTRY ? null : new EntryFacts(index, { layer: this.layer, entry })
    const path = this.#path(node)
    const type = facts === null ? Type.Directory : facts.type
    return {
      node,
      path,
      name: displayName(nameBytes(index.names, index.nodeNames[node]!)),
      type: typeName(type),
      marker: markerOf(index.roles[node]!),
      layer: this.layer,
      change: this.#change(node, path),
      changeLayer: this.layer,
      size: this.#bytes[node]!,
      metadata: facts?.metadata ?? null,
      link: facts === null ? null : linkText(facts),
      children: show === 'all' ? this.#children[node]! : this.children(node, show).length,
      versions: path === null ? 0 : this.#versions(path),
    }
  }

  #path(node: number): number | null {
    const stacked = this.session.stack.layers[this.layer]
    const path = stacked?.pathOf[node] ?? NO_PATH
    return path === NO_PATH ? null : path
  }

  #change(node: number, path: number | null): ChangeKind | null {
    if (path === null || this.#index.roles[node] === Role.Opaque || this.#index.roles[node] === Role.Aufs) return null
    const event = this.session.stack.events.in(path, this.layer)
    return event === NO_EVENT ? null : this.session.shownChange(event)
  }

  #isChanged(node: number): boolean {
    if (this.#index.roles[node] !== Role.Path) return true
    if (this.#children[node]! > 0) return true
    const change = this.#change(node, this.#path(node))
    return change !== null && change !== 'unchanged'
  }

  #versions(path: number): number {
    const { events } = this.session.stack
    let count = 0
    for (let at = events.at(path, this.layer); at !== NO_EVENT; at = events.before[at]!)
      if (events.entries[at] !== NO_ENTRY) count++
    return count
  }
}
