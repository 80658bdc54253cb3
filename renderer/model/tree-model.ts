import type { NodeId, Row } from '../../shared/tree.ts'
import { RowCounts } from './row-counts.ts'

/** Rows that are asked for at once. */
export const PAGE_SIZE = 200

/** The root of every view. */
export const ROOT: NodeId = 0

/** What the model has to know of a row; `path` is the same in every view, null where it names none. */
export type ModelRow = Pick<Row, 'node' | 'path' | 'name' | 'children'>

interface Page<R extends ModelRow> {
  readonly rows: readonly R[]
  /** The generation of the model that it was read in. An older page is shown until its successor is there. */
  readonly generation: number
}

/** An expanded directory. `path` is the same in every view; the rest follows the view that is shown. */
export class Branch<R extends ModelRow = Row> {
  readonly path: NodeId
  /** null: the root, or not in the tree at present because an ancestor was collapsed or went. */
  parent: Branch<R> | null = null
  /** Where it was last, also while it is not in the tree. */
  lastParent: Branch<R> | null = null
  /** Position among the children of `parent`. */
  position = 0
  /** Number of ancestors. */
  depth = 0
  /** In the view of `generation`. */
  node: NodeId
  /** When `node` was learnt; older than the model's where the parent's page was not read again yet. */
  generation: number
  /** Children. */
  total: number
  /** Rows rendered below this directory. */
  rows: number
  readonly expanded = new Map<number, Branch<R>>()
  /** null while every child takes one row. */
  counts: RowCounts | null = null
  readonly pages = new Map<number, Page<R>>()
  /** Page number to the generation in which it was asked for and not answered yet. */
  readonly asked = new Map<number, number>()
  /** When `total` was told by an answer for this directory, and not only by its parent's row. */
  totalGeneration = -1

  constructor(path: NodeId, node: NodeId, total: number, generation: number) {
    this.path = path
    this.node = node
    this.total = total
    this.rows = total
    this.generation = generation
  }

  /** The child at a position, where it is loaded. */
  row(position: number): R | null {
    return this.pages.get(Math.floor(position / PAGE_SIZE))?.rows[position % PAGE_SIZE] ?? null
  }
}

/** One row of the flattened tree. */
export interface TreeSlot<R extends ModelRow = Row> {
  /** Row number in the flattened tree. */
  readonly index: number
  /** The directory that it is in. */
  readonly branch: Branch<R>
  /** From 0, among `setSize` siblings. */
  readonly position: number
  readonly setSize: number
  /** Of the root's children: 1. */
  readonly level: number
  /** null: not loaded yet. */
  readonly row: R | null
  readonly expanded: boolean
}

/** Where the keyboard is. */
export interface Cursor<R extends ModelRow = Row> {
  readonly branch: Branch<R>
  readonly position: number
  /** null where the row names no path, or is not loaded. */
  readonly path: NodeId | null
}

/** A part of a directory that is to be read. */
export interface PageRequest<R extends ModelRow = Row> {
  readonly branch: Branch<R>
  readonly node: NodeId
  readonly offset: number
  readonly limit: number
  readonly generation: number
}

/**
 * The rows of an expandable tree whose directories are read in pages. Rows rendered below each expanded directory are counted, so
 * that expanding and collapsing is one change in each ancestor, and row → child and child → row take steps that grow with the depth
 * and the logarithm of the number of children. Pure data: whoever owns it reads the pages that `requests` wants and hands them to
 * `putPage`.
 */
export class TreeModel<R extends ModelRow = Row> {
  readonly #expanded = new Set<NodeId>()
  /** Only looked at while `#autoExpand` is set. */
  readonly #collapsed = new Set<NodeId>()
  #autoExpand = false
  #branches = new Map<NodeId, Branch<R>>()
  #root = new Branch<R>(ROOT, ROOT, 0, 0)
  #generation = 0
  /** Loaded pages, least recently shown first. */
  #recent = new Map<Page<R>, { readonly branch: Branch<R>; readonly number: number }>()

  readonly #opens: (row: R) => boolean

