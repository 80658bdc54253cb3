import type { LayerCompression } from '../../shared/archive.ts'
import type { Member } from './archive-members.ts'
import { readRange } from './byte-reader.ts'
import type { ByteRange } from './byte-reader.ts'
import { MAGIC_LENGTH, detectCompression } from './compression.ts'
import type { LayerSource } from './image.ts'
import { endsAsZstdChunked } from './lazy-layer.ts'
import { BLOCK, looksLikeTar } from './tar-header.ts'

/** How a stored layer is compressed, by its bytes and never by its name; a tar stays a tar whatever its first name is. */
export function layerCompression(range: ByteRange): LayerCompression {
  const head = readRange({ ...range, size: Math.min(BLOCK, range.size) })
  if (looksLikeTar(head)) return 'none'
  return detectCompression(head.subarray(0, MAGIC_LENGTH))
}

/** A layer of a manifest with the blob that was found for it. */
export function layerSource(
  member: Member | null,
  stated: Omit<LayerSource, 'blob' | 'cut' | 'unreadable'>,
): LayerSource {
  if (member === null) return { blob: null, cut: false, ...stated }
  const { range, cut, unreadable } = member
  if (unreadable !== undefined) return { blob: { range, compression: 'none' }, cut, unreadable, ...stated }
  const compression = layerCompression(range)
  const chunked = stated.lazy === undefined && compression === 'zstd' && endsAsZstdChunked(range)
  return { blob: { range, compression }, cut, ...stated, ...(chunked ? { lazy: 'zstd:chunked' as const } : {}) }
}
