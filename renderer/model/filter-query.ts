import type { FilterTerm, ModeFlag, RowFilter } from '../../shared/row-filter.ts'
import type { ChangeKind, EntryType } from '../../shared/tree.ts'

/** The kinds of term that are written with a key. */
export const FILTER_KEYS = ['change', 'type', 'size', 'layer', 'user', 'group', 'is'] as const
export type FilterKey = (typeof FILTER_KEYS)[number]

const CHANGES: readonly (ChangeKind | 'overridden')[] = ['added', 'modified', 'removed', 'overridden', 'unchanged']
const FLAGS: readonly ModeFlag[] = ['setuid', 'setgid', 'sticky', 'executable', 'writable']
const TYPES: Readonly<Record<string, readonly EntryType[]>> = {
  file: ['file'],
  dir: ['dir'],
  link: ['symlink', 'hardlink'],
  symlink: ['symlink'],
  hardlink: ['hardlink'],
  device: ['char', 'block'],
  fifo: ['fifo'],
}

/** What can stand behind a key; [] where it is free. */
export const FILTER_VALUES: Readonly<Record<FilterKey, readonly string[]>> = {
  change: CHANGES,
  type: Object.keys(TYPES),
  size: ['>1MB', '<10kB', '1kB..1MB'],
  layer: [],
  user: ['0'],
  group: ['0'],
  is: FLAGS,
}

/** A part of the query as it stands there. */
export interface QueryPart {
  readonly text: string
  /** Where it is in the query. */
  readonly start: number
  readonly end: number
  /** null: it can not be understood, and counts for nothing. */
  readonly term: RowFilter[number] | null
}

/**
 * Takes a query apart: parts are separated by blanks. `"…"` is text with blanks in it, `/…/` a regular expression, what
 * has `*`, `?`, `[` or `{` a glob, `key:value` a fact, all else text; `-` before a part turns it round.
 */
export function parseQuery(query: string): readonly QueryPart[] {
  const parts: QueryPart[] = []
  for (const match of query.matchAll(
    /-?(?:"[^"]*"?|\/(?:\\.|[^/\\\s]|\/(?!\s|$)|[^\S\n](?=[^/]*\/(?:\s|$)))*\/(?=\s|$)|\S)+/g,
  )) {
    const [text] = match
    parts.push({ text, start: match.index, end: match.index + text.length, term: parsePart(text) })
  }
  return parts
}

/** The conditions of a query, without what can not be understood. */
export function filterOf(parts: readonly QueryPart[]): RowFilter {
  return parts.flatMap(({ term }) => (term ? [term] : []))
}

/** The query without one of its parts. */
export function withoutPart(query: string, part: QueryPart): string {
  return `${query.slice(0, part.start)}${query.slice(part.end)}`.replace(/\s+/g, ' ').trim()
}

