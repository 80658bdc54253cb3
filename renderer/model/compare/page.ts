import type { Comparison } from '../../../shared/comparison.ts'
import type { NodeId } from '../../../shared/tree.ts'
import { visible, visibleLine } from '../../../shared/visible-text.ts'
import { formatBytes, formatCount, formatSize } from '../amount.ts'
import { platformName } from '../image-choice.ts'
import { locale } from '../locale.ts'
import { messages } from '../messages.ts'
import { formatMode } from '../mode.ts'
import type { ConfigLine } from './config.ts'
import { packageGroups } from './packages.ts'
import { belowParts, SIGNS, rowMark, tellingFields } from './row.ts'
import type { AlignedRow } from './row.ts'
import { layerRange } from './steps.ts'
import type { AlignedPair, AlignedStep, StepSide } from './steps.ts'

/** Paths that a page lists at most. */
export const MOST_PATHS = 50_000
const PART = 5000

/** What a page is made of. */
export interface PageSubject {
  readonly comparison: Comparison
  readonly names: readonly [string, string]
  readonly steps: readonly AlignedStep[]
  readonly config: readonly ConfigLine[]
  readonly times: boolean
  /** Rows that differ below a directory, a part of them; null where they could not be read. */
  rows(parent: NodeId, offset: number, limit: number): Promise<readonly AlignedRow[] | null>
}

const words = messages.compare
const ROOT: NodeId = 0

/** Text as HTML, also within an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * What differs as a page of its own: no script, nothing from elsewhere, light and dark by the system; directories open and
 * close by themselves. All text of archives is escaped, and the page forbids itself to load or run anything.
 */
export async function comparisonPage(subject: PageSubject): Promise<string> {
  const { comparison, names } = subject
  const title = escapeHtml(words.windowTitle(...names))
  const paths = new PathWriter(subject)
  const tree = await paths.below(ROOT)
  return `<!doctype html>
<html lang="${locale().language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escapeHtml(names[0])} <span>↔</span> ${escapeHtml(names[1])}</h1><p>${words.page.generated}</p></header>
${summary(comparison, subject.times)}
${comparison.phase === 'ready' ? '' : `<p class="notice">${words.page.unfinished}</p>`}
<section><h2>${words.page.layers}</h2>${layers(subject)}</section>
<section><h2>${words.page.config} <small>${formatCount(subject.config.length)}</small></h2>${config(subject.config)}</section>
${packages(comparison)}
<section><h2>${words.page.paths}</h2><p class="legend">${words.page.legend}</p>
${paths.cut ? `<p class="notice">${words.page.cut(MOST_PATHS)}</p>` : ''}
${tree === '' ? `<p>${words.noDifference}</p>` : `<div class="tree">${tree}</div>`}</section>
</body>
</html>
`
}

function summary({ a, b, counts }: Comparison, times: boolean): string {
  const rows: readonly (readonly [string, string, string])[] = [
    [words.page.archive, visibleLine(a.archive), visibleLine(b.archive)],
    [words.page.image, a.info.tags.map(visibleLine).join(', '), b.info.tags.map(visibleLine).join(', ')],
    [
      words.configFields['platform'] ?? '',
      a.info.platform ? platformName(a.info.platform) : '',
      b.info.platform ? platformName(b.info.platform) : '',
    ],
    [words.page.id, a.info.id ?? '', b.info.id ?? ''],
    [words.page.layerCount, formatCount(a.info.layers.length), formatCount(b.info.layers.length)],
    [words.page.size, formatBytes(a.bytes), formatBytes(b.bytes)],
  ]
  const cells = rows.map(
    ([name, ofA, ofB]) => `<tr><th scope="row">${name}</th><td>${escapeHtml(ofA)}</td><td>${escapeHtml(ofB)}</td></tr>`,
  )
  const differences = counts
    ? belowParts(counts, times)
        .map(({ mark, count }) => (mark === 'same' ? '' : words.counts[mark](count)))
        .join(' · ')
    : ''
  return `<section><h2>${words.page.summary}</h2><table><thead><tr><th></th><th>A</th><th>B</th></tr></thead><tbody>
${cells.join('\n')}</tbody></table><p class="counts">${differences}</p></section>`
}

