import type { ImageInfo } from '../../shared/archive.ts'
import type { Overview } from '../../shared/overview.ts'
import { escapeText } from '../engine/display-name.ts'
import type { RuleResult } from './report-rules.ts'
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

/** Lines of a list before it is cut short. */
const MOST = 10

/** A report for a terminal, line by line. */
export function reportText(info: ImageInfo, overview: Overview, rules: readonly RuleResult[]): string[] {
  return [
    nameOf(overview, info.tags),
    '',
    ...aligned(factsOf(overview)),
    ...section('Reclaimable', reclaimable(overview)),
    ...section('Same content under several names', duplicates(overview)),
    ...section('Dockerfile, from history', dockerfile(info, overview)),
    ...section('Packages', packages(overview)),
    ...section('Deserves a look', findings(overview)),
    ...section('Rules', rules.map(ruleText)),
  ].map(escapeText)
}

/** A rule in one line. */
export function ruleText({ name, limit, value, ok }: RuleResult): string {
  const shown = (number: number): string => (name === 'highestWastedBytes' ? sizeText(number) : number.toFixed(4))
  const verdict = limit === null ? 'off ' : ok ? 'ok  ' : 'FAIL'
  return `${verdict}  ${name.padEnd(24)}  ${shown(value)}${limit === null ? '' : `, limit ${shown(limit)}`}`
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}

function aligned(facts: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...facts.map(([name]) => name.length))
  return facts.map(([name, text]) => `${name.padEnd(width)}  ${text}`)
}

function reclaimable({ waste }: Overview): string[] {
  if (waste === null) return []
  const share = waste.shippedBytes === 0 ? 0 : waste.reclaimableBytes / waste.shippedBytes
  return [
    `${sizeText(waste.reclaimableBytes)} of ${sizeText(waste.shippedBytes)} shipped are never seen: ${percentText(share)}, ${counted(waste.files, 'file')}`,
    `efficiency ${waste.efficiency.toFixed(4)}, wasted ${sizeText(waste.wastedBytes)}, user wasted ${waste.userWastedPercent.toFixed(4)}`,
    ...listed(waste.worst, (one) => `${sizeText(one.bytes).padStart(8)}  ${wastedPathText(one)}  (${wasteText(one)})`),
  ]
}

function duplicates({ duplicates }: Overview): string[] {
  if (duplicates === null || duplicates.groups === 0) return []
  return [
    `${sizeText(duplicates.bytes)} in ${counted(duplicates.groups, 'group')}`,
    ...listed(
      duplicates.worst,
      ({ bytes, count, names }) => `${sizeText(bytes).padStart(8)}  ${count} times ${names[0]?.path ?? ''}`,
      5,
    ),
  ]
}

function dockerfile({ layers }: ImageInfo, overview: Overview): string[] {
  return dockerfileLines(overview).flatMap(({ line, text: whole }) => {
    const label = line.layer === null ? '' : `L${line.layer}`
    const size = line.layer === null ? null : layers[line.layer]?.contentBytes
    const [first = '', ...rest] = whole.split('\n')
    const end = size === null || size === undefined ? '' : `  (${sizeText(size)})`
    return [
      `${label.padStart(4)}  ${first}${rest.length === 0 ? end : ''}`,
      ...rest.map((text, at) => `      ${text}${at === rest.length - 1 ? end : ''}`),
    ]
  })
}

function packages({ packages }: Overview): string[] {
  if (packages === null) return []
  const systems = packages.systems.map(({ system, count, path, listed: isListed }) =>
    isListed ? `${counted(count, 'package')} of ${system}` : `packages of ${system} are there, and not listed: ${path}`,
  )
  const changes = packages.changes.flatMap((list, layer) =>
    list.length === 0 ? [] : [`${`L${layer}`.padStart(4)}  ${packagesText(list)}`],
  )
  return [...systems, ...changes]
}

function findings({ findings, filesNotSearched }: Overview): string[] {
  const lines = findings.slice(0, MOST * 3).map((finding) => {
    const text = findingText(finding)
    return `${finding.severity.padEnd(6)}  ${findingPlace(finding)}  ${FINDING_TITLES[finding.kind]}${text === '' ? '' : `: ${text}`}`
  })
  if (findings.length > lines.length) lines.push(`and ${findings.length - lines.length} more`)
  if (filesNotSearched > 0) lines.push(`${counted(filesNotSearched, 'file')} not searched for secrets`)
  return lines
}

function listed<T>(all: readonly T[], text: (one: T) => string, most = MOST): string[] {
  const lines = all.slice(0, most).map(text)
  return all.length > most ? [...lines, `and ${all.length - most} more`] : lines
}
