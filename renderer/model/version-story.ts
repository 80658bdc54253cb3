import type { ChangedField, ChangeKind, EntryDetails, OwnerNames, PathDetails, Version } from '../../shared/tree.ts'
import { formatSize } from './amount.ts'
import { messages } from './messages.ts'
import { formatMode } from './mode.ts'
import { ownerIds, resolvedOwner } from './owner.ts'
import { formatTimes } from './time.ts'

/** What a line of the time line says of a version. */
export interface VersionStory {
  readonly change: ChangeKind
  /** What the tag reads: the change, or what alone differs. */
  readonly tag: string
  /** Further remarks, each by itself. */
  readonly says: readonly string[]
  /** What it costs; null where it costs nothing or where that is no news. */
  readonly bytes: { readonly text: string; readonly waste: boolean } | null
}

/** Tells what happened to a path in a version, compared with the version that was seen before it. */
export function versionStory({ fullPath, versions, owners }: PathDetails, index: number): VersionStory | null {
  const version = versions[index]
  if (!version) return null
  const words = messages.versions
  const says: string[] = []
  const before = versions.slice(0, index).findLast((older) => older.entry !== null)?.entry ?? null
  if (version.change === 'removed' && version.removedThrough) {
    const { by, path } = version.removedThrough
    says.push(path === fullPath ? words.throughItself[by] : words.through[by](path))
  }
  if (version.change === 'modified') {
    for (const field of version.what) says.push(fieldStory(field, before, version.entry, owners))
    if (version.entry?.type === 'file' && before?.type === 'file' && !version.what.includes('content')) {
      says.push(version.contentCompared ? words.sameContent : words.notCompared)
    }
  }
  if (version.change === 'unchanged' && version.entry) says.push(words.again)
  if (version.entry?.entry === -1) says.push(words.implicit)
  // A newer entry of a directory adds to it and hides nothing.
  const hides = version.entry?.type !== 'dir' || version.hidden?.by !== 'newer-version'
  if (version.hidden && hides) says.push(words.hiddenBy(version.hidden.by, version.hidden.layer))
  return { change: version.change, tag: words.changes[version.change], says, bytes: costs(version, before) }
}

function costs(version: Version, before: EntryDetails | null): VersionStory['bytes'] {
  const words = messages.versions
  const { entry } = version
  if (version.hiddenBytes > 0) return { text: words.hiddenBytes(version.hiddenBytes), waste: true }
  if (entry?.type !== 'file' || entry.size === 0) return null
  const again =
    before?.type === 'file' &&
    version.change !== 'added' &&
    version.contentCompared &&
    !version.what.includes('content')
  if (again) return { text: words.shippedAgain(entry.size), waste: true }
  return { text: formatSize(entry.size), waste: false }
}

function fieldStory(
  field: ChangedField,
  before: EntryDetails | null,
  after: EntryDetails | null,
  owners: OwnerNames,
): string {
  const words = messages.versions
  const name = words.fields[field]
  const change = (from: string | null | undefined, to: string | null | undefined): string =>
    from == null || to == null || from === to ? name : words.from(name, from, to)
  const [old, now] = [before?.metadata, after?.metadata]
  switch (field) {
    case 'size':
      return before && after ? sizeStory(name, before.size, after.size) : name
    case 'mode':
      return change(old && formatMode(old.mode), now && formatMode(now.mode))
    case 'owner': {
      if (!old || !now) return name
      const names = change(resolvedOwner(old, owners), resolvedOwner(now, owners))
      return names === name ? change(ownerIds(old), ownerIds(now)) : names
    }
    case 'mtime':
      return old && now ? words.from(name, ...formatTimes(old.mtime, now.mtime)) : name
    case 'link':
      return change(before?.link, after?.link)
    case 'type':
      return change(before && messages.files.types[before.type], after && messages.files.types[after.type])
    case 'xattrs':
    case 'content':
      return name
  }
}

/** Sizes that read the same when short are written out. */
function sizeStory(name: string, before: number, after: number): string {
  const [from, to] = [formatSize(before), formatSize(after)]
  if (from !== to) return messages.versions.from(name, from, to)
  return messages.versions.from(name, messages.details.bytes(before), messages.details.bytes(after))
}
