import type { ImageInfo } from '../../../shared/archive.ts'
import type { Configuration, Finding } from '../../../shared/overview.ts'
import { visibleLine } from '../../../shared/visible-text.ts'
import type { ImageSession } from '../image-session.ts'
import type { JobControl } from '../layer-jobs.ts'
import { hiddenBy } from '../path-details.ts'
import { NO_EVENT } from '../path-events.ts'
import { finding } from './findings.ts'
import { secretCandidates } from './secret-candidates.ts'
import type { SecretCandidate } from './secret-candidates.ts'
import { VALUE_RULES, findInInstruction, findSecretVariables, findSecrets, maskMatches } from './secret-rules.ts'
import type { SecretMatch } from './secret-rules.ts'

/** Work is bounded: files and bytes that are read. */
const MOST_FILES = 30_000
const MOST_BYTES = 256 * 1024 ** 2
/** Characters of a line around what was found. */
const EVIDENCE = 120

/** Paths where keys are there to try things with. */
const FOR_TRIAL = /(?:^|\/)(?:tests?|testdata|__tests__|fixtures?|examples?|samples?|docs?|demos?|spec)(?:\/|$)/i

/** Secrets of environment variables, labels and the history. */
export function configurationSecrets(info: ImageInfo, { environment, labels }: Configuration): Finding[] {
  const found: Finding[] = []
  for (const { name, value, secret } of environment) {
    if (!secret) continue
    const what = findSecrets(value, VALUE_RULES)[0]?.rule.name ?? 'secret in a variable'
    found.push(
      finding({ kind: 'secret', severity: 'high', place: 'env', what }, { path: name, evidence: `${name}=••••` }),
    )
  }
  for (const { key, value } of labels) {
    const [match] = findSecrets(value, VALUE_RULES)
    if (match !== undefined)
      found.push(
        finding(
          { kind: 'secret', severity: match.rule.severity, place: 'label', what: match.rule.name },
          { path: key, evidence: evidenceOf(value, match, [match]) },
        ),
      )
  }
  info.history.forEach(({ createdBy, layer }, at) => {
    const text = createdBy ?? ''
    const matches = findInInstruction(text)
    for (const match of matches.slice(0, 5))
      found.push(
        finding(
          { kind: 'secret', severity: match.rule.severity, place: 'history', what: match.rule.name },
          { history: at, layer, evidence: evidenceOf(text, match, matches) },
        ),
      )
  })
  return found
}

export interface SecretSearch {
  readonly findings: readonly Finding[]
  /** Files that were not read. */
  readonly notRead: number
}

/** Searches files of all layers, hidden ones too. `onFiles` is told of files read. Rejects with CancelledError. */
export async function searchSecrets(
  session: ImageSession,
  control: JobControl,
  onFiles: (done: number, total: number) => void,
): Promise<SecretSearch> {
  const { candidates, left } = within(secretCandidates(session))
  const found = new Map<string, Finding>()
  for (const [at, candidate] of candidates.entries()) {
    if (at % 64 === 0) onFiles(at, candidates.length)
    const bytes = await session.readStart(candidate.inode, candidate.size, control)
    if (bytes.subarray(0, 1024).includes(0)) continue
    const text = Buffer.from(bytes).toString('utf8')
    const matches = findSecrets(text, candidate.rules)
    if (candidate.isEnvFile) matches.push(...findSecretVariables(text).filter((one) => !overlaps(one, matches)))
    for (const match of matches) {
      const key = [candidate.node, match.rule.name, text.slice(match.start, match.end)].join('\n')
      found.set(key, merged(found.get(key), findingOf(session, candidate, text, match, matches)))
    }
  }
  return { findings: [...found.values()], notRead: left }
}

/** What is named comes first where not all can be read; then all is read in the order in which it is stored. */
function within(all: readonly SecretCandidate[]): { candidates: SecretCandidate[]; left: number } {
  const candidates: SecretCandidate[] = []
  let bytes = 0
  for (const candidate of [...all.filter(({ named }) => named), ...all.filter(({ named }) => !named)]) {
    if (candidates.length >= MOST_FILES || bytes + candidate.size > MOST_BYTES) break
    candidates.push(candidate)
    bytes += candidate.size
  }
  candidates.sort((a, b) => a.inode.layer - b.inode.layer || a.inode.entry - b.inode.entry)
  return { candidates, left: all.length - candidates.length }
}

function overlaps({ start, end }: SecretMatch, others: readonly SecretMatch[]): boolean {
  return others.some((other) => other.start < end && start < other.end)
}

/** The same secret in another layer: the first that ships it counts, and it is hidden only where all are. */
function merged(known: Finding | undefined, next: Finding): Finding {
  if (known === undefined) return next
  const first = (known.layer ?? 0) <= (next.layer ?? 0) ? known : next
  const visible = known.hidden === null || next.hidden === null
  return { ...first, hidden: visible ? null : next.hidden }
}

function findingOf(
  session: ImageSession,
  { node, event, path, size }: SecretCandidate,
  text: string,
  match: SecretMatch,
  all: readonly SecretMatch[],
): Finding {
  const { events } = session.stack
  const { rule, start } = match
  return finding(
    { kind: 'secret', severity: FOR_TRIAL.test(path) ? 'low' : rule.severity, place: 'path', what: rule.name },
    {
      path: session.stack.displayPath(node),
      node,
      layer: events.layers[event]!,
      hidden: hiddenOf(session, node, event),
      line: text.slice(0, start).split('\n').length,
      evidence: evidenceOf(text, match, all),
      bytes: size,
    },
  )
}

function hiddenOf(session: ImageSession, node: number, event: number): Finding['hidden'] {
  const { events } = session.stack
  let next = NO_EVENT
  for (let at = events.newest(node); at !== event && at !== NO_EVENT; at = events.before[at]!) next = at
  return next === NO_EVENT ? null : { by: hiddenBy(session, next), layer: events.layers[next]! }
}

/** The line of a match with all that is secret masked; a key that goes on for lines is its first line. */
function evidenceOf(text: string, { start, end }: SecretMatch, all: readonly SecretMatch[]): string {
  const from = Math.max(text.lastIndexOf('\n', Math.max(0, start - 1)) + 1, start - EVIDENCE)
  const lineEnd = text.indexOf('\n', start)
  const to = Math.min(lineEnd < 0 ? text.length : Math.max(lineEnd, end), end + EVIDENCE)
  const inside = all
    .filter((match) => match.start < to && from < match.end)
    .map((match) => ({ ...match, start: Math.max(0, match.start - from), end: Math.min(to, match.end) - from }))
  const line = visibleLine(maskMatches(text.slice(from, to), inside))
  return line.length > EVIDENCE ? `${line.slice(0, EVIDENCE)}…` : line
}