  /** `opens`: whether a directory opens by itself where all do. */
  constructor(opens: (row: R) => boolean = () => true) {
    this.#opens = opens
    this.#branches.set(ROOT, this.#root)
  }

  get root(): Branch<R> {
    return this.#root
  }

  /** Rows in all. */
  get rowCount(): number {
    return this.#root.rows
  }

  get generation(): number {
    return this.#generation
  }

  /** Whether the root was read since the last `invalidate`. */
  get fresh(): boolean {
    return this.#root.totalGeneration === this.#generation
  }

  /** Whether the root was ever read. */
  get loaded(): boolean {
    return this.#root.totalGeneration >= 0
  }

  get pageCount(): number {
    return this.#recent.size
  }

  /** Forgets everything: another image is shown. */
  clear(): void {
    this.#expanded.clear()
    this.#collapsed.clear()
    this.#autoExpand = false
    this.#branches = new Map()
    this.#recent = new Map()
    this.#generation += 1
    this.#root = new Branch<R>(ROOT, ROOT, 0, this.#generation)
    this.#branches.set(ROOT, this.#root)
  }

  /**
   * Begins the tree with another directory; what is expanded stays known. `node` is its name in the view that is read next. False
   * where it begins with that path already.
   */
  setRoot({ path, node }: { readonly path: NodeId; readonly node: NodeId }): boolean {
    if (path === this.#root.path) {
      this.#root.node = node
      return false
    }
    this.#branches = new Map()
    this.#recent = new Map()
    this.#generation += 1
    this.#root = new Branch<R>(path, node, 0, this.#generation)
    this.#branches.set(path, this.#root)
    return true
  }

