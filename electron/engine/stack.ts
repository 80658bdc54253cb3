import type { ProblemCode, Severity } from '../../shared/problem.ts'
import { displayName } from './display-name.ts'
import type { Inode, LinkedLayer } from './inode.ts'
import { inodeInLayer, inodeOf } from './inode.ts'
import type { LayerIndex } from './layer-index.ts'
import { NO_ENTRY, Role, Type, isOverlayWhiteout, layerPath } from './layer-index.ts'
import { NameTable, nameBytes } from './name-table.ts'
import { NO_NODE, PathTree } from './path-tree.ts'
import { EventFlag, NO_EVENT, PathEvents } from './path-events.ts'
import { resolveLinks } from './resolve-links.ts'
import type { ResolvedLink } from './resolve-links.ts'
import { WHITEOUT_PREFIX_LENGTH } from './whiteout.ts'

/** No path of the image. */
export const NO_PATH = 0xffffffff

/** A layer that lies on the stack. */
export interface StackedLayer extends LinkedLayer {
  /** For each node of the layer's tree: the path that it stands for, or hides; {@link NO_PATH} where none. */
  readonly pathOf: Uint32Array
  /** Paths that have an event in this layer, parents before children. */
  readonly touched: Uint32Array
}

/** Told of a problem; `path` is for display, null where there is none. */
export type StackProblem = (code: ProblemCode, severity: Severity, path: string | null, message: string) => void

/**
 * The union of layers, as overlayfs shows them when each is unpacked alone and then stacked. Layers are added from the
 * base up; what earlier layers made stays as it was, so that the view up to any layer can be read at any time.
 */
export class Stack {
  readonly tree = new PathTree()
  readonly names = new NameTable()
  readonly events = new PathEvents()
  readonly layers: StackedLayer[] = []
  readonly #onProblem: StackProblem

  constructor(onProblem: StackProblem) {
    this.#onProblem = onProblem
  }

  /** Puts the next layer on the stack. */
  push(index: LayerIndex): void {
    const layer = this.layers.length
    const first = this.events.count
    const links = resolveLinks(index, this)
    const resolved = new Map(links.map((link) => [link.entry, link.inode]))
    const linked = { index, resolved }
    for (const { inode, forward } of links)
      if (forward && inode !== null) index.linkCounts.set(inode.entry, (index.linkCounts.get(inode.entry) ?? 1) + 1)
    markLinkedWhiteouts(linked, layer)
    const present = presentNodes(index, linked)
    const pathOf = this.#mapPaths(index, present)
    const touchedBefore: number[] = []
    const push = new LayerPush(this, layer, index, pathOf, present, touchedBefore)
    this.layers.push({ index, resolved, pathOf, touched: new Uint32Array(0) })
    push.hide()
    push.show()
    push.copyUp(links)
    this.#reportLinks(index, linked, links)
    const touched = Uint32Array.from(touchedBefore)
    if (this.events.count - first !== touched.length) throw new Error('events and touched paths differ')
    this.layers[layer] = { index, resolved, pathOf, touched }
  }

  /** The inode that an event shows; null for an implicit directory and for what is gone. */
  inode(event: number): Inode | null {
    const entry = this.events.entries[event]!
    return entry === NO_ENTRY ? null : inodeOf(this.layers, this.events.layers[event]!, entry)
  }

  report(code: ProblemCode, severity: Severity, path: string | null, message: string): void {
    this.#onProblem(code, severity, path, message)
  }

  /** The raw bytes of a path, without a leading slash. */
  pathBytes(node: number): Uint8Array {
    const parts: Uint8Array[] = []
    for (let at = node; at !== NO_NODE; at = this.tree.parents[at]!) {
      if (parts.length > 0) parts.push(SLASH)
      parts.push(nameBytes(this.names, this.tree.names[at]!))
    }
    return Buffer.concat(parts.reverse())
  }

  /** A path for display, with a leading slash. */
  displayPath(node: number): string {
    return `/${displayName(this.pathBytes(node))}`
  }

