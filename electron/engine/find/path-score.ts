/*
 * How well a path answers a query: letters of the query are found in the path in their order; each is worth more at the
 * begin of a word, behind the letter before it, and in the last component. ASCII letters are found in either case.
 */

const LETTER = 16
const CONSECUTIVE = 12
const WORD_BEGIN = 10
const SAME_CASE = 1
const GAP = 3
/** The whole query is in the last component. */
const IN_NAME = 24
/** The name begins with it. */
const NAME_BEGIN = 14
/** The name is the query, or all of it but an extension. */
const WHOLE_NAME = 60

/** What no alignment has: every step from it stays below all that count. */
const NEVER = -1_000_000

function folded(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte
}

function isWord(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte >= 0x80
  )
}

/** Whether a word begins at a byte: behind a separator, at a capital behind a small letter, at a number. */
function beginsWord(bytes: Uint8Array, at: number, start: number): boolean {
  if (at === start) return true
  const before = bytes[at - 1]!
  const byte = bytes[at]!
  if (!isWord(before)) return isWord(byte)
  const isCapital = byte >= 0x41 && byte <= 0x5a
  const isDigit = byte >= 0x30 && byte <= 0x39
  return (isCapital && before >= 0x61 && before <= 0x7a) || (isDigit && !(before >= 0x30 && before <= 0x39))
}

/** Bytes of a name or path that are looked at: what lies behind scores nothing. */
const LONGEST = 4096

/** Room for scoring, kept from call to call. */
export class PathScore {
  readonly query: Uint8Array
  readonly #folded: Uint8Array
  /** What no alignment exceeds. */
  readonly #mostAligned: number
  #matched = new Int32Array(0)
  #best = new Int32Array(0)

  /** `query` is not empty. */
  constructor(query: Uint8Array) {
    this.query = query
    this.#folded = query.map(folded)
    this.#mostAligned = query.length * (LETTER + SAME_CASE + WORD_BEGIN + CONSECUTIVE) - CONSECUTIVE
  }

  /** How many letters of the query, from `from` on, the bytes have in order; as many as can be. */
  forward(bytes: Uint8Array, start: number, end: number, from: number): number {
    const query = this.#folded
    let found = from
    for (let at = start; at < end && found < query.length; at++) if (folded(bytes[at]!) === query[found]) found++
    return found
  }

  /** How many letters of the query's end the bytes have in order. */
  backward(bytes: Uint8Array, start: number, end: number): number {
    const query = this.#folded
    let left = query.length
    for (let at = end - 1; at >= start && left > 0; at--) if (folded(bytes[at]!) === query[left - 1]) left--
    return query.length - left
  }

  /** Whether bytes whose letters are small have all letters of the query in order: {@link backward} of all of it, in less time. */
  isIn(small: Uint8Array, start: number, end: number): boolean {
    const query = this.#folded
    let left = query.length
    if (end - start < left) return false
    let wanted = query[left - 1]
    for (let at = end - 1; at >= start; at--) {
      if (small[at] !== wanted) continue
      if (--left === 0) return true
      wanted = query[left - 1]
    }
    return false
  }

  /** Of a name that has all of the query in order: its score without what the length of the path takes. */
  ofName(bytes: Uint8Array, start: number, end: number): number {
    return this.#align(bytes, start, end, start) + IN_NAME + this.#worthOfBegin(bytes, start, end)
  }

  /** At least {@link ofName}, in a fraction of the time. */
  mostOfName(bytes: Uint8Array, start: number, end: number): number {
    return this.#mostAligned + IN_NAME + this.#worthOfBegin(bytes, start, end)
  }

  /** What a name gains that begins with the query. */
  #worthOfBegin(bytes: Uint8Array, start: number, end: number): number {
    const query = this.#folded
    const after = start + query.length
    if (after > end) return 0
    for (let at = 0; at < query.length; at++) if (folded(bytes[start + at]!) !== query[at]) return 0
    if (after === end) return NAME_BEGIN + WHOLE_NAME
    return bytes[after] === 0x2e ? NAME_BEGIN + WHOLE_NAME / 2 : NAME_BEGIN
  }

  /** Of a whole path whose last component has the last letter: its score without what the length takes; `name` is where the component begins. */
  ofPath(path: Uint8Array, name: number): number {
    return this.#align(path, 0, path.length, name)
  }

  /** The positions of the letters in the best alignment whose last letter is at `last` or behind. */
  positions(bytes: Uint8Array, start: number, end: number, last: number): number[] {
    const length = Math.min(end - start, LONGEST)
    this.#align(bytes, start, end, last)
    const count = this.query.length
    const positions: number[] = []
    let at = -1
    let most = NEVER
    for (let place = 0; place < length; place++) {
      const score = this.#matched[(count - 1) * length + place]!
      if (start + place >= last && score > most) {
        most = score
        at = place
      }
    }
    for (let letter = count - 1; letter >= 0 && at >= 0; letter--) {
      positions.push(start + at)
      if (letter === 0) break
      const here = this.#matched[letter * length + at]! - this.#worth(bytes, start, at, letter)
      const row = (letter - 1) * length
      if (at > 0 && this.#matched[row + at - 1]! + CONSECUTIVE === here) at--
      else {
        let place = at - 1
        while (place >= 0 && this.#matched[row + place]! - GAP !== here) place--
        at = place
      }
    }
    return positions.reverse()
  }

  #worth(bytes: Uint8Array, start: number, place: number, letter: number): number {
    const at = start + place
    return LETTER + (bytes[at] === this.query[letter] ? SAME_CASE : 0) + (beginsWord(bytes, at, start) ? WORD_BEGIN : 0)
  }

  /** The most that an alignment is worth; a letter behind a gap costs the same however long that is. */
  #align(bytes: Uint8Array, start: number, end: number, last: number): number {
    const query = this.#folded
    const length = Math.min(end - start, LONGEST)
    const count = query.length
    if (this.#matched.length < count * length) {
      this.#matched = new Int32Array(count * length)
      this.#best = new Int32Array(count * length)
    }
    const matched = this.#matched
    const best = this.#best
    let answer = NEVER
    for (let letter = 0; letter < count; letter++) {
      const row = letter * length
      const above = row - length
      let most = NEVER
      for (let place = letter; place < length; place++) {
        let score = NEVER
        if (folded(bytes[start + place]!) === query[letter]) {
          if (letter === 0) score = this.#worth(bytes, start, place, letter)
          else if (place > 0) {
            const next = matched[above + place - 1]! + CONSECUTIVE
            const far = best[above + place - 1]! - GAP
            score = (next > far ? next : far) + this.#worth(bytes, start, place, letter)
          }
        }
        matched[row + place] = score
        if (score > most) most = score
        best[row + place] = most
        if (letter === count - 1 && start + place >= last && score > answer) answer = score
      }
      for (let place = 0; place < Math.min(letter, length); place++) {
        matched[row + place] = NEVER
        best[row + place] = NEVER
      }
    }
    return answer
  }
}

/** What the length of a path takes from its score: of two that are as good the shorter one comes first. */
export function lengthCost(length: number): number {
  return Math.min(length, 1000) / 8
}

/** Queries are cut to so many bytes. */
const LONGEST_QUERY = 255

/** Letters of a query as they are looked for: without blanks, and without the slashes at its end. */
export function queryBytes(query: string): Uint8Array {
  return Buffer.from(query.replace(/\s+/g, '').replace(/\/+$/, '')).subarray(0, LONGEST_QUERY)
}
