import { FINDING_KINDS } from '../../../shared/overview.ts'
import type { Finding, FindingKind, FindingSeverity, Overview, OverviewPart } from '../../../shared/overview.ts'

/** All findings of a kind. */
export interface FindingGroup {
  readonly kind: FindingKind
  /** Severity of the worst; null where there are none. */
  readonly severity: FindingSeverity | null
  /** Files or places, also those that are not among `findings`. */
  readonly count: number
  readonly findings: readonly Finding[]
  /** Whether more may be found. */
  readonly pending: boolean
}

const PART_OF: Readonly<Record<FindingKind, OverviewPart | null>> = {
  secret: 'secrets',
  'deleted-but-shipped': 'waste',
  setuid: 'waste',
  'world-writable': 'waste',
  'runs-as-root': null,
  'tag-latest': null,
}

const RANK: Readonly<Record<FindingSeverity, number>> = { high: 0, medium: 1, low: 2 }

/** Findings by kind: the worst first, then what is still looked for, then kinds of which there are none. */
export function findingGroups({ findings, findingCounts, pending }: Overview): FindingGroup[] {
  const groups = FINDING_KINDS.map((kind): FindingGroup => {
    const ofKind = findings.filter((finding) => finding.kind === kind)
    const part = PART_OF[kind]
    const severity = ofKind
      .map((finding) => finding.severity)
      .reduce<FindingSeverity | null>((worst, next) => (worst && RANK[worst] <= RANK[next] ? worst : next), null)
    return {
      kind,
      severity,
      count: findingCounts[kind],
      findings: ofKind,
      pending: part !== null && pending.includes(part),
    }
  })
  const rank = ({ severity, pending: open }: FindingGroup): number =>
    severity !== null ? RANK[severity] : open ? 3 : 4
  return groups.sort((a, b) => rank(a) - rank(b))
}