  /**
   * The view, the order or the filter is another, or a layer was stacked. What is shown stays until the pages were read again; what is
   * expanded stays expanded where the path is still there. With `autoExpand` every directory opens as it comes.
   */
  invalidate(autoExpand = false): void {
    if (this.#autoExpand !== autoExpand) this.#collapsed.clear()
    this.#autoExpand = autoExpand
    this.#generation += 1
    this.#root.generation = this.#generation
    // Directories that are not in the tree would come back with what an older view held.
    for (const [path, branch] of this.#branches) {
      if (branch === this.#root || this.#attached(branch)) continue
      this.#forgetPages(branch)
      this.#branches.delete(path)
    }
  }

  /** Whether the directory's children are rendered, or will be once they are known. */
  isExpanded(path: NodeId): boolean {
    return this.#autoExpand ? !this.#collapsed.has(path) : this.#expanded.has(path)
  }

  #isOpen(row: R): boolean {
    if (row.path === null) return false
    return this.#autoExpand && !this.#opens(row) ? this.#expanded.has(row.path) : this.isExpanded(row.path)
  }

  /** Expands a directory; false where there is nothing to expand. */
  expand(branch: Branch<R>, position: number): boolean {
    const row = branch.row(position)
    if (row?.path == null || row.children === 0 || branch.expanded.has(position)) return false
    this.#expanded.add(row.path)
    this.#collapsed.delete(row.path)
    const generation = branch.pages.get(Math.floor(position / PAGE_SIZE))?.generation ?? this.#generation
    this.#attach(branch, position, row, row.path, generation)
    return true
  }

  /** Collapses a directory; what is expanded below it comes back with it. False where it is not expanded. */
  collapse(branch: Branch<R>, position: number): boolean {
    const child = branch.expanded.get(position)
    if (!child) return false
    this.#expanded.delete(child.path)
    if (this.#autoExpand) this.#collapsed.add(child.path)
    this.#detach(child)
    return true
  }

  /** Has a directory expanded as soon as it is loaded; for paths that are to be revealed. */
  markExpanded(path: NodeId): void {
    this.#expanded.add(path)
    this.#collapsed.delete(path)
  }

  /** Takes an answer in. Answers to what was asked before the last `invalidate` are dropped: then false. */
  putPage(request: PageRequest<R>, total: number, rows: readonly R[]): boolean {
    const { branch } = request
    for (
      let number = Math.floor(request.offset / PAGE_SIZE);
      number * PAGE_SIZE < request.offset + request.limit;
      number += 1
    ) {
      if (branch.asked.get(number) === request.generation) branch.asked.delete(number)
    }
    if (request.generation !== this.#generation || branch.generation !== this.#generation) return false
    branch.totalGeneration = this.#generation
    this.#resize(branch, total)
    for (let from = 0; from < rows.length; from += PAGE_SIZE) {
      const part = rows.slice(from, from + PAGE_SIZE)
      // Half a page in the middle of a directory is read again as a whole.
      if (part.length < PAGE_SIZE && request.offset + from + part.length < total) break
      this.#putPage(branch, (request.offset + from) / PAGE_SIZE, part)
    }
    return true
  }

  /** An answer will not come. */
  dropRequest(request: PageRequest<R>): void {
    for (
      let number = Math.floor(request.offset / PAGE_SIZE);
      number * PAGE_SIZE < request.offset + request.limit;
      number += 1
    ) {
      if (request.branch.asked.get(number) === request.generation) request.branch.asked.delete(number)
    }
  }

  /** The row at a number, 0 ≤ index < `rowCount`. */
  slotAt(index: number): TreeSlot<R> | null {
    if (index < 0 || index >= this.rowCount) return null
    let branch = this.#root
    let rest = index
    for (;;) {
      const { child, below } = branch.counts ? branch.counts.childAt(rest) : { child: rest, below: 0 }
      if (below === 0) return this.#slot(index, branch, child)
      const next = branch.expanded.get(child)
      if (!next) return null
      branch = next
      rest = below - 1
    }
  }

  /** Rows `first` to `last`, without the last. */
  slots(first: number, last: number): TreeSlot<R>[] {
    const slots: TreeSlot<R>[] = []
    let slot = this.slotAt(Math.max(0, first))
    while (slot && slot.index < last) {
      slots.push(slot)
      slot = this.#next(slot)
    }
    return slots
  }

  /** The row number of a child; null where it is not in the tree. */
  indexOf(branch: Branch<R>, position: number): number | null {
    if (position < 0 || position >= branch.total) return null
    let index = branch.counts ? branch.counts.before(position) : position
    let at = branch
    while (at !== this.#root) {
      const parent: Branch<R> | null = at.parent
      if (!parent) return null
      index += 1 + (parent.counts ? parent.counts.before(at.position) : at.position)
      at = parent
    }
    return index
  }

  /** The child at a place; null where it is not in the tree. */
  slotOf(branch: Branch<R>, position: number): TreeSlot<R> | null {
    const index = this.indexOf(branch, position)
    return index === null ? null : this.#slot(index, branch, position)
  }

  /** The directory that shows a path's children; null where it is not expanded in the tree. */
  branchOf(path: NodeId): Branch<R> | null {
    const branch = this.#branches.get(path)
    return branch && this.#attached(branch) ? branch : null
  }

  /** Position of a loaded child; null where none is loaded that has the path. */
  positionOf(branch: Branch<R>, path: NodeId): number | null {
    for (const [number, page] of branch.pages) {
      const at = page.rows.findIndex((row) => row.path === path)
      if (at >= 0) return number * PAGE_SIZE + at
    }
    return null
  }

  /** Where a cursor is after the tree has changed: on its path, else on the nearest row that is left; null in an empty tree. */
  follow(cursor: Cursor<R>): Cursor<R> | null {
    let { branch, position, path } = cursor
    while (!this.#attached(branch)) {
      const again = this.branchOf(branch.path)
      if (again) {
        branch = again
        break
      }
      const parent = branch.lastParent
      if (!parent) return this.rowCount > 0 ? this.cursorAt(0) : null
      path = branch.path
      position = branch.position
      branch = parent
    }
    if (path !== null && branch.row(position)?.path !== path) position = this.positionOf(branch, path) ?? position
    if (branch.total === 0) return branch.parent ? this.#cursor(branch.parent, branch.position) : null
    return this.#cursor(branch, Math.min(position, branch.total - 1))
  }

  /** The cursor on a row. */
  cursorAt(index: number): Cursor<R> | null {
    const slot = this.slotAt(Math.max(0, Math.min(index, this.rowCount - 1)))
    return slot && { branch: slot.branch, position: slot.position, path: slot.row?.path ?? null }
  }

  /** The first loaded row that is wanted, from a row number on, round the end. Looks at no more than `limit` rows. */
  search(from: number, wanted: (row: R) => boolean, limit = 200_000): TreeSlot<R> | null {
    let slot = this.slotAt(from >= this.rowCount ? 0 : Math.max(0, from))
    for (let looked = 0; slot && looked < Math.min(limit, this.rowCount); looked += 1) {
      if (slot.row && wanted(slot.row)) return slot
      slot = this.#next(slot) ?? this.slotAt(0)
    }
    return null
  }

  /**
   * What must be read so that rows `first` to `last` (without the last) can be shown as they are now, each once. Directories are read
   * under the name that the present view has for them; where that is not known yet, the part of the parent that tells it.
   */
  requests(first: number, last: number): PageRequest<R>[] {
    const wanted = new Map<Branch<R>, Set<number>>()
    const want = (branch: Branch<R>, number: number): void => {
      const numbers = wanted.get(branch)
      if (numbers) numbers.add(number)
      else wanted.set(branch, new Set([number]))
    }
    if (this.#root.totalGeneration !== this.#generation) want(this.#root, 0)
    for (const { branch, position } of this.slots(first, last)) {
      let at = branch
      let number = Math.floor(position / PAGE_SIZE)
      while (at.generation !== this.#generation && at.parent) {
        number = Math.floor(at.position / PAGE_SIZE)
        at = at.parent
      }
      want(at, number)
    }
    const requests: PageRequest<R>[] = []
    for (const [branch, numbers] of wanted) {
      for (const number of numbers) {
        const page = branch.pages.get(number)
        if (page?.generation === this.#generation) {
          this.#touch(page)
          continue
        }
        if (branch.asked.get(number) === this.#generation) continue
        requests.push(this.#request(branch, number, 1))
      }
    }
    return requests
  }

  /** The next part of a directory that is not loaded, of at most `pages` pages; null where all is loaded or asked for. */
  nextUnread(branch: Branch<R>, pages: number): PageRequest<R> | null {
    if (branch.generation !== this.#generation) return null
    const last = Math.ceil(branch.total / PAGE_SIZE)
    const unread = (number: number): boolean =>
      branch.pages.get(number)?.generation !== this.#generation && branch.asked.get(number) !== this.#generation
    for (let number = 0; number < last; number += 1) {
      if (!unread(number)) continue
      let count = 1
      while (count < pages && number + count < last && unread(number + count)) count += 1
      return this.#request(branch, number, count)
    }
    return null
  }

  /** Forgets the pages that were longest not shown, down to `limit`. They are read again when they come into sight. */
  trim(limit: number): void {
    for (const [page, { branch, number }] of this.#recent) {
      if (this.#recent.size <= limit) return
      this.#recent.delete(page)
      if (branch.pages.get(number) === page) branch.pages.delete(number)
    }
  }

  #request(branch: Branch<R>, number: number, count: number): PageRequest<R> {
    for (let index = number; index < number + count; index += 1) branch.asked.set(index, this.#generation)
    return {
      branch,
      node: branch.node,
      offset: number * PAGE_SIZE,
      limit: count * PAGE_SIZE,
      generation: this.#generation,
    }
  }

  #cursor(branch: Branch<R>, position: number): Cursor<R> {
    return { branch, position, path: branch.row(position)?.path ?? null }
  }

  #slot(index: number, branch: Branch<R>, position: number): TreeSlot<R> {
    return {
      index,
      branch,
      position,
      setSize: branch.total,
      level: branch.depth + 1,
      row: branch.row(position),
      expanded: branch.expanded.has(position),
    }
  }

  #next(slot: TreeSlot<R>): TreeSlot<R> | null {
    const inside = slot.branch.expanded.get(slot.position)
    if (inside && inside.total > 0) return this.#slot(slot.index + 1, inside, 0)
    let branch: Branch<R> | null = slot.branch
    let position = slot.position
    while (branch) {
      if (position + 1 < branch.total) return this.#slot(slot.index + 1, branch, position + 1)
      position = branch.position
      branch = branch.parent
    }
    return null
  }

  #attached(branch: Branch<R>): boolean {
    let at: Branch<R> | null = branch
    while (at && at !== this.#root) at = at.parent
    return at === this.#root
  }

  #putPage(branch: Branch<R>, number: number, rows: readonly R[]): void {
    const before = branch.pages.get(number)
    if (before) this.#recent.delete(before)
    const page: Page<R> = { rows, generation: this.#generation }
    branch.pages.set(number, page)
    this.#recent.set(page, { branch, number })
    const offset = number * PAGE_SIZE
    const wanted = (row: R | undefined): row is R & { readonly path: NodeId } =>
      row !== undefined && row.path !== null && row.children > 0 && this.#isOpen(row)
    // First all that went, then all that came: a directory may have moved within the page.
    for (const [position, child] of [...branch.expanded]) {
      if (position < offset || position >= offset + PAGE_SIZE) continue
      const row = rows[position - offset]
      if (!wanted(row) || row.path !== child.path) this.#detach(child)
    }
    rows.forEach((row, index) => {
      if (wanted(row)) this.#attach(branch, offset + index, row, row.path, this.#generation)
    })
  }

  /** `generation`: of the page that the row is in; a row of an older one knows the directory by the name of an older view. */
  #attach(parent: Branch<R>, position: number, row: R, path: NodeId, generation: number): void {
    let child = this.#branches.get(path)
    if (child && (child.parent !== parent || child.position !== position)) this.#detach(child)
    if (!child) {
      child = new Branch<R>(path, row.node, row.children, generation)
      this.#branches.set(path, child)
    }
    child.node = row.node
    child.depth = parent.depth + 1
    child.generation = generation
    if (child.totalGeneration !== generation) this.#resize(child, row.children)
    if (child.parent === parent) return
    child.parent = parent
    child.lastParent = parent
    child.position = position
    parent.expanded.set(position, child)
    this.#setRows(parent, position, 1 + child.rows)
    this.#deepen(child)
  }

  /** A directory that moved takes what is expanded below it along. */
  #deepen(branch: Branch<R>): void {
    for (const child of branch.expanded.values()) {
      if (child.depth === branch.depth + 1) continue
      child.depth = branch.depth + 1
      this.#deepen(child)
    }
  }

  #detach(child: Branch<R>): void {
    const parent = child.parent
    if (!parent) return
    child.parent = null
    parent.expanded.delete(child.position)
    this.#setRows(parent, child.position, 1)
  }

  #setRows(branch: Branch<R>, position: number, rows: number): void {
    branch.counts ??= new RowCounts(branch.total)
    const difference = rows - branch.counts.of(position)
    branch.counts.set(position, rows)
    if (branch.expanded.size === 0) branch.counts = null
    this.#grow(branch, difference)
  }

  #grow(branch: Branch<R>, difference: number): void {
    if (difference === 0) return
    let at: Branch<R> | null = branch
    while (at) {
      at.rows += difference
      const parent: Branch<R> | null = at.parent
      parent?.counts?.set(at.position, 1 + at.rows)
      at = parent
    }
  }

  #resize(branch: Branch<R>, total: number): void {
    if (branch.total === total) return
    for (const [position, child] of [...branch.expanded]) if (position >= total) this.#detach(child)
    for (const [number, page] of [...branch.pages]) {
      if (number * PAGE_SIZE < total) continue
      this.#recent.delete(page)
      branch.pages.delete(number)
    }
    branch.total = total
    let rows = total
    branch.counts = null
    if (branch.expanded.size > 0) {
      branch.counts = new RowCounts(total)
      for (const [position, child] of branch.expanded) {
        branch.counts.set(position, 1 + child.rows)
        rows += child.rows
      }
    }
    this.#grow(branch, rows - branch.rows)
  }

  #touch(page: Page<R>): void {
    const place = this.#recent.get(page)
    if (!place) return
    this.#recent.delete(page)
    this.#recent.set(page, place)
  }

  #forgetPages(branch: Branch<R>): void {
    for (const page of branch.pages.values()) this.#recent.delete(page)
    branch.pages.clear()
  }
}
