import type { ArchiveCompression } from '../../shared/archive.ts'

/** Bytes that {@link detectCompression} looks at. */
export const MAGIC_LENGTH = 6

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((value, index) => bytes[index] === value)
}

/**
 * Tells a compression by its magic bytes: RFC 1952 (gzip), RFC 8878 (zstd, also where a skippable frame comes first),
 * the .xz file format 2.1.1, bzip2's `BZh`.
 */
export function detectCompression(head: Uint8Array): ArchiveCompression {
  if (startsWith(head, [0x1f, 0x8b])) return 'gzip'
  if (startsWith(head, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd'
  if (head.length >= 4 && (head[0]! & 0xf0) === 0x50 && startsWith(head.subarray(1), [0x2a, 0x4d, 0x18])) return 'zstd'
  if (startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])) return 'xz'
  if (startsWith(head, [0x42, 0x5a, 0x68]) && head[3]! >= 0x31 && head[3]! <= 0x39) return 'bzip2'
  return 'none'
}
