import type { RowFilter } from '../../shared/row-filter.ts'
import type { ChildrenRequest, ListKind, Sort, View } from '../../shared/tree.ts'
import { FilteredNodes, FilteredRows } from './filter/filtered-nodes.ts'
import type { ImageSession } from './image-session.ts'
import { LayerRows } from './layer-rows.ts'
import { MergedRows } from './merged-rows.ts'
import { listPaths, orderList } from './path-lists.ts'
import type { ListedPath, PathLists } from './path-lists.ts'
import { orderedChildren } from './row-order.ts'
import { TimeSlices } from './time-slices.ts'
import { viewColumns } from './filter/view-columns.ts'
import type { ListRequest } from '../../shared/tree.ts'

/** Paths from which on it takes more than a moment to sum what a layer holds. */
const LARGE_LAYER = 10_000

/** Keeps the last few values that were asked for. */
class Recent<T> {
  readonly #values = new Map<string, T>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get(key: string, make: () => T): T {
    const known = this.#values.get(key)
    const value = known ?? make()
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > this.#most) this.#values.delete(this.#values.keys().next().value!)
    return value
  }

  delete(key: string): void {
    this.#values.delete(key)
  }

  clear(): void {
    this.#values.clear()
  }
}

/** What a filter leaves of a view, under the key that tells it from others. */
export interface Filtered {
  readonly key: string
  readonly nodes: FilteredNodes
}

function keyOf(view: View): string {
  return view.kind === 'merged' ? `m${view.upto}` : `l${view.layer}`
}

/** Orders and lists that were made for the views of one image, so that the next page of them costs nothing. */
export class ViewCache {
  readonly #session: ImageSession
  readonly #merged = new Recent<MergedRows>(8)
  /** By layer: all of them together take little beside their indexes. */
  readonly #layers = new Map<number, LayerRows>()
  readonly #children = new Recent<Uint32Array>(256)
  readonly #lists = new Recent<PathLists>(4)
  readonly #ordered = new Recent<readonly ListedPath[]>(4)
  readonly #filtered = new Recent<Promise<Filtered>>(6)
  /** Filters that are being held against a view. */
  readonly #filtering = new Map<TimeSlices, string>()

  constructor(session: ImageSession) {
    this.#session = session
  }

  merged(upto: number): MergedRows {
    return this.#merged.get(String(upto), () => new MergedRows(this.#session, upto))
  }

  rows(view: View): LayerRows | MergedRows {
    if (view.kind === 'merged') return this.merged(view.upto)
    return this.#ofLayer(view.layer)
  }

  #ofLayer(layer: number): LayerRows {
    const known = this.#layers.get(layer)
    if (known !== undefined) return known
    const rows = new LayerRows(this.#session, layer)
    this.#layers.set(layer, rows)
    return rows
  }

  /** Sums the sizes of layers that nobody has looked at yet. `pause` is called before each large one; ends where it says so. */
  async prepareLayers(pause: () => Promise<'go on' | 'end'>): Promise<void> {
    for (let layer = 0; layer < this.#session.stacked; layer++) {
      if (this.#layers.has(layer)) continue
      const { nodeCount } = this.#session.stack.layers[layer]!.index
      if (nodeCount > LARGE_LAYER && (await pause()) === 'end') return
      this.#ofLayer(layer)
    }
  }

  /** Child nodes in order; those that a filter leaves, where one is given. */
  children(view: View, parent: number, show: 'all' | 'changed', sort: Sort, filtered: Filtered | null): Uint32Array {
    const key = `${keyOf(view)} ${parent} ${show} ${sort.by} ${sort.descending} ${filtered?.key ?? ''}`
    return this.#children.get(key, () => {
      const rows = this.rows(view)
      return orderedChildren(filtered === null ? rows : new FilteredRows(rows, filtered.nodes), parent, show, sort)
    })
  }

  /**
   * What a filter leaves of a view. Asking for another filter ends the work on the one before.
   * @throws EngineError where a pattern is none; CancelledError
   */
  filtered(view: View, filter: RowFilter, show: ChildrenRequest['show']): Promise<Filtered> {
    const wanted = JSON.stringify(filter)
    for (const [slices, other] of this.#filtering) if (other !== wanted) slices.cancel()
    const key = `${keyOf(view)} ${show} ${wanted}`
    return this.#filtered.get(key, () => this.#filter(view, filter, show, key, wanted))
  }

  async #filter(
    view: View,
    filter: RowFilter,
    show: ChildrenRequest['show'],
    key: string,
    wanted: string,
  ): Promise<Filtered> {
    const slices = new TimeSlices()
    this.#filtering.set(slices, wanted)
    try {
      return { key, nodes: await FilteredNodes.of(viewColumns(this.#session, view), filter, show, slices) }
    } catch (error) {
      this.#filtered.delete(key)
      throw error
    } finally {
      this.#filtering.delete(slices)
    }
  }

  lists(upto: number): PathLists {
    return this.#lists.get(String(upto), () => listPaths(this.#session, upto))
  }

  list(kind: ListKind, upto: number, sort: ListRequest['sort']): readonly ListedPath[] {
    const key = `${kind} ${upto} ${sort.by} ${sort.descending}`
    return this.#ordered.get(key, () => orderList(this.lists(upto)[kind], this.merged(upto), sort))
  }

  /** Forgets what depends on layers that were stacked, or on contents that were compared, since. */
  clear(): void {
    this.#merged.clear()
    this.#layers.clear()
    this.#children.clear()
    this.#lists.clear()
    this.#ordered.clear()
    this.#filtered.clear()
  }
}
