import { isRight } from '../../shared/verification.ts'
import type { StatedFact, Statement, Verdict, Verification } from '../../shared/verification.ts'
import { formatBytes, formatCount } from './amount.ts'
import { messages } from './messages.ts'
import { visibleLine } from '../../shared/visible-text.ts'

/** How a verification went, in a few words. */
export interface VerificationSummary {
  /** `none`: nothing is stated that could be right or wrong. */
  readonly kind: 'right' | 'wrong' | 'none'
  readonly text: string
}

/** Statements that do not hold, in the order of the archive. */
export function wrongStatements({ statements }: Verification): Statement[] {
  return statements.filter((statement) => !isRight(statement))
}

/** What the footer says: what differs first, then what could not be read. */
export function verificationSummary({ statements }: Verification): VerificationSummary {
  const words = messages.verification
  const count = (is: (statement: Statement) => boolean): number => statements.filter(is).length
  // Digest, size and diff ID of one layer are missing together: that is one thing.
  const parts = (wanted: Verdict): number =>
    new Set(statements.flatMap(({ verdict, part, layer }) => (verdict === wanted ? `${part} ${layer ?? ''}` : []))).size
  const said = [
    words.digestsDiffer(
      count(({ fact, verdict }) => verdict === 'different' && (fact === 'digest' || fact === 'diffId')),
    ),
    words.sizesDiffer(count(({ fact, verdict }) => verdict === 'different' && fact === 'size')),
    count(({ fact, verdict }) => verdict === 'different' && fact === 'diffIdCount') > 0 ? words.countDiffers : '',
    words.unreadable(parts('unreadable')),
    words.missing(parts('missing')),
  ].filter((part) => part !== '')
  if (said.length > 0) return { kind: 'wrong', text: said.join(' · ') }
  const checked = count(({ verdict }) => verdict === 'equal')
  return checked === 0 ? { kind: 'none', text: words.nothing } : { kind: 'right', text: words.allRight }
}

/** What a statement speaks of: `Layer 3`. */
export function statedPart({ part, layer }: Statement): string {
  return layer === null ? messages.verification.parts[part] : messages.layers.layer(layer)
}

/** A digest or size for a person; what the archive states may hold anything. */
export function statedValue(fact: StatedFact, value: string | number | null): string {
  if (typeof value === 'number') return fact === 'size' ? formatBytes(value) : formatCount(value)
  return value === null ? '' : visibleLine(value)
}

/** Statements for the clipboard: one a line, columns divided by tabs. */
export function statementsAsText(statements: readonly Statement[]): string {
  const words = messages.verification
  const lines = statements.map((statement) =>
    [
      words.verdicts[statement.verdict],
      statedPart(statement),
      words.facts[statement.fact],
      statedValue(statement.fact, statement.stated),
      statedValue(statement.fact, statement.computed),
    ].join('\t'),
  )
  return `${lines.join('\n')}\n`
}
