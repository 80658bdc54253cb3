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

const MOST_PATHS = 30
const MOST_FINDINGS = 100

/** The page is a document and nothing else: no script runs in it, nothing is loaded, no form is sent. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

const STYLE = `
:root { color-scheme: light dark; --text: #1c1b1f; --dim: #66646d; --line: #e3e1e6; --page: #faf9f7; --card: #fff; --accent: #8d2b6b; --bad: #b3261e; --good: #1d7a3f; --warn: #8a5a00 }
@media (prefers-color-scheme: dark) { :root { --text: #e6e4ea; --dim: #a19fa8; --line: #35333b; --page: #17161a; --card: #1f1e23; --accent: #e08cc0; --bad: #ff8a80; --good: #7bd69a; --warn: #f0b95c } }
* { box-sizing: border-box }
body { margin: 0; padding: 24px 16px; background: var(--page); color: var(--text); font: 14px/1.5 Inter, system-ui, sans-serif }
main { max-width: 1040px; margin: 0 auto; display: grid; gap: 16px }
section, header { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px 20px; min-width: 0 }
h1 { margin: 0 0 8px; font-size: 20px; overflow-wrap: anywhere }
h2 { margin: 0 0 12px; font-size: 12px; font-weight: 600; letter-spacing: .05em; text-transform: uppercase; color: var(--dim) }
p { margin: 0 0 8px } strong { font-size: 20px }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 16px; margin: 0 }
dt { color: var(--dim) } dd { margin: 0; overflow-wrap: anywhere }
code, pre, dd, td.path { font-family: "JetBrains Mono", ui-monospace, monospace; font-size: 12.5px }
pre { margin: 0; overflow-x: auto; line-height: 1.6 }
pre .base { color: var(--dim) } pre .layer { color: var(--accent); user-select: none }
table { width: 100%; border-collapse: collapse }
td { padding: 5px 12px 5px 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere }
tr:first-child td { border-top: 0 }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; width: 1% }
td.word { white-space: nowrap; width: 1% } td.dim { color: var(--dim) }
.cake { display: flex; height: 28px; gap: 2px; border-radius: 6px; overflow: hidden; margin-bottom: 8px }
.cake span { min-width: 2px; background: hsl(var(--hue) 55% 48%) }
.bad { color: var(--bad) } .good { color: var(--good) } .high { color: var(--bad) } .medium { color: var(--warn) } .low { color: var(--dim) }
@media print { body { background: none; padding: 0 } }
`

/** A report as one page that needs nothing else, light and dark, without script. */
export function reportHtml(info: ImageInfo, overview: Overview, rules: readonly RuleResult[]): string {
  const name = nameOf(overview, info.tags)
  const sections = [
    header(name, overview),
    card(
      'Rules',
      rules.map((rule) => row([cell(ruleText(rule), rule.ok ? 'path good' : 'path bad')])),
    ),
    cake(info),
    reclaimable(overview),
    card('Deserves a look', findings(overview)),
    card('Packages', packages(overview)),
    dockerfile(info, overview),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(name)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${sections.filter((section) => section !== '').join('\n')}
</main>
</body>
</html>
`
}

/** Text as HTML, with what is not seen, or turns the direction of writing, made visible. */
function html(text: string): string {
  return text
    .split('\n')
    .map(escapeText)
    .join('\n')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function cell(text: string, kind: string): string {
  return `<td class="${kind}">${html(text)}</td>`
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.join('')}</tr>`
}

function card(title: string, rows: readonly string[], before = ''): string {
  if (rows.length === 0 && before === '') return ''
  const table = rows.length === 0 ? '' : `<table>${rows.join('\n')}</table>`
  return `<section><h2>${html(title)}</h2>${before}${table}</section>`
}

function header(name: string, overview: Overview): string {
  const facts = factsOf(overview).map(([fact, text]) => `<dt>${html(fact)}</dt><dd>${html(text)}</dd>`)
  return `<header><h1>${html(name)}</h1><dl>${facts.join('\n')}</dl></header>`
}

/** Layers to scale, the base first. */
function cake({ layers }: ImageInfo): string {
  const sized = layers.filter(({ contentBytes }) => (contentBytes ?? 0) > 0)
  if (sized.length === 0) return ''
  const all = sized.reduce((sum, { contentBytes }) => sum + (contentBytes ?? 0), 0)
  const slices = sized.map(({ index, contentBytes }) => {
    const text = `layer ${index}: ${sizeText(contentBytes ?? 0)}`
    return `<span style="flex-grow:${contentBytes ?? 0};--hue:${(20 + index * 47) % 360}" title="${html(text)}"></span>`
  })
  const text = `${sizeText(all)} in ${counted(layers.length, 'layer')}`
  return `<section><h2>Layers, to scale</h2><div class="cake" role="img" aria-label="${html(text)}">${slices.join('')}</div><p>${html(text)}</p></section>`
}

function reclaimable({ waste }: Overview): string {
  if (waste === null) return ''
  const share = waste.shippedBytes === 0 ? 0 : waste.reclaimableBytes / waste.shippedBytes
  const lead = `<p><strong>${html(sizeText(waste.reclaimableBytes))}</strong> of ${html(sizeText(waste.shippedBytes))} shipped are never seen (${percentText(share)}). Efficiency ${waste.efficiency.toFixed(4)}, wasted ${html(sizeText(waste.wastedBytes))}, user wasted ${waste.userWastedPercent.toFixed(4)}.</p>`
  const rows = waste.worst
    .slice(0, MOST_PATHS)
    .map((one) =>
      row([cell(wastedPathText(one), 'path'), cell(wasteText(one), 'dim'), cell(sizeText(one.bytes), 'number')]),
    )
  return card('Reclaimable', rows, lead)
}

function findings({ findings }: Overview): string[] {
  return findings
    .slice(0, MOST_FINDINGS)
    .map((one) =>
      row([
        cell(one.severity, `word ${one.severity}`),
        cell(findingPlace(one), 'path'),
        cell([FINDING_TITLES[one.kind], findingText(one)].filter(Boolean).join(': '), 'dim'),
      ]),
    )
}

function packages({ packages }: Overview): string[] {
  if (packages === null) return []
  const systems = packages.systems.map(({ system, count, listed, path }) =>
    row([cell(system, 'word'), cell(listed ? counted(count, 'package') : `there, and not listed: ${path}`, 'dim')]),
  )
  const changes = packages.changes.flatMap((list, layer) =>
    list.length === 0 ? [] : [row([cell(`layer ${layer}`, 'word'), cell(packagesText(list), 'dim')])],
  )
  return [...systems, ...changes]
}

function dockerfile({ layers }: ImageInfo, overview: Overview): string {
  const lines = dockerfileLines(overview)
  if (lines.length === 0) return ''
  const shown = lines.map(({ line, text: whole }) => {
    const label = (line.layer === null ? '' : String(line.layer)).padStart(3)
    const bytes = line.layer === null ? null : (layers[line.layer]?.contentBytes ?? null)
    const end = bytes === null ? '' : `  <span class="layer">${html(sizeText(bytes))}</span>`
    const text = html(whole.replaceAll('\n', '\n     '))
    return `<span class="layer">${label}  </span>${line.ofBase ? `<span class="base">${text}</span>` : text}${end}`
  })
  return `<section><h2>Dockerfile, from history</h2><pre>${shown.join('\n')}</pre></section>`
}
