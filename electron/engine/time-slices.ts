import { setImmediate } from 'node:timers/promises'
import { CancelledError } from './index-layer.ts'

/** Milliseconds of work between two looks at what else is to be done. */
const SLICE = 12
/** Steps between two looks at the clock. */
const STEPS = 8192

/** Cuts long work in the engine's own thread into slices, so that other calls are answered in between. */
export class TimeSlices {
  #since = performance.now()
  #cancelled = false

  /** The work ends at its next pause. */
  cancel(): void {
    this.#cancelled = true
  }

  /**
   * Does `work` for the steps from `start` to `end`, a range at a time; `onPause` is told between slices.
   * @throws CancelledError after {@link cancel}
   */
  async run(start: number, end: number, work: (from: number, to: number) => void, onPause?: () => void): Promise<void> {
    for (let from = start; from < end; from += STEPS) {
      work(from, Math.min(end, from + STEPS))
      if (performance.now() - this.#since <= SLICE) continue
      await setImmediate()
      if (this.#cancelled) throw new CancelledError()
      onPause?.()
      this.#since = performance.now()
    }
  }
}
