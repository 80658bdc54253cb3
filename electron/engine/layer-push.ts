import type { ProblemCode, Severity } from '../../shared/problem.ts'
import { displayName } from './display-name.ts'
import { NO_ENTRY, Role, Type, layerPath } from './layer-index.ts'
import type { LayerIndex } from './layer-index.ts'
import { Presence } from './layer-presence.ts'
import { grown } from './new-memory.ts'
import { EventFlag, NO_EVENT } from './path-events.ts'
import { NO_NODE, NO_PATH } from './path-tree.ts'
import type { ResolvedLink } from './resolve-links.ts'
import type { Stack } from './stack.ts'
import { WHITEOUT_PREFIX_LENGTH } from './whiteout.ts'

/** One layer's way onto the stack: first what it hides, then what it shows. */
export class LayerPush {
  readonly #stack: Stack
  readonly #layer: number
  readonly #index: LayerIndex
  readonly #pathOf: Uint32Array
  readonly #present: Uint8Array
  #touched: Uint32Array
  #touchedCount = 0

  constructor(stack: Stack, layer: number, index: LayerIndex, pathOf: Uint32Array, present: Uint8Array) {
    this.#present = present
    this.#stack = stack
    this.#layer = layer
    this.#index = index
    this.#pathOf = pathOf
    this.#touched = new Uint32Array(index.nodeCount)
  }

  /** Paths that have an event so far, in the order of their events. */
  get touched(): Uint32Array {
    return this.#touched.length === this.#touchedCount ? this.#touched : this.#touched.slice(0, this.#touchedCount)
  }

  /** Whiteouts and opaque markers: they act on lower layers only, so they come before what the layer adds. */
  hide(): void {
    const { roles, parents, nodeCount, opaqueNodes, entryOf } = this.#index
    for (let node = 1; node < nodeCount; node++) {
      if (roles[node] === Role.Path || entryOf[node] === NO_ENTRY) continue
      const role = roles[node]
      if (role === Role.Whiteout) this.#whiteout(node)
      else if (role === Role.OverlayWhiteout && this.#present[node] === Presence.Absent) this.#whiteout(node)
      else if (role === Role.Opaque) this.#opaque(this.#pathOf[parents[node]!]!)
      else if (role === Role.Unnamed)
        this.#report('whiteout-unnamed', 'warning', node, 'A whiteout names nothing; it deletes nothing.')
    }
    for (const node of opaqueNodes) this.#opaque(this.#pathOf[node]!)
  }

  #report(code: ProblemCode, severity: Severity, node: number, message: string): void {
    this.#stack.report(code, severity, `/${displayName(layerPath(this.#index, node))}`, message)
  }

  /** The path that a whiteout names, for display. */
  #hiddenPath(node: number): string {
    const path = layerPath(this.#index, node)
    if (this.#index.roles[node] !== Role.Whiteout) return `/${displayName(path)}`
    const name = Buffer.from(path).lastIndexOf('/') + 1
    return `/${displayName(Buffer.concat([path.subarray(0, name), path.subarray(name + WHITEOUT_PREFIX_LENGTH)]))}`
  }

  #whiteout(node: number): void {
    const path = this.#pathOf[node]!
    const { events } = this.#stack
    if (path !== NO_PATH && events.in(path, this.#layer) !== NO_EVENT) return
    if (path === NO_PATH || !this.#isVisible(path)) {
      this.#stack.report(
        'whiteout-of-nothing',
        'note',
        this.#hiddenPath(node),
        'A whiteout hides nothing: no lower layer shows that path.',
      )
      return
    }
    this.#hideBelow(path, EventFlag.ByWhiteout)
    this.#gone(path, EventFlag.ByWhiteout)
  }

  #opaque(path: number): void {
    if (path === NO_PATH) return
    if (path === NO_NODE || this.#isVisible(path)) this.#hideBelow(path, EventFlag.ByOpaque)
  }

  /** Paths of the layer, parents first. */
  show(): void {
    const { events } = this.#stack
    const { entryOf, types, nodeCount } = this.#index
    if (entryOf[NO_NODE] !== NO_ENTRY) this.#add(NO_NODE, EventFlag.Present | EventFlag.Directory, entryOf[NO_NODE]!)
    for (let node = 1; node < nodeCount; node++) {
      if (this.#present[node] === Presence.Absent) continue
      const path = this.#pathOf[node]!
      const entry = this.#shownEntry(node)
      const before = events.newest(path)
      const visible = before !== NO_EVENT && events.isPresent(before)
      const cut = before !== NO_EVENT && !visible && events.layers[before] === this.#layer ? before : NO_EVENT
      if (cut !== NO_EVENT && (events.flags[cut]! & EventFlag.ByWhiteout) !== 0)
        this.#report(
          'whiteout-and-entry',
          'note',
          node,
          'The layer has a whiteout and an entry of the same name: the entry is there.',
        )
      if (entry === NO_ENTRY) this.#showImplicit(node, before, visible, cut)
      else if (types[entry] === Type.Directory) this.#put(path, EventFlag.Present | EventFlag.Directory, entry, cut)
      else {
        if (visible && events.isDirectory(before)) this.#hideBelow(path, EventFlag.ByReplacedAncestor)
        this.#put(path, EventFlag.Present, entry, cut)
      }
    }
  }

  /** The entry of a node; none for a non-directory that later members of the layer lie below: a directory takes its place. */
  #shownEntry(node: number): number {
    const entry = this.#index.entryOf[node]!
    if (entry === NO_ENTRY || this.#present[node] !== Presence.Parent) return entry
    return this.#index.types[entry] === Type.Directory ? entry : NO_ENTRY
  }

  #showImplicit(node: number, before: number, visible: boolean, cut: number): void {
    const { events } = this.#stack
    if (this.#index.entryOf[node] !== NO_ENTRY)
      this.#report(
        'parent-not-directory',
        'warning',
        node,
        'Members of the layer lie below one that is no directory; a directory takes its place.',
      )
    if (visible && events.isDirectory(before)) return
    if (visible) this.#reportReplaced(node, before)
    this.#put(this.#pathOf[node]!, EventFlag.Present | EventFlag.Directory | EventFlag.Implicit, NO_ENTRY, cut)
  }

