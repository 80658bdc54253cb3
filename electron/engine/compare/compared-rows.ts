import type {
  ComparedChildrenRequest,
  ComparedEntry,
  ComparedFilter,
  ComparedRow,
  DifferenceCounts,
  PathDifference,
} from '../../../shared/comparison.ts'
import { displayName } from '../display-name.ts'
import { Type } from '../layer-index.ts'
import { nameBytes } from '../name-table.ts'
import { linkText } from '../merged-rows.ts'
import { NO_NODE } from '../path-tree.ts'
import type { ImageComparison } from './image-comparison.ts'
import { isDifference } from './image-comparison.ts'
import type { SideView } from './side-view.ts'

type Sort = ComparedChildrenRequest['sort']

const DIFFERENCE_ORDER: readonly (PathDifference | null)[] = ['changed', 'only-a', 'only-b', 'times', 'same', null]
const MOST_ORDERS = 256

/** The rows of the aligned tree of a comparison, made when they are asked for. */
export class ComparedRows {
  readonly #comparison: ImageComparison
  readonly #movedFrom: ReadonlyMap<number, number>
  readonly #orders = new Map<string, Uint32Array>()

  /** A comparison whose contents were compared since needs new rows. */
  constructor(comparison: ImageComparison) {
    this.#comparison = comparison
    this.#movedFrom = new Map(Array.from(comparison.moved, ([a, b]) => [b, a]))
  }

  /** Child nodes that a filter shows, in order. */
  children(parent: number, filter: ComparedFilter, sort: Sort): Uint32Array {
    const key = [parent, filter.show, filter.times, filter.only?.join() ?? '*', sort.by, sort.descending].join(' ')
    const known = this.#orders.get(key)
    const order = known ?? this.#ordered(parent, filter, sort)
    this.#orders.delete(key)
    this.#orders.set(key, order)
    if (this.#orders.size > MOST_ORDERS) this.#orders.delete(this.#orders.keys().next().value!)
    return order
  }

  row(node: number, filter: ComparedFilter): ComparedRow {
    const { paths } = this.#comparison
    const { what, contentCompared } = paths.what(node)
    const moved = this.#comparison.moved.get(node) ?? this.#movedFrom.get(node)
    return {
      node,
      name: displayName(this.#name(node)),
      difference: paths.difference(node) ?? 'same',
      what,
      compared: contentCompared,
      a: this.#entry(paths.a, node),
      b: this.#entry(paths.b, node),
      moved: moved === undefined ? null : { node: moved, path: paths.a.session.stack.displayPath(moved) },
      children: this.#visibleChildren(node, filter).length,
      below: paths.below(node),
      sizeDifference: paths.b.bytes(node) - paths.a.bytes(node),
    }
  }

  /**
   * The next or the previous path that is a difference, in the order of the tree: a directory before what lies below it.
   * From the root: the first, or the last. null where there is none.
   */
  next(from: number, direction: 'next' | 'previous', filter: ComparedFilter, sort: Sort): number | null {
    const step = direction === 'next' ? this.#after.bind(this) : this.#before.bind(this)
    const limit: ComparedFilter = { ...filter, show: 'differences' }
    let at = from === NO_NODE && direction === 'previous' ? this.#last(NO_NODE, limit, sort) : step(from, limit, sort)
    while (at !== NO_NODE && !isDifference(this.#comparison.paths, at, limit)) at = step(at, limit, sort)
    return at === NO_NODE ? null : at
  }

  #after(node: number, filter: ComparedFilter, sort: Sort): number {
    const [first] = this.children(node, filter, sort)
    if (first !== undefined) return first
    for (let at = node; at !== NO_NODE; at = this.#parent(at)) {
      const siblings = this.children(this.#parent(at), filter, sort)
      const next = siblings[this.#place(at, siblings, filter, sort) + 1]
      if (next !== undefined) return next
    }
    return NO_NODE
  }

  #before(node: number, filter: ComparedFilter, sort: Sort): number {
    if (node === NO_NODE) return NO_NODE
    const parent = this.#parent(node)
    const siblings = this.children(parent, filter, sort)
    const place = this.#place(node, siblings, filter, sort)
    const previous = siblings[siblings[place] === node ? place - 1 : place]
    return previous === undefined ? parent : this.#last(previous, filter, sort)
  }

  /** The deepest last path at or below a node. */
  #last(node: number, filter: ComparedFilter, sort: Sort): number {
    let at = node
    for (let last = this.children(at, filter, sort).at(-1); last !== undefined;) {
      at = last
      last = this.children(at, filter, sort).at(-1)
    }
    return at
  }

  /** Where a node is among siblings; where it is not among them, the last one that comes before it. */
  #place(node: number, siblings: Uint32Array, filter: ComparedFilter, sort: Sort): number {
    const at = siblings.indexOf(node)
    if (at >= 0) return at
    const all = this.children(this.#parent(node), { ...filter, show: 'all' }, sort)
    const before = all.indexOf(node)
    for (let index = before - 1; index >= 0; index--) {
      const place = siblings.indexOf(all[index]!)
      if (place >= 0) return place
    }
    return -1
  }

  #parent(node: number): number {
    return this.#comparison.paths.a.session.stack.tree.parents[node]!
  }

  #name(node: number): Uint8Array {
    const { tree, names } = this.#comparison.paths.a.session.stack
    return nameBytes(names, tree.names[node]!)
  }

  #entry(view: SideView, node: number): ComparedEntry | null {
    if (node !== NO_NODE && !view.has(node)) return null
    const facts = view.facts(node)
    const isFile = facts?.type === Type.File
    return {
      type: facts?.typeName ?? 'dir',
      size: isFile ? facts.size : view.bytes(node),
      metadata: facts?.metadata ?? null,
      link: facts === null ? null : linkText(facts),
      layer: view.layer(node),
      content: isFile ? { layer: facts.layer, entry: facts.entry, size: facts.size } : null,
    }
  }

