import type { WindowProgress } from '../../shared/commands.ts'

/** Work that goes on in a window. */
export interface Work {
  readonly running: boolean
  readonly done: number
  /** null where the end is not known. */
  readonly total: number | null
}

/** Steps of a bar that tell anything. */
const STEPS = 100

/**
 * What the dock or the task bar shows: the first work that goes on, in steps of one per cent; a failure where nothing goes
 * on and something failed.
 */
export function windowProgress(works: readonly Work[], failed: boolean): WindowProgress {
  const work = works.find(({ running }) => running)
  if (!work) return { kind: failed ? 'failed' : 'none' }
  const { done, total } = work
  const fraction = total === null || total <= 0 ? null : Math.min(1, Math.max(0, done / total))
  return { kind: 'busy', fraction: fraction === null ? null : Math.round(fraction * STEPS) / STEPS }
}
