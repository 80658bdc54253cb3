import type { ChangeKind, View } from '../../../shared/tree.ts'
import type { ImageSession } from '../image-session.ts'
import { NO_ENTRY, Role, Type } from '../layer-index.ts'
import type { LayerIndex } from '../layer-index.ts'
import type { Names } from '../name-table.ts'
import { NO_EVENT } from '../path-events.ts'
import { NO_PATH } from '../path-tree.ts'
import type { Stack } from '../stack.ts'

/** What a filter asks of the rows of a view, by node; a child has a larger number than its parent. */
export interface ViewColumns {
  readonly count: number
  readonly parents: Uint32Array
  readonly nodeNames: Uint32Array
  readonly names: Names
  /** Points the fields below at a node; false where the view does not have it. One object serves all nodes. */
  read(node: number): boolean
  /** The layer that supplies what is shown. */
  readonly layer: number
  /** Columns of the entry that is shown; `entry` is {@link NO_ENTRY} for an implicit directory. */
  readonly index: LayerIndex
  readonly entry: number
  /** As in a row. */
  change(): ChangeKind | null
  /** Whether layers of the view have several versions of the path that are not all directories. */
  isOverridden(): boolean
  /** Whether the view's topmost layer changed it: what `changed` shows. */
  isChanged(): boolean
}

/** The columns of a view that is there. */
export function viewColumns(session: ImageSession, view: View): ViewColumns {
  return view.kind === 'merged' ? new MergedColumns(session, view.upto) : new LayerColumns(session, view.layer)
}

function isOverridden(session: ImageSession, newest: number): boolean {
  const { events } = session.stack
  let versions = 0
  let onlyDirectories = true
  for (let event = newest; event !== NO_EVENT; event = events.before[event]!) {
    if (!events.isPresent(event)) continue
    if (events.entries[event] !== NO_ENTRY) versions++
    if (!events.isDirectory(event)) onlyDirectories = false
  }
  return versions > 1 && !onlyDirectories
}

class MergedColumns implements ViewColumns {
  readonly #session: ImageSession
  readonly #stack: Stack
  readonly #indexes: readonly LayerIndex[]
  readonly #upto: number
  readonly count: number
  readonly parents: Uint32Array
  readonly nodeNames: Uint32Array
  readonly names: Names
  #node = 0
  #event = NO_EVENT as number
  layer = 0
  entry: number = NO_ENTRY
  index: LayerIndex

  constructor(session: ImageSession, upto: number) {
    const { tree, names, layers } = session.stack
    this.#session = session
    this.#stack = session.stack
    this.#indexes = layers.map(({ index }) => index)
    this.#upto = upto
    this.count = tree.count
    this.parents = tree.parents
    this.nodeNames = tree.names
    this.names = names
    this.index = layers[0]!.index
  }

  read(node: number): boolean {
    const { events } = this.#stack
    const event = events.at(node, this.#upto)
    if (event === NO_EVENT) return false
    this.#node = node
    this.#event = event
    const shown = events.isPresent(event) ? event : events.before[event]!
    const layer = events.layers[shown]!
    const entry = events.entries[shown]!
    const index = this.#indexes[layer]!
    this.layer = layer
    this.index = index
    this.entry = entry
    if (entry === NO_ENTRY || index.types[entry] !== Type.HardLink) return true
    const inode = this.#stack.inode(shown)
    if (inode === null) return true
    this.index = this.#indexes[inode.layer]!
    this.entry = inode.entry
    return true
  }

  change(): ChangeKind | null {
    return this.#session.stack.events.layers[this.#event] === 0 ? null : this.#session.shownChange(this.#event)
  }

  isOverridden(): boolean {
    return isOverridden(this.#session, this.#event)
  }

  isChanged(): boolean {
    const event = this.#session.stack.events.in(this.#node, this.#upto)
    return event !== NO_EVENT && this.#session.isCounted(event)
  }
}

class LayerColumns implements ViewColumns {
  readonly #session: ImageSession
  readonly layer: number
  readonly index: LayerIndex
  readonly count: number
  readonly parents: Uint32Array
  readonly nodeNames: Uint32Array
  readonly names: Names
  #node = 0
  entry: number = NO_ENTRY

  constructor(session: ImageSession, layer: number) {
    this.#session = session
    this.layer = layer
    this.index = session.stack.layers[layer]?.index ?? session.indexed(layer)!.index
    this.count = this.index.nodeCount
    this.parents = this.index.parents
    this.nodeNames = this.index.nodeNames
    this.names = this.index.names
  }

  read(node: number): boolean {
    this.#node = node
    this.entry = this.index.entryOf[node]!
    return this.index.live[node] === 1
  }

  change(): ChangeKind | null {
    const role = this.index.roles[this.#node]
    if (role === Role.Opaque || role === Role.Aufs) return null
    const event = this.#ownEvent()
    return event === NO_EVENT ? null : this.#session.shownChange(event)
  }

  isOverridden(): boolean {
    const path = this.#path()
    return path !== NO_PATH && isOverridden(this.#session, this.#session.stack.events.at(path, this.layer))
  }

  isChanged(): boolean {
    if (this.index.roles[this.#node] !== Role.Path) return true
    const change = this.change()
    return change !== null && change !== 'unchanged'
  }

  #path(): number {
    return this.#session.stack.layers[this.layer]?.pathOf[this.#node] ?? NO_PATH
  }

  #ownEvent(): number {
    const path = this.#path()
    return path === NO_PATH ? NO_EVENT : this.#session.stack.events.in(path, this.layer)
  }
}
