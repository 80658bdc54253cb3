import { isDeepStrictEqual } from 'node:util'
import { EntryFacts } from '../entry-facts.ts'
import type { ImageSession } from '../image-session.ts'
import type { Inode } from '../inode.ts'
import type { JobControl } from '../layer-jobs.ts'
import { Type, layerPath } from '../layer-index.ts'
import type { SharedLayers } from './shared-layers.ts'

/** A field of a tar header, or the bytes behind it. */
export type StrictField =
  'type' | 'mode' | 'owner' | 'owner-names' | 'mtime' | 'size' | 'link' | 'device' | 'xattrs' | 'content'

/** What differs between two layers at the same place of their images, down to order and headers. */
export interface StrictLayer {
  readonly layer: number
  /** Which of the images has the layer at all. */
  readonly in: 'both' | 'a' | 'b'
  /** Whether the blobs differ although the tars are the same: other compression, or other settings of it. */
  readonly onlyStored: boolean
  /** The first member that is at another place, or in one layer only; null where names and order are the same. */
  readonly order: Uint8Array | null
  /** Members of the same name whose headers or contents differ, in the order of the first layer. */
  readonly members: readonly { readonly path: Uint8Array; readonly what: readonly StrictField[] }[]
}

/** Members of a layer by name; where a name comes twice, its second is another one. */
function membersOf(session: ImageSession, layer: number): Map<string, number> {
  const { index } = session.stack.layers[layer]!
  const members = new Map<string, number>()
  for (let entry = 0; entry < index.entryCount; entry++) {
    const name = Buffer.from(layerPath(index, index.nodeOf[entry]!)).toString('latin1')
    let key = name
    for (let again = 1; members.has(key); again++) key = `${name}/${again}`
    members.set(key, entry)
  }
  return members
}

function fieldsThatDiffer(a: EntryFacts, b: EntryFacts, sameContent: boolean): StrictField[] {
  const metaA = a.metadata
  const metaB = b.metadata
  const checks: readonly [StrictField, boolean][] = [
    ['type', a.type === b.type],
    ['mode', metaA.mode === metaB.mode],
    ['owner', metaA.uid === metaB.uid && metaA.gid === metaB.gid],
    ['owner-names', metaA.uname === metaB.uname && metaA.gname === metaB.gname],
    ['mtime', metaA.mtime === metaB.mtime],
    ['size', a.size === b.size],
    ['link', isDeepStrictEqual(a.link, b.link)],
    ['device', isDeepStrictEqual(a.device, b.device)],
    ['xattrs', isDeepStrictEqual(a.attributes, b.attributes)],
    ['content', a.type !== Type.File || b.type !== Type.File || a.size !== b.size || sameContent],
  ]
  return checks.flatMap(([field, same]) => (same ? [] : [field]))
}

/**
 * Compares the layers of two images one by one: names, order, headers and contents of their members. Layers with the same
 * DiffID are the same tar, and not read. Rejects with CancelledError.
 */
export async function compareStrictly(
  a: ImageSession,
  b: ImageSession,
  shared: SharedLayers,
  control: JobControl,
): Promise<readonly StrictLayer[]> {
  const result: StrictLayer[] = []
  for (let layer = 0; layer < Math.max(a.layers.length, b.layers.length); layer++) {
    const inA = layer < a.layers.length
    const inB = layer < b.layers.length
    if (!inA || !inB) result.push({ layer, in: inA ? 'a' : 'b', onlyStored: false, order: null, members: [] })
    else if (shared.isShared(layer, layer)) {
      if (isStoredAlike(a, b, layer)) continue
      result.push({ layer, in: 'both', onlyStored: true, order: null, members: [] })
    } else result.push(await compareMembers(a, b, layer, control))
  }
  return result
}

function isStoredAlike(a: ImageSession, b: ImageSession, layer: number): boolean {
  const infoA = a.layers[layer]!
  const infoB = b.layers[layer]!
  const sameDigest = infoA.digest === null || infoB.digest === null || infoA.digest === infoB.digest
  return sameDigest && infoA.compression === infoB.compression && infoA.compressedSize === infoB.compressedSize
}

async function compareMembers(
  a: ImageSession,
  b: ImageSession,
  layer: number,
  control: JobControl,
): Promise<StrictLayer> {
  const ofA = membersOf(a, layer)
  const ofB = membersOf(b, layer)
  const both = [...ofA].flatMap(([name, entry]) => {
    const other = ofB.get(name)
    return other === undefined ? [] : [{ name, a: factsOf(a, layer, entry), b: factsOf(b, layer, other) }]
  })
  const toRead = both.filter(
    (pair) => pair.a.type === Type.File && pair.b.type === Type.File && pair.a.size === pair.b.size,
  )
  const inode = ({ layer, entry }: EntryFacts): Inode => ({ layer, entry })
  await Promise.all([
    a.readDigests(
      toRead.map((pair) => inode(pair.a)),
      control,
    ),
    b.readDigests(
      toRead.map((pair) => inode(pair.b)),
      control,
    ),
  ])
  const members = both.flatMap((pair) => {
    const digest = a.digest(pair.a)
    const what = fieldsThatDiffer(pair.a, pair.b, pair.a.size === 0 || (digest !== null && digest === b.digest(pair.b)))
    return what.length === 0 ? [] : [{ path: Buffer.from(pair.name, 'latin1'), what }]
  })
  return { layer, in: 'both', onlyStored: false, order: firstOutOfOrder([...ofA.keys()], [...ofB.keys()]), members }
}

function factsOf(session: ImageSession, layer: number, entry: number): EntryFacts {
  return new EntryFacts(session.stack.layers[layer]!.index, { layer, entry })
}

function firstOutOfOrder(a: readonly string[], b: readonly string[]): Uint8Array | null {
  for (let at = 0; at < Math.max(a.length, b.length); at++)
    if (a[at] !== b[at]) return Buffer.from(a[at] ?? b[at]!, 'latin1')
  return null
}
