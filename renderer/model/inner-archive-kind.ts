import { gzipBeginning } from './gzip-peek.ts'
import { isTarHeader } from './text-content.ts'

/** Bytes of a tar header. */
const TAR_BLOCK = 512

/**
 * Whether a file is an archive that can be listed: a tar or a zip, as its format says; a gzip where it holds a tar, or is named as
 * one and its beginning does not tell.
 */
export async function isInnerArchive(
  format: string | null,
  beginning: Uint8Array<ArrayBuffer>,
  fullPath: string,
): Promise<boolean> {
  if (format !== 'gzip') return format === 'tar' || format === 'ZIP'
  const held = await gzipBeginning(beginning, TAR_BLOCK)
  return held.length === TAR_BLOCK ? isTarHeader(held) : /\.(?:tar\.gz|tgz|apk|crate|gem)$/i.test(fullPath)
}
