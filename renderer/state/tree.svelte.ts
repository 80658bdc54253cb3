import type { Engine } from '../../shared/engine-api.ts'
import type { Outcome } from '../../shared/problem.ts'
import type { ChildrenRequest, Location, NodeId, Row, SortKey, View } from '../../shared/tree.ts'
import { PAGE_SIZE, ROOT, TreeModel } from '../model/tree-model.ts'
import type { Branch, Cursor, ModelRow, PageRequest, TreeSlot } from '../model/tree-model.ts'
import { startsWith, TypeAhead } from '../model/type-ahead.ts'
import { Scroller } from './scroller.svelte.ts'

export const ROW_HEIGHT = 24

/** Pages that are kept; 400,000 rows. */
const KEPT_PAGES = 2000
/** Pages that are read at once to find a name or to expand all siblings. */
const READ_AHEAD = 10
/** Siblings beyond this number are not read for `*`, nor for a name that is typed. */
const READ_AHEAD_LIMIT = 50_000

/** What the tree asks the engine. */
export type TreeEngine = Pick<Engine, 'children' | 'locate'>

/** What any tree shows. */
export interface AnySubject {
  /** Every directory opens by itself: for what is small enough to be seen at a glance. */
  readonly autoExpand: boolean
  /** The directory that the tree begins with, where that is not the root of the view. */
  readonly root?: { readonly path: NodeId; readonly node: NodeId } | null
}

/** What the tree of files shows. */
export interface TreeSubject extends AnySubject {
  readonly view: View
  readonly show: ChildrenRequest['show']
  readonly filter?: ChildrenRequest['filter']
}

/** A part of a directory, in an order. */
export interface PartRequest<Key extends string> {
  readonly parent: NodeId
  readonly sort: { readonly by: Key; readonly descending: boolean }
  readonly offset: number
  readonly limit: number
}

/** Where a tree has its rows from. */
export interface RowSource<R extends ModelRow, Subject extends AnySubject, Key extends string> {
  children(
    subject: Subject,
    request: PartRequest<Key>,
  ): Promise<Outcome<{ readonly total: number; readonly rows: readonly R[] }>>
  locate(path: NodeId, subject: Subject): Promise<Outcome<Location>>
  /** Columns that are looked at from their large end first. */
  readonly largestFirst: readonly Key[]
  /** Whether a directory opens by itself where others do; all do where it is not given. */
  opens?(row: R): boolean
}

/** A tree whose rows are read as they come into sight: which there are, which of them are on screen, and where the keyboard is. */
export class RowTree<R extends ModelRow, Subject extends AnySubject, Key extends string> {
  readonly scroller = new Scroller(ROW_HEIGHT)
  readonly #source: RowSource<R, Subject, Key>
  readonly #onSelect: (row: R | null) => void
  #model: TreeModel<R>
  readonly #typeAhead = new TypeAhead()
  /** Looks for what was typed and not found yet, since its row may still be on its way. */
  #sought: (() => TreeSlot<R> | null) | null = null
  /** Counts the changes of the model, which does not react by itself. */
  #revision = $state(0)
  #subject = $state.raw<Subject | null>(null)
  sort = $state.raw<PartRequest<Key>['sort']>({ by: 'name' as Key, descending: false })
  #cursor = $state.raw<Cursor<R> | null>(null)
  /** The keyboard is in the tree. Where it was on no row yet, it is on the first. */
  focused = $state(false)
  /** The engine would not tell some of the rows. */
  failed = $state(false)

