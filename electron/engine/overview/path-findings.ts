import { MOST_FINDINGS } from '../../../shared/overview.ts'
import type { Finding, Waste } from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import { Type } from '../layer-index.ts'
import { NO_EVENT } from '../path-events.ts'
import { hiddenBy as hidingReason } from '../path-details.ts'
import { NO_NODE } from '../path-tree.ts'
import type { TimeSlices } from '../time-slices.ts'
import { finding } from './findings.ts'

/** Kept of one kind: more than are listed, so that the worst can be. */
const MOST_KEPT = MOST_FINDINGS * 50

/**
 * Modes of the topmost view that deserve a look: setuid and setgid files, and what anybody may write to. `lastOfBase` is the
 * topmost layer of the base: what it ships is known to many. One pass over all paths.
 * @throws CancelledError after `slices.cancel()`
 */
export async function modeFindings(
  session: ImageSession,
  lastOfBase: number | null,
  slices: TimeSlices,
): Promise<Finding[]> {
  const { tree, events, layers } = session.stack
  const found: Finding[] = []
  const kept = { setuid: 0, 'world-writable': 0 }
  const look = (node: number): void => {
    const event = events.newest(node)
    if (event === NO_EVENT || !events.isPresent(event)) return
    const inode = session.stack.inode(event)
    if (inode === null) return
    const { index } = layers[inode.layer]!
    const type = index.types[inode.entry]!
    const mode = index.modes[inode.entry]!
    const isFile = type === Type.File
    const setsId = isFile && (mode & 0o6000) !== 0 && (mode & 0o111) !== 0
    const isOpen = (isFile || type === Type.Directory) && (mode & 0o1002) === 0o002
    if (!setsId && !isOpen) return
    const layer = events.layers[event]!
    const place = {
      path: session.stack.displayPath(node),
      node,
      layer,
      evidence: (mode & 0o7777).toString(8).padStart(4, '0'),
      bytes: index.sizes[inode.entry]!,
    }
    const severity = layer <= (lastOfBase ?? -1) ? 'low' : 'medium'
    const add = (kind: 'setuid' | 'world-writable', what: string): void => {
      if (kept[kind]++ < MOST_KEPT) found.push(finding({ kind, severity, place: 'path', what }, place))
    }
    if (setsId) add('setuid', (mode & 0o4000) !== 0 ? 'setuid' : 'setgid')
    if (isOpen) add('world-writable', isFile ? 'file' : 'directory')
  }
  await slices.run(1, tree.count, (from, to) => {
    for (let node = from; node < to; node++) look(node)
  })
  return found
}

/** Files that a later layer deletes, folded as waste is. */
export function deletedFindings(session: ImageSession, { worst }: Waste): Finding[] {
  const { events } = session.stack
  return worst.flatMap(({ why, node, path, directory, files, bytes, layer, hiddenBy }) => {
    if (why !== 'deleted') return []
    const event = node === NO_NODE ? NO_EVENT : events.in(node, hiddenBy)
    const gone = event !== NO_EVENT && !events.isPresent(event)
    const hidden = { by: gone ? hidingReason(session, event) : ('whiteout' as const), layer: hiddenBy }
    const what = directory ? 'directory' : 'file'
    return [
      finding(
        { kind: 'deleted-but-shipped', severity: 'low', place: 'path', what },
        { path, node, layer, files, bytes, hidden },
      ),
    ]
  })
}
