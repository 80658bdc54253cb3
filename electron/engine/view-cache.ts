import type { ListKind, Sort, View } from '../../shared/tree.ts'
import type { ImageSession } from './image-session.ts'
import { LayerRows } from './layer-rows.ts'
import { MergedRows } from './merged-rows.ts'
import { listPaths, orderList } from './path-lists.ts'
import type { ListedPath, PathLists } from './path-lists.ts'
import { orderedChildren } from './row-order.ts'
import type { ListRequest } from '../../shared/tree.ts'

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

  clear(): void {
    this.#values.clear()
  }
}

/** Orders and lists that were made for the views of one image, so that the next page of them costs nothing. */
export class ViewCache {
  readonly #session: ImageSession
  readonly #rows = new Recent<LayerRows | MergedRows>(8)
  readonly #children = new Recent<Uint32Array>(256)
  readonly #lists = new Recent<PathLists>(4)
  readonly #ordered = new Recent<readonly ListedPath[]>(4)

  constructor(session: ImageSession) {
    this.#session = session
  }

  merged(upto: number): MergedRows {
    return this.#rows.get(`m${upto}`, () => new MergedRows(this.#session, upto)) as MergedRows
  }

  rows(view: View): LayerRows | MergedRows {
    if (view.kind === 'merged') return this.merged(view.upto)
    return this.#rows.get(`l${view.layer}`, () => new LayerRows(this.#session, view.layer))
  }

  children(view: View, parent: number, show: 'all' | 'changed', sort: Sort): Uint32Array {
    const which = view.kind === 'merged' ? `m${view.upto}` : `l${view.layer}`
    const key = `${which} ${parent} ${show} ${sort.by} ${sort.descending}`
    return this.#children.get(key, () => orderedChildren(this.rows(view), parent, show, sort))
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
    this.#rows.clear()
    this.#children.clear()
    this.#lists.clear()
    this.#ordered.clear()
  }
}