function parsePart(text: string): RowFilter[number] | null {
  if (text.startsWith('-') && text.length > 1) {
    const term = parsePart(text.slice(1))
    return term && { ...term, not: true }
  }
  const keyed = /^([a-z]+)(?=[:<>])(:?)(.*)$/s.exec(text)
  if (keyed) {
    const [, key = '', , value = ''] = keyed
    if (isKey(key)) return value === '' ? null : keyedTerm(key, value)
  }
  if (text.length > 2 && text.startsWith('/') && text.endsWith('/') && !isPlainPath(text))
    return { kind: 'regex', pattern: text.slice(1, -1) }
  if (text.startsWith('"')) {
    const pattern = text.replace(/"/g, '')
    return pattern === '' ? null : { kind: 'text', pattern }
  }
  return { kind: /[*?[{]/.test(text) ? 'glob' : 'text', pattern: text }
}

/** `/usr/lib/` is a path, and no regular expression that asks for `usr/lib`: both would match much the same. */
function isPlainPath(text: string): boolean {
  return /^\/(?:[\w.@+-]+\/){2,}$/.test(text)
}

function isKey(key: string): key is FilterKey {
  return (FILTER_KEYS as readonly string[]).includes(key)
}

function keyedTerm(key: FilterKey, value: string): FilterTerm | null {
  if (key === 'size') return sizeTerm(value)
  const values = value.split(',').filter((part) => part !== '')
  if (values.length === 0) return null
  switch (key) {
    case 'change':
      return known(values, CHANGES) ? { kind: 'change', values } : null
    case 'is':
      return known(values, FLAGS) ? { kind: 'mode', values } : null
    case 'type': {
      const types = values.map((name) => TYPES[name])
      return types.every((type) => type !== undefined) ? { kind: 'type', values: [...new Set(types.flat())] } : null
    }
    case 'layer':
      return values.every((number) => /^\d{1,6}$/.test(number)) ? { kind: 'layer', values: values.map(Number) } : null
    case 'user':
    case 'group':
      return { kind: key, values }
  }
}

function known<T extends string>(values: readonly string[], all: readonly T[]): values is readonly T[] {
  return values.every((value) => (all as readonly string[]).includes(value))
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mib: 1024 ** 2,
  g: 1e9,
  gb: 1e9,
  gib: 1024 ** 3,
}

/** Bytes of `1.5MB`; null where it is no size. */
function bytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text)
  const unit = UNITS[match?.[2]?.toLowerCase() ?? '?']
  return match && unit !== undefined ? Math.round(Number(match[1]) * unit) : null
}

function sizeTerm(value: string): FilterTerm | null {
  const range = /^(.*)\.\.(.*)$/.exec(value)
  if (range) {
    const [, from = '', to = ''] = range
    const least = from === '' ? null : bytes(from)
    const most = to === '' ? null : bytes(to)
    return (from !== '' && least === null) || (to !== '' && most === null) || (from === '' && to === '')
      ? null
      : { kind: 'size', least, most }
  }
  const compared = /^([<>]=?)?(.*)$/.exec(value)
  const size = bytes(compared?.[2] ?? '')
  if (size === null) return null
  switch (compared?.[1]) {
    case '>':
      return { kind: 'size', least: size + 1, most: null }
    case '>=':
      return { kind: 'size', least: size, most: null }
    case '<':
      return { kind: 'size', least: null, most: size - 1 }
    case '<=':
      return { kind: 'size', least: null, most: size }
    default:
      return { kind: 'size', least: size, most: size }
  }
}

/** What a part of a query could become. */
export interface Completion {
  /** What takes the part's place. */
  readonly text: string
  readonly key: FilterKey
  /** The value alone; null: the key is offered. */
  readonly value: string | null
}

/** What the part of the query that ends at the caret could become; nothing where it is complete or free. */
export function completions(query: string, caret: number, layers: readonly number[]): readonly Completion[] {
  const before = query.slice(0, caret)
  const part = /\S*$/.exec(before)?.[0] ?? ''
  const not = part.startsWith('-') ? '-' : ''
  const text = part.slice(not.length)
  const keyed = /^([a-z]+)([:<>].*)$/s.exec(text)
  if (!keyed) {
    return FILTER_KEYS.filter((key) => key.startsWith(text)).map((key) => ({
      text: `${not}${key}${key === 'size' ? '>' : ':'}`,
      key,
      value: null,
    }))
  }
  const [, key = '', rest = ''] = keyed
  if (!isKey(key)) return []
  const start = rest.lastIndexOf(',') + 1
  const typed = key === 'size' ? rest.replace(/^:/, '') : rest.slice(Math.max(1, start))
  const values = key === 'layer' ? layers.map(String) : FILTER_VALUES[key]
  const head = key === 'size' ? key : `${key}${rest.slice(0, Math.max(1, start))}`
  return values
    .filter((value) => value.startsWith(typed) && value !== typed)
    .map((value) => ({ text: `${not}${head}${key === 'size' && !/^[<>]/.test(value) ? ':' : ''}${value}`, key, value }))
}

/** The query with the part at the caret completed, and where the caret is then. */
export function complete(query: string, caret: number, { text, value }: Completion): { query: string; caret: number } {
  const start = caret - (/\S*$/.exec(query.slice(0, caret))?.[0].length ?? 0)
  const rest = query.slice(caret).replace(/^\S+/, '')
  const put = value === null ? text : `${text} `
  return {
    query: `${query.slice(0, start)}${put}${rest.replace(/^\s+/, value === null ? ' ' : '')}`,
    caret: start + put.length,
  }
}
