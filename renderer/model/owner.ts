import type { Metadata } from '../../shared/tree.ts'
import { visibleLine } from '../../shared/visible-text.ts'

/** `app:app` as the tar header names them; a number where it has no name. `root` needs none. */
export function ownerNames(metadata: Metadata): string {
  return `${userName(metadata)}:${nameOf(metadata.gid, metadata.gname)}`
}

/** `990:990`. */
export function ownerIds(metadata: Metadata): string {
  return `${metadata.uid}:${metadata.gid}`
}

/** `app`; the number where the tar header has no name. `root` needs none. */
export function userName(metadata: Metadata): string {
  return nameOf(metadata.uid, metadata.uname)
}

function nameOf(id: number, name: string): string {
  if (name !== '') return visibleLine(name)
  return id === 0 ? 'root' : String(id)
}
