import type { ComparedRow, DifferenceCounts, PathDifference } from '../../../shared/comparison.ts'
import type { ChangedField, NodeId } from '../../../shared/tree.ts'

/** A row of the aligned tree: both sides number paths alike, so that a node is a path. */
export type AlignedRow = ComparedRow & { readonly path: NodeId }

/** What stands between the two sides of a row. `below`: itself the same, but something below it differs. */
export type RowMark = PathDifference | 'below'

/** Differences in all; those in nothing but the time only where they count. */
export function countDifferences({ onlyA, onlyB, changed, times }: DifferenceCounts, withTimes: boolean): number {
  return onlyA + onlyB + changed + (withTimes ? times : 0)
}

/** What is marked at a row; where times do not count, a path that differs in its time alone is the same. */
export function rowMark({ difference, below }: ComparedRow, withTimes: boolean): RowMark {
  if (difference !== 'same' && (difference !== 'times' || withTimes)) return difference
  return countDifferences(below, withTimes) > 0 ? 'below' : 'same'
}

/** The sign of a mark, which tells it without any colour. */
export const SIGNS: Readonly<Record<RowMark, string>> = {
  'only-a': '−',
  'only-b': '+',
  changed: '~',
  times: '◷',
  below: '~',
  same: '',
}

/**
 * What of a path changed and is worth a word: where the content or the type differs, sizes and times go without saying; where
 * something else does, the time does.
 */
export function tellingFields({ what }: ComparedRow): readonly ChangedField[] {
  const telling = what.filter((field) => field !== 'mtime')
  if (telling.length === 0) return what
  const more = telling.filter((field) => field !== 'size')
  if (telling.includes('type')) return ['type']
  return more.length > 0 ? more : telling
}

/** The signs of what differs below a directory: `−33 +408 ~29`. */
export function belowParts(
  below: DifferenceCounts,
  withTimes: boolean,
): readonly { readonly mark: PathDifference; readonly count: number }[] {
  const parts: { mark: PathDifference; count: number }[] = [
    { mark: 'only-a', count: below.onlyA },
    { mark: 'only-b', count: below.onlyB },
    { mark: 'changed', count: below.changed },
    { mark: 'times', count: withTimes ? below.times : 0 },
  ]
  return parts.filter(({ count }) => count > 0)
}
