import { existsSync, renameSync } from 'node:fs'
import { z } from 'zod'
import {
  CACHE_LIMITS,
  DEFAULT_SETTINGS,
  LANGUAGES,
  type LostSettings,
  type Settings,
  SIZE_UNITS,
  type SomeSettings,
  THEMES,
  TREE_COLUMNS,
} from '../../shared/settings.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'

/** Settings as a file has them: those that are named. */
export const someSettingsSchema = z
  .object({
    theme: z.enum(THEMES),
    language: z.enum(['system', ...LANGUAGES]),
    sizes: z.enum(SIZE_UNITS),
    hiddenColumns: z.array(z.enum(TREE_COLUMNS)).max(100),
    cacheLimit: z.number().int().min(CACHE_LIMITS.least).max(CACHE_LIMITS.most),
  })
  .partial()

/** The settings, kept in a JSON file that is replaced in one step. */
export class SettingsFile {
  readonly #file: string
  #settings: Settings
  #lost: LostSettings | null = null

  /** Reads `file`. One that is missing gives what is usual; so does one that can not be understood, which is kept aside. */
  constructor(file: string) {
    this.#file = file
    const read = readJsonFile(file, someSettingsSchema)
    if (read === null && existsSync(file)) this.#lost = { kept: keepAside(file) }
    this.#settings = changed(DEFAULT_SETTINGS, read ?? {})
  }

  get settings(): Settings {
    return this.#settings
  }

  /** What happened to a file that could not be understood; answered once, then null. */
  takeLost(): LostSettings | null {
    const lost = this.#lost
    this.#lost = null
    return lost
  }

  change(change: SomeSettings): void {
    this.#settings = changed(this.#settings, change)
    writeJsonFile(this.#file, this.#settings)
  }
}

/** Each column once and in its order, so that the same choice is always the same file. */
function changed(settings: Settings, change: SomeSettings): Settings {
  const hidden = change.hiddenColumns ?? settings.hiddenColumns
  return {
    theme: change.theme ?? settings.theme,
    language: change.language ?? settings.language,
    sizes: change.sizes ?? settings.sizes,
    hiddenColumns: TREE_COLUMNS.filter((column) => hidden.includes(column)),
    cacheLimit: change.cacheLimit ?? settings.cacheLimit,
  }
}

/** Moves a file beside its place, under a name that is free; null where the disk refuses. */
function keepAside(file: string): string | null {
  const stem = file.replace(/\.json$/, '')
  for (let number = 1; number < 1000; number += 1) {
    const kept = `${stem}.damaged${number === 1 ? '' : `-${number}`}.json`
    if (existsSync(kept)) continue
    try {
      renameSync(file, kept)
      return kept
    } catch {
      return null
    }
  }
  return null
}
