import { mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../engine-error.ts'
import { checkSpace, folderOf, found, refuseExisting } from './save-place.ts'
import type { FreeSpace, SavePlace } from './save-place.ts'
import { begun, finished } from './unfinished.ts'

const PREFIX = '.onionskin-'

/**
 * A folder that is filled in private and put into its place when it is whole: by its name where nothing is there, else
 * entry by entry into the folder that is there.
 */
export class StagedFolder {
  readonly #place: SavePlace
  /** Where it is meanwhile: a folder that nobody else may enter. */
  readonly path: string
  /** Whether the place is a folder already, which keeps its own owner, mode and time. */
  readonly isInside: boolean

  /**
   * Makes the folder. A place that is a folder must be empty unless what is in it may be replaced.
   * @throws EngineError with code `target-exists` or `no-space`, or an error of the file system
   */
  constructor(place: SavePlace, bytes: number, free: FreeSpace) {
    this.#place = place
    const there = found(place.path)
    if (there !== null && !there.isDirectory()) refuseExisting(place.path)
    if (there !== null && !place.replace && readdirSync(place.path).length > 0)
      throw new EngineError('target-exists', `${place.path}: the folder is not empty, and nothing is replaced unasked.`)
    this.isInside = there !== null
    const beside = this.isInside ? place.path : folderOf(place.path)
    checkSpace(beside, bytes, free)
    this.path = mkdtempSync(join(beside, PREFIX))
    begun(this.path)
  }

  /** Puts the folder into its place. @throws EngineError with code `target-exists`, or an error of the file system */
  commit(): void {
    const { path } = this.#place
    if (this.isInside) {
      this.#moveInto(Buffer.from(this.path), Buffer.from(path))
    } else {
      if (found(path) !== null) refuseExisting(path)
      renameSync(this.path, path)
    }
    finished(this.path)
  }

  /** Moves all of `from` into the folder `to`, which is none but a real folder. */
  #moveInto(from: Buffer, to: Buffer): void {
    for (const name of readdirSync(from, { encoding: 'buffer' })) {
      const source = Buffer.concat([from, SLASH, name])
      const target = Buffer.concat([to, SLASH, name])
      const there = found(target)
      if (there !== null && !this.#place.replace) refuseExisting(target.toString())
      const isFolder = found(source)?.isDirectory() === true
      if (isFolder && there?.isDirectory() === true) {
        this.#moveInto(source, target)
        continue
      }
      if (there?.isDirectory() === true) refuseExisting(target.toString())
      // A folder can not be renamed over a file; nothing is renamed through a link.
      if (isFolder && there !== null) rmSync(target)
      renameSync(source, target)
    }
    rmdirSync(from)
  }

  /** Removes what was written so far. @throws EngineError that names what could not be removed */
  async discard(): Promise<void> {
    try {
      await rm(this.path, { recursive: true, force: true, maxRetries: 3 })
      finished(this.path)
    } catch {
      throw new EngineError('target-unwritable', `${this.path}: what was written so far could not be removed.`)
    }
  }
}

const SLASH = Buffer.from('/')
