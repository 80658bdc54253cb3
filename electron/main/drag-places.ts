import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SaveTarget } from '../../shared/save.ts'
import { proposedName } from './save-name.ts'

/** What was dragged out before is kept so often: who takes a file may copy it a while after it was dropped. */
const KEPT = 8

/**
 * Where files that are dragged out of one window lie: each in a private folder (mode 0700) of its own below `root`, by a
 * name that any file system can hold. The page knows them by tokens alone.
 */
export class DragPlaces {
  readonly #root: string
  readonly #paths = new Map<string, string>()

  constructor(root: string) {
    this.#root = root
  }

  /** Makes a place for a file of this name. @throws the error of the file system */
  make(name: string): SaveTarget {
    mkdirSync(this.#root, { recursive: true, mode: 0o700 })
    const path = join(mkdtempSync(join(this.#root, 'file-')), proposedName(name, 'file'))
    const token = randomUUID()
    this.#paths.set(token, path)
    for (const old of [...this.#paths.keys()].slice(0, -KEPT)) this.remove(old)
    return { token, path, form: 'file', replace: false }
  }

  /** Absolute path of a place; null where the token is of none. */
  path(token: string): string | null {
    return this.#paths.get(token) ?? null
  }

  /** Removes a place with what is in it. */
  remove(token: string): void {
    const path = this.#paths.get(token)
    this.#paths.delete(token)
    if (path !== undefined) removeFolder(dirname(path))
  }

  /** Removes all places: the window is closed. */
  clear(): void {
    for (const token of [...this.#paths.keys()]) this.remove(token)
  }
}

/** Removes what an earlier run left below `root`, such as one that crashed. */
export function removeOldDrags(root: string): void {
  removeFolder(root)
}

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // Whoever takes the file may have it open; the next start tries again.
  }
}
