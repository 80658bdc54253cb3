import type { LazyFormat } from '../../shared/archive.ts'
import { readRange } from './byte-reader.ts'
import type { ByteRange } from './byte-reader.ts'
import type { LayerIndex } from './layer-index.ts'
import { nameBytes } from './name-table.ts'
import { NO_NODE } from './path-tree.ts'

/** Annotations of descriptors (stargz-snapshotter, docs/estargz.md; containers/storage, pkg/chunked/internal/minimal). */
const ANNOTATIONS: readonly (readonly [annotation: string, format: LazyFormat])[] = [
  ['io.github.containers.zstd-chunked.manifest-checksum', 'zstd:chunked'],
  ['io.containers.zstd-chunked.manifest-checksum', 'zstd:chunked'],
  ['containerd.io/snapshot/stargz/toc.digest', 'estargz'],
]

/** For which lazy puller a layer was made, as its descriptor says; null where it says nothing. */
export function statedLazyFormat(annotations: Readonly<Record<string, string>> | null | undefined): LazyFormat | null {
  return ANNOTATIONS.find(([annotation]) => annotations?.[annotation] !== undefined)?.[1] ?? null
}

/** The last bytes of a zstd:chunked layer, in a skippable frame (containers/storage, `ZstdChunkedFrameMagic`). */
const CHUNKED_END = Buffer.from('GNUlInUx')

/** Whether a stored zstd stream ends as zstd:chunked does. */
export function endsAsZstdChunked(range: ByteRange): boolean {
  const { length } = CHUNKED_END
  if (range.size < length) return false
  return CHUNKED_END.equals(readRange({ ...range, offset: range.offset + range.size - length, size: length }))
}

/** Whether a layer has the table of contents of eStargz at its root. */
export function hasEstargzToc({ firstChild, nextSibling, names, nodeNames }: LayerIndex): boolean {
  const wanted = Buffer.from('stargz.index.json')
  for (let child = firstChild[NO_NODE]!; child !== NO_NODE; child = nextSibling[child]!)
    if (wanted.equals(nameBytes(names, nodeNames[child]!))) return true
  return false
}
