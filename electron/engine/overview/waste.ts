import type { Waste, WasteReason } from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import type { TimeSlices } from '../time-slices.ts'
import { diveMetrics } from './dive-efficiency.ts'
import { wastedFiles } from './wasted-files.ts'
import { wastedPaths } from './wasted-paths.ts'

/** What is shipped and not seen. All layers must be stacked, and their contents compared. @throws CancelledError after `slices.cancel()` */
export async function findWaste(session: ImageSession, slices: TimeSlices): Promise<Waste> {
  const groups = (await wastedFiles(session, slices)).sort((a, b) => a.layer - b.layer)
  const byReason: Record<WasteReason, number> = { 'copied-up': 0, overwritten: 0, deleted: 0, replaced: 0 }
  for (const { why, bytes } of groups) byReason[why] += bytes.reduce((sum, size) => sum + size, 0)
  const { shippedBytes, visibleBytes, reclaimableBytes } = session.imageTotals()!
  return {
    ...(await diveMetrics(session, slices)),
    shippedBytes,
    visibleBytes,
    reclaimableBytes,
    files: groups.reduce((sum, { nodes }) => sum + nodes.length, 0),
    byReason,
    worst: await wastedPaths(session, groups, slices),
  }
}
