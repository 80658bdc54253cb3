import { z } from 'zod'
import { readJsonFile, writeJsonFile } from './json-file.ts'

/** How large a page can be shown, in per cent: what is between the smallest type that can be read and the largest that fits. */
export const ZOOM_LEVELS = [80, 90, 100, 110, 125, 150, 175, 200] as const
const ACTUAL = 100

const zoomSchema = z.object({ percent: z.number().min(ZOOM_LEVELS[0]).max(ZOOM_LEVELS.at(-1)!) })

/** How large the pages of all windows are shown; kept in a JSON file. */
export class Zoom {
  readonly #file: string
  #percent: number

  /** Reads `file`; actual size where it is missing, damaged, or says what no level is between. */
  constructor(file: string) {
    this.#file = file
    this.#percent = readJsonFile(file, zoomSchema)?.percent ?? ACTUAL
  }

  /** One of {@link ZOOM_LEVELS}, or between them where the file says so. */
  get percent(): number {
    return this.#percent
  }

  /** Goes to the next level up or down, or to actual size. */
  change(direction: 'in' | 'out' | 'actual'): void {
    const next =
      direction === 'actual'
        ? ACTUAL
        : direction === 'in'
          ? ZOOM_LEVELS.find((level) => level > this.#percent)
          : ZOOM_LEVELS.findLast((level) => level < this.#percent)
    if (next === undefined || next === this.#percent) return
    this.#percent = next
    writeJsonFile(this.#file, { percent: next })
  }
}
