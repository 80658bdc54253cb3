import type { EntryDetails, HiddenBy, NamedPath, PathDetails, Version, View } from '../../shared/tree.ts'
import { displayName } from './display-name.ts'
import { followPath } from './follow-path.ts'
import type { EntryFacts } from './entry-facts.ts'
import type { ImageSession } from './image-session.ts'
import { inodeKey } from './inode.ts'
import { NO_ENTRY, Type } from './layer-index.ts'
import { EventFlag, NO_EVENT } from './path-events.ts'
import { NO_NODE } from './path-tree.ts'
import { hiddenBytes } from './path-lists.ts'

/** Peers of a hard link are listed up to this many. */
const MOST_PEERS = 1000

/** All but the names of owners, which must be read. */
export type KnownDetails = Omit<PathDetails, 'owners'>

/** The topmost layer that a view shows, of those that are stacked; -1 where none is. */
export function layersSeen(session: ImageSession, view: View): number {
  return Math.min(view.kind === 'merged' ? view.upto : view.layer, session.stacked - 1)
}

/** The life of a path through all layers that are stacked. */
export function pathDetails(session: ImageSession, node: number, view: View): KnownDetails {
  const { events, layers } = session.stack
  const list: number[] = []
  for (let event = events.newest(node); event !== NO_EVENT; event = events.before[event]!) list.push(event)
  list.reverse()
  const top = layers.length - 1
  const seen = layersSeen(session, view)
  const versions = list.map((event, at) => ({
    ...version(session, node, event, list[at + 1] ?? NO_EVENT, top),
    entry: events.isPresent(event) ? entryDetails(session, node, event, top, seen) : null,
  }))
  return { node, fullPath: session.stack.displayPath(node), versions, visible: visibleVersion(session, list, view) }
}

function visibleVersion(session: ImageSession, list: readonly number[], view: View): number | null {
  const { events } = session.stack
  let found: number | null = null
  list.forEach((event, at) => {
    const layer = events.layers[event]!
    if (view.kind === 'layer' ? layer === view.layer : layer <= view.upto) found = events.isPresent(event) ? at : null
  })
  return found
}

function version(
  session: ImageSession,
  node: number,
  event: number,
  next: number,
  top: number,
): Omit<Version, 'entry'> {
  const { events } = session.stack
  const { kind, difference } = session.changeAt(event)
  const layer = events.layers[event]!
  const present = events.isPresent(event)
  return {
    layer,
    change: kind,
    what: difference.what,
    contentCompared: difference.contentCompared,
    hidden: !present || next === NO_EVENT ? null : { by: hiddenBy(session, next), layer: events.layers[next]! },
    removedThrough: present ? null : removedThrough(session, node, event),
    hiddenBytes: !present || next === NO_EVENT ? 0 : hiddenBytes(session, event, top),
  }
}

/** What the event after a version says took it out of sight. */
export function hiddenBy(session: ImageSession, next: number): HiddenBy {
  return reason(session.stack.events.flags[next]!) ?? 'newer-version'
}

function reason(flags: number): HiddenBy | null {
  if ((flags & EventFlag.ByWhiteout) !== 0) return 'whiteout'
  if ((flags & EventFlag.ByOpaque) !== 0) return 'opaque'
  if ((flags & EventFlag.ByReplacedAncestor) !== 0) return 'replaced-ancestor'
  return null
}

/** The path that a marker names, or that another entry replaced: the topmost ancestor that went for the same reason. */
function removedThrough(session: ImageSession, node: number, event: number): Version['removedThrough'] {
  const { events, tree } = session.stack
  const layer = events.layers[event]!
  const flags = events.flags[event]!
  const by = reason(flags) ?? 'whiteout'
  const bit =
    by === 'whiteout' ? EventFlag.ByWhiteout : by === 'opaque' ? EventFlag.ByOpaque : EventFlag.ByReplacedAncestor
  let at = node
  for (;;) {
    const parent = tree.parents[at]!
    if (parent === NO_NODE) break
    const above = events.in(parent, layer)
    if (above === NO_EVENT || (events.flags[above]! & bit) === 0) break
    at = parent
  }
  if (by !== 'whiteout') at = tree.parents[at]!
  return { by, path: session.stack.displayPath(at) }
}

function entryDetails(session: ImageSession, node: number, event: number, top: number, seen: number): EntryDetails {
  const { events } = session.stack
  const facts = session.facts(event)
  const layer = events.layers[event]!
  if (facts === null) return implicitDirectory(layer)
  const entry = events.entries[event]!
  return {
    layer,
    entry,
    type: facts.typeName,
    size: facts.size,
    metadata: facts.metadata,
    link: facts.type === Type.Symlink ? displayName(facts.link ?? new Uint8Array(0)) : null,
    leadsTo: facts.type === Type.Symlink ? leadsTo(session, node, facts, Math.max(seen, layer)) : null,
    device: facts.device === null ? null : { major: facts.device[0], minor: facts.device[1] },
    xattrs: Object.fromEntries(
      facts.attributes.map(({ name, value }) => [name, Buffer.from(value).toString('base64')]),
    ),
    peers: peers(session, facts, event, top),
    content: facts.type === Type.File ? { layer: facts.layer, entry: facts.entry, size: facts.size } : null,
  }
}

function implicitDirectory(layer: number): EntryDetails {
  return {
    layer,
    entry: -1,
    type: 'dir',
    size: 0,
    metadata: null,
    link: null,
    leadsTo: null,
    device: null,
    xattrs: {},
    peers: [],
    content: null,
  }
}

function leadsTo(session: ImageSession, node: number, { link }: EntryFacts, upto: number): NamedPath | null {
  if (link === null || link.length === 0) return null
  const found = followPath(session, session.stack.tree.parents[node]!, link, upto)
  return found === null ? null : { node: found, path: session.stack.displayPath(found) }
}

/** Other names of the same inode that the topmost view shows. */
function peers(session: ImageSession, facts: EntryFacts, event: number, top: number): NamedPath[] {
  const { events, tree } = session.stack
  const shared = facts.names > 1 || session.totals(top).sharedInodes.has(inodeKey(facts.layer, facts.entry))
  if (!shared) return []
  const found: NamedPath[] = []
  for (let node = 1; node < tree.count && found.length < MOST_PEERS; node++) {
    const other = events.at(node, top)
    if (other === NO_EVENT || other === event || events.entries[other] === NO_ENTRY || events.isDirectory(other))
      continue
    const inode = session.stack.inode(other)
    if (inode?.layer === facts.layer && inode.entry === facts.entry)
      found.push({ node, path: session.stack.displayPath(node) })
  }
  return found
}
