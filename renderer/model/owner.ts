import type { Metadata, OwnerNames } from '../../shared/tree.ts'
import { visibleLine } from '../../shared/visible-text.ts'

/** `app:app` as the tar header names them; a number where it has no name. `root` needs none. */
export function ownerNames(metadata: Metadata): string {
  return `${userName(metadata)}:${nameOf(metadata.gid, metadata.gname)}`
}

/** `app (990)`: user and group as the image's own lists name them, else as the tar header does; a number that has no name stands alone. */
export function ownerLabels(metadata: Metadata, owners: OwnerNames): { readonly user: string; readonly group: string } {
  const { user, group } = resolvedNames(metadata, owners)
  return { user: withNumber(user, metadata.uid), group: withNumber(group, metadata.gid) }
}

/** `app:app`, by the image's own lists where they have the numbers. */
export function resolvedOwner(metadata: Metadata, owners: OwnerNames): string {
  const { user, group } = resolvedNames(metadata, owners)
  return `${user}:${group}`
}

function resolvedNames(metadata: Metadata, { users, groups }: OwnerNames): { user: string; group: string } {
  return {
    user: users[metadata.uid] ?? nameOf(metadata.uid, metadata.uname),
    group: groups[metadata.gid] ?? nameOf(metadata.gid, metadata.gname),
  }
}

function withNumber(name: string, id: number): string {
  return name === String(id) ? name : `${name} (${id})`
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
