import type { Inode } from '../engine/inode.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { NO_ENTRY, layerPath } from '../engine/layer-index.ts'
import { NO_EVENT } from '../engine/path-events.ts'
import { changeWords } from './change-entry.ts'
import type { ChangeEntry, TreeEntry } from './tree-entry.ts'
import { layerEntry, mergedEntry } from './tree-entry.ts'

interface Placed {
  readonly path: Uint8Array
  readonly at: number
}

function inPathOrder(placed: Placed[]): Placed[] {
  return placed.sort((a, b) => Buffer.compare(a.path, b.path))
}

/** Events of the view of layers 0..upto that show something, in byte order of their paths. */
function visibleEvents(session: ImageSession, upto: number): Placed[] {
  const { tree, events } = session.stack
  const placed: Placed[] = []
  for (let node = 1; node < tree.count; node++) {
    const event = events.at(node, upto)
    if (event !== NO_EVENT && events.isPresent(event)) placed.push({ path: session.stack.pathBytes(node), at: event })
  }
  return inPathOrder(placed)
}

/** Files that the view of layers 0..upto shows. */
export function visibleFiles(session: ImageSession, upto: number): Inode[] {
  return visibleEvents(session, upto).flatMap(({ at }) => (session.isFile(at) ? [session.stack.inode(at)!] : []))
}

/** The merged tree of layers 0..upto, in byte order of the path. */
export function* mergedEntries(session: ImageSession, upto: number, sha256: boolean): Generator<TreeEntry> {
  for (const { path, at } of visibleEvents(session, upto)) yield mergedEntry(session, path, at, sha256)
}

/** The members of one layer as its tree has them, markers included, in byte order of the path. */
export function* layerEntries(session: ImageSession, layer: number): Generator<TreeEntry> {
  const { index } = session.stack.layers[layer]!
  const placed: Placed[] = []
  for (let node = 1; node < index.nodeCount; node++) {
    if (index.live[node] === 0 || index.entryOf[node] === NO_ENTRY) continue
    placed.push({ path: layerPath(index, node), at: node })
  }
  for (const { path, at } of inPathOrder(placed))
    yield layerEntry(index, layer, path, index.entryOf[at]!, index.roles[at]!)
}

/** What a layer does to the view of the layers below it, in byte order of the path. Contents were compared before. */
export function* changeEntries(session: ImageSession, layer: number): Generator<ChangeEntry> {
  const { events, layers } = session.stack
  const placed = Array.from(layers[layer]!.touched, (node): Placed => ({
    path: session.stack.pathBytes(node),
    at: events.in(node, layer),
  }))
  for (const { path, at } of inPathOrder(placed)) if (path.length > 0) yield changeWords(session, path, at)
}
