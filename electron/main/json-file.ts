import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

/** What a JSON file holds; null where it is missing, unreadable, not JSON, or not of the schema. Throws nothing. */
export function readJsonFile<T>(path: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

/**
 * Replaces a JSON file in one step: a reader, or the next start after a crash, sees the old content or the new. Where
 * the disk refuses the old one stays: what these files hold is a convenience that should stop no one.
 */
export function writeJsonFile(path: string, value: unknown): void {
  const unfinished = `${path}.tmp`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(unfinished, `${JSON.stringify(value, null, 2)}\n`)
    renameSync(unfinished, path)
  } catch {
    // See above.
  }
}
