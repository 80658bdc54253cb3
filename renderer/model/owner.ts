import type { Metadata, OwnerNames } from '../../shared/tree.ts'
import { visibleLine } from '../../shared/visible-text.ts'

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

/** `app`, by the image's own list, else as the tar header names it; the number where neither does. `root` needs none. */
export function userName(metadata: Metadata, owners: OwnerNames): string {
  return resolvedNames(metadata, owners).user
}

function nameOf(id: number, name: string): string {
  if (name !== '') return visibleLine(name)
  return id === 0 ? 'root' : String(id)
}