  readonly slots: readonly TreeSlot<R>[] = $derived.by(() => {
    void this.#revision
    return this.#model.slots(this.scroller.first, this.scroller.last)
  })
  readonly cursor: TreeSlot<R> | null = $derived.by(() => {
    void this.#revision
    if (!this.#cursor) return this.focused ? this.#model.slotAt(0) : null
    return this.#model.slotOf(this.#cursor.branch, this.#cursor.position)
  })
  /** Whether what is shown was ever read. */
  readonly loaded: boolean = $derived.by(() => {
    void this.#revision
    return this.#model.loaded
  })
  /** Whether what is shown is of the view that is asked for, and not of the one before. */
  readonly fresh: boolean = $derived.by(() => {
    void this.#revision
    return this.#model.fresh
  })

  constructor(source: RowSource<R, Subject, Key>, onSelect: (row: R | null) => void) {
    this.#source = source
    this.#onSelect = onSelect
    this.#model = new TreeModel(source.opens?.bind(source))
    this.scroller.onMove = () => this.#load()
  }

  /** Another image: nothing of what was stays. */
  clear(): void {
    this.#model.clear()
    this.#cursor = null
    this.failed = false
    this.#subject = null
    this.#changed()
    this.scroller.scrollTo(0)
  }

  /** Shows a view; what is expanded and where the cursor is stays, as far as the paths are there. */
  show(subject: Subject): void {
    this.#subject = subject
    if (this.#model.setRoot(subject.root ?? { path: ROOT, node: ROOT })) {
      this.#cursor = null
      this.#changed()
      this.scroller.scrollTo(0)
    }
    this.refresh()
  }

  /** Reads again what is on screen: layers were stacked meanwhile. */
  refresh(): void {
    if (!this.#subject) return
    this.failed = false
    this.#model.invalidate(this.#subject.autoExpand)
    this.#changed()
    this.#load()
  }

  /** Sorts by a column, or the other way round where it is sorted by it already. */
  sortBy(key: Key): void {
    const same = this.sort.by === key
    // Numbers are looked for at their large end.
    const descending = same ? !this.sort.descending : this.#source.largestFirst.includes(key)
    this.sort = { by: key, descending }
    const path = this.#cursor?.path ?? null
    this.scroller.scrollTo(0)
    this.refresh()
    if (path !== null) void this.reveal(path)
  }

  toggle(slot: TreeSlot<R>): void {
    if (slot.expanded) this.collapse(slot)
    else this.expand(slot)
  }

  expand(slot: TreeSlot<R>): void {
    this.#mutate(() => this.#model.expand(slot.branch, slot.position))
    this.#load()
  }

  collapse(slot: TreeSlot<R>): void {
    const cursor = this.#cursor
    this.#mutate(() => this.#model.collapse(slot.branch, slot.position))
    if (cursor && this.#cursor && cursor.path !== this.#cursor.path) this.#onSelect(this.cursor?.row ?? null)
    this.#load()
  }

  select(slot: TreeSlot<R>): void {
    this.#cursor = { branch: slot.branch, position: slot.position, path: slot.row?.path ?? null }
    this.#onSelect(slot.row)
  }

  /** Puts the cursor on a row, in sight. */
  moveTo(index: number): void {
    const cursor = this.#model.cursorAt(index)
    if (!cursor) return
    this.#sought = null
    this.#cursor = cursor
    const slot = this.#model.slotOf(cursor.branch, cursor.position)
    if (!slot) return
    this.scroller.reveal(slot.index)
    this.#onSelect(slot.row)
  }

  /** Answers a key as the ARIA tree pattern has it; false where it means nothing to a tree. */
  key(key: string): boolean {
    const slot = this.cursor
    if (!slot) {
      // Nothing was chosen yet: what is typed is looked for from the top, all else begins there.
      if ([...key].length === 1 && key !== ' ' && key !== '*') {
        void this.#typed(key)
        return true
      }
      if (!['ArrowDown', 'ArrowUp', 'ArrowRight', 'Home', 'End', 'PageDown', 'PageUp'].includes(key)) return false
      this.moveTo(key === 'End' ? this.scroller.rows - 1 : 0)
      return true
    }
    switch (key) {
      case 'ArrowDown':
        this.moveTo(slot.index + 1)
        return true
      case 'ArrowUp':
        this.moveTo(slot.index - 1)
        return true
      case 'PageDown':
        this.moveTo(slot.index + this.scroller.page - 1)
        return true
      case 'PageUp':
        this.moveTo(Math.max(0, slot.index - this.scroller.page + 1))
        return true
      case 'Home':
        this.moveTo(0)
        return true
      case 'End':
        this.moveTo(this.scroller.rows - 1)
        return true
      case 'ArrowRight':
        if (slot.expanded) this.moveTo(slot.index + 1)
        else this.expand(slot)
        return true
      case 'ArrowLeft':
        if (slot.expanded) this.collapse(slot)
        else if (slot.branch.parent) this.#moveToParent(slot.branch)
        return true
      case 'Enter':
        this.toggle(slot)
        return true
      case ' ':
        if (this.#typeAhead.active(performance.now())) break
        this.toggle(slot)
        return true
      case '*':
        void this.expandSiblings(slot)
        return true
    }
    if ([...key].length !== 1) return false
    void this.#typed(key)
    return true
  }

  /** Expands every directory beside the row. */
  async expandSiblings({ branch }: TreeSlot<R>): Promise<void> {
    const { generation } = this.#model
    await this.#readAll(branch)
    if (generation !== this.#model.generation) return
    this.#mutate(() => {
      const last = Math.min(branch.total, READ_AHEAD_LIMIT)
      for (let position = 0; position < last; position += 1) this.#model.expand(branch, position)
    })
    const cursor = this.cursor
    if (cursor) this.scroller.reveal(cursor.index)
    this.#load()
  }

  /** Expands what leads to a path and puts the cursor on it. False where the view does not have the path. */
  async reveal(path: NodeId): Promise<boolean> {
    const subject = this.#subject
    if (!subject) return false
    const located = await this.#source.locate(path, subject)
    if (!located.ok) return false
    let branch = this.#model.root
    let found: { readonly branch: Branch<R>; readonly position: number } | null = null
    let missing = false
    const { root } = this.#model
    const nodes = root.path === ROOT ? located.value.nodes : located.value.nodes.slice(1)
    if (root.path !== ROOT && located.value.nodes[0] !== root.node) return false
    for (const node of nodes) {
      if (found) {
        const slot = this.#model.slotOf(found.branch, found.position)
        if (!slot?.row) return false
        if (!slot.expanded) this.#mutate(() => this.#model.expand(slot.branch, slot.position))
        const next = slot.branch.expanded.get(slot.position)
        if (!next) return false
        branch = next
      }
      const position = await this.#find(branch, node)
      if (subject !== this.#subject) return false
      if (position === null) {
        missing = true
        break
      }
      found = { branch, position }
    }
    if (!found) return false
    const slot = this.#model.slotOf(found.branch, found.position)
    if (!slot) return false
    this.#cursor = { branch: slot.branch, position: slot.position, path: slot.row?.path ?? null }
    this.scroller.reveal(slot.index, 'center')
    this.#load()
    return !missing && slot.row?.path === path
  }

  #moveToParent(branch: Branch<R>): void {
    const index = branch.parent && this.#model.indexOf(branch.parent, branch.position)
    if (index !== null) this.moveTo(index)
  }

  async #typed(character: string): Promise<void> {
    const { prefix, fromNext } = this.#typeAhead.type(character, performance.now())
    this.#sought = () => {
      const from = (this.#cursor ? (this.cursor?.index ?? -1) : -1) + (fromNext ? 1 : 0)
      return this.#model.search(from, (row) => startsWith(row.name, prefix))
    }
    if (this.#seek()) return
    await this.#readAll(this.cursor?.branch ?? this.#model.root)
    this.#seek()
  }

  /** Goes to what was typed, if it is there by now. */
  #seek(): boolean {
    const found = this.#sought?.() ?? null
    if (found) this.moveTo(found.index)
    return found !== null
  }

  async #find(branch: Branch<R>, node: NodeId): Promise<number | null> {
    const { generation } = this.#model
    for (;;) {
      for (const [number, { rows }] of branch.pages) {
        const at = rows.findIndex((row) => row.node === node)
        if (at >= 0 && branch.pages.get(number)?.generation === generation) return number * PAGE_SIZE + at
      }
      const request = this.#model.nextUnread(branch, READ_AHEAD) ?? this.#firstOf(branch)
      if (!request) {
        if (branch.asked.size === 0 || generation !== this.#model.generation) return null
        await new Promise((resolve) => setTimeout(resolve, 5))
        continue
      }
      if (!(await this.#read(request))) return null
    }
  }

  /** Nothing is known of the root before it was read. */
  #firstOf(branch: Branch<R>): PageRequest<R> | null {
    return branch === this.#model.root && !this.#model.fresh ? (this.#model.requests(0, 0)[0] ?? null) : null
  }

  async #readAll(branch: Branch<R>): Promise<void> {
    for (let read = 0; read < READ_AHEAD_LIMIT; read += READ_AHEAD * PAGE_SIZE) {
      const request = this.#model.nextUnread(branch, READ_AHEAD)
      if (!request || !(await this.#read(request))) return
    }
  }

  #load(): void {
    if (!this.#subject) return
    for (const request of this.#model.requests(this.scroller.first, this.scroller.last)) {
      void this.#read(request).then((read) => {
        if (read) this.#load()
      })
    }
    this.#model.trim(KEPT_PAGES)
  }

  async #read(request: PageRequest<R>): Promise<boolean> {
    const subject = this.#subject
    if (!subject) return false
    const { node: parent, offset, limit } = request
    const answer = await this.#source.children(subject, { parent, sort: this.sort, offset, limit })
    if (!answer.ok) {
      this.#model.dropRequest(request)
      if (request.generation === this.#model.generation) this.failed = true
      return false
    }
    const put = this.#mutate(() => this.#model.putPage(request, answer.value.total, answer.value.rows))
    if (put && this.#typeAhead.active(performance.now())) this.#seek()
    return put
  }

  /** Changes the model; what is in sight, and the cursor, stay where they are. */
  #mutate(change: () => unknown): boolean {
    const { top, page } = this.scroller
    const first = Math.floor(top / ROW_HEIGHT)
    const held = this.#cursor && this.#model.indexOf(this.#cursor.branch, this.#cursor.position)
    const isHeld = held !== null && held >= first && held <= first + page
    const index = isHeld ? held : first
    const anchor = isHeld ? this.#cursor : first > 0 ? this.#model.cursorAt(first) : null
    const done = change() !== false
    this.#changed()
    const next = anchor && this.#model.follow(anchor)
    const now = next && this.#model.indexOf(next.branch, next.position)
    if (now !== null && now !== index) this.scroller.scrollTo(top + (now - index) * ROW_HEIGHT)
    return done
  }

  #changed(): void {
    this.#revision += 1
    this.scroller.rows = this.#model.rowCount
    if (this.#cursor) this.#cursor = this.#model.follow(this.#cursor)
  }
}

/** The tree of files. */
export class TreeState extends RowTree<Row, TreeSubject, SortKey> {
  constructor(engine: TreeEngine, onSelect: (row: Row | null) => void) {
    super(
      {
        children: ({ view, show, filter }, request) =>
          engine.children({ view, show, ...(filter && filter.length > 0 ? { filter } : {}), ...request }),
        locate: (path, { view }) => engine.locate(path, view),
        largestFirst: ['size', 'mtime', 'layer'],
      },
      onSelect,
    )
  }
}
