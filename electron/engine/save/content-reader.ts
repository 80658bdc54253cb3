import { stretches } from '../file-content.ts'
import type { EntryFacts } from '../entry-facts.ts'
import type { ImageSession } from '../image-session.ts'
import type { LayerJobs } from '../layer-jobs.ts'
import type { SaveWork } from './save-work.ts'

const LARGEST = 4 * 1024 ** 2
const SMALLEST = 64 * 1024

/** Bytes of a file, stored at an offset of it; what lies between is a hole. */
export interface ContentPart {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** A stretch of a layer's tar. */
interface Window {
  readonly layer: number
  readonly start: number
  readonly bytes: Uint8Array
}

/** The archive ends before a file does, although its index says otherwise. */
export class ContentEndsError extends Error {}

/** Reads files of layers to be saved, many small ones at once where they lie behind each other. */
export class ContentReader {
  readonly #session: ImageSession
  readonly #jobs: LayerJobs
  readonly #work: SaveWork
  #window: Window | null = null

  constructor(session: ImageSession, jobs: LayerJobs, work: SaveWork) {
    this.#session = session
    this.#jobs = jobs
    this.#work = work
  }

  /**
   * The stored bytes of a file in order, holes left out; parts are valid until the next is asked for.
   * @throws ContentEndsError, CancelledError
   */
  async *parts(facts: EntryFacts): AsyncGenerator<ContentPart> {
    const file = facts.stored
    if (file === null) return
    let offset = 0
    for (const { length, stored } of stretches(file, 0, file.size)) {
      if (stored !== null)
        for (let done = 0; done < length;) {
          const bytes = await this.#read(facts.layer, stored + done, length - done)
          yield { offset: offset + done, bytes }
          done += bytes.length
          this.#work.bytes += bytes.length
        }
      offset += length
    }
  }

  async #read(layer: number, start: number, wanted: number): Promise<Uint8Array> {
    const known = this.#inWindow(layer, start, wanted)
    if (known !== null) return known
    const window = this.#window
    const goesOn =
      window?.layer === layer && start - (window.start + window.bytes.length) < SMALLEST && start > window.start
    const length = goesOn ? LARGEST : Math.max(SMALLEST, Math.min(wanted, LARGEST))
    // A layer that is damaged further on may have what is wanted all the same.
    for (const ask of [length, Math.min(wanted, LARGEST)]) {
      const bytes = await this.#ask(layer, start, ask)
      this.#window = { layer, start, bytes }
      const found = this.#inWindow(layer, start, wanted)
      if (found !== null) return found
    }
    throw new ContentEndsError(`Layer ${layer} ends at byte ${start} of its tar.`)
  }

  #inWindow(layer: number, start: number, wanted: number): Uint8Array | null {
    const window = this.#window
    if (window?.layer !== layer || start < window.start) return null
    const bytes = window.bytes.subarray(start - window.start, start - window.start + wanted)
    return bytes.length === 0 ? null : bytes
  }

  async #ask(layer: number, start: number, length: number): Promise<Uint8Array> {
    this.#work.check()
    const blob = this.#session.blob(layer)
    if (blob === null) return new Uint8Array(0)
    const stretch = { dataOffset: start, size: length, sparse: null }
    return this.#jobs.read(blob, stretch, 0, length, this.#work.control)
  }
}
