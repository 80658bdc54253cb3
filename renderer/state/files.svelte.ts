import type { Failure } from '../../shared/problem.ts'
import type { Engine } from '../../shared/engine-api.ts'
import type { RowFilter } from '../../shared/row-filter.ts'
import { WINDOWS_DRIVE } from '../../shared/windows-layer.ts'
import type { NodeId, OwnerNames, Row, View, ViewCounts } from '../../shared/tree.ts'
import { filterOf, parseQuery, withoutPart } from '../model/filter-query.ts'
import type { QueryPart } from '../model/filter-query.ts'
import { ROOT } from '../model/tree-model.ts'
import { PathListState } from './path-list.svelte.ts'
import { TreeState } from './tree.svelte.ts'

/** What the middle pane lists. */
export type FilesFilter = 'all' | 'changed' | 'overridden' | 'removed'

/** Rows of a root that are looked through for the folder of drive C. */
const ROOT_ROWS = 10_000

/** A view of fewer changes opens by itself. */
const AT_A_GLANCE = 200
/** A filter that leaves fewer rows shows them all. */
const FEW_MATCHES = 500

/** What the files ask the engine. */
type FilesEngine = Pick<Engine, 'children' | 'locate' | 'list' | 'counts' | 'owners'>

const NOBODY: OwnerNames = { users: {}, groups: {} }

/** The files of a view: as a tree, or as one of the flat lists. */
export class FilesState {
  readonly tree: TreeState
  readonly overridden: PathListState
  readonly removed: PathListState
  readonly #engine: FilesEngine
  #token = 0
  #view: View | null = null
  /** Entries of the layer that is selected, where they are known. */
  #entries: number | null = null
  filter = $state.raw<FilesFilter>('all')
  counts = $state.raw<ViewCounts | null>(null)
  /** The filter as it is typed. */
  query = $state.raw('')
  readonly parts: readonly QueryPart[] = $derived(parseQuery(this.query))
  /** The engine says what is wrong with the filter. */
  queryFailure = $state.raw<Failure | null>(null)
  /** Every directory is opened to the rows that match, however many they are. */
  #openAll = $state(false)
  readonly #rowFilter: RowFilter = $derived(filterOf(this.parts))
  /** The image is one of Windows. */
  windows = $state(false)
  /** The tree of a Windows image begins with drive C, and not with what its layers hold. */
  drive = $state(true)
  /** The view has nothing that would be on drive C. */
  driveMissing = $state(false)
  #driveToken = 0
  /** Owners as the view's own lists name them, once they are read. */
  owners = $state.raw<OwnerNames>(NOBODY)

