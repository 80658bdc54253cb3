/** C0, DEL, C1, bidi controls and marks, zero-width and line separators: what could deceive or disturb a reader. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

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
  let shown = ''
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at)
    const piece = length > 0 ? decodeUtf8(bytes.subarray(at, at + length)) : null
    if (piece === null) {
      shown += `\\x${bytes[at]!.toString(16).padStart(2, '0')}`
      at += 1
    } else {
      shown += escapeText(piece)
      at += length
    }
  }
  return shown
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0
  return at + length <= bytes.length ? length : 0
}