  #visibleChildren(parent: number, filter: ComparedFilter): number[] {
    const { paths } = this.#comparison
    const { firstChild, nextSibling } = paths.a.session.stack.tree
    const nodes: number[] = []
    for (let child = firstChild[parent]!; child !== NO_NODE; child = nextSibling[child]!)
      if (this.#isVisible(child, filter)) nodes.push(child)
    return nodes
  }

  #isVisible(node: number, filter: ComparedFilter): boolean {
    const { paths } = this.#comparison
    if (paths.difference(node) === null) return false
    const all = filter.show === 'all' && filter.only === undefined
    return all || isDifference(paths, node, filter) || countOf(paths.below(node), filter) > 0
  }

  #ordered(parent: number, filter: ComparedFilter, sort: Sort): Uint32Array {
    const { paths } = this.#comparison
    const nodes = this.#visibleChildren(parent, filter)
    const names = new Map(nodes.map((node) => [node, this.#name(node)]))
    const byName = (x: number, y: number): number => Buffer.compare(names.get(x)!, names.get(y)!)
    const valueOf = (node: number): number => {
      const [a, b] = [paths.a.bytes(node), paths.b.bytes(node)]
      if (sort.by === 'size') return Math.max(a, b)
      if (sort.by === 'sizeDifference') return b - a
      return sort.by === 'difference' ? DIFFERENCE_ORDER.indexOf(paths.difference(node)) : 0
    }
    const sign = sort.descending ? -1 : 1
    const values = new Map(nodes.map((node) => [node, valueOf(node)]))
    nodes.sort((x, y) =>
      sort.by === 'name' ? sign * byName(x, y) : sign * (values.get(x)! - values.get(y)!) || byName(x, y),
    )
    return Uint32Array.from(nodes)
  }
}

/** Of the differences below a directory, those that a filter shows. */
function countOf({ onlyA, onlyB, changed, times }: DifferenceCounts, filter: ComparedFilter): number {
  const { only } = filter
  if (only === undefined) return onlyA + onlyB + changed + (filter.times ? times : 0)
  const counts = { 'only-a': onlyA, 'only-b': onlyB, changed } as const
  return only.reduce((sum, kind) => sum + counts[kind], 0)
}
