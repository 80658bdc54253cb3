import type { Engine } from '../../shared/engine-api.ts'
import type { RowFilter } from '../../shared/row-filter.ts'
import type { ListKind, ListRequest, ListRow, NodeId, View } from '../../shared/tree.ts'
import { startsWith, TypeAhead } from '../model/type-ahead.ts'
import { Scroller } from './scroller.svelte.ts'
import { ROW_HEIGHT } from './tree.svelte.ts'

const PAGE_SIZE = 200

export type ListSort = ListRequest['sort']

/** A row of a list on screen; `row` is null until it is read. */
export interface ListSlot {
  readonly index: number
  readonly row: ListRow | null
}

interface Page {
  readonly rows: readonly ListRow[]
  readonly generation: number
}

/** A flat list of paths: the overridden ones, or the removed ones. */
export class PathListState {
  readonly kind: ListKind
  readonly scroller = new Scroller(ROW_HEIGHT)
  readonly #engine: Pick<Engine, 'list'>
  readonly #onSelect: (row: ListRow | null) => void
  readonly #typeAhead = new TypeAhead()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- a cache: `#revision` tells that it changed
  readonly #pages = new Map<number, Page>()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody shows it
  readonly #asked = new Set<number>()
  #generation = 0
  #revision = $state(0)
  #upto: number | null = null
  #ofLayer = false
  /** A path that the keyboard is to be on. */
  #sought: NodeId | null = null
  #filter: RowFilter = []
  sort = $state.raw<ListSort>({ by: 'bytes', descending: true })
  total = $state(0)
  /** Sum of what is hidden, over the whole list. */
  bytes = $state(0)
  /** Row of the keyboard; -1: none. */
  cursor = $state(-1)
  loaded = $state(false)
  failed = $state(false)

  readonly slots: readonly ListSlot[] = $derived.by(() => {
    void this.#revision
    const { first, last } = this.scroller
    return Array.from({ length: last - first }, (_, index) => ({ index: first + index, row: this.#row(first + index) }))
  })

  constructor(kind: ListKind, engine: Pick<Engine, 'list'>, onSelect: (row: ListRow | null) => void) {
    this.kind = kind
    this.#engine = engine
    this.#onSelect = onSelect
    this.scroller.onMove = () => this.#load()
  }

  clear(): void {
    this.#generation += 1
    this.#pages.clear()
    this.#asked.clear()
    this.#upto = null
    this.total = 0
    this.bytes = 0
    this.cursor = -1
    this.loaded = false
    this.failed = false
    this.#changed()
    this.scroller.scrollTo(0)
  }

  /** The view that its paths are of; null before it shows any. */
  get view(): View | null {
    return this.#upto === null ? null : { kind: 'merged', upto: this.#upto }
  }

  /** Shows the list of the layers up to one, or `ofLayer` what that one did; what was shown stays until it is read. */
  show(upto: number, filter: RowFilter = [], ofLayer = false): void {
    const same = upto === this.#upto && ofLayer === this.#ofLayer
    if (!same || JSON.stringify(filter) !== JSON.stringify(this.#filter)) this.cursor = -1
    this.#upto = upto
    this.#ofLayer = ofLayer
    this.#filter = filter
    this.refresh()
  }

  refresh(): void {
    this.#generation += 1
    this.#asked.clear()
    this.failed = false
    this.#load()
  }

  sortBy(by: ListSort['by']): void {
    const descending =
      this.sort.by === by ? !this.sort.descending : by !== 'path' && by !== 'name' && by !== 'mode' && by !== 'owner'
    this.sort = { by, descending }
    this.cursor = -1
    this.scroller.scrollTo(0)
    this.refresh()
  }

  moveTo(index: number): void {
    this.#sought = null
    if (this.total === 0) return
    this.cursor = Math.max(0, Math.min(index, this.total - 1))
    this.scroller.reveal(this.cursor)
    this.#onSelect(this.#row(this.cursor))
  }

  /** Leaves the row of the keyboard where it is only while it is this path: what is marked is what the details show. */
  keep(path: NodeId | null): void {
    if (this.#row(this.cursor)?.path !== path) this.cursor = -1
  }

  /** Puts the row of the keyboard on a path as soon as it is read, where that is soon; the details are not told. */
  seek(path: NodeId): void {
    this.#sought = path
    this.#find()
  }

  #find(): void {
    if (this.#sought === null) return
    for (const [number, { rows, generation }] of this.#pages) {
      if (generation !== this.#generation) continue
      const at = rows.findIndex(({ path }) => path === this.#sought)
      if (at < 0) continue
      this.#sought = null
      this.cursor = number * PAGE_SIZE + at
      this.scroller.reveal(this.cursor)
      return
    }
  }

  /** Answers a key; false where it means nothing to a list. */
  key(key: string): boolean {
    const { page } = this.scroller
    const to: Readonly<Record<string, number>> = {
      ArrowDown: this.cursor + 1,
      ArrowUp: this.cursor - 1,
      PageDown: this.cursor + page - 1,
      PageUp: this.cursor - page + 1,
      Home: 0,
      End: this.total - 1,
    }
    const index = to[key]
    if (index !== undefined) {
      this.moveTo(index)
      return true
    }
    if ([...key].length !== 1 || (key === ' ' && !this.#typeAhead.active(performance.now()))) return false
    const { prefix, fromNext } = this.#typeAhead.type(key, performance.now())
    for (let step = 0; step < this.total; step += 1) {
      const at = (Math.max(0, this.cursor) + step + (fromNext ? 1 : 0)) % this.total
      const row = this.#row(at)
      if (!row || !startsWith(row.name, prefix)) continue
      this.moveTo(at)
      break
    }
    return true
  }

  #row(index: number): ListRow | null {
    return this.#pages.get(Math.floor(index / PAGE_SIZE))?.rows[index % PAGE_SIZE] ?? null
  }

  #load(): void {
    if (this.#upto === null) return
    const first = Math.floor(this.scroller.first / PAGE_SIZE)
    const last = Math.floor(Math.max(this.scroller.first, this.scroller.last - 1) / PAGE_SIZE)
    for (let number = first; number <= last; number += 1) {
      if (this.#asked.has(number) || this.#pages.get(number)?.generation === this.#generation) continue
      this.#asked.add(number)
      void this.#read(this.#upto, number)
    }
  }

  async #read(upto: number, number: number): Promise<void> {
    const generation = this.#generation
    const answer = await this.#engine.list({
      list: this.kind,
      upto,
      sort: this.sort,
      ...(this.#filter.length > 0 ? { filter: this.#filter } : {}),
      ...(this.#ofLayer ? { ofLayer: true } : {}),
      offset: number * PAGE_SIZE,
      limit: PAGE_SIZE,
    })
    if (generation !== this.#generation) return
    this.#asked.delete(number)
    this.loaded = true
    if (!answer.ok) {
      this.failed = true
      return
    }
    this.#pages.set(number, { rows: answer.value.rows, generation })
    this.total = answer.value.total
    this.bytes = answer.value.bytes
    this.#changed()
    this.#find()
    this.#load()
  }

  #changed(): void {
    this.#revision += 1
    this.scroller.rows = this.total
    if (this.cursor >= this.total) this.cursor = -1
  }
}