function layers({ steps }: PageSubject): string {
  const side = (step: StepSide | null): string => {
    if (!step) return '<td class="absent"></td>'
    const size = step.layer?.size ?? step.layer?.compressedSize ?? null
    const number = step.layer ? `<b>${step.layer.index}</b> ` : ''
    const text = [step.verb, step.rest].filter(Boolean).join(' ') || words.noInstruction
    return `<td>${number}<code>${escapeHtml(text)}</code>${size === null ? '' : ` <i>${formatSize(size)}</i>`}</td>`
  }
  const pair = ({ difference, a, b }: AlignedPair): string => {
    const sign = { same: '=', inputs: '~', replaced: '~', 'only-a': '−', 'only-b': '+' }[difference]
    return `<tr class="${difference}">${side(a)}<td class="sign" title="${words.steps[difference]}">${sign}</td>${side(b)}</tr>`
  }
  const rows = steps.map((step) => {
    if (step.kind === 'cut') return `<tr class="cut"><td colspan="3">${words.cuts[step.reason]}</td></tr>`
    if (step.kind === 'pair') return pair(step.pair)
    const range = (of: 'a' | 'b'): string => layerRange(step.steps.flatMap((line) => line[of]?.layer?.index ?? []))
    const text = step.layers > 0 ? words.shared(step.layers) : words.sharedLines(step.steps.length)
    const size = step.layers > 0 ? ` <i>${words.storedOnce(step.bytes)}</i>` : ''
    return `<tr><td><b>${range('a')}</b> ${text}${size}</td><td class="sign">=</td><td><b>${range('b')}</b></td></tr>`
  })
  return `<table class="layers"><thead><tr><th>A</th><th></th><th>B</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function packages({ packages: told }: Comparison): string {
  if (!told) return ''
  const { changes, notRead, unreadDatabases } = told
  const notes = words.packages
    .notes(notRead, unreadDatabases)
    .map((note) => `<p class="notice">${escapeHtml(note)}</p>`)
  const cell = (version: string | null): string =>
    version === null ? '<td class="absent">—</td>' : `<td><code>${escapeHtml(version)}</code></td>`
  const rows = packageGroups(changes).flatMap(({ system, lines }) =>
    lines.map(
      ({ name, detail, mark, a, b }) =>
        `<tr class="${mark}"><th scope="row">${escapeHtml(name)} <small>${escapeHtml([messages.overview.packages.systems[system], detail].filter(Boolean).join(' · '))}</small></th>${cell(a)}${cell(b)}</tr>`,
    ),
  )
  const none = notes.length > 0 ? words.packages.noOther : words.packages.same
  const table = `<table><thead><tr><th>${words.page.package}</th><th>A</th><th>B</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
  return `<section><h2>${words.page.packages} <small>${formatCount(changes.length)}</small></h2>${notes.join('')}${rows.length === 0 ? `<p>${none}</p>` : table}</section>`
}