  /** Finds or makes the path of every node; paths that only markers or dangling links name are looked up, not made. */
  #mapPaths(index: LayerIndex, present: Uint8Array): Uint32Array {
    const nameOf = this.names.internAll(index.names)
    const pathOf = new Uint32Array(index.nodeCount).fill(NO_PATH)
    pathOf[NO_NODE] = NO_NODE
    for (let node = 1; node < index.nodeCount; node++) {
      const parent = pathOf[index.parents[node]!]!
      if (parent === NO_PATH) continue
      const name = nameOf[index.nodeNames[node]!]!
      if (present[node] !== Presence.Absent) pathOf[node] = this.tree.findOrAdd(parent, name)
      else {
        const wanted = index.roles[node] === Role.Whiteout ? this.#hiddenName(name) : name
        const found = wanted < 0 ? NO_NODE : this.tree.find(parent, wanted)
        if (found !== NO_NODE) pathOf[node] = found
      }
    }
    return pathOf
  }

  #hiddenName(marker: number): number {
    const bytes = nameBytes(this.names, marker)
    return this.names.find(bytes, WHITEOUT_PREFIX_LENGTH, bytes.length)
  }

  #reportLinks(index: LayerIndex, linked: LinkedLayer, links: readonly ResolvedLink[]): void {
    const pathOf = (entry: number): string => `/${displayName(layerPath(index, index.nodeOf[entry]!))}`
    for (const entry of index.links.entries) {
      if (index.types[entry] === Type.HardLink && inodeInLayer(linked, 0, entry) === null)
        this.report(
          'hard-link-dangling',
          'warning',
          pathOf(entry),
          'A hard link names a path that is nowhere; it is left out.',
        )
    }
    for (const link of links)
      if (link.forward && link.inode !== null)
        this.report(
          'hard-link-forward',
          'warning',
          pathOf(link.entry),
          'A hard link names a member that comes after it.',
        )
  }
}

const SLASH = Uint8Array.of(0x2f)

/** A hard link to a later character device 0:0 is one more whiteout. */
function markLinkedWhiteouts(linked: LinkedLayer, layer: number): void {
  const { index } = linked
  for (const link of linked.resolved.size === 0 || index.devices.size === 0 ? [] : index.links.entries) {
    const node = index.nodeOf[link]!
    if (index.types[link] !== Type.HardLink || index.entryOf[node] !== link || index.roles[node] !== Role.Path) continue
    const inode = inodeInLayer(linked, layer, link)
    if (inode?.layer === layer && isOverlayWhiteout(index, inode.entry)) index.roles[node] = Role.OverlayWhiteout
  }
}

/** What a node of a layer is in the image. */
const Presence = {
  /** Not there: a marker, a dangling link, or a directory that only such lie in. */
  Absent: 0,
  /** There by its own entry. */
  Entry: 1,
  /** A directory that paths of the layer lie below, with or without an entry of its own. */
  Parent: 2,
} as const

/** What each node of a layer is in the image: those with an entry of their own are there, and the directories above them. */
function presentNodes(index: LayerIndex, linked: LinkedLayer): Uint8Array {
  const present = new Uint8Array(index.nodeCount)
  const dangles = (entry: number): boolean =>
    index.types[entry] === Type.HardLink && inodeInLayer(linked, 0, entry) === null
  for (let node = index.nodeCount - 1; node > NO_NODE; node--) {
    const role = index.roles[node]
    if (index.live[node] === 0 || (role !== Role.Path && role !== Role.OverlayWhiteout)) continue
    const entry = index.entryOf[node]!
    const hasEntry = role === Role.Path && entry !== NO_ENTRY && !dangles(entry)
    if (hasEntry && present[node] === Presence.Absent) present[node] = Presence.Entry
    if (present[node] !== Presence.Absent) present[index.parents[node]!] = Presence.Parent
  }
  return present
}

/** One layer's way onto the stack: first what it hides, then what it shows. */
class LayerPush {
  readonly #stack: Stack
  readonly #layer: number
  readonly #index: LayerIndex
  readonly #pathOf: Uint32Array
  readonly #present: Uint8Array
  readonly #touched: number[]

  constructor(
    stack: Stack,
    layer: number,
    index: LayerIndex,
    pathOf: Uint32Array,
    present: Uint8Array,
    touched: number[],
  ) {
    this.#present = present
    this.#stack = stack
    this.#layer = layer
    this.#index = index
    this.#pathOf = pathOf
    this.#touched = touched
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
    this.#touched.push(path)
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
