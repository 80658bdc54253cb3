/** Milliseconds after which typing starts a new word. */
const pause = 700

/** Collects what is typed in a list. */
export class TypeAhead {
  #typed = ''
  #last = -Infinity

  /** Whether a word is being typed, so that a blank belongs to it. */
  active(now: number): boolean {
    return this.#typed !== '' && now - this.#last <= pause
  }

  /**
   * Takes a character and tells what is looked for. The same letter again and again steps through what begins with it: then
   * `fromNext` is set, and the search starts behind the present row.
   */
  type(character: string, now: number): { readonly prefix: string; readonly fromNext: boolean } {
    if (now - this.#last > pause) this.#typed = ''
    this.#last = now
    const letter = character.toLocaleLowerCase()
    if (this.#typed === letter) return { prefix: letter, fromNext: true }
    const fromNext = this.#typed === ''
    this.#typed += letter
    return { prefix: this.#typed, fromNext }
  }
}

/** Whether a name is what was typed. */
export function startsWith(name: string, prefix: string): boolean {
  return name.toLocaleLowerCase().startsWith(prefix)
}
