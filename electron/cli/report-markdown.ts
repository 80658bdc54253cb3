import type { ImageInfo } from '../../shared/archive.ts'
import type { Overview } from '../../shared/overview.ts'
import { escapeText } from '../engine/display-name.ts'
import type { RuleResult } from './report-rules.ts'
import { ruleText } from './report-text.ts'
import {
  FINDING_TITLES,
  counted,
  dockerfileLines,
  factsOf,
  findingPlace,
  findingText,
  nameOf,
  packagesText,
  percentText,
  wastedPathText,
  wasteText,
} from './report-words.ts'
import { sizeText } from './terminal-text.ts'

const MOST = 20

/** A report as GitHub-flavoured Markdown, line by line. */
export function reportMarkdown(info: ImageInfo, overview: Overview, rules: readonly RuleResult[]): string[] {
  const { waste, packages, findings } = overview
  const blocks = [
    [`## ${plain(nameOf(overview, info.tags))}`],
    table(
      ['', ''],
      factsOf(overview).map(([name, text]) => [plain(name), code(text)]),
    ),
  ]
  if (rules.length > 0)
    blocks.push(
      ['### Rules'],
      rules.map((rule) => `- ${rule.ok ? '✅' : '❌'} ${code(ruleText(rule))}`),
    )
  if (waste !== null) {
    const share = waste.shippedBytes === 0 ? 0 : waste.reclaimableBytes / waste.shippedBytes
    blocks.push(
      ['### Reclaimable'],
      [
        `**${sizeText(waste.reclaimableBytes)}** of ${sizeText(waste.shippedBytes)} shipped are never seen (${percentText(share)}). Efficiency ${waste.efficiency.toFixed(4)}, wasted ${sizeText(waste.wastedBytes)}, user wasted ${waste.userWastedPercent.toFixed(4)}.`,
      ],
    )
    if (waste.worst.length > 0)
      blocks.push(
        table(
          ['Bytes', 'Path', 'Why'],
          waste.worst
            .slice(0, MOST)
            .map((one) => [sizeText(one.bytes), code(wastedPathText(one)), plain(wasteText(one))]),
        ),
      )
  }
  if (findings.length > 0)
    blocks.push(
      ['### Deserves a look'],
      table(
        ['', 'Where', 'What'],
        findings
          .slice(0, MOST * 2)
          .map((one) => [
            one.severity,
            code(findingPlace(one)),
            plain([FINDING_TITLES[one.kind], findingText(one)].filter(Boolean).join(': ')),
          ]),
      ),
    )
  const changed = packages?.changes.flatMap((list, layer) =>
    list.length === 0 ? [] : [`- layer ${layer}: ${plain(packagesText(list))}`],
  )
  if (changed !== undefined && changed.length > 0)
    blocks.push(
      ['### Packages'],
      [
        packages!.systems
          .map(({ system, count }) => counted(count, `package of ${system}`, `packages of ${system}`))
          .join(', '),
      ],
      changed,
    )
  const lines = dockerfileLines(overview).map(({ text }) => text.split('\n').map(escapeText).join('\n'))
  if (lines.length > 0) blocks.push(['### Dockerfile, from history'], fenced(lines))
  return blocks.flatMap((block) => [...block, ''])
}

/** Text in which nothing is markup: punctuation that means something is escaped (CommonMark, 2.4). */
function plain(text: string): string {
  return escapeText(text.replace(/\s+/g, ' ')).replace(/[\\`*_{}[\]<>#|~!&@]/g, (character) => `\\${character}`)
}

/** A code span, also of text with backticks (CommonMark, 6.1); in tables a bar is escaped (GFM, 4.10). */
function code(text: string): string {
  const line = escapeText(text.replace(/\s+/g, ' ')).replaceAll('|', '\\|')
  if (line === '') return ''
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = longest > 0 ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

function fenced(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => Array.from(line.matchAll(/`+/g), ([run]) => run.length)))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}dockerfile`, ...lines, fence]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
