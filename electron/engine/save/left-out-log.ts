import type { LeftOut, LeftOutReason } from '../../../shared/save.ts'

/** Paths that are named for each reason; all are counted. */
const MOST_PATHS = 20

/** Counts what can not be saved as it is, and names the first of each kind. */
export class LeftOutLog {
  readonly #found = new Map<LeftOutReason, { count: number; paths: string[] }>()

  /** `path` makes the path for display; it is asked only where it is kept. */
  add(reason: LeftOutReason, path: () => string): void {
    let found = this.#found.get(reason)
    if (found === undefined) this.#found.set(reason, (found = { count: 0, paths: [] }))
    found.count++
    if (found.paths.length < MOST_PATHS) found.paths.push(path())
  }

  /** In the order in which the reasons came up. */
  finish(): LeftOut[] {
    return Array.from(this.#found, ([reason, { count, paths }]) => ({ reason, count, paths }))
  }
}