function config(lines: readonly ConfigLine[]): string {
  if (lines.length === 0) return `<p>${words.configSame}</p>`
  const cell = (value: string | null): string =>
    value === null ? '<td class="absent">—</td>' : `<td><pre>${escapeHtml(value)}</pre></td>`
  const rows = lines.map(
    ({ field, group, name, a, b }) =>
      `<tr><th scope="row">${escapeHtml(name === null ? (words.configFields[field] ?? visible(field)) : `${words.configGroups[group]}: ${name}`)}</th>${cell(a)}${cell(b)}</tr>`,
  )
  return `<table><thead><tr><th>${words.configColumns.field}</th><th>A</th><th>B</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

/** Writes the tree of differences, directories before what is in them. */
class PathWriter {
  readonly #subject: PageSubject
  #left = MOST_PATHS
  cut = false

  constructor(subject: PageSubject) {
    this.#subject = subject
  }

  async below(parent: NodeId): Promise<string> {
    const parts: string[] = []
    for (let offset = 0; ; offset += PART) {
      const rows = await this.#subject.rows(parent, offset, PART)
      if (rows === null) this.cut = true
      for (const row of rows ?? []) {
        if (this.#left === 0) {
          this.cut = true
          return parts.join('')
        }
        this.#left -= 1
        parts.push(await this.#row(row))
      }
      if ((rows?.length ?? 0) < PART) return parts.join('')
    }
  }

  async #row(row: AlignedRow): Promise<string> {
    const { times } = this.#subject
    const mark = rowMark(row, times)
    const cells = `<span class="sign" title="${words.marks[mark]}">${SIGNS[mark]}</span><span class="name">${escapeHtml(row.name)}${row.children > 0 ? '/' : ''}${link(row)}</span><span class="what">${escapeHtml(what(row, times))}</span><span class="size">${size(row)}</span>`
    if (row.children === 0) return `<div class="row ${mark}">${cells}</div>\n`
    const open = row.a && row.b ? ' open' : ''
    return `<details${open}><summary class="row ${mark}">${cells}</summary>${await this.below(row.node)}</details>\n`
  }
}

function link(row: AlignedRow): string {
  const target = row.b?.link ?? row.a?.link
  return target == null ? '' : ` <i>→ ${escapeHtml(target)}</i>`
}

function what(row: AlignedRow, times: boolean): string {
  const parts = belowParts(row.below, times).map(({ mark, count }) => `${SIGNS[mark]}${formatCount(count)}`)
  if (row.difference === 'changed' || row.difference === 'times')
    parts.unshift(
      tellingFields(row)
        .map((field) => words.fields[field])
        .join(', '),
    )
  if (row.what.includes('mode') && row.a?.metadata && row.b?.metadata)
    parts.push(`${formatMode(row.a.metadata.mode)} → ${formatMode(row.b.metadata.mode)}`)
  if (row.moved) parts.push(row.a ? words.movedTo(row.moved.path) : words.movedFrom(row.moved.path))
  return parts.join(' · ')
}

function size({ a, b, sizeDifference }: AlignedRow): string {
  if (!a || !b) return formatSize((a ?? b)?.size ?? 0)
  return sizeDifference === 0 ? '' : words.sizeDifference(sizeDifference)
}

const STYLE = `
:root{--bg:#fcfbfa;--panel:#fff;--line:#e6e2df;--ink:#2a2229;--dim:#6b6269;--add:#1f6b3a;--add-bg:#e3f5e7;--del:#a3262a;--del-bg:#fdeae8;--mod:#7a5200;--mod-bg:#fdf1da}
@media (prefers-color-scheme:dark){:root{--bg:#1f1a1f;--panel:#262026;--line:#3d353c;--ink:#ece6ea;--dim:#b3a7b0;--add:#8fd19e;--add-bg:#203426;--del:#f2a09b;--del-bg:#41211f;--mod:#e7b877;--mod-bg:#3a2c17}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1280px;padding:32px 24px 64px;background:var(--bg);color:var(--ink);font:13px/1.45 system-ui,sans-serif}
h1{font-size:22px;margin:0;overflow-wrap:anywhere}h1 span{color:var(--dim)}h2{font-size:15px;margin:32px 0 8px}h2 small,header p,.legend,.counts{color:var(--dim);font-weight:400;font-size:12px;margin:4px 0}
table{width:100%;border-collapse:collapse;background:var(--panel);border:1px solid var(--line);table-layout:fixed}th,td{padding:4px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}thead th{color:var(--dim);font-size:11px}tbody th{font-weight:500;color:var(--dim);width:180px}
table:not(.layers) th:first-child{width:180px}.layers .sign,.layers th:nth-child(2){width:44px;text-align:center}
code,pre,.name{font:12px/1.45 ui-monospace,monospace;white-space:pre-wrap;margin:0;overflow-wrap:anywhere}i{color:var(--dim);font-style:normal}
.cut td{color:var(--del);text-align:center;font-size:12px}.absent{color:var(--dim)}
.notice{background:var(--mod-bg);padding:6px 10px;border-radius:6px}
.tree{border:1px solid var(--line);background:var(--panel)}.row{display:grid;grid-template-columns:22px minmax(0,1fr) minmax(0,auto) 90px;gap:8px;padding:2px 10px;border-bottom:1px solid var(--line)}
summary{cursor:pointer;list-style:none}summary .name{font-weight:600}details>:not(summary){margin-left:22px}.what{color:var(--dim);font-size:12px;text-align:right;overflow-wrap:anywhere}.size{text-align:right;font-variant-numeric:tabular-nums}
.sign{text-align:center;font-weight:700}.only-a{background:var(--del-bg)}.only-b{background:var(--add-bg)}.changed,.inputs,.replaced{background:var(--mod-bg)}.only-a .sign{color:var(--del)}.only-b .sign{color:var(--add)}.changed .sign,.inputs .sign,.replaced .sign,.below .sign{color:var(--mod)}
@media print{details:not([open])>*{display:block}}
`
