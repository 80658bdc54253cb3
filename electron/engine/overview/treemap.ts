import type { LayerShare, TreemapNode, TreemapOther, TreemapRequest } from '../../../shared/overview.ts'
import { displayName } from '../display-name.ts'
import { EngineError } from '../engine-error.ts'
import type { ImageSession } from '../image-session.ts'
import { nameBytes } from '../name-table.ts'
import { NO_EVENT } from '../path-events.ts'
import { NO_NODE } from '../path-tree.ts'

const MOST_DEPTH = 8
const MOST_CHILDREN = 200
/** Most rectangles of an answer. */
const MOST_NODES = 5000

/** A directory or file of the map, before its layers are summed. */
interface Draft {
  readonly node: number
  readonly children: Draft[]
  folded: number
  foldedBytes: number
}

/** Draws the bytes below a directory of a view. @throws EngineError with code `not-found` */
export function treemap(session: ImageSession, request: TreemapRequest): TreemapNode {
  const upto = Math.min(request.upto, session.stacked - 1)
  const { tree, events } = session.stack
  const event = request.node < tree.count && upto >= 0 ? events.at(request.node, upto) : NO_EVENT
  const shown = event !== NO_EVENT && events.isPresent(event) && events.isDirectory(event)
  if (upto < 0 || !(request.node === NO_NODE || shown))
    throw new EngineError('not-found', `The view has no directory ${request.node}.`)
  return new TreemapDrawing(session, upto).draw(request)
}

class TreemapDrawing {
  readonly #session: ImageSession
  readonly #upto: number
  readonly #bytes: Float64Array
  #count = 0
  /** For each node below the map's root: the rectangle that it lies in, as a number from 1. */
  readonly #places: Uint32Array
  readonly #sums: Map<number, number>[] = [new Map<number, number>()]

  constructor(session: ImageSession, upto: number) {
    this.#session = session
    this.#upto = upto
    this.#bytes = session.totals(upto).bytes
    this.#places = new Uint32Array(session.stack.tree.count)
  }

  draw(request: TreemapRequest): TreemapNode {
    const least = Math.max(0, Math.min(1, request.leastShare)) * this.#bytes[request.node]!
    const depth = clamp(request.depth, 1, MOST_DEPTH)
    const root = this.#draft(request.node)
    let level = [root]
    for (let at = 0; at < depth && this.#count < MOST_NODES; at++)
      level = level.flatMap((draft) => this.#open(draft, clamp(request.limit, 1, MOST_CHILDREN), least))
    this.#sumLayers(request.node)
    return this.#finish(root, this.#parentPath(request.node))
  }

  #draft(node: number): Draft {
    this.#count++
    this.#places[node] = this.#sums.push(new Map()) - 1
    return { node, children: [], folded: 0, foldedBytes: 0 }
  }

  /** Gives a directory its children, the largest first; answers them. */
  #open(draft: Draft, limit: number, least: number): Draft[] {
    const { tree } = this.#session.stack
    const found: number[] = []
    for (let child = tree.firstChild[draft.node]!; child !== NO_NODE; child = tree.nextSibling[child]!)
      if (this.#bytes[child]! > 0 && this.#isSeen(child)) found.push(child)
    found.sort((a, b) => this.#bytes[b]! - this.#bytes[a]! || a - b)
    for (const child of found) {
      if (draft.children.length < limit && this.#bytes[child]! >= least && this.#count < MOST_NODES)
        draft.children.push(this.#draft(child))
      else {
        draft.folded++
        draft.foldedBytes += this.#bytes[child]!
      }
    }
    // A directory of which nothing is large enough is a rectangle by itself.
    if (draft.children.length === 0) draft.folded = draft.foldedBytes = 0
    return draft.children
  }

  #isSeen(node: number): boolean {
    const { events } = this.#session.stack
    const event = events.at(node, this.#upto)
    return event !== NO_EVENT && events.isPresent(event)
  }

  /** Adds each file's bytes to the innermost rectangle that it lies in. */
  #sumLayers(root: number): void {
    const { tree, events } = this.#session.stack
    const places = this.#places
    for (let node = root + 1; node < tree.count; node++) {
      places[node] ||= places[tree.parents[node]!]!
      const place = places[node]!
      if (place === 0 || this.#bytes[node] === 0) continue
      const event = events.at(node, this.#upto)
      if (event === NO_EVENT || !events.isPresent(event) || events.isDirectory(event)) continue
      const sums = this.#sums[place]!
      const layer = events.layers[event]!
      sums.set(layer, (sums.get(layer) ?? 0) + this.#bytes[node]!)
    }
  }

  #finish(draft: Draft, parentPath: string): TreemapNode {
    const { node } = draft
    const { tree, events, names } = this.#session.stack
    const name = node === NO_NODE ? '/' : displayName(nameBytes(names, tree.names[node]!))
    const path = node === NO_NODE ? '/' : `${parentPath}/${name}`
    const children = draft.children.map((child) => this.#finish(child, node === NO_NODE ? '' : path))
    const own = this.#sums[this.#places[node]!]!
    const sums = new Map(own)
    for (const child of children) addAll(sums, child.layers)
    const event = events.at(node, this.#upto)
    return {
      node,
      name,
      path,
      directory: node === NO_NODE || events.isDirectory(event),
      bytes: this.#bytes[node]!,
      layers: sharesOf(sums),
      children,
      other: otherOf(draft, own),
    }
  }

  #parentPath(node: number): string {
    const { tree } = this.#session.stack
    const parent = tree.parents[node]!
    return node === NO_NODE || parent === NO_NODE ? '' : this.#session.stack.displayPath(parent)
  }
}

function otherOf({ folded, foldedBytes }: Draft, own: ReadonlyMap<number, number>): TreemapOther | null {
  return folded === 0 ? null : { entries: folded, bytes: foldedBytes, layers: sharesOf(own) }
}

function addAll(sums: Map<number, number>, shares: readonly LayerShare[]): void {
  for (const { layer, bytes } of shares) sums.set(layer, (sums.get(layer) ?? 0) + bytes)
}

function sharesOf(sums: ReadonlyMap<number, number>): LayerShare[] {
  return Array.from(sums, ([layer, bytes]) => ({ layer, bytes })).sort((a, b) => b.bytes - a.bytes || a.layer - b.layer)
}

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, Math.floor(value))) : low
}
