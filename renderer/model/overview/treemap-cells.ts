import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy'
import type { LayerShare, TreemapNode } from '../../../shared/overview.ts'
import type { NodeId } from '../../../shared/tree.ts'

/** A rectangle of the map, in px from its upper left corner. */
export interface TreemapCell {
  readonly key: string
  /** What it stands for; of what is folded: the directory that holds it. */
  readonly node: NodeId
  readonly path: string
  /** Path below the directory that fills the map; '' where entries are folded. */
  readonly label: string
  readonly directory: boolean
  /** Entries that are folded into it; 0: it stands for `path` itself. */
  readonly folded: number
  readonly bytes: number
  /** The most bytes first. */
  readonly layers: readonly LayerShare[]
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Px between two cells. */
const GAP = 3
/** A directory of more px² is drawn as what it holds. */
const OPEN_AREA = 80_000
/** What has fewer px² is folded into one cell with its neighbours. */
const LEAST_AREA = 1300
/** What is folded takes at least so many px², lest nobody sees that there is more. */
const FOLDED_AREA = 2 * LEAST_AREA

interface Piece {
  readonly cell: Omit<TreemapCell, 'x' | 'y' | 'width' | 'height'> | null
  /** Bytes, as far as they are drawn to scale. */
  readonly weight: number
  readonly pieces: Piece[]
}

/** Lays out what a directory holds; large directories are opened, small entries folded. None where there are no bytes. */
export function treemapCells(root: TreemapNode, width: number, height: number): TreemapCell[] {
  if (root.bytes <= 0 || width < 1 || height < 1) return []
  const scale = (width * height) / root.bytes
  const top: Piece = { cell: null, weight: root.bytes, pieces: piecesOf(root, '', scale) }
  const summed = hierarchy(top, ({ pieces }) => pieces)
    .sum(({ pieces, weight }) => (pieces.length > 0 ? 0 : weight))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const laidOut = treemap<Piece>().tile(treemapSquarify.ratio(1.3)).size([width, height]).paddingInner(GAP).round(true)(
    summed,
  )
  return laidOut.leaves().flatMap(({ data: { cell }, x0, y0, x1, y1 }) => {
    const [across, down] = [x1 - x0, y1 - y0]
    return cell && across >= 1 && down >= 1 ? [{ ...cell, x: x0, y: y0, width: across, height: down }] : []
  })
}

function piecesOf(directory: TreemapNode, above: string, scale: number): Piece[] {
  const pieces: Piece[] = []
  const small: TreemapNode[] = []
  for (const child of directory.children) {
    if (child.bytes * scale < LEAST_AREA) {
      small.push(child)
      continue
    }
    const { node, label } = innermost(child, above)
    if (node.children.length > 0 && node.bytes * scale > OPEN_AREA)
      pieces.push({ cell: null, weight: node.bytes, pieces: piecesOf(node, `${label}/`, scale) })
    else pieces.push({ cell: cellOf(node, label), weight: node.bytes, pieces: [] })
  }
  const { other } = directory
  const folded = small.length + (other?.entries ?? 0)
  if (folded === 0) return pieces
  const [only] = small
  if (folded === 1 && only) {
    const { node, label } = innermost(only, above)
    return [...pieces, { cell: cellOf(node, label), weight: node.bytes, pieces: [] }]
  }
  const bytes = small.reduce((sum, child) => sum + child.bytes, other?.bytes ?? 0)
  const cell = {
    key: `in ${directory.node}`,
    node: directory.node,
    path: directory.path,
    label: '',
    directory: true,
    folded,
    bytes,
    layers: summedShares([...small.map(({ layers }) => layers), other?.layers ?? []]),
  }
  return [...pieces, { cell, weight: Math.max(bytes, FOLDED_AREA / scale), pieces: [] }]
}

/** Down through directories that hold nothing but one other thing. */
function innermost(node: TreemapNode, above: string): { node: TreemapNode; label: string } {
  let label = above + node.name
  for (;;) {
    const [only] = node.children
    if (!only?.directory || node.children.length > 1 || node.other !== null) return { node, label }
    node = only
    label += `/${node.name}`
  }
}

function cellOf(
  { node, path, directory, bytes, layers }: TreemapNode,
  label: string,
): Omit<TreemapCell, 'x' | 'y' | 'width' | 'height'> {
  return { key: String(node), node, path, label, directory, folded: 0, bytes, layers }
}

/** The bytes of several lists by layer, the most first. */
function summedShares(lists: readonly (readonly LayerShare[])[]): LayerShare[] {
  const sums = new Map<number, number>()
  for (const { layer, bytes } of lists.flat()) sums.set(layer, (sums.get(layer) ?? 0) + bytes)
  return [...sums].map(([layer, bytes]) => ({ layer, bytes })).sort((a, b) => b.bytes - a.bytes || a.layer - b.layer)
}
