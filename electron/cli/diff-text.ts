import type { ConfigDifference, PackageDifference, PackageDifferences } from '../../shared/comparison.ts'
import { platformText } from '../../shared/platform.ts'
import { displayName, escapeText } from '../engine/display-name.ts'
import type { StrictLayer } from '../engine/compare/strict-layers.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { CACHE_LOSS } from './diff-result.ts'
import type { DiffResult } from './diff-result.ts'
import { entryText, sizeText } from './terminal-text.ts'
import type { TreeEntry } from './tree-entry.ts'

/** What `diff` prints for people, line by line. */
export function* diffText(result: DiffResult): Generator<string> {
  const { a, b, facts, added, removed, modified, moved, packages, strict } = result
  yield `a  ${imageText(a)}`
  yield `b  ${imageText(b)}`
  yield ''
  yield layersText(result)
  const first = firstText(result)
  if (first !== null) yield first
  if (facts.config.length > 0) yield '\nconfiguration'
  for (const difference of facts.config) yield `  ${configText(difference)}`
  const lines = [
    ...removed.map((entry) => ({ key: entry.path, line: `- ${entryText(entry)}` })),
    ...added.map((entry) => ({ key: entry.path, line: `+ ${entryText(entry)}` })),
    ...modified.map(({ path, b: entry, what }) => ({ key: path, line: `~ ${entryText(entry)}  (${what.join(', ')})` })),
  ]
  if (lines.length > 0) yield '\npaths'
  for (const { line } of lines.sort((x, y) => Buffer.compare(Buffer.from(x.key), Buffer.from(y.key)))) yield `  ${line}`
  if (moved.length > 0) yield '\nmoved'
  for (const { from, to } of moved) yield `  /${escapeText(from)} -> /${escapeText(to)}`
  if (packages !== null) yield* packagesText(packages)
  if (strict !== null) yield* strictText(strict)
  yield ''
  yield summaryText(result)
}

/** An image in one line. */
export function imageText({ image }: ImageSession): string {
  const { tags, platform, id } = image.info
  return [tags.join(', ') || '(no tag)', platformText(platform), id ?? ''].filter(Boolean).map(escapeText).join('  ')
}

/** Layers that are shared, in words. */
export function layersText({ a, b, facts }: DiffResult): string {
  const shared = facts.steps.filter(({ difference, layerA }) => difference === 'same' && layerA !== null).length
  return `layers: ${shared} shared (${sizeText(facts.sharedBytes)}), ${a.layers.length - shared} only in a, ${b.layers.length - shared} only in b`
}

/** Where the build cache was lost, in words; null where nothing differs. */
export function firstText({ a, b, facts }: DiffResult): string | null {
  const first = facts.firstDifference
  if (first === null) return null
  const { historyA, historyB, layerA, layerB } = facts.steps[first.step]!
  const created =
    (historyB === null ? null : b.image.info.history[historyB]?.createdBy) ??
    (historyA === null ? null : a.image.info.history[historyA]?.createdBy)
  const what = created ?? `layer ${layerB ?? layerA ?? 0}`
  return `first difference: ${escapeText(what.replace(/\s+/g, ' ')).slice(0, 200)} (${CACHE_LOSS[first.reason]})`
}

/** A field of the configuration, in one line. */
export function configText({ field, a, b }: ConfigDifference): string {
  const text = (value: unknown): string => escapeText(typeof value === 'string' ? value : JSON.stringify(value))
  if (a === null) return `+ ${escapeText(field)}: ${text(b)}`
  if (b === null) return `- ${escapeText(field)}: ${text(a)}`
  return `~ ${escapeText(field)}: ${text(a)} -> ${text(b)}`
}

/** The name of a package as its system has it, with what tells it from others of that name. */
export function packageText({ system, name, architecture, path }: PackageDifference): string {
  const of = [system, architecture, path].filter((part) => part !== null).join(' ')
  return escapeText(`${name} (${of})`)
}

/** Packages that differ, line by line, with what could not be told. */
export function* packagesText(packages: PackageDifferences): Generator<string> {
  const { changes } = packages
  const notes = packageNotes(packages)
  if (changes.length + notes.length > 0) yield '\npackages'
  for (const change of changes) {
    const { a, b } = change
    const sign = a === null ? '+' : b === null ? '-' : '~'
    yield `  ${sign} ${packageText(change)}: ${escapeText([a, b].filter((version) => version !== null).join(' -> '))}`
  }
  for (const note of notes) yield `  ${note}`
}

/** What is not known of packages, a sentence each. */
export function packageNotes({ notRead, unreadDatabases }: PackageDifferences): string[] {
  return [
    ...unreadDatabases.map((path) => `${path} differs; its packages can not be listed.`),
    ...(notRead > 0 ? [`${notRead} lists of packages that differ were not read.`] : []),
  ]
}

/** Numbers of differences, in words. */
export function summaryText({ added, removed, modified, moved, sizeDifference }: DiffResult): string {
  const sum = (entries: readonly TreeEntry[]): number =>
    entries.reduce((total, { type, size }) => total + (type === 'file' ? size : 0), 0)
  const sign = sizeDifference < 0 ? '-' : '+'
  const numbers = [
    `${added.length} added (${sizeText(sum(added))})`,
    `${removed.length} removed (${sizeText(sum(removed))})`,
    `${modified.length} modified`,
    ...(moved.length > 0 ? [`${moved.length} moved`] : []),
  ]
  return `${numbers.join(', ')}; ${sign}${sizeText(Math.abs(sizeDifference))} in all`
}

/** What a strict comparison found, line by line. */
export function* strictText(layers: readonly StrictLayer[]): Generator<string> {
  yield layers.length === 0 ? '\nlayer by layer: no difference' : '\nlayer by layer'
  for (const { layer, in: which, onlyStored, order, members } of layers) {
    if (which !== 'both') yield `  layer ${layer}: only in ${which}`
    if (onlyStored) yield `  layer ${layer}: the same tar, stored in another way`
    if (order !== null) yield `  layer ${layer}: other names or another order from /${displayName(order)} on`
    for (const { path, what } of members) yield `  layer ${layer}: /${displayName(path)}  (${what.join(', ')})`
  }
}
