import type { SearchScope, VersionState } from '../../../shared/search.ts'
import { storedBytes } from '../file-content.ts'
import type { StoredFile } from '../file-content.ts'
import type { ImageSession } from '../image-session.ts'
import { inodeKey } from '../inode.ts'
import type { Inode } from '../inode.ts'
import { NO_EVENT } from '../path-events.ts'
import { NO_NODE } from '../path-tree.ts'
import type { TimeSlices } from '../time-slices.ts'

/** A content that is searched, under the first of its names that is seen, or else the first. */
export interface SearchedFile {
  readonly inode: Inode
  readonly stored: StoredFile
  /** Path of the merged views, and the event that shows the content. */
  node: number
  event: number
  state: VersionState
  otherNames: number
}

/** Files to be searched, by the layer that has their contents, in the order in which they are stored. */
export interface FilesOfScope {
  readonly byLayer: ReadonlyMap<number, readonly SearchedFile[]>
  /** Bytes of contents, without holes. */
  readonly bytes: number
}

/** Which of the files of a scope are wanted. */
export interface FileChoice {
  readonly scope: SearchScope
  /** Told a path with a leading slash; null for all. */
  readonly isMeant: ((path: string) => boolean) | null
  /** A path and what lies below it; the root for all. */
  readonly below: number
}

/** Files of a scope that have content, each content once. One pass over all paths. @throws CancelledError after `slices.cancel()` */
export async function filesOfScope(
  session: ImageSession,
  choice: FileChoice,
  slices: TimeSlices,
): Promise<FilesOfScope> {
  const { tree } = session.stack
  const { below } = choice
  const inside = new Uint8Array(tree.count)
  inside[below] = 1
  const files = new Map<number, SearchedFile>()
  await slices.run(NO_NODE + 1, tree.count, (from, to) => {
    for (let node = from; node < to; node++) {
      if (node !== below) inside[node] = inside[tree.parents[node]!]!
      if (inside[node] === 1) addVersions(session, choice, node, files)
    }
  })
  const byLayer = new Map<number, SearchedFile[]>()
  let bytes = 0
  for (const file of files.values()) {
    const ofLayer = byLayer.get(file.inode.layer)
    if (ofLayer === undefined) byLayer.set(file.inode.layer, [file])
    else ofLayer.push(file)
    bytes += storedBytes(file.stored)
  }
  for (const ofLayer of byLayer.values()) ofLayer.sort((a, b) => a.stored.dataOffset - b.stored.dataOffset)
  return { byLayer: new Map([...byLayer].sort(([a], [b]) => a - b)), bytes }
}

function addVersions(
  session: ImageSession,
  { scope, isMeant }: FileChoice,
  node: number,
  files: Map<number, SearchedFile>,
): void {
  const { events } = session.stack
  const newest = events.newest(node)
  let isWanted: boolean | null = null
  for (let event = firstEvent(session, scope, node); event !== NO_EVENT; event = events.before[event]!) {
    const inode = events.isPresent(event) && !events.isDirectory(event) ? session.stack.inode(event) : null
    const stored = inode === null ? null : session.factsOf(inode).stored
    if (inode !== null && stored !== null && stored.size > 0) {
      isWanted ??= isMeant === null || isMeant(rawPath(session, node))
      if (!isWanted) return
      const state = event === newest ? 'visible' : events.isPresent(newest) ? 'hidden' : 'deleted'
      const key = inodeKey(inode.layer, inode.entry)
      const known = files.get(key)
      if (known === undefined) files.set(key, { inode, stored, node, event, state, otherNames: 0 })
      else {
        if (known.node !== node) known.otherNames++
        if (state === 'visible' && known.state !== 'visible') Object.assign(known, { node, event, state })
      }
    }
    if (scope.kind !== 'all') return
  }
}

function firstEvent(session: ImageSession, scope: SearchScope, node: number): number {
  const { events } = session.stack
  switch (scope.kind) {
    case 'merged':
      return events.at(node, scope.upto)
    case 'layer':
      return events.in(node, scope.layer)
    case 'all':
      return events.newest(node)
  }
}

/** A path with its leading slash, or its last component. */
function rawPath(session: ImageSession, node: number): string {
  return `/${Buffer.from(session.stack.pathBytes(node)).toString('utf8')}`
}
