import { readRange } from './byte-reader.ts'
import type { Member } from './archive-members.ts'
import { EngineError } from './engine-error.ts'
import type { Where } from '../../shared/problem.ts'

/** Manifests and configs are held in memory; no real one comes near. */
const LARGEST_JSON = 16 * 1024 * 1024
const DEEPEST_JSON = 128

function depthOf(bytes: Uint8Array): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (inString) {
      if (byte === 0x5c) at++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return deepest
}

export interface JsonFile {
  readonly bytes: Uint8Array
  readonly value: unknown
}

/**
 * Reads and parses a JSON file of an archive.
 * @throws EngineError with code `json-limit`, `archive-truncated` or `code` where it is not JSON; `where` names the file.
 */
export function readJson(member: Member, where: Where, code: 'manifest-invalid' | 'config-invalid'): JsonFile {
  const name = where.path ?? 'a JSON file'
  if (member.range.size > LARGEST_JSON)
    throw new EngineError(
      'json-limit',
      `${where.archive}: ${name} has ${member.range.size} bytes, more than any real one.`,
      where,
    )
  const bytes = readRange(member.range)
  if (member.cut || bytes.length < member.range.size)
    throw new EngineError('archive-truncated', `${where.archive}: the archive ends in the middle of ${name}.`, where)
  if (depthOf(bytes) > DEEPEST_JSON)
    throw new EngineError('json-limit', `${where.archive}: ${name} is nested deeper than any real one.`, where)
  try {
    return {
      bytes,
      value: JSON.parse(
        Buffer.from(bytes)
          .toString('utf8')
          .replace(/^\ufeff/, ''),
      ) as unknown,
    }
  } catch (error) {
    throw new EngineError(code, `${where.archive}: ${name} is not valid JSON.`, where, error)
  }
}
