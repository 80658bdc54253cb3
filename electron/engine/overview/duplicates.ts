import type { Duplicate, Duplicates } from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import { inodeKey } from '../inode.ts'
import type { Inode } from '../inode.ts'
import { Type } from '../layer-index.ts'
import type { JobControl } from '../layer-jobs.ts'
import { NO_EVENT } from '../path-events.ts'
import { inPathOrder } from '../path-order.ts'

/** Files below this size waste more in names than in bytes. */
const LEAST_SIZE = 4096
/** Work is bounded: files and bytes that are read. */
const MOST_FILES = 50_000
const MOST_BYTES = 2 * 1024 ** 3
const MOST_GROUPS = 100
const MOST_NAMES = 20

interface VisibleFile {
  readonly inode: Inode
  readonly node: number
  readonly size: number
}

/** Files of the topmost view with the same bytes under several names. `onFiles` is told of files read. Rejects with CancelledError. */
export async function findDuplicates(
  session: ImageSession,
  control: JobControl,
  onFiles: (done: number, total: number) => void,
): Promise<Duplicates> {
  const candidates = sameSizes(session)
  const { files, notRead } = within(candidates)
  const byLayer = grouped(files, ({ inode }) => inode.layer)
  let done = 0
  for (const ofLayer of byLayer.values()) {
    onFiles(done, files.length)
    await session.readDigests(
      ofLayer.map(({ inode }) => inode),
      control,
    )
    done += ofLayer.length
  }
  const known = files.filter(({ inode }) => session.digest(inode) !== null)
  const groups = [...grouped(known, ({ inode }) => session.digest(inode)!)].filter(([, same]) => same.length > 1)
  const bytesOf = ([, same]: [string, VisibleFile[]]): number => (same.length - 1) * same[0]!.size
  groups.sort((a, b) => bytesOf(b) - bytesOf(a) || a[1][0]!.node - b[1][0]!.node)
  return {
    bytes: groups.reduce((sum, group) => sum + bytesOf(group), 0),
    groups: groups.length,
    leastSize: LEAST_SIZE,
    notRead,
    worst: groups.slice(0, MOST_GROUPS).map(([sha256, same]) => duplicate(session, sha256, same)),
  }
}

/** Inodes of the topmost view that are not alone in their size; the largest first. */
function sameSizes(session: ImageSession): VisibleFile[] {
  const { tree, events, layers } = session.stack
  const bySize = new Map<number, VisibleFile[]>()
  const seen = new Set<number>()
  for (let node = 1; node < tree.count; node++) {
    const event = events.newest(node)
    if (event === NO_EVENT || !events.isPresent(event)) continue
    const inode = session.stack.inode(event)
    if (inode === null) continue
    const { index } = layers[inode.layer]!
    const size = index.sizes[inode.entry]!
    if (size < LEAST_SIZE || index.types[inode.entry] !== Type.File) continue
    const key = inodeKey(inode.layer, inode.entry)
    if (seen.has(key)) continue
    seen.add(key)
    const same = bySize.get(size)
    if (same === undefined) bySize.set(size, [{ inode, node, size }])
    else same.push({ inode, node, size })
  }
  return [...bySize.values()]
    .filter((same) => same.length > 1)
    .sort((a, b) => b[0]!.size - a[0]!.size)
    .flat()
}

function within(candidates: readonly VisibleFile[]): { files: VisibleFile[]; notRead: number } {
  const files: VisibleFile[] = []
  let bytes = 0
  for (const file of candidates) {
    if (files.length >= MOST_FILES || bytes + file.size > MOST_BYTES) continue
    files.push(file)
    bytes += file.size
  }
  return { files, notRead: candidates.length - files.length }
}

function grouped<K>(files: readonly VisibleFile[], keyOf: (file: VisibleFile) => K): Map<K, VisibleFile[]> {
  const groups = new Map<K, VisibleFile[]>()
  for (const file of files) {
    const key = keyOf(file)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [file])
    else group.push(file)
  }
  return groups
}

function duplicate(session: ImageSession, sha256: string, same: readonly VisibleFile[]): Duplicate {
  const { tree, names, events } = session.stack
  const { size } = same[0]!
  const nodes = inPathOrder(
    tree,
    names,
    same.map(({ node }) => node),
  )
  return {
    sha256,
    size,
    count: same.length,
    bytes: (same.length - 1) * size,
    names: nodes.slice(0, MOST_NAMES).map((node) => ({
      node,
      path: session.stack.displayPath(node),
      layer: events.layers[events.newest(node)]!,
    })),
  }
}
