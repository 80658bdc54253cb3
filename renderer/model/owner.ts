import type { Metadata } from '../../shared/tree.ts'
import { visibleLine } from './visible-text.ts'

/** `app:app` as the tar header names them; a number where it has no name. */
export function ownerNames(metadata: Metadata): string {
  return `${userName(metadata)}:${metadata.gname === '' ? metadata.gid : visibleLine(metadata.gname)}`
}

/** `990:990`. */
export function ownerIds(metadata: Metadata): string {
  return `${metadata.uid}:${metadata.gid}`
}

/** `app`; the number where the tar header has no name. `root` needs none. */
export function userName(metadata: Metadata): string {
  if (metadata.uname !== '') return visibleLine(metadata.uname)
  return metadata.uid === 0 ? 'root' : String(metadata.uid)
}
