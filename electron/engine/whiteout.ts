/**
 * The names that delete, in one place. OCI image-spec, layer.md, "Whiteouts": `.wh.NAME` hides NAME of lower layers,
 * `.wh..wh..opq` all that lower layers have in its directory. Any other `.wh..wh.` name is AUFS bookkeeping.
 */
export const NameMeaning = {
  Ordinary: 0,
  /** `.wh.NAME`. */
  Whiteout: 1,
  /** `.wh..wh..opq`, exactly. */
  Opaque: 2,
  /** Any other `.wh..wh.…`. */
  Aufs: 3,
  /** `.wh.` alone, or with `.` or `..`: names nothing and deletes nothing. */
  Unnamed: 4,
} as const

export type NameMeaning = (typeof NameMeaning)[keyof typeof NameMeaning]

/** Bytes of `.wh.`, which come before the name that is hidden. */
export const WHITEOUT_PREFIX_LENGTH = 4

const OPAQUE = Buffer.from('.wh..wh..opq')
const META = Buffer.from('.wh..wh.')

/** What the last component of a path means; case-sensitive, on raw bytes. */
export function nameMeaning(bytes: Uint8Array, start: number, end: number): NameMeaning {
  const length = end - start
  if (length < WHITEOUT_PREFIX_LENGTH) return NameMeaning.Ordinary
  if (bytes[start] !== 0x2e || bytes[start + 1] !== 0x77 || bytes[start + 2] !== 0x68 || bytes[start + 3] !== 0x2e)
    return NameMeaning.Ordinary
  if (length === WHITEOUT_PREFIX_LENGTH) return NameMeaning.Unnamed
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + start, length)
  if (name.equals(OPAQUE)) return NameMeaning.Opaque
  if (length >= META.length && name.subarray(0, META.length).equals(META)) return NameMeaning.Aufs
  const hidden = name.subarray(WHITEOUT_PREFIX_LENGTH).toString('latin1')
  return hidden === '.' || hidden === '..' ? NameMeaning.Unnamed : NameMeaning.Whiteout
}

/** Extended attributes by which an overlay's upper directory says "opaque" (kernel, overlayfs.rst). */
export const OPAQUE_XATTRS: readonly string[] = ['trusted.overlay.opaque', 'user.overlay.opaque']
