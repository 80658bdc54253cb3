import type { Engine } from '../../shared/engine-api.ts'
import { WINDOWS_DRIVE } from '../../shared/windows-layer.ts'
import type { NodeId, Row, View, ViewCounts } from '../../shared/tree.ts'
import { ROOT } from '../model/tree-model.ts'
import { PathListState } from './path-list.svelte.ts'
import { TreeState } from './tree.svelte.ts'

/** What the middle pane lists. */
export type FilesFilter = 'all' | 'changed' | 'overridden' | 'removed'

/** Rows of a root that are looked through for the folder of drive C. */
const ROOT_ROWS = 10_000

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
  /** The image is one of Windows. */
  windows = $state(false)
  /** The tree of a Windows image begins with drive C, and not with what its layers hold. */
  drive = $state(true)
  /** The view has nothing that would be on drive C. */
  driveMissing = $state(false)
  #driveToken = 0

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
    this.windows = false
    this.drive = true
    this.driveMissing = false
    this.tree.clear()
    this.overridden.clear()
    this.removed.clear()
  }

  /** Shows a view; `entries` of the selected layer tell whether its tree is small enough to open by itself. */
  async show(view: View, entries: number | null): Promise<void> {
    this.#view = view
    this.#entries = entries
    if (this.filter !== 'changed') void this.#showView(view)
    await this.#count(view)
    // Whether the changes are few enough is told by the counts.
    if (this.filter === 'changed' && this.#view === view) await this.#showView(view)
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

  /** Begins the tree of a Windows image with drive C, or with what the layers hold; `path` stays selected where it is there. */
  setDrive(drive: boolean, path: number | null): void {
    if (drive === this.drive) return
    this.drive = drive
    void this.#showAgain(path)
  }

  async #showAgain(path: number | null): Promise<void> {
    const view = this.#view
    if (!view) return
    await this.#showView(view)
    if (!this.list && path !== null && view === this.#view) await this.tree.reveal(path)
  }

  async #showView(view: View): Promise<void> {
    this.#driveToken += 1
    const token = this.#driveToken
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
    const subject = { view, show, autoExpand: few <= AT_A_GLANCE } as const
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

  async #count(view: View): Promise<void> {
    this.#token += 1
    const token = this.#token
    const answer = await this.#engine.counts(view)
    if (token === this.#token) this.counts = answer.ok ? answer.value : null
  }
}
