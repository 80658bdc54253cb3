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
import { TimeSlices } from '../time-slices.ts'
import type { ImageComparison } from './image-comparison.ts'
import { isDifference } from './image-comparison.ts'
import { MatchingPaths } from './matching-paths.ts'
import type { SideView } from './side-view.ts'

type Sort = ComparedChildrenRequest['sort']

const DIFFERENCE_ORDER: readonly (PathDifference | null)[] = ['changed', 'only-a', 'only-b', 'times', 'same', null]
const MOST_ORDERS = 256
const MOST_MATCHING = 4

/** The rows of the aligned tree of a comparison, made when they are asked for. */
export class ComparedRows {
  readonly #comparison: ImageComparison
  readonly #movedFrom: ReadonlyMap<number, number>
  readonly #orders = new Map<string, Uint32Array>()
  /** By what a filter asks; the newest last. */
  readonly #matching = new Map<string, MatchingPaths>()
  #matchingNow: { readonly key: string; readonly slices: TimeSlices } | null = null

  /** A comparison whose contents were compared since needs new rows. */
  constructor(comparison: ImageComparison) {
    this.#comparison = comparison
    this.#movedFrom = new Map(Array.from(comparison.moved, ([a, b]) => [b, a]))
  }

  /**
   * Finds out which paths fit the terms of a filter, in which the calls below then take part; null where it has none. A call
   * with other terms ends one that is under way.
   * @throws EngineError where a pattern is none; CancelledError where another call ended it
   */
  async match(filter: ComparedFilter): Promise<MatchingPaths | null> {
    if (filter.terms === undefined || filter.terms.length === 0) return null
    const key = keyOf(filter)
    const known = this.#matching.get(key)
    if (known !== undefined) return known
    if (this.#matchingNow?.key !== key) this.#matchingNow?.slices.cancel()
    const slices = new TimeSlices()
    this.#matchingNow = { key, slices }
    const found = await MatchingPaths.of(this.#comparison.paths, filter, slices)
    this.#matching.set(key, found)
    if (this.#matching.size > MOST_MATCHING) this.#matching.delete(this.#matching.keys().next().value!)
    return found
  }

  /** Child nodes that a filter shows, in order. */
  children(parent: number, filter: ComparedFilter, sort: Sort): Uint32Array {
    const key = [parent, sort.by, sort.descending, keyOf(filter)].join(' ')
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
      context: this.#matchingOf(filter)?.isMatch(node) === false,
    }
  }

  /**
   * The next or the previous path that is a difference, in the order of the tree: a directory before what lies below it,
   * and one that is a difference as a whole in place of what lies below it. From the root: the first, or the last. null where
   * there is none. The filter shows differences alone, and {@link match} knows it.
   */
  next(from: number, direction: 'next' | 'previous', filter: ComparedFilter, sort: Sort): number | null {
    const step = direction === 'next' ? this.#after.bind(this) : this.#before.bind(this)
    const start = this.#wholeOf(from, filter)
    let at =
      from === NO_NODE && direction === 'previous' ? this.#last(NO_NODE, filter, sort) : step(start, filter, sort)
    while (at !== NO_NODE && !this.#isShown(at, filter)) at = step(at, filter, sort)
    return at === NO_NODE ? null : at
  }

  /** Whether a filter shows a path for its own sake. */
  #isShown(node: number, filter: ComparedFilter): boolean {
    return this.#matchingOf(filter)?.isMatch(node) ?? isDifference(this.#comparison.paths, node, filter)
  }

  /** Whether a path is a difference with all that lies below it: one side has no directory there. */
  #isWhole(node: number, filter: ComparedFilter): boolean {
    const { a, b } = this.#comparison.paths
    if (node === NO_NODE || !this.#isShown(node, filter)) return false
    return !(a.has(node) && a.isDirectory(node) && b.has(node) && b.isDirectory(node))
  }

  /** The topmost difference as a whole that a path is part of; else the path. */
  #wholeOf(node: number, filter: ComparedFilter): number {
    let whole = node
    for (let at = node; at !== NO_NODE; at = this.#parent(at)) if (this.#isWhole(at, filter)) whole = at
    return whole
  }

  #after(node: number, filter: ComparedFilter, sort: Sort): number {
    const [first] = this.#isWhole(node, filter) ? [] : this.children(node, filter, sort)
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

  /** The deepest last path at or below a node, but none below a difference as a whole. */
  #last(node: number, filter: ComparedFilter, sort: Sort): number {
    let at = node
    while (!this.#isWhole(at, filter)) {
      const last = this.children(at, filter, sort).at(-1)
      if (last === undefined) break
      at = last
    }
    return at
  }

  /** Where a node is among siblings; where it is not among them, the last one that comes before it. */
  #place(node: number, siblings: Uint32Array, filter: ComparedFilter, sort: Sort): number {
    const at = siblings.indexOf(node)
    if (at >= 0) return at
    const all = this.children(this.#parent(node), { show: 'all', times: filter.times }, sort)
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

  #matchingOf(filter: ComparedFilter): MatchingPaths | null {
    if (filter.terms === undefined || filter.terms.length === 0) return null
    return this.#matching.get(keyOf(filter)) ?? null
  }

  #isVisible(node: number, filter: ComparedFilter): boolean {
    const { paths } = this.#comparison
    if (paths.difference(node) === null) return false
    const matching = this.#matchingOf(filter)
    if (matching !== null) return matching.isKept(node)
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

/** What a filter asks, as a text. */
function keyOf({ show, times, only, terms }: ComparedFilter): string {
  return JSON.stringify([show, times, only ?? null, terms ?? []])
}

/** Of the differences below a directory, those that a filter shows. */
function countOf({ onlyA, onlyB, changed, times }: DifferenceCounts, filter: ComparedFilter): number {
  const { only } = filter
  if (only === undefined) return onlyA + onlyB + changed + (filter.times ? times : 0)
  const counts = { 'only-a': onlyA, 'only-b': onlyB, changed } as const
  return only.reduce((sum, kind) => sum + counts[kind], 0)
}
