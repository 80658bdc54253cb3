import type { ChangedField, ChangeKind, EntryType, MarkerKind } from '../../shared/tree.ts'
import { decodeUtf8 } from '../engine/display-name.ts'
import { EntryFacts } from '../engine/entry-facts.ts'
import { inodeKey } from '../engine/inode.ts'
import type { ImageSession } from '../engine/image-session.ts'
import type { LayerIndex } from '../engine/layer-index.ts'
import { Type, linkTarget, markerOf } from '../engine/layer-index.ts'

/** An entry as the command line prints it; the fields are those of its contract. */
export interface TreeEntry {
  path: string
  /** Base64 of a path that is not UTF-8. */
  pathBytes?: string
  type: EntryType
  mode: number | null
  uid: number | null
  gid: number | null
  size: number
  /** Seconds since 1970, may have a fraction. */
  mtime: number | null
  link?: string
  linkBytes?: string
  devmajor?: number
  devminor?: number
  xattrs?: Record<string, string>
  layer: number
  implicit?: true
  marker?: MarkerKind
  inode?: number
  sha256?: string | null
}

/** A line of `changes`. */
export interface ChangeEntry extends TreeEntry {
  change: ChangeKind
  was?: TreeEntry
  what?: readonly ChangedField[]
}

function text(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? Buffer.from(bytes).toString('utf8')
}

function addPath(entry: TreeEntry, path: Uint8Array): void {
  entry.path = text(path)
  if (decodeUtf8(path) === null) entry.pathBytes = Buffer.from(path).toString('base64')
}

function addFacts(entry: TreeEntry, facts: EntryFacts): void {
  const { metadata, device, attributes } = facts
  entry.type = facts.typeName
  entry.mode = metadata.mode
  entry.uid = metadata.uid
  entry.gid = metadata.gid
  entry.size = facts.size
  entry.mtime = metadata.mtime
  if (facts.link !== null) {
    entry.link = text(facts.link)
    if (decodeUtf8(facts.link) === null) entry.linkBytes = Buffer.from(facts.link).toString('base64')
  }
  if (device !== null) [entry.devmajor, entry.devminor] = device
  if (attributes.length > 0)
    entry.xattrs = Object.fromEntries(
      attributes.map(({ name, value }) => [name, Buffer.from(value).toString('base64')]),
    )
}

function emptyEntry(layer: number): TreeEntry {
  return { path: '', type: 'dir', mode: null, uid: null, gid: null, size: 0, mtime: null, layer }
}

/** The entry that an event of the merged views shows at a path. `sha256` adds the digest of a file that was read before. */
export function mergedEntry(session: ImageSession, path: Uint8Array, event: number, sha256: boolean): TreeEntry {
  const layer = session.stack.events.layers[event]!
  const entry = emptyEntry(layer)
  addPath(entry, path)
  const facts = session.facts(event)
  if (facts === null) return { ...entry, implicit: true }
  addFacts(entry, facts)
  if (facts.names > 1 || facts.layer !== layer) entry.inode = inodeKey(facts.layer, facts.entry)
  if (sha256 && facts.type === Type.File) entry.sha256 = session.digest(facts)
  return entry
}

/** An entry of one layer's own tree. */
export function layerEntry(index: LayerIndex, layer: number, path: Uint8Array, entry: number, role: number): TreeEntry {
  const line = emptyEntry(layer)
  addPath(line, path)
  addFacts(line, new EntryFacts(index, { layer, entry }))
  const link = linkTarget(index, entry)
  if (link !== null) line.link = text(link)
  const marker = markerOf(role)
  if (marker !== null) line.marker = marker
  return line
}