  #reportReplaced(node: number, before: number): void {
    const inode = this.#stack.inode(before)
    const isSymlink = inode !== null && this.#stack.layers[inode.layer]!.index.types[inode.entry] === Type.Symlink
    if (isSymlink)
      this.#report(
        'symlink-replaced-by-directory',
        'warning',
        node,
        'The layer has entries below a symbolic link of a lower layer: a directory takes the place of the link, as in overlayfs. Some tools follow the link instead.',
      )
    else
      this.#report(
        'parent-not-directory',
        'warning',
        node,
        'The layer has entries below a lower path that is no directory; a directory takes its place.',
      )
  }

  /** A hard link to a path of a lower layer copies that path up, as overlayfs does. */
  copyUp(links: readonly ResolvedLink[]): void {
    const { events } = this.#stack
    for (let at = links.length - 1; at >= 0; at--) {
      const { entry, lowerPath } = links[at]!
      if (lowerPath === NO_NODE || events.in(lowerPath, this.#layer) !== NO_EVENT) continue
      if (this.#isPlaced(entry)) this.#add(lowerPath, EventFlag.Present | EventFlag.CopiedUp, entry)
    }
  }

  /** Whether the layer shows an entry in the end. */
  #isPlaced(entry: number): boolean {
    const node = this.#index.nodeOf[entry]!
    return this.#present[node] !== Presence.Absent && this.#shownEntry(node) === entry
  }

  #isVisible(path: number): boolean {
    const event = this.#stack.events.newest(path)
    return event !== NO_EVENT && this.#stack.events.isPresent(event)
  }

  /** Shows a path; an event that hid the version below in this same layer becomes one that shows the new one. */
  #put(path: number, flags: number, entry: number, cut: number): void {
    const { events } = this.#stack
    if (cut === NO_EVENT) {
      this.#add(path, flags, entry)
      return
    }
    events.flags[cut] = events.flags[cut]! | flags
    events.entries[cut] = entry
  }

  #gone(path: number, reason: number): void {
    this.#add(path, reason, NO_ENTRY)
  }

  #add(path: number, flags: number, entry: number): void {
    if (this.#touchedCount === this.#touched.length)
      this.#touched = grown(this.#touched, this.#touchedCount + (this.#touchedCount >> 1) + 16)
    this.#touched[this.#touchedCount++] = path
    this.#stack.events.add(path, this.#layer, flags, entry)
  }

  /** Hides all that is visible below a path. */
  #hideBelow(path: number, reason: number): void {
    const { tree } = this.#stack
    const pending = [path]
    while (pending.length > 0) {
      const parent = pending.pop()!
      for (let child = tree.firstChild[parent]!; child !== NO_NODE; child = tree.nextSibling[child]!) {
        if (!this.#isVisible(child)) continue
        const event = this.#stack.events.newest(child)
        if (this.#stack.events.isDirectory(event)) pending.push(child)
        this.#gone(child, reason)
      }
    }
  }
}
