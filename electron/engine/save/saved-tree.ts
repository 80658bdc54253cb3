import type { View } from '../../../shared/tree.ts'
import { EngineError } from '../engine-error.ts'
import { EntryFacts } from '../entry-facts.ts'
import type { ImageSession } from '../image-session.ts'
import { inodeInLayer } from '../inode.ts'
import type { Inode, LinkedLayer } from '../inode.ts'
import { NO_ENTRY, Role, Type } from '../layer-index.ts'
import type { LayerIndex } from '../layer-index.ts'
import { nameBytes } from '../name-table.ts'
import { NO_EVENT } from '../path-events.ts'
import { NO_NODE } from '../path-tree.ts'
import type { Stack } from '../stack.ts'

/** `dangling`: a hard link that leads nowhere; null: a directory without a header of its own. */
export type SavedInode = Inode | 'dangling' | null

/** A tree of which something is saved: of a view, or of one layer. Node 0 is the root. */
export interface SavedTree {
  has(node: number): boolean
  /** In byte order of their names. */
  children(node: number): number[]
  parent(node: number): number
  /** Raw last component; empty for the root. */
  name(node: number): Uint8Array
  inode(node: number): SavedInode
  facts(inode: Inode): EntryFacts
  /** Whether the inode of a node may have other names in the tree. */
  mayBeLinked(node: number, inode: Inode): boolean
  /** Bytes of a layer's tar that can be read. */
  readableSize(layer: number): number
}

function inNameOrder(tree: SavedTree, nodes: number[]): number[] {
  if (nodes.length < 2) return nodes
  const named = nodes.map((node) => ({ node, name: tree.name(node) }))
  return named.sort((a, b) => Buffer.compare(a.name, b.name)).map(({ node }) => node)
}

/** What a container sees with layers 0..upto. */
class MergedTree implements SavedTree {
  readonly #stack: Stack
  readonly #upto: number
  /** Layers of which a layer above links inodes. */
  readonly #linkedAcross: ReadonlySet<string>

  constructor(stack: Stack, upto: number) {
    this.#stack = stack
    this.#upto = upto
    const across = stack.layers
      .slice(0, upto + 1)
      .flatMap(({ resolved }) => [...resolved.values()].filter((inode) => inode !== null))
    this.#linkedAcross = new Set(across.map(({ layer, entry }) => `${layer} ${entry}`))
  }

  has(node: number): boolean {
    if (node === NO_NODE) return true
    if (!(node > 0 && node < this.#stack.tree.count)) return false
    const event = this.#stack.events.at(node, this.#upto)
    return event !== NO_EVENT && this.#stack.events.isPresent(event)
  }

  children(node: number): number[] {
    const { tree } = this.#stack
    const found: number[] = []
    for (let child = tree.firstChild[node]!; child !== NO_NODE; child = tree.nextSibling[child]!)
      if (this.has(child)) found.push(child)
    return inNameOrder(this, found)
  }

  parent(node: number): number {
    return this.#stack.tree.parents[node]!
  }

  name(node: number): Uint8Array {
    return node === NO_NODE ? new Uint8Array(0) : nameBytes(this.#stack.names, this.#stack.tree.names[node]!)
  }

  inode(node: number): Inode | null {
    const event = this.#stack.events.at(node, this.#upto)
    return event === NO_EVENT ? null : this.#stack.inode(event)
  }

  facts(inode: Inode): EntryFacts {
    return new EntryFacts(this.#stack.layers[inode.layer]!.index, inode)
  }

  mayBeLinked(_node: number, { layer, entry }: Inode): boolean {
    return this.#stack.layers[layer]!.index.linkCounts.has(entry) || this.#linkedAcross.has(`${layer} ${entry}`)
  }

  readableSize(layer: number): number {
    return this.#stack.layers[layer]!.index.size
  }
}

/** The members of one layer and the directories above them. */
class LayerTree implements SavedTree {
  readonly #session: ImageSession
  readonly #layer: number
  readonly #linked: LinkedLayer
  readonly #index: LayerIndex
  readonly #markers: boolean

  constructor(session: ImageSession, layer: number, markers: boolean) {
    this.#session = session
    this.#layer = layer
    this.#linked = session.stack.layers[layer]!
    this.#index = this.#linked.index
    this.#markers = markers
  }

  has(node: number): boolean {
    if (node === NO_NODE) return true
    if (!(node > 0 && node < this.#index.nodeCount) || this.#index.live[node] === 0) return false
    return this.#markers || this.#index.roles[node] === Role.Path
  }

  children(node: number): number[] {
    const { firstChild, nextSibling } = this.#index
    const found: number[] = []
    for (let child = firstChild[node]!; child !== NO_NODE; child = nextSibling[child]!)
      if (this.has(child)) found.push(child)
    return inNameOrder(this, found)
  }

  parent(node: number): number {
    return this.#index.parents[node]!
  }

  name(node: number): Uint8Array {
    return node === NO_NODE ? new Uint8Array(0) : nameBytes(this.#index.names, this.#index.nodeNames[node]!)
  }

  inode(node: number): SavedInode {
    const entry = this.#index.entryOf[node]!
    return entry === NO_ENTRY ? null : (inodeInLayer(this.#linked, this.#layer, entry) ?? 'dangling')
  }

  facts(inode: Inode): EntryFacts {
    return this.#session.factsOf(inode)
  }

  mayBeLinked(node: number, inode: Inode): boolean {
    const isLink = this.#index.types[this.#index.entryOf[node]!] === Type.HardLink
    return isLink || inode.layer !== this.#layer || this.#index.linkCounts.has(inode.entry)
  }

  readableSize(layer: number): number {
    return this.#session.stack.layers[layer]!.index.size
  }
}

/**
 * The tree of a view; `markers` keeps whiteouts and other markers of a layer's own tree.
 * @throws EngineError with code `argument-invalid` where a layer of the view is not stacked.
 */
export function savedTree(session: ImageSession, view: View, markers: boolean): SavedTree {
  const top = view.kind === 'merged' ? view.upto : view.layer
  if (!(Number.isInteger(top) && top >= 0 && top < session.stacked))
    throw new EngineError('argument-invalid', `Layer ${top} is not stacked.`)
  return view.kind === 'merged' ? new MergedTree(session.stack, top) : new LayerTree(session, top, markers)
}
