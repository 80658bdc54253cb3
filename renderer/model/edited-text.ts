/** Larger files are not edited as text. */
export const MOST_EDITED_BYTES = 8 * 1024 * 1024

/** A text that can be edited and written back without changing anything else. */
export interface EditedText {
  readonly text: string
  /** Whether lines end in different ways; the editor makes them alike. */
  readonly mixedEnds: boolean
}

/** Bytes as a text to edit; null where they are none: not UTF-8, or with bytes of 0. A byte order mark stays a part of it. */
export function editedText(bytes: Uint8Array): EditedText | null {
  if (bytes.includes(0)) return null
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const windows = text.match(/\r\n/g)?.length ?? 0
    const all = text.match(/\r\n|\r|\n/g)?.length ?? 0
    return { text, mixedEnds: windows > 0 ? windows < all : text.includes('\r') }
  } catch {
    return null
  }
}

/** A permission as it is typed, in octal: 0 to 7777; null where it is none. */
export function parseMode(text: string): number | null {
  return /^0?[0-7]{1,4}$/.test(text.trim()) ? Number.parseInt(text.trim(), 8) : null
}

/** A number of an owner as it is typed; null where it is none. */
export function parseOwner(text: string): number | null {
  const number = /^\d{1,10}$/.test(text.trim()) ? Number(text.trim()) : NaN
  return number <= 0xffff_fffe ? number : null
}

/** The directory and the last component of a path as it is typed. */
export function splitPath(path: string): { readonly directory: string; readonly name: string } {
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  const slash = trimmed.lastIndexOf('/')
  return { directory: slash < 0 ? '.' : slash === 0 ? '/' : trimmed.slice(0, slash), name: trimmed.slice(slash + 1) }
}
