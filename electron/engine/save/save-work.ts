import { CancelledError } from '../index-layer.ts'
import type { JobControl } from '../layer-jobs.ts'

/** Milliseconds of work after which others get their turn. */
const TURN = 12

/** A save under way: how far it is, and whether it was stopped. Lets the process answer others now and then. */
export class SaveWork {
  readonly control: JobControl
  /** Bytes of contents that are written, and entries. */
  bytes = 0
  entries = 0
  totalBytes = 0
  #since = performance.now()

  constructor(control: JobControl) {
    this.control = control
  }

  /** @throws CancelledError where the save was stopped */
  check(): void {
    if (this.control.cancelled) throw new CancelledError()
  }

  /** Gives others their turn where it is time. @throws CancelledError */
  async breathe(): Promise<void> {
    this.check()
    if (performance.now() - this.#since < TURN) return
    await new Promise((resolve) => setImmediate(resolve))
    this.#since = performance.now()
    this.check()
  }
}
