import type { ListKind, ListRequest, ListRow } from '../../shared/tree.ts'
import type { ImageSession } from './image-session.ts'
import { inodeKey } from './inode.ts'
import { NO_ENTRY, Type } from './layer-index.ts'
import type { MergedRows } from './merged-rows.ts'
import { NO_EVENT } from './path-events.ts'
import { inPathOrder } from './path-order.ts'
import { compareRows } from './row-order.ts'

/** A path of a flat list. */
export interface ListedPath {
  readonly node: number
  /** Bytes that are shipped for the path in layers 0..upto and that their view does not show. */
  readonly bytes: number
  /** The layer that had to do with it last: the one that has the newest version, or that removed it. */
  readonly layer: number
}

/** Paths with more than one version, and paths that are gone, in the view of layers 0..upto; in no order. */
export interface PathLists {
  readonly overridden: readonly ListedPath[]
  readonly removed: readonly ListedPath[]
}

/** Bytes of an event's own body that no path of the view shows: 0 for links, directories and what is seen. */
export function hiddenBytes(session: ImageSession, event: number, upto: number): number {
  const { events, layers } = session.stack
  const entry = events.entries[event]!
  if (entry === NO_ENTRY) return 0
  const layer = events.layers[event]!
  const { index } = layers[layer]!
  if (index.types[entry] !== Type.File) return 0
  const seenElsewhere = session.totals(upto).sharedInodes.has(inodeKey(layer, entry))
  return seenElsewhere ? 0 : index.sizes[entry]!
}

/** One pass over all paths. A directory that is only listed again is not overridden: directories unite. */
export function listPaths(session: ImageSession, upto: number): PathLists {
  const { tree, events } = session.stack
  const overridden: ListedPath[] = []
  const removed: ListedPath[] = []
  for (let node = 1; node < tree.count; node++) {
    const newest = events.at(node, upto)
    if (newest === NO_EVENT) continue
    const gone = !events.isPresent(newest)
    if (!gone && events.before[newest] === NO_EVENT) continue
    let versions = 0
    let onlyDirectories = true
    let bytes = 0
    for (let event = newest; event !== NO_EVENT; event = events.before[event]!) {
      if (!events.isPresent(event)) continue
      if (events.entries[event] !== NO_ENTRY) versions++
      if (!events.isDirectory(event)) onlyDirectories = false
      if (event !== newest) bytes += hiddenBytes(session, event, upto)
    }
    if (versions > 1 && !onlyDirectories) overridden.push({ node, bytes, layer: events.layers[newest]! })
    if (gone) removed.push({ node, bytes, layer: events.layers[newest]! })
  }
  return { overridden, removed }
}

/** Rows of a list in the order asked for; ties by path. */
export function orderList(list: readonly ListedPath[], rows: MergedRows, sort: ListRequest['sort']): ListedPath[] {
  const { stack } = rows.session
  const sign = sort.descending ? -1 : 1
  const order = inPathOrder(
    stack.tree,
    stack.names,
    list.map(({ node }) => node),
  )
  const placeOf = new Map(order.map((node, place) => [node, place]))
  const byPath = (a: ListedPath, b: ListedPath): number => placeOf.get(a.node)! - placeOf.get(b.node)!
  const { by } = sort
  if (by === 'path' || by === 'name') return [...list].sort((a, b) => sign * byPath(a, b))
  if (by === 'bytes') return [...list].sort((a, b) => sign * (a.bytes - b.bytes) || byPath(a, b))
  const shown = new Map(list.map(({ node }) => [node, rows.row(node, 'all')]))
  return [...list].sort((a, b) => sign * compareRows(by, shown.get(a.node)!, shown.get(b.node)!) || byPath(a, b))
}

/** The row of a listed path. */
export function listRow(kind: ListKind, { node, bytes }: ListedPath, rows: MergedRows): ListRow {
  const row = rows.row(node, 'all')
  const { events } = rows.session.stack
  const event = events.at(node, rows.upto)
  return {
    ...row,
    fullPath: rows.session.stack.displayPath(node),
    bytes,
    removedBy: kind === 'removed' && !events.isPresent(event) ? events.layers[event]! : null,
  }
}
