import type { WasteReason } from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import { EventFlag, NO_EVENT } from '../path-events.ts'
import { hiddenBytes } from '../path-lists.ts'
import type { TimeSlices } from '../time-slices.ts'

/** Files of one layer that another took out of sight in one way. */
export interface WasteGroup {
  readonly layer: number
  readonly hiddenBy: number
  readonly why: WasteReason
  readonly nodes: number[]
  readonly bytes: number[]
}

/** Every file that a layer ships and the topmost view does not show, by layer and by what took it out of sight. One pass over all paths. @throws CancelledError after `slices.cancel()` */
export async function wastedFiles(session: ImageSession, slices: TimeSlices): Promise<WasteGroup[]> {
  const { tree, events } = session.stack
  const top = session.stacked - 1
  const groups = new Map<string, WasteGroup>()
  const look = (node: number): void => {
    let next = events.newest(node)
    if (next === NO_EVENT) return
    for (let event = events.before[next]!; event !== NO_EVENT; next = event, event = events.before[event]!) {
      if (!events.isPresent(event)) continue
      const bytes = hiddenBytes(session, event, top)
      if (bytes === 0) continue
      const [layer, hiddenBy] = [events.layers[event]!, events.layers[next]!]
      const why = reasonOf(session, next)
      const key = `${layer} ${hiddenBy} ${why}`
      let group = groups.get(key)
      if (group === undefined) groups.set(key, (group = { layer, hiddenBy, why, nodes: [], bytes: [] }))
      group.nodes.push(node)
      group.bytes.push(bytes)
    }
  }
  await slices.run(1, tree.count, (from, to) => {
    for (let node = from; node < to; node++) look(node)
  })
  return [...groups.values()]
}

/** Why an event takes the version before it out of sight. */
function reasonOf(session: ImageSession, next: number): WasteReason {
  const { events } = session.stack
  if (!events.isPresent(next))
    return (events.flags[next]! & EventFlag.ByReplacedAncestor) !== 0 ? 'replaced' : 'deleted'
  const { what } = session.changeAt(next).difference
  if (what.includes('type')) return 'replaced'
  return what.includes('content') || what.includes('size') ? 'overwritten' : 'copied-up'
}
