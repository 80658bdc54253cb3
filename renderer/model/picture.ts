/** Pixels of a picture. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** Media type of a picture that the window can draw, by its first bytes; null for all else. SVG is text here: it may hold scripts. */
export function pictureType(bytes: Uint8Array): string | null {
  const starts = (text: string, offset = 0): boolean => ascii(bytes, offset, text.length) === text
  if (starts('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (starts('GIF87a') || starts('GIF89a')) return 'image/gif'
  if (starts('RIFF') && starts('WEBP', 8)) return 'image/webp'
  if (isBitmap(bytes)) return 'image/bmp'
  if (isIcon(bytes)) return 'image/x-icon'
  if (starts('ftyp', 4) && /avi[fs]/.test(ascii(bytes, 8, Math.min(64, number(bytes, 0, 4) - 8)))) return 'image/avif'
  return null
}

/** The pixels that a picture states in its first bytes; null where it states none there. */
export function pictureSize(bytes: Uint8Array, type: string): PictureSize | null {
  const little = (offset: number, length: number): number => number(bytes, offset, length, true)
  switch (type) {
    case 'image/png':
      return { width: number(bytes, 16, 4), height: number(bytes, 20, 4) }
    case 'image/gif':
      return { width: little(6, 2), height: little(8, 2) }
    case 'image/bmp':
      return { width: little(18, 4), height: Math.abs(little(22, 4) | 0) }
    case 'image/webp':
      return webpSize(bytes)
    case 'image/jpeg':
      return jpegSize(bytes)
    case 'image/avif':
      return avifSize(bytes)
    default:
      return null
  }
}

function isBitmap(bytes: Uint8Array): boolean {
  const header = number(bytes, 14, 4, true)
  return ascii(bytes, 0, 2) === 'BM' && number(bytes, 6, 4) === 0 && header >= 12 && header <= 124
}

/** The directory of an icon: a reserved 0, type 1, a few pictures, the first behind the directory. */
function isIcon(bytes: Uint8Array): boolean {
  const count = number(bytes, 4, 2, true)
  return (
    number(bytes, 0, 4) === 0x0000_0100 && count > 0 && count <= 64 && number(bytes, 18, 4, true) === 6 + 16 * count
  )
}

/** Three forms: lossy, lossless and extended (RFC 9649, 2.5 to 2.7). */
function webpSize(bytes: Uint8Array): PictureSize | null {
  const form = ascii(bytes, 12, 4)
  const little = (offset: number, length: number): number => number(bytes, offset, length, true)
  if (form === 'VP8 ') return { width: little(26, 2) & 0x3fff, height: little(28, 2) & 0x3fff }
  if (form === 'VP8X') return { width: little(24, 3) + 1, height: little(27, 3) + 1 }
  if (form !== 'VP8L') return null
  const bits = little(21, 4)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** The size is in the frame header, SOF0 to SOF15 (ITU-T T.81, B.2.2). */
function jpegSize(bytes: Uint8Array): PictureSize | null {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: number(bytes, at + 7, 2), height: number(bytes, at + 5, 2) }
    at += marker === 0xff ? 1 : 2 + Math.max(2, number(bytes, at + 2, 2))
  }
  return null
}

/** The largest of the spatial extents (ISO/IEC 23008-12, 6.5.3, `ispe`). */
function avifSize(bytes: Uint8Array): PictureSize | null {
  let largest: PictureSize | null = null
  const end = Math.min(bytes.length, 64 * 1024) - 16
  for (let at = 8; at < end; at += 1) {
    if (bytes[at] !== 0x69 || ascii(bytes, at, 4) !== 'ispe') continue
    const size = { width: number(bytes, at + 8, 4), height: number(bytes, at + 12, 4) }
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size
  }
  return largest
}

function ascii(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, Math.max(offset, offset + length)))
}

/** An unsigned number; what is missing counts as 0. */
function number(bytes: Uint8Array, offset: number, length: number, little = false): number {
  let value = 0
  for (let at = 0; at < length; at += 1)
    value = value * 256 + (bytes[little ? offset + length - 1 - at : offset + at] ?? 0)
  return value
}
