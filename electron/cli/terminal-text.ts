import { capabilitiesOf, capabilityLabel } from '../../shared/capabilities.ts'
import type { EntryType } from '../../shared/tree.ts'
import { displayName, escapeText } from '../engine/display-name.ts'
import type { TreeEntry } from './tree-entry.ts'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Bytes in decimal units, at most one digit after the point. */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]!}`
}

const TYPE_LETTERS: Readonly<Record<EntryType, string>> = {
  file: '-',
  dir: 'd',
  symlink: 'l',
  hardlink: 'h',
  char: 'c',
  block: 'b',
  fifo: 'p',
}

/** A mode as `ls` shows it: `drwxr-sr-t`. */
export function modeText(type: EntryType, mode: number): string {
  const letter = (bit: number, on: string): string => ((mode & bit) !== 0 ? on : '-')
  const execute = (bit: number, special: number, both: string, only: string): string =>
    (mode & special) !== 0 ? ((mode & bit) !== 0 ? both : only) : letter(bit, 'x')
  return [
    TYPE_LETTERS[type],
    letter(0o400, 'r'),
    letter(0o200, 'w'),
    execute(0o100, 0o4000, 's', 'S'),
    letter(0o040, 'r'),
    letter(0o020, 'w'),
    execute(0o010, 0o2000, 's', 'S'),
    letter(0o004, 'r'),
    letter(0o002, 'w'),
    execute(0o001, 0o1000, 't', 'T'),
  ].join('')
}

/** Seconds since 1970 as `2026-11-22 13:58` in UTC. */
export function timeText(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().slice(0, 16).replace('T', ' ')
}

/** Capabilities among the extended attributes of an entry, `  [cap_net_raw+ep]`; '' where there are none. */
export function capabilitiesText(xattrs: Readonly<Record<string, string>> | undefined): string {
  const capabilities = capabilitiesOf(xattrs)
  return capabilities === null ? '' : `  [${capabilityLabel(capabilities)}]`
}

/** An entry in one line, safe for a terminal. */
export function entryText(entry: TreeEntry): string {
  const mode = entry.mode === null ? 'd?????????' : modeText(entry.type, entry.mode)
  const owner = entry.uid === null ? '-' : `${entry.uid}:${entry.gid ?? ''}`
  const time = entry.mtime === null ? '-' : timeText(entry.mtime)
  const link = entry.link === undefined ? '' : ` -> ${escapeText(entry.link)}`
  const note =
    entry.marker === undefined ? (entry.implicit === true ? '  (no entry of its own)' : '') : `  (${entry.marker})`
  const path =
    entry.pathBytes === undefined ? escapeText(entry.path) : displayName(Buffer.from(entry.pathBytes, 'base64'))
  return `${mode}  ${owner.padStart(11)}  ${sizeText(entry.size).padStart(9)}  ${time.padStart(16)}  L${String(entry.layer).padEnd(3)} /${path}${link}${capabilitiesText(entry.xattrs)}${note}`
}
