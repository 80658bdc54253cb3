import { readRange } from './byte-reader.ts'
import type { Member } from './archive-members.ts'
import { EngineError } from './engine-error.ts'
import type { Where } from '../../shared/problem.ts'

/** Manifests and configs are held in memory; no real one comes near. */
const LARGEST_JSON = 16 * 1024 * 1024
const DEEPEST_JSON = 128
/** Each value costs many times its bytes, more so where it is not what a schema wants. */
const MOST_VALUES = 250_000

/** How deep JSON is nested, and a bound of how many values it has, without parsing it. */
function extentOf(bytes: Uint8Array): { deepest: number; values: number } {
  let depth = 0
  let deepest = 0
  let values = 1
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (inString) {
      if (byte === 0x5c) at++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x2c) values++
    else if (byte === 0x5b || byte === 0x7b) {
      deepest = Math.max(deepest, ++depth)
      values++
    } else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return { deepest, values }
}

/** What was read before: many images may name one config, and many names may lead to one file. */
const known = new WeakMap<Member, JsonFile>()

export interface JsonFile {
  readonly bytes: Uint8Array
  readonly value: unknown
}

/**
 * Reads and parses a JSON file of an archive.
 * @throws EngineError with code `json-limit`, `archive-truncated`, `archive-unreadable` or `code` where it is not JSON; `where` names the file.
 */
export function readJson(member: Member, where: Where, code: 'manifest-invalid' | 'config-invalid'): JsonFile {
  const read = known.get(member)
  if (read !== undefined) return read
  const name = where.path ?? 'a JSON file'
  if (member.unreadable !== undefined)
    throw new EngineError('archive-unreadable', `${where.archive}: ${name}: ${member.unreadable}.`, where)
  if (member.range.size > LARGEST_JSON)
    throw new EngineError(
      'json-limit',
      `${where.archive}: ${name} has ${member.range.size} bytes, more than any real one.`,
      where,
    )
  const bytes = readRange(member.range)
  if (member.cut || bytes.length < member.range.size)
    throw new EngineError('archive-truncated', `${where.archive}: the archive ends in the middle of ${name}.`, where)
  const { deepest, values } = extentOf(bytes)
  if (deepest > DEEPEST_JSON)
    throw new EngineError('json-limit', `${where.archive}: ${name} is nested deeper than any real one.`, where)
  if (values > MOST_VALUES)
    throw new EngineError('json-limit', `${where.archive}: ${name} has more values than any real one.`, where)
  try {
    const text = Buffer.from(bytes)
      .toString('utf8')
      .replace(/^\ufeff/, '')
    const file: JsonFile = { bytes, value: JSON.parse(text) as unknown }
    known.set(member, file)
    return file
  } catch (error) {
    throw new EngineError(code, `${where.archive}: ${name} is not valid JSON.`, where, error)
  }
}
