import type { Waste, WasteReason } from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import { diveMetrics } from './dive-efficiency.ts'
import { wastedFiles } from './wasted-files.ts'
import { wastedPaths } from './wasted-paths.ts'

/** What is shipped and not seen. All layers must be stacked, and their contents compared. */
export function findWaste(session: ImageSession): Waste {
  const groups = wastedFiles(session).sort((a, b) => a.layer - b.layer)
  const byReason: Record<WasteReason, number> = { 'copied-up': 0, overwritten: 0, deleted: 0, replaced: 0 }
  for (const { why, bytes } of groups) byReason[why] += bytes.reduce((sum, size) => sum + size, 0)
  const { shippedBytes, visibleBytes, reclaimableBytes } = session.imageTotals()!
  return {
    ...diveMetrics(session),
    shippedBytes,
    visibleBytes,
    reclaimableBytes,
    files: groups.reduce((sum, { nodes }) => sum + nodes.length, 0),
    byReason,
    worst: wastedPaths(session, groups),
  }
}