  readonly list: PathListState | null = $derived.by(() =>
    this.filter === 'overridden' ? this.overridden : this.filter === 'removed' ? this.removed : null,
  )
  /** Whether the filter leaves more than opens by itself. */
  readonly canOpenAll: boolean = $derived(!this.#openAll && !this.list && (this.counts?.matching ?? 0) > FEW_MATCHES)

  constructor(engine: FilesEngine, onSelect: (row: Row | null) => void) {
    this.#engine = engine
    this.tree = new TreeState(engine, onSelect)
    this.overridden = new PathListState('overridden', engine, onSelect)
    this.removed = new PathListState('removed', engine, onSelect)
  }

  clear(): void {
    this.#token += 1
    this.#view = null
    this.counts = null
    this.filter = 'all'
    this.query = ''
    this.queryFailure = null
    this.#openAll = false
    this.windows = false
    this.drive = true
    this.driveMissing = false
    this.owners = NOBODY
    this.tree.clear()
    this.overridden.clear()
    this.removed.clear()
  }

  /** Shows a view; `entries` of the selected layer tell whether its tree is small enough to open by itself. */
  async show(view: View, entries: number | null): Promise<void> {
    this.#view = view
    this.#entries = entries
    // Whether what is left is few enough to open by itself is told by the counts.
    const counted = this.filter === 'changed' || this.#rowFilter.length > 0
    if (!counted) void this.#showView(view)
    await this.#count(view)
    if (counted && this.#view === view) await this.#showView(view)
    await this.#nameOwners(view)
  }

  /** More layers are stacked. */
  async refresh(entries: number | null): Promise<void> {
    if (this.#view) await this.show(this.#view, entries)
  }

  /** Lists something else; `path` is what was selected, and stays so where the tree has it. */
  choose(filter: FilesFilter, path: number | null): void {
    if (filter === this.filter) return
    this.filter = filter
    void this.#showAgain(path)
  }

  /** Filters by what is typed. */
  async setQuery(query: string, path: number | null): Promise<void> {
    const before = JSON.stringify(this.#rowFilter)
    this.query = query
    if (JSON.stringify(this.#rowFilter) === before) return
    this.#openAll = false
    await this.#filterAgain(path)
  }

  /** Takes one condition out of the filter. */
  removePart(part: QueryPart, path: number | null): void {
    void this.setQuery(withoutPart(this.query, part), path)
  }

  /** Opens every directory that leads to a row that matches. */
  openAll(): void {
    this.#openAll = true
    if (this.#view) void this.#showView(this.#view)
  }

  async #filterAgain(path: number | null): Promise<void> {
    const view = this.#view
    if (!view) return
    const filter = this.#rowFilter
    await this.#count(view)
    if (view === this.#view && filter === this.#rowFilter) await this.#showAgain(path)
  }

  /** Begins the tree of a Windows image with drive C, or with what the layers hold; `path` stays selected where it is there. */
  setDrive(drive: boolean, path: number | null): void {
    if (drive === this.drive) return
    this.drive = drive
    void this.#showAgain(path)
  }

  async #showAgain(path: number | null): Promise<void> {
    const view = this.#view
    if (!view) return
    this.list?.keep(path)
    await this.#showView(view)
    if (!this.list && path !== null && view === this.#view) await this.tree.reveal(path)
  }

  async #showView(view: View): Promise<void> {
    this.#driveToken += 1
    const token = this.#driveToken
    if (this.list) {
      const ofLayer = view.kind === 'layer'
      this.list.show(ofLayer ? view.layer : view.upto, this.#rowFilter, ofLayer)
      return
    }
    const show = this.filter === 'changed' ? 'changed' : 'all'
    const filter = this.#rowFilter
    const few =
      filter.length > 0 && show === 'all'
        ? (this.counts?.matching ?? Infinity) * (AT_A_GLANCE / FEW_MATCHES)
        : show === 'changed'
          ? (this.counts?.changed ?? Infinity)
          : view.kind === 'layer'
            ? (this.#entries ?? Infinity)
            : Infinity
    const subject = { view, show, filter, autoExpand: this.#openAll || few <= AT_A_GLANCE } as const
    if (!this.windows || !this.drive) {
      this.tree.show(subject)
      return
    }
    const root = await this.#findDrive(view, show)
    if (token !== this.#driveToken) return
    this.driveMissing = root === null
    this.tree.show({ ...subject, root })
  }

  /** The folder of a view that a container sees as drive C. */
  async #findDrive(
    view: View,
    show: 'all' | 'changed',
  ): Promise<{ readonly path: NodeId; readonly node: NodeId } | null> {
    const sort = { by: 'name', descending: false } as const
    const answer = await this.#engine.children({ view, parent: ROOT, sort, show, offset: 0, limit: ROOT_ROWS })
    const found = answer.ok
      ? answer.value.rows.find(({ name, type, marker }) => name === WINDOWS_DRIVE && type === 'dir' && marker === null)
      : undefined
    return found?.path == null ? null : { path: found.path, node: found.node }
  }

  async #nameOwners(view: View): Promise<void> {
    if (this.#view !== view) return
    const answer = await this.#engine.owners(view)
    if (this.#view === view && answer.ok) this.owners = answer.value
  }

  async #count(view: View): Promise<void> {
    this.#token += 1
    const token = this.#token
    const filter = this.#rowFilter
    const answer = await this.#engine.counts(view, filter)
    if (token !== this.#token) return
    this.counts = answer.ok ? answer.value : null
    this.queryFailure = !answer.ok && filter.length > 0 ? answer.failure : null
  }
}
