import type { InnerArchive, InnerMember } from '../../shared/inner-archive.ts'

/** What tells two members of one name apart. */
export type MemberField = 'type' | 'size' | 'content' | 'mode' | 'link' | 'mtime'

export type MemberDifference = 'same' | 'changed' | 'only-a' | 'only-b'

/** A member of one of two archives, or of both. */
export interface MemberPair {
  /** Escaped for display. */
  readonly name: string
  readonly difference: MemberDifference
  /** Also of what counts as the same: the time alone. */
  readonly what: readonly MemberField[]
  /** false where equal sizes are all that is known of the contents. */
  readonly compared: boolean
  readonly a: InnerMember | null
  readonly b: InnerMember | null
}

/** Two archives by what they hold: in the order of b, what only a has where it stood. */
export interface MemberPairs {
  readonly pairs: readonly MemberPair[]
  readonly counts: Readonly<Record<MemberDifference, number>>
  /** One of them is not listed to its end. */
  readonly more: boolean
  /** What is wrong with either; null where nothing was found. */
  readonly damage: string | null
  /** Contents are told apart by the CRC-32 that zips state, and not by reading them. */
  readonly byChecksum: boolean
}

/** Members by name; of several with one name each is another. */
function byName(members: readonly InnerMember[]): Map<string, InnerMember> {
  const found = new Map<string, InnerMember>()
  const seen = new Map<string, number>()
  for (const member of members) {
    const times = seen.get(member.name) ?? 0
    seen.set(member.name, times + 1)
    found.set(times === 0 ? member.name : `${member.name}\n${times}`, member)
  }
  return found
}

function pairOf(a: InnerMember, b: InnerMember): MemberPair {
  const bothFiles = a.type === 'file' && b.type === 'file'
  const known = a.content !== null && b.content !== null && a.content.split(':')[0] === b.content.split(':')[0]
  const checks: readonly (readonly [MemberField, boolean])[] = [
    ['type', a.type !== b.type],
    ['size', bothFiles && a.size !== b.size],
    ['content', bothFiles && a.size === b.size && known && a.content !== b.content],
    ['mode', a.mode !== null && b.mode !== null && a.mode !== b.mode],
    ['link', a.link !== b.link],
    ['mtime', a.mtime !== b.mtime],
  ]
  const what = checks.flatMap(([field, differs]) => (differs ? [field] : []))
  return {
    name: b.name,
    difference: what.some((field) => field !== 'mtime') ? 'changed' : 'same',
    what,
    compared: !bothFiles || a.size !== b.size || a.size === 0 || known,
    a,
    b,
  }
}

/** Holds the listings of two archives against each other, member by member. */
export function memberPairs(a: InnerArchive, b: InnerArchive): MemberPairs {
  const ofA = byName(a.members)
  const ofB = byName(b.members)
  const keys = merged([...ofA.keys()], [...ofB.keys()], ofA, ofB)
  const pairs = keys.map((key): MemberPair => {
    const [one, other] = [ofA.get(key), ofB.get(key)]
    if (one && other) return pairOf(one, other)
    const only = { what: [], compared: true } as const
    return one
      ? { ...only, name: one.name, difference: 'only-a', a: one, b: null }
      : { ...only, name: other?.name ?? '', difference: 'only-b', a: null, b: other ?? null }
  })
  const count = (wanted: MemberDifference): number => pairs.filter(({ difference }) => difference === wanted).length
  return {
    pairs,
    counts: { same: count('same'), changed: count('changed'), 'only-a': count('only-a'), 'only-b': count('only-b') },
    more: a.more || b.more,
    damage: a.damage ?? b.damage,
    byChecksum: a.format === 'zip' && b.format === 'zip',
  }
}

/** All keys in the order of b; what only a has stands behind what came before it there. */
function merged(
  a: readonly string[],
  b: readonly string[],
  ofA: ReadonlyMap<string, unknown>,
  ofB: ReadonlyMap<string, unknown>,
): string[] {
  const behind = new Map<string, string[]>()
  let last = ''
  for (const key of a) {
    if (ofB.has(key)) last = key
    else {
      const keys = behind.get(last)
      if (keys) keys.push(key)
      else behind.set(last, [key])
    }
  }
  const first = behind.get('') ?? []
  return [...first, ...b.flatMap((key) => (ofA.has(key) ? [key, ...(behind.get(key) ?? [])] : [key]))]
}
