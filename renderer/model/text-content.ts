/** How the bytes of a text become characters. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1'

/** What the first bytes of a file tell. */
export type ContentKind = { readonly kind: 'text'; readonly encoding: Encoding } | { readonly kind: 'binary' }

/** More than this part of characters that no text has, and it is none. */
const oddLimit = 0.08

/**
 * Decides by the beginning of a file whether it is text. A byte order mark is believed; a NUL is never part of a text; what is valid
 * UTF-8 is UTF-8; the rest is Latin-1 as long as it is not full of control characters. `whole`: the bytes are the whole file, so
 * that a sequence cut short at their end is no accident.
 */
export function detectContent(bytes: Uint8Array, whole: boolean): ContentKind {
  if (bytes[0] === 0xff && bytes[1] === 0xfe && !(bytes[2] === 0 && bytes[3] === 0))
    return { kind: 'text', encoding: 'utf-16le' }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { kind: 'text', encoding: 'utf-16be' }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf && !bytes.includes(0))
    return { kind: 'text', encoding: 'utf-8' }
  let control = 0
  let high = 0
  for (const byte of bytes) {
    if (byte === 0) return { kind: 'binary' }
    // Tab, line feed, vertical tab, form feed, carriage return, backspace and escape (of terminal colours) are found in texts.
    if (byte < 0x20 ? byte !== 0x1b && (byte < 0x08 || byte > 0x0d) : byte === 0x7f) control += 1
    else if (byte >= 0x80 && byte < 0xa0) high += 1
  }
  if (isUtf8(whole ? bytes : bytes.subarray(0, bytes.length - cutTail(bytes)))) {
    return control <= bytes.length * oddLimit ? { kind: 'text', encoding: 'utf-8' } : { kind: 'binary' }
  }
  return control + high <= bytes.length * oddLimit ? { kind: 'text', encoding: 'latin-1' } : { kind: 'binary' }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Bytes at the end that begin a UTF-8 sequence whose rest is not there. */
function cutTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/**
 * Decodes a part of a file that begins at a character; without its byte order mark where it is the `first`. Where the bytes end within
 * a character (`whole` is false) that character is left out, not broken.
 */
export function decodeText(bytes: Uint8Array, encoding: Encoding, whole: boolean, first = true): string {
  // Behind the beginning U+FEFF is a character as any other.
  const options = { ignoreBOM: !first }
  switch (encoding) {
    case 'utf-8':
      return new TextDecoder('utf-8', options).decode(whole ? bytes : bytes.subarray(0, bytes.length - cutTail(bytes)))
    case 'utf-16le':
    case 'utf-16be': {
      const even = whole ? bytes.length : bytes.length - (bytes.length % 2)
      const cut = !whole && even > 0 && isSurrogate(bytes, even - 2, encoding, 0xd8) ? 2 : 0
      return new TextDecoder(encoding, options).decode(bytes.subarray(0, even - cut))
    }
    case 'latin-1': {
      let text = ''
      for (let from = 0; from < bytes.length; from += 8192)
        text += String.fromCharCode(...bytes.subarray(from, from + 8192))
      return text
    }
  }
}

/**
 * Bytes to pass over at the beginning of a part so that it begins a line where the part has a line end, and a character in any case.
 * The part begins at an even offset where the encoding is of two bytes.
 */
export function startOfText(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const [low, high] = encoding === 'utf-16le' ? [0, 1] : [1, 0]
    for (let at = 0; at + 1 < bytes.length; at += 2)
      if (bytes[at + low] === 0x0a && bytes[at + high] === 0) return at + 2
    return startOfCharacter(bytes, encoding)
  }
  const lineFeed = bytes.indexOf(0x0a)
  return lineFeed >= 0 ? lineFeed + 1 : startOfCharacter(bytes, encoding)
}

/** Bytes to pass over at the beginning of a part so that it begins a character. */
export function startOfCharacter(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding === 'latin-1') return 0
  if (encoding !== 'utf-8') return isSurrogate(bytes, 0, encoding, 0xdc) ? 2 : 0
  let at = 0
  while (at < 4 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1
  // Four in a row belong to no character.
  return at === 4 ? 0 : at
}

/** Line ends of a text, of whatever kind. */
export function countLineEnds(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === 0x0a || (unit === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) count += 1
  }
  return count
}

/** Whether the unit at an offset is of the first (0xd8) or second (0xdc) half of a surrogate pair. */
function isSurrogate(bytes: Uint8Array, at: number, encoding: 'utf-16le' | 'utf-16be', half: 0xd8 | 0xdc): boolean {
  return ((bytes[encoding === 'utf-16le' ? at + 1 : at] ?? 0) & 0xfc) === half
}

const magics: readonly (readonly [name: string, bytes: readonly number[], offset?: number])[] = [
  ['ELF', [0x7f, 0x45, 0x4c, 0x46]],
  ['gzip', [0x1f, 0x8b]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['LZ4', [0x04, 0x22, 0x4d, 0x18]],
  ['ZIP', [0x50, 0x4b, 0x03, 0x04]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['SQLite', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66]],
  ['Java class', [0xca, 0xfe, 0xba, 0xbe]],
  ['WebAssembly', [0x00, 0x61, 0x73, 0x6d]],
  ['Windows PE', [0x4d, 0x5a]],
  ['ar', [0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e]],
  ['WOFF2', [0x77, 0x4f, 0x46, 0x32]],
  ['TrueType', [0x00, 0x01, 0x00, 0x00, 0x00]],
  ['tar', [0x75, 0x73, 0x74, 0x61, 0x72], 257],
]

/** Names a binary format by its first bytes; null where they name none. */
export function formatOfBinary(bytes: Uint8Array): string | null {
  const found = magics.find(([, magic, offset = 0]) => magic.every((byte, index) => bytes[offset + index] === byte))
  return found?.[0] ?? (isTarHeader(bytes) ? 'tar' : null)
}

/** Whether bytes begin with a tar header, as its checksum says (POSIX.1-1988, 10.1.1): tars before 1988 have no magic bytes. */
export function isTarHeader(bytes: Uint8Array): boolean {
  if (bytes.length < 512 || bytes[0] === 0) return false
  let stated = ''
  for (const byte of bytes.subarray(148, 156)) stated += byte === 0 ? ' ' : String.fromCharCode(byte)
  if (!/^ *[0-7]+ *$/.test(stated)) return false
  let sum = 8 * 0x20
  for (let at = 0; at < 512; at += 1) if (at < 148 || at >= 156) sum += bytes[at] ?? 0
  return sum === Number.parseInt(stated, 8)
}
