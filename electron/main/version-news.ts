import { z } from 'zod'
import { readJsonFile, writeJsonFile } from './json-file.ts'

const seenSchema = z.object({ version: z.string() })

/** Whether this version of the app is new to its user; kept in a JSON file. */
export class VersionNews {
  readonly #file: string
  readonly #version: string
  #isNew: boolean

  /** The first version that was ever started is none that changed. */
  constructor(file: string, version: string) {
    this.#file = file
    this.#version = version
    const seen = readJsonFile(file, seenSchema)
    this.#isNew = seen !== null && seen.version !== version
    if (seen === null) this.seen()
  }

  /** Whether another version was started before and nobody has looked at what is new in this one. */
  get isNew(): boolean {
    return this.#isNew
  }

  /** What is new was looked at, or was not wanted. */
  seen(): void {
    this.#isNew = false
    writeJsonFile(this.#file, { version: this.#version })
  }
}
