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
 * is an ordinary character. Names of members are split in the same way by layer-core/name-parts.ts.
 */
export function splitName(name: Uint8Array, parts: NameParts): void {
  parts.count = 0
  const length = name.length
  let at = 0
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

/** Whether a name ends in `/`, the old way to say that a member of type 0 is a directory. */
export function endsWithSlash(name: Uint8Array): boolean {
  return name.length > 0 && name[name.length - 1] === SLASH
}
