import { FINDING_KINDS, MOST_FINDINGS } from '../../../shared/overview.ts'
import type { Configuration, Finding, FindingKind, FindingSeverity } from '../../../shared/overview.ts'

const SEVERITIES: readonly FindingSeverity[] = ['high', 'medium', 'low']

/** A finding where nothing more is to be said of its place. */
export function finding(
  required: Pick<Finding, 'kind' | 'severity' | 'place' | 'what'>,
  more: Partial<Finding> = {},
): Finding {
  return {
    path: null,
    node: null,
    layer: null,
    history: null,
    hidden: null,
    line: null,
    evidence: null,
    files: 1,
    bytes: 0,
    ...required,
    ...more,
  }
}

/** Findings of the config alone. */
export function configurationFindings({ runsAsRoot, user }: Configuration, tags: readonly string[]): Finding[] {
  const found: Finding[] = []
  if (runsAsRoot)
    found.push(
      finding({ kind: 'runs-as-root', severity: 'medium', place: 'config', what: user === '' ? 'root' : user }),
    )
  for (const tag of tags)
    if (/(?:^|:)latest$/.test(tag))
      found.push(finding({ kind: 'tag-latest', severity: 'low', place: 'tag', what: tag }))
  return found
}

/** Findings in the order of the contract, with how many files or places each kind has. */
export function summarised(found: readonly Finding[]): {
  findings: Finding[]
  findingCounts: Record<FindingKind, number>
} {
  const findingCounts = Object.fromEntries(FINDING_KINDS.map((kind) => [kind, 0])) as Record<FindingKind, number>
  const listed = Object.fromEntries(FINDING_KINDS.map((kind) => [kind, 0])) as Record<FindingKind, number>
  const findings: Finding[] = []
  const rank = ({ severity, kind }: Finding): number =>
    SEVERITIES.indexOf(severity) * FINDING_KINDS.length + FINDING_KINDS.indexOf(kind)
  for (const one of found.toSorted((a, b) => rank(a) - rank(b) || b.bytes - a.bytes)) {
    findingCounts[one.kind] += one.files
    if (listed[one.kind]++ < MOST_FINDINGS) findings.push(one)
  }
  return { findings, findingCounts }
}
