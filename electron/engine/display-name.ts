/**
 * C0, DEL, C1, bidi controls and marks, soft hyphens, zero-width and tag characters, line separators, lone surrogates: what
 * could deceive or disturb a reader.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of bytes that are UTF-8, else null. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** Escapes characters that could deceive a reader or drive a terminal: `\u{202e}`. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

/** A name for display: UTF-8 with unsafe characters escaped, each byte that is not UTF-8 as `\xNN`. */
export function displayName(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes)
  if (text !== null) return escapeText(text)
  const parts: string[] = []
  let start = 0
  const takeText = (end: number): void => {
    if (end > start) parts.push(escapeText(decodeUtf8(bytes.subarray(start, end)) ?? ''))
  }
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at)
    if (length > 0) {
      at += length
      continue
    }
    takeText(at)
    parts.push(`\\x${bytes[at]!.toString(16).padStart(2, '0')}`)
    start = ++at
  }
  takeText(bytes.length)
  return parts.join('')
}

/** Bytes of the character that begins at `at`, by Unicode's table 3-7, "Well-Formed UTF-8"; 0 where none does. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  if (at + length > bytes.length) return 0
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  const second = bytes[at + 1]!
  if (second < lowest || second > highest) return 0
  for (let byte = at + 2; byte < at + length; byte++) if ((bytes[byte]! & 0xc0) !== 0x80) return 0
  return length
}

/** Bytes of a name that a sentence shows at most. */
const LONGEST_SHOWN = 4096

/** {@link displayName}, of a name without end only the begin. */
export function briefName(bytes: Uint8Array): string {
  return bytes.length <= LONGEST_SHOWN ? displayName(bytes) : `${displayName(bytes.subarray(0, LONGEST_SHOWN))}…`
}
