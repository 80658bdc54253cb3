import type { DiffResult } from './diff-result.ts'
import {
  configText,
  firstText,
  imageText,
  layersText,
  packageNotes,
  packageText,
  strictText,
  summaryText,
} from './diff-text.ts'
import { escapeText } from '../engine/display-name.ts'
import { sizeText } from './terminal-text.ts'
import type { TreeEntry } from './tree-entry.ts'

/** Rows of a table; more are only counted, so that the text fits into a comment. */
const MOST_ROWS = 200

/** A text of the image as code: nothing in it is markup. */
function code(text: string): string {
  const safe = escapeText(text).replaceAll('|', '\\|')
  const run = Math.max(0, ...(safe.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(run + 1)
  return run === 0 ? `${fence}${safe}${fence}` : `${fence} ${safe} ${fence}`
}

function* table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): Generator<string> {
  if (rows.length === 0) return
  yield ''
  yield `<details${rows.length <= 20 ? ' open' : ''}><summary>${title} (${rows.length})</summary>`
  yield ''
  yield `| ${head.join(' | ')} |`
  yield `| ${head.map(() => '---').join(' | ')} |`
  for (const row of rows.slice(0, MOST_ROWS)) yield `| ${row.join(' | ')} |`
  if (rows.length > MOST_ROWS) yield `\n… and ${rows.length - MOST_ROWS} more`
  yield ''
  yield '</details>'
}

function entryRow(entry: TreeEntry): string[] {
  return [code(`/${entry.path}`), entry.type === 'file' ? sizeText(entry.size) : entry.type, `${entry.layer}`]
}

/** What `diff` prints for a pull request, line by line. */
export function* diffMarkdown(result: DiffResult): Generator<string> {
  const { a, b, facts, added, removed, modified, moved, packages, strict } = result
  yield `### ${code(imageText(a))} → ${code(imageText(b))}`
  yield ''
  yield `**${summaryText(result)}**`
  yield ''
  yield `- ${layersText(result)}`
  const first = firstText(result)
  if (first !== null) yield `- ${code(first)}`
  yield* table(
    'Configuration',
    ['difference'],
    facts.config.map((difference) => [code(configText(difference))]),
  )
  yield* table(
    'Packages',
    ['package', 'a', 'b'],
    (packages?.changes ?? []).map((change) => [
      code(packageText(change)),
      ...[change.a, change.b].map((version) => (version === null ? '' : code(version))),
    ]),
  )
  for (const note of packages === null ? [] : packageNotes(packages)) yield `\n${code(note)}`
  yield* table('Added', ['path', 'size', 'layer'], added.map(entryRow))
  yield* table('Removed', ['path', 'size', 'layer'], removed.map(entryRow))
  yield* table(
    'Modified',
    ['path', 'what', 'size'],
    modified.map(({ path, what, a: before, b: after }) => [
      code(`/${path}`),
      what.join(', '),
      before.size === after.size ? sizeText(after.size) : `${sizeText(before.size)} → ${sizeText(after.size)}`,
    ]),
  )
  yield* table(
    'Moved',
    ['from', 'to'],
    moved.map(({ from, to }) => [code(`/${from}`), code(`/${to}`)]),
  )
  if (strict === null) return
  yield ''
  yield '```'
  yield* [...strictText(strict)].map((line) => line.trim().replaceAll('```', "'''"))
  yield '```'
}
