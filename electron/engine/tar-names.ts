const SLASH = 0x2f
const DOT = 0x2e

/** What a tar member's name is: a path below the root, the root itself, or nothing that may enter a tree. */
export type NameKind = 'path' | 'root' | 'empty' | 'escapes'

/** Where the components of a name are. Reused for every member: copy what is to be kept. */
export interface NameParts {
  kind: NameKind
  count: number
  /** Offsets into the name of each component's first byte and of the byte after its last. */
  starts: Uint32Array
  ends: Uint32Array
}

/** An empty result for {@link splitName} to fill. */
export function newNameParts(): NameParts {
  return { kind: 'empty', count: 0, starts: new Uint32Array(64), ends: new Uint32Array(64) }
}

/**
 * Splits the raw bytes of a name as an unpacker does: leading `/` and `./`, `//`, `/./` and a trailing `/` carry no
 * meaning; a `..` component or a NUL would leave the root or end the name early, so such a name is refused. A backslash
 * is an ordinary character.
 */
export function splitName(name: Uint8Array, parts: NameParts): void {
  splitRest(name, parts, 0)
}

/** Splits what comes after the first `kept` components, which `parts` has already. */
function splitRest(name: Uint8Array, parts: NameParts, kept: number): void {
  parts.count = kept
  const length = name.length
  let at = kept === 0 ? 0 : parts.ends[kept - 1]!
  while (at < length) {
    if (name[at] === SLASH) {
      at++
      continue
    }
    const start = at
    while (at < length && name[at] !== SLASH) {
      if (name[at] === 0) {
        parts.kind = 'escapes'
        return
      }
      at++
    }
    if (name[start] === DOT) {
      if (at - start === 1) continue
      if (at - start === 2 && name[start + 1] === DOT) {
        parts.kind = 'escapes'
        return
      }
    }
    if (parts.count === parts.starts.length) grow(parts)
    parts.starts[parts.count] = start
    parts.ends[parts.count] = at
    parts.count++
  }
  parts.kind = parts.count > 0 ? 'path' : length === 0 ? 'empty' : 'root'
}

function grow(parts: NameParts): void {
  const starts = new Uint32Array(parts.starts.length * 2)
  const ends = new Uint32Array(parts.ends.length * 2)
  starts.set(parts.starts)
  ends.set(parts.ends)
  parts.starts = starts
  parts.ends = ends
}

/** Splits names one after the other. Most begin as the one before does, and are split only from there on. */
export class NameSequence {
  readonly parts = newNameParts()
  /** How many leading components the newest name has in common with the one before. */
  kept = 0
  #last = new Uint8Array(256)
  #length = 0

  /** Splits the next name into `parts`. */
  next(name: Uint8Array): void {
    const { parts } = this
    const { length } = name
    const most = Math.min(length, this.#length)
    let last = this.#last
    let same = 0
    while (same < most && name[same] === last[same]) same++
    let kept = parts.count
    // What ends before the first difference ends at a slash that both have.
    while (kept > 0 && parts.ends[kept - 1]! >= same) kept--
    splitRest(name, parts, kept)
    this.kept = kept
    if (parts.kind !== 'path') {
      this.forget()
      return
    }
    if (length > last.length) {
      last = new Uint8Array(length * 2)
      last.set(this.#last)
      this.#last = last
    }
    for (let at = same; at < length; at++) last[at] = name[at]!
    this.#length = length
  }

  /** The next name is split as if it were the first. */
  forget(): void {
    this.parts.count = 0
    this.#length = 0
  }
}

/** Whether a name ends in `/`, the old way to say that a member of type 0 is a directory. */
export function endsWithSlash(name: Uint8Array): boolean {
  return name.length > 0 && name[name.length - 1] === SLASH
}
