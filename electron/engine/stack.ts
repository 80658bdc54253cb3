import type { ProblemCode, Severity } from '../../shared/problem.ts'
import { displayName } from './display-name.ts'
import type { Inode, LinkedLayer } from './inode.ts'
import { inodeInLayer, inodeOf } from './inode.ts'
import type { LayerIndex } from './layer-index.ts'
import { NO_ENTRY, Role, Type, layerPath } from './layer-index.ts'
import { Presence, markLinkedWhiteouts, presentNodes } from './layer-presence.ts'
import { LayerPush } from './layer-push.ts'
import { NameTable, nameBytes } from './name-table.ts'
import { NO_NODE, NO_PATH, PathTree } from './path-tree.ts'
import { PathEvents } from './path-events.ts'
import { resolveLinks } from './resolve-links.ts'
import type { ResolvedLink } from './resolve-links.ts'
import { WHITEOUT_PREFIX_LENGTH } from './whiteout.ts'

/** A layer that lies on the stack. */
export interface StackedLayer extends LinkedLayer {
  /** For each node of the layer's tree: the path that it stands for, or hides; {@link NO_PATH} where none. */
  readonly pathOf: Uint32Array
  /** Paths that have an event in this layer, parents before children. */
  readonly touched: Uint32Array
  /** Their events, in this order, are those from this number on. */
  readonly firstEvent: number
}

/** Told of a problem; `path` is for display, null where there is none. */
export type StackProblem = (code: ProblemCode, severity: Severity, path: string | null, message: string) => void

/**
 * The union of layers, as overlayfs shows them when each is unpacked alone and then stacked. Layers are added from the
 * base up; what earlier layers made stays as it was, so that the view up to any layer can be read at any time.
 */
export class Stack {
  readonly tree: PathTree
  readonly names: NameTable
  readonly events: PathEvents
  readonly layers: StackedLayer[]
  readonly #onProblem: StackProblem

  /**
   * `known` is a stack of the same image, or of one to compare with: paths that it has keep their numbers. `below` is one
   * whose layers are to lie on this one already.
   */
  constructor(onProblem: StackProblem, known?: Stack, below?: Stack) {
    this.tree = known?.tree ?? new PathTree()
    this.names = known?.names ?? new NameTable()
    this.events = below?.events.copy() ?? new PathEvents()
    this.layers = [...(below?.layers ?? [])]
    this.#onProblem = onProblem
  }

  /** Puts the next layer on the stack; the index stays as it is. */
  push(indexed: LayerIndex): void {
    const layer = this.layers.length
    const first = this.events.count
    const links = resolveLinks(indexed, this)
    const index = links.length === 0 ? indexed : withOwnLinks(indexed, links)
    const resolved = new Map(links.map((link) => [link.entry, link.inode]))
    const linked = { index, resolved }
    markLinkedWhiteouts(linked, layer)
    const present = presentNodes(index, linked)
    this.events.reserve(first + index.nodeCount)
    const pathOf = this.#mapPaths(index, present)
    const push = new LayerPush(this, layer, index, pathOf, present)
    this.layers.push({ index, resolved, pathOf, touched: new Uint32Array(0), firstEvent: first })
    push.hide()
    push.show()
    push.copyUp(links)
    this.#reportLinks(index, linked, links)
    const { touched } = push
    if (this.events.count - first !== touched.length) throw new Error('events and touched paths differ')
    this.layers[layer] = { index, resolved, pathOf, touched, firstEvent: first }
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
    if (this.tree.count === 1 && !present.includes(Presence.Absent, 1)) return this.#adoptPaths(index, nameOf)
    this.tree.reserve(this.tree.count + index.nodeCount)
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

  /** The first layer, where all of it is there: its tree is the stack's. */
  #adoptPaths(index: LayerIndex, nameOf: Uint32Array): Uint32Array {
    const { nodeCount, nodeNames } = index
    const names = new Uint32Array(nodeCount)
    const pathOf = new Uint32Array(nodeCount)
    for (let node = 1; node < nodeCount; node++) {
      names[node] = nameOf[nodeNames[node]!]!
      pathOf[node] = node
    }
    this.tree.adopt(index.parents, names, index.firstChild, index.nextSibling)
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

/** An index with columns of its own for what depends on the layers below. */
function withOwnLinks(index: LayerIndex, links: readonly ResolvedLink[]): LayerIndex {
  const linkCounts = new Map(index.linkCounts)
  for (const { inode, forward } of links)
    if (forward && inode !== null) linkCounts.set(inode.entry, (linkCounts.get(inode.entry) ?? 1) + 1)
  return { ...index, roles: index.roles.slice(), linkCounts }
}

const SLASH = Uint8Array.of(0x2f)
