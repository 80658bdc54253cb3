import type { ChangeKind, Row } from '../../shared/tree.ts'
import { displayName } from './display-name.ts'
import type { EntryFacts } from './entry-facts.ts'
import type { ImageSession } from './image-session.ts'
import { NO_ENTRY } from './layer-index.ts'
import { nameBytes } from './name-table.ts'
import type { Names } from './name-table.ts'
import { zeros } from './new-memory.ts'
import { NO_EVENT } from './path-events.ts'
import { NO_NODE } from './path-tree.ts'

/** The rows of the view of layers 0..upto: what is seen, and in its place what those layers removed. */
export class MergedRows {
  readonly session: ImageSession
  readonly upto: number
  #changed: Uint8Array | null = null

  constructor(session: ImageSession, upto: number) {
    this.session = session
    this.upto = upto
  }

  /** Child nodes in no order. */
  children(parent: number, show: 'all' | 'changed'): Uint32Array {
    const { tree, events } = this.session.stack
    const nodes: number[] = []
    const kept = show === 'changed' ? this.#changedNodes() : null
    for (let child = tree.firstChild[parent]!; child !== NO_NODE; child = tree.nextSibling[child]!) {
      if (kept === null ? events.at(child, this.upto) !== NO_EVENT : kept[child] === 1) nodes.push(child)
    }
    return new Uint32Array(nodes)
  }

  get names(): Names {
    return this.session.stack.names
  }

  get nodeNames(): Uint32Array {
    return this.session.stack.tree.names
  }

  row(node: number, show: 'all' | 'changed'): Row {
    const { session } = this
    const { events } = session.stack
    const event = events.at(node, this.upto)
    const shown = this.shownEvent(event)
    const facts = session.facts(shown)
    const layer = events.layers[shown]!
    const change = this.#change(event)
    const isDirectory = events.isDirectory(shown)
    const totals = session.totals(this.upto)
    const present = events.isPresent(event)
    return {
      node,
      path: node,
      name: displayName(nameBytes(this.names, this.nodeNames[node]!)),
      type: facts?.typeName ?? 'dir',
      marker: null,
      layer,
      change,
      changeLayer: events.layers[event]!,
      size: isDirectory ? (present ? totals.bytes[node]! : totals.removedBytes[node]!) : (facts?.size ?? 0),
      metadata: facts?.metadata ?? null,
      link: facts === null ? null : linkText(facts),
      children: show === 'all' ? totals.children[node]! : this.children(node, show).length,
      versions: this.versions(event),
    }
  }

  /** The event whose entry a row shows: of what is gone, the one before. */
  shownEvent(event: number): number {
    const { events } = this.session.stack
    return events.isPresent(event) ? event : events.before[event]!
  }

  /** How many entries the layers of the view have for a path, up to an event. */
  versions(event: number): number {
    const { events } = this.session.stack
    let count = 0
    for (let at = event; at !== NO_EVENT; at = events.before[at]!) if (events.entries[at] !== NO_ENTRY) count++
    return count
  }

  #change(event: number): ChangeKind | null {
    const { events } = this.session.stack
    return events.layers[event] === 0 ? null : this.session.shownChange(event)
  }

  /** Whether the topmost layer touched a node, or something below it. */
  #changedNodes(): Uint8Array {
    if (this.#changed !== null) return this.#changed
    const { tree, events, layers } = this.session.stack
    const kept = zeros(Uint8Array, tree.count)
    for (const path of layers[this.upto]!.touched) {
      if (!this.session.isCounted(events.in(path, this.upto))) continue
      for (let at = path; at !== NO_NODE && kept[at] === 0; at = tree.parents[at]!) kept[at] = 1
    }
    this.#changed = kept
    return kept
  }
}

/** The target of a symlink for display; null for all else. */
export function linkText(facts: EntryFacts): string | null {
  const link = facts.link
  return link === null ? null : displayName(link)
}
