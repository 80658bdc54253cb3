interface Waiting {
  start(): void
}

/**
 * Questions about files that may lie on a share that does not answer. Only so many are under way at once, so that those that
 * never end leave threads for the app's own files; each is given up after a while.
 */
export class PatientFiles {
  readonly #most: number
  readonly #patience: number
  readonly #waiting: Waiting[] = []
  #running = 0

  /** `most` questions at once, of the four that Node has threads for; `patience` in milliseconds. */
  constructor(most = 2, patience = 1000) {
    this.#most = most
    this.#patience = patience
  }

  /** The answer to a question; `otherwise` where it fails or takes too long, waiting for its turn included. */
  ask<T, O>(question: () => Promise<T>, otherwise: O): Promise<T | O> {
    return new Promise((resolve) => {
      const settle = (answer: T | O): void => {
        clearTimeout(timer)
        resolve(answer)
      }
      const waiting: Waiting = {
        start: () => {
          this.#running++
          const done = (answer: T | O): void => {
            this.#running--
            settle(answer)
            this.#next()
          }
          question().then(done, () => done(otherwise))
        },
      }
      const timer = setTimeout(() => {
        const at = this.#waiting.indexOf(waiting)
        if (at >= 0) this.#waiting.splice(at, 1)
        settle(otherwise)
      }, this.#patience)
      this.#waiting.push(waiting)
      this.#next()
    })
  }

  #next(): void {
    while (this.#running < this.#most && this.#waiting.length > 0) this.#waiting.shift()!.start()
  }
}

/** What the whole app asks with. */
export const patientFiles = new PatientFiles()
