import { describe, expect, it } from 'vitest'
import { memberPairs } from '../../renderer/model/member-pairs.ts'
import type { InnerArchive, InnerMember } from '../../shared/inner-archive.ts'

function member(name: string, more: Partial<InnerMember> = {}): InnerMember {
  return {
    name,
    type: 'file',
    size: 3,
    storedSize: null,
    mtime: 1,
    mode: 0o644,
    link: null,
    content: 'sha256:a',
    ...more,
  }
}

function archive(members: readonly InnerMember[], more: Partial<InnerArchive> = {}): InnerArchive {
  return { format: 'tar', members, more: false, damage: null, ...more }
}

const told = (a: readonly InnerMember[], b: readonly InnerMember[]) =>
  memberPairs(archive(a), archive(b)).pairs.map(({ name, difference, what }) => [name, difference, ...what].join(' '))

describe('members of two archives', () => {
  it('are paired by name, in the order of the second; what only the first has stays where it stood', () => {
    expect(
      told([member('gone'), member('a'), member('old'), member('b')], [member('b'), member('new'), member('a')]),
    ).toEqual(['gone only-a', 'b same', 'new only-b', 'a same', 'old only-a'])
  })

  it('of equal size are told apart by content, and what differs otherwise is named', () => {
    expect(told([member('a')], [member('a', { content: 'sha256:b' })])).toEqual(['a changed content'])
    expect(told([member('a')], [member('a', { size: 4, content: 'sha256:b' })])).toEqual(['a changed size'])
    expect(told([member('a')], [member('a', { mode: 0o755 })])).toEqual(['a changed mode'])
    expect(told([member('a', { type: 'symlink', link: 'x' })], [member('a', { type: 'symlink', link: 'y' })])).toEqual([
      'a changed link',
    ])
  })

  it('that differ in nothing but their times are the same', () => {
    expect(told([member('a')], [member('a', { mtime: 2 })])).toEqual(['a same mtime'])
  })

  it('of which only the size is known are not said to be compared, nor are contents of two forms', () => {
    const compared = (a: string | null, b: string | null): boolean | undefined =>
      memberPairs(archive([member('a', { content: a })]), archive([member('a', { content: b })])).pairs[0]?.compared
    expect([compared(null, 'sha256:a'), compared('crc32:1', 'sha256:a'), compared('crc32:1', 'crc32:2')]).toEqual([
      false,
      false,
      true,
    ])
  })

  it('with one name are paired in their order', () => {
    expect(told([member('a'), member('a', { size: 9 })], [member('a')])).toEqual(['a same', 'a only-a'])
  })

  it('are counted, and what was not listed or is damaged is said', () => {
    const both = memberPairs(archive([member('a')], { more: true }), archive([member('b')], { damage: 'cut' }))
    expect(both).toMatchObject({
      counts: { same: 0, changed: 0, 'only-a': 1, 'only-b': 1 },
      more: true,
      damage: 'cut',
      byChecksum: false,
    })
  })
})
