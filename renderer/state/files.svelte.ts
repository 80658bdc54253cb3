import type { Engine } from '../../shared/engine-api.ts'
import type { Row, View, ViewCounts } from '../../shared/tree.ts'
import { PathListState } from './path-list.svelte.ts'
import { TreeState } from './tree.svelte.ts'

/** What the middle pane lists. */
export type FilesFilter = 'all' | 'changed' | 'overridden' | 'removed'

/** A view of fewer changes opens by itself. */
const AT_A_GLANCE = 200

/** The files of a view: as a tree, or as one of the flat lists. */
export class FilesState {
  readonly tree: TreeState
  readonly overridden: PathListState
  readonly removed: PathListState
  readonly #engine: Pick<Engine, 'children' | 'locate' | 'list' | 'counts'>
  #token = 0
  #view: View | null = null
  /** Entries of the layer that is selected, where they are known. */
  #entries: number | null = null
  filter = $state.raw<FilesFilter>('all')
  counts = $state.raw<ViewCounts | null>(null)

  readonly list: PathListState | null = $derived.by(() =>
    this.filter === 'overridden' ? this.overridden : this.filter === 'removed' ? this.removed : null,
  )

  constructor(engine: Pick<Engine, 'children' | 'locate' | 'list' | 'counts'>, onSelect: (row: Row | null) => void) {
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
    this.tree.clear()
    this.overridden.clear()
    this.removed.clear()
  }

  /** Shows a view; `entries` of the selected layer tell whether its tree is small enough to open by itself. */
  async show(view: View, entries: number | null): Promise<void> {
    this.#view = view
    this.#entries = entries
    if (this.filter !== 'changed') this.#showView(view)
    await this.#count(view)
    // Whether the changes are few enough is told by the counts.
    if (this.filter === 'changed' && this.#view === view) this.#showView(view)
  }

  /** More layers are stacked. */
  async refresh(entries: number | null): Promise<void> {
    if (this.#view) await this.show(this.#view, entries)
  }

  /** Lists something else; `path` is what was selected, and stays so where the tree has it. */
  choose(filter: FilesFilter, path: number | null): void {
    if (filter === this.filter) return
    this.filter = filter
    if (!this.#view) return
    this.#showView(this.#view)
    if (!this.list && path !== null) void this.tree.reveal(path)
  }

  #showView(view: View): void {
    if (this.list) {
      this.list.show(view.kind === 'merged' ? view.upto : view.layer)
      return
    }
    const show = this.filter === 'changed' ? 'changed' : 'all'
    const few =
      show === 'changed'
        ? (this.counts?.changed ?? Infinity)
        : view.kind === 'layer'
          ? (this.#entries ?? Infinity)
          : Infinity
    this.tree.show({ view, show, autoExpand: few <= AT_A_GLANCE })
  }

  async #count(view: View): Promise<void> {
    this.#token += 1
    const token = this.#token
    const answer = await this.#engine.counts(view)
    if (token === this.#token) this.counts = answer.ok ? answer.value : null
  }
}
