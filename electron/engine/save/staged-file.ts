import { randomBytes } from 'node:crypto'
import { closeSync, ftruncateSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { EngineError } from '../engine-error.ts'
import { checkSpace, folderOf, found, refuseExisting } from './save-place.ts'
import type { FreeSpace, SavePlace } from './save-place.ts'
import { begun, finished } from './unfinished.ts'

/** Writes all bytes at a position, or at the end of what is written where it is null. */
export function writeAll(fd: number, bytes: Uint8Array, position: number | null): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(fd, bytes, done, bytes.length - done, position === null ? null : position + done)
}

/** A file that is written under a name of its own beside its place and gets its name when it is whole. */
export class StagedFile {
  readonly #place: SavePlace
  /** Where it is meanwhile. */
  readonly path: string
  readonly fd: number
  #open = true

  /**
   * Makes the file beside its place; the system takes its mask from `mode`.
   * @throws EngineError with code `target-exists`, `target-unwritable` or `no-space`, or an error of the file system
   */
  constructor(place: SavePlace, mode: number, bytes: number, free: FreeSpace) {
    this.#place = place
    this.#checkTarget()
    const folder = folderOf(place.path)
    checkSpace(folder, bytes, free)
    this.path = join(folder, `.onionskin-${randomBytes(6).toString('hex')}.part`)
    this.fd = openSync(this.path, 'wx', mode)
    begun(this.path)
  }

  #checkTarget(): void {
    const { path, replace } = this.#place
    const there = found(path)
    if (there === null) return
    if (there.isDirectory()) throw new EngineError('target-exists', `${path}: a folder of this name is there.`)
    if (!replace) refuseExisting(path)
    // What is replaced is the name itself: a device or a pipe would be lost.
    if (!there.isFile() && !there.isSymbolicLink())
      throw new EngineError('target-unwritable', `${path}: it is no regular file.`)
  }

  /** Makes the file so many bytes long; what was not written is a hole. */
  setSize(bytes: number): void {
    ftruncateSync(this.fd, bytes)
  }

  /** Closes the file and gives it its name. @throws as the constructor; the file is still to be discarded then */
  commit(): void {
    this.#close()
    this.#checkTarget()
    if (this.#place.replace || !this.#link()) renameSync(this.path, this.#place.path)
    else rmSync(this.path)
    finished(this.path)
  }

  /** Unlike a rename, a link never takes the place of what came meanwhile. False where there are no hard links. */
  #link(): boolean {
    const { path } = this.#place
    try {
      linkSync(this.path, path)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') refuseExisting(path)
      return false
    }
  }

  /** Removes what was written so far. */
  discard(): void {
    this.#close()
    rmSync(this.path, { force: true })
    finished(this.path)
  }

  #close(): void {
    if (this.#open) closeSync(this.fd)
    this.#open = false
  }
}
