import type { InnerMember } from '../../shared/inner-archive.ts'

export type MemberKey = 'archive' | 'name' | 'size' | 'storedSize' | 'mtime'

const names = new Intl.Collator('en', { numeric: true })

/** Sorts the members of an archive; those that lack what they are sorted by come last. */
export function sortMembers(
  members: readonly InnerMember[],
  by: MemberKey,
  descending: boolean,
): readonly InnerMember[] {
  if (by === 'archive') return members
  const sign = descending ? -1 : 1
  return [...members].sort((a, b) => {
    if (by === 'name') return sign * names.compare(a.name, b.name)
    const [x, y] = [a[by], b[by]]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return sign * (x - y)
  })
}
