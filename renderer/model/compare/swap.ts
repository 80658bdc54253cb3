import type {
  ComparedChildrenRequest,
  ComparedDetails,
  ComparedFilter,
  ComparedRow,
  ComparedStep,
  Comparison,
  ComparisonRequest,
  DifferenceCounts,
  PathDifference,
  Side,
  StepDifference,
} from '../../../shared/comparison.ts'
import type { RowFilter } from '../../../shared/row-filter.ts'

/*
 * The same comparison with its sides the other way round. Nothing is read again: all that an engine told is turned, and
 * what it is asked too. Each function is its own inverse.
 */

const OTHER = { a: 'b', b: 'a' } as const satisfies Record<Side, Side>
const KINDS = { 'only-a': 'only-b', 'only-b': 'only-a' } as const

/** The other side. */
export function otherSide(side: Side): Side {
  return OTHER[side]
}

export function swapRequest({ a, b }: ComparisonRequest): ComparisonRequest {
  return { a: b, b: a }
}

export function swapDifference<D extends PathDifference | StepDifference>(difference: D): D {
  return (difference in KINDS ? KINDS[difference as keyof typeof KINDS] : difference) as D
}

export function swapCounts({ onlyA, onlyB, ...rest }: DifferenceCounts): DifferenceCounts {
  return { ...rest, onlyA: onlyB, onlyB: onlyA }
}

function swapStep({ difference, historyA, historyB, layerA, layerB }: ComparedStep): ComparedStep {
  return {
    difference: swapDifference(difference),
    historyA: historyB,
    historyB: historyA,
    layerA: layerB,
    layerB: layerA,
  }
}

export function swapComparison(comparison: Comparison): Comparison {
  const { a, b, counts, steps, config, packages } = comparison
  return {
    ...comparison,
    a: b,
    b: a,
    steps: steps.map(swapStep),
    config: config.map((difference) => ({ field: difference.field, a: difference.b, b: difference.a })),
    counts: counts && swapCounts(counts),
    packages: packages && {
      ...packages,
      changes: packages.changes.map((change) => ({ ...change, a: change.b, b: change.a })),
    },
  }
}

export function swapRow(row: ComparedRow): ComparedRow {
  return {
    ...row,
    a: row.b,
    b: row.a,
    difference: swapDifference(row.difference),
    below: swapCounts(row.below),
    sizeDifference: 0 - row.sizeDifference,
  }
}

export function swapDetails({ a, b }: ComparedDetails): ComparedDetails {
  return { a: b, b: a }
}

export function swapFilter({ only, terms, ...filter }: ComparedFilter): ComparedFilter {
  return {
    ...filter,
    ...(only === undefined ? {} : { only: only.map((kind) => swapDifference(kind)) }),
    ...(terms === undefined ? {} : { terms: terms.map(swapTerm) }),
  }
}

/** What was added is what is removed seen from the other side. */
function swapTerm(term: RowFilter[number]): RowFilter[number] {
  if (term.kind !== 'change') return term
  const other = { added: 'removed', removed: 'added' } as const
  return {
    ...term,
    values: term.values.map((value) => (value === 'added' || value === 'removed' ? other[value] : value)),
  }
}

/** What grew on one side shrank on the other. */
export function swapSort({ by, descending }: ComparedChildrenRequest['sort']): ComparedChildrenRequest['sort'] {
  return { by, descending: by === 'sizeDifference' ? !descending : descending }
}
