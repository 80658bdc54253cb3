import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import {
  device,
  dir,
  file,
  hardlink,
  opaque,
  overlayOpaque,
  overlayWhiteout,
  symlink,
  whiteout,
} from '../fixtures/layer-builder.ts'
import type { TarMember } from '../fixtures/tar-writer.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { OpenedImage } from './opened-image.ts'

const folder = temporaryFolder()

/** Stacks layers, oldest first, and closes the image when the test is done. */
async function stacked(
  look: (image: OpenedImage) => Promise<void>,
  ...layers: readonly (readonly TarMember[])[]
): Promise<void> {
  const image = await OpenedImage.of(folder, ...layers)
  try {
    await look(image)
  } finally {
    await image.close()
  }
}

describe('names', () => {
  it('two names that differ only in bytes, in case or in Unicode form are never merged', () =>
    stacked(
      async (image) => {
        expect((await image.seen()).size).toBe(7)
        expect(await image.problems('duplicate-path')).toEqual([])
      },
      [
        file(Uint8Array.of(0x61, 0xff), '1'),
        file(Uint8Array.of(0x61, 0xfe), '2'),
        file('a\ufffd', '3'),
        file('\u00e9', '4'),
        file('e\u0301', '5'),
        file('README', '6'),
      ],
      [file('readme', '7')],
    ))

  it('are normalised like an unpacker does', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['a', 'a/b', 'a/b/c', 'one', 'three', 'two'])
      },
      [file('./one'), file('/two'), file('.//./three'), dir('./a//b/.'), file('a//b/./c')],
    ))

  it('an entry with a .. component, an empty name or a NUL never leaves the root and is listed as a problem', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['kept'])
        expect((await image.problems('name-escapes')).length).toBe(3)
        expect((await image.problems('name-empty')).length).toBe(1)
      },
      [
        file('../out', 'x'),
        file('a/../b', 'x'),
        file('', 'x'),
        { ...file('nul', 'x'), pax: { path: 'a\0b' } },
        file('kept', 'x'),
      ],
    ))

  it('a backslash is an ordinary character, and C: an ordinary name', () =>
    stacked(
      async (image) => {
        expect((await image.paths()).length).toBe(3)
        expect((await image.seen()).has('C:')).toBe(true)
      },
      [file('a\\x2db.mount', '1'), file('C:/x', '2')],
    ))

  it('missing parents exist implicitly, with mode, owner and time unknown', () =>
    stacked(
      async (image) => {
        const seen = await image.seen()
        expect(seen.get('a')?.metadata).toBeNull()
        expect(seen.get('a/b')?.metadata).toBeNull()
        expect(seen.get('a/b/c')?.metadata?.mode).toBe(0o644)
      },
      [file('a/b/c', 'x')],
    ))

  it('an implicit parent never overrides the metadata of a real directory in a lower layer', () =>
    stacked(
      async (image) => {
        const row = (await image.seen()).get('private')
        expect(row?.metadata).toMatchObject({ mode: 0o700, uid: 7, gid: 8 })
        expect(row?.layer).toBe(0)
      },
      [dir('private', { mode: 0o700, uid: 7, gid: 8 })],
      [file('private/key', 'x')],
    ))

  it('the same path twice in one layer: the last header wins, the earlier is listed as a problem', () =>
    stacked(
      async (image) => {
        expect(await image.text('twice')).toBe('second')
        expect((await image.seen()).get('twice')?.metadata?.mode).toBe(0o600)
        expect((await image.problems('duplicate-path')).length).toBe(1)
      },
      [file('twice', 'first'), file('./twice', 'second', { mode: 0o600 })],
    ))

  it('a directory that is listed again in its layer keeps its children and takes the new metadata', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/x'])
        expect((await image.seen()).get('d')?.metadata?.mode).toBe(0o700)
      },
      [dir('d'), file('d/x'), dir('d', { mode: 0o700 })],
    ))

  it('a later file at the path of a directory of the same layer drops what the layer had below it', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d'])
        expect((await image.seen()).get('d')?.type).toBe('file')
      },
      [dir('d'), file('d/x'), file('d', 'now a file')],
    ))

  it('an entry below a file of the same layer turns the file into an implicit directory', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/x'])
        expect((await image.seen()).get('d')).toMatchObject({ type: 'dir', metadata: null })
      },
      [file('d', 'a file'), file('d/x')],
    ))
})

describe('deletion', () => {
  const LOWER = [dir('d'), file('d/a', 'a'), dir('d/sub'), file('d/sub/b', 'b'), file('e', 'e')]

  it('.wh.NAME hides NAME of lower layers, and all below it', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['e'])
        expect(await image.changes()).toEqual({
          d: 'removed',
          'd/a': 'removed',
          'd/sub': 'removed',
          'd/sub/b': 'removed',
        })
      },
      LOWER,
      [whiteout('d')],
    ))

  it.each([
    ['first', [opaque('d'), file('d/new', 'n')]],
    ['last', [file('d/new', 'n'), opaque('d')]],
    ['after its directory', [dir('d'), file('d/new', 'n'), opaque('d')]],
  ])('.wh..wh..opq in D hides everything that lower layers have below D, siblings stay; here it comes %s', (_, upper) =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/new', 'e'])
        expect(await image.changes()).toMatchObject({ 'd/a': 'removed', 'd/sub': 'removed', 'd/sub/b': 'removed' })
      },
      LOWER,
      upper,
    ),
  )

  it('.wh..wh..opq in the root hides all of the lower layers', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['only'])
      },
      LOWER,
      [opaque(''), file('only')],
    ))

  it.each([
    ['before', [whiteout('d'), dir('d'), file('d/new')]],
    ['after', [dir('d'), file('d/new'), whiteout('d')]],
  ])(
    'whiteout and same-named entry in one layer: the entry is there, the lower one is hidden; whiteout %s',
    (_, upper) =>
      stacked(
        async (image) => {
          expect(await image.paths()).toEqual(['d', 'd/new', 'e'])
          expect((await image.problems('whiteout-and-entry')).length).toBe(1)
        },
        LOWER,
        upper,
      ),
  )

  it('a bare .wh. names nothing and deletes nothing, certainly not its parent', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/a', 'd/sub', 'd/sub/b', 'e'])
        expect((await image.problems('whiteout-unnamed')).length).toBe(3)
      },
      LOWER,
      [file('d/.wh.'), file('d/.wh..'), file('d/sub/.wh...')],
    ))

  it('.wh..wh..opqX is not opaque', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/a', 'd/sub', 'd/sub/b', 'e'])
      },
      LOWER,
      [file('d/.wh..wh..opqX')],
    ))

  it('any other .wh..wh. name is AUFS bookkeeping: never merged, shown in the layer as metadata', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/a', 'd/link', 'd/sub', 'd/sub/b', 'e'])
        expect(await image.text('d/link')).toBe('kept by AUFS')
        const own = await image.rows({ kind: 'layer', layer: 1 })
        expect(own.get('.wh..wh.plnk')?.marker).toBe('aufs')
        expect(own.get('.wh..wh.plnk/1')?.marker).toBe('aufs')
        expect(own.get('.wh..wh.aufs')?.marker).toBe('aufs')
      },
      LOWER,
      [
        file('.wh..wh.aufs'),
        dir('.wh..wh.plnk'),
        file('.wh..wh.plnk/1', 'kept by AUFS'),
        hardlink('d/link', '.wh..wh.plnk/1'),
      ],
    ))

  it('matching is case-sensitive', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['.WH.e', 'd', 'd/a', 'd/sub', 'd/sub/b', 'e'])
      },
      LOWER,
      [file('.WH.e')],
    ))

  it('a whiteout of what is not there is legal: it hides nothing, and says so', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/a', 'd/sub', 'd/sub/b', 'e'])
        expect(await image.changes()).toEqual({})
        expect((await image.problems('whiteout-of-nothing')).map(({ severity }) => severity)).toEqual(['note', 'note'])
      },
      LOWER,
      [whiteout('nothing'), whiteout('no/such/place')],
    ))

  it('a marker never appears in a merged tree, also one from the lowest layer', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['kept'])
        const own = await image.rows({ kind: 'layer', layer: 0 })
        expect(own.get('.wh.gone')?.marker).toBe('whiteout')
        expect(own.get('d/.wh..wh..opq')?.marker).toBe('opaque')
      },
      [whiteout('gone'), opaque('d'), file('kept')],
    ))

  it('a whiteout may itself be a directory entry, or carry a size; it is still only a marker', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/sub', 'd/sub/b'])
      },
      LOWER,
      [dir('.wh.e'), { ...whiteout('d/a'), body: 'a body' }],
    ))

  it('a member below a whiteout is no whiteout: what has no marker of its own is not deleted', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/a', 'd/sub', 'd/sub/b', 'e'])
      },
      LOWER,
      [file('.wh.e/inside')],
    ))

  it.each([
    ['whiteout', whiteout('thing/x')],
    ['opaque marker', opaque('thing')],
    ['AUFS name', file('thing/.wh..wh.aufs')],
    ['overlayfs whiteout', overlayWhiteout('thing/x')],
    ['hard link that dangles', hardlink('thing/x', 'nowhere')],
  ])('a file stays although a %s of its own layer stands below it', (_, below) =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['thing'])
      },
      [file('thing', 'x'), below],
    ),
  )

  it('markers make no parents', () =>
    stacked(
      async (image) => {
        expect((await image.seen()).get('lib')).toMatchObject({ type: 'symlink', layer: 0 })
        expect(await image.paths()).toEqual(['lib', 'usr', 'usr/lib', 'usr/lib/x'])
      },
      [dir('usr'), dir('usr/lib'), file('usr/lib/x'), symlink('lib', 'usr/lib')],
      [whiteout('lib/x'), opaque('new/place'), file('other/.wh..wh.aufs')],
    ))

  it('character device 0:0 is treated as a whiteout, with a note', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['e'])
        expect((await image.problems('overlay-whiteout')).map(({ severity }) => severity)).toEqual(['note'])
        expect((await image.rows({ kind: 'layer', layer: 1 })).get('d')).toMatchObject({ type: 'char' })
      },
      LOWER,
      [overlayWhiteout('d')],
    ))

  it('a hard link to a character device 0:0 is one more whiteout: overlayfs shares the inode', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual([])
      },
      LOWER,
      [overlayWhiteout('d'), hardlink('e', 'd')],
    ))

  it('other devices are no whiteouts', () =>
    stacked(
      async (image) => {
        expect((await image.seen()).get('d')?.type).toBe('char')
        expect((await image.seen()).get('e')?.type).toBe('block')
      },
      LOWER,
      [device('d', 'char', [0, 1]), device('e', 'block', [0, 0])],
    ))

  it.each(['trusted', 'user'] as const)('xattr %s.overlay.opaque=y makes a directory opaque, with a note', (name) =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/new', 'e'])
        expect((await image.problems('overlay-opaque')).length).toBe(1)
      },
      LOWER,
      [overlayOpaque('d', name), file('d/new')],
    ),
  )

  it('xattr trusted.overlay.opaque=y on the root hides all of the lower layers', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['only'])
      },
      LOWER,
      [overlayOpaque('.'), file('only')],
    ))

  it('xattr trusted.overlay.opaque of another value is not opaque', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['d', 'd/a', 'd/sub', 'd/sub/b', 'e'])
      },
      LOWER,
      [dir('d', { xattrs: { 'trusted.overlay.opaque': 'n' } })],
    ))

  it('deleted, then added again by a later layer: the path is alive again, its history shows all of it', () =>
    stacked(
      async (image) => {
        expect(await image.text('e')).toBe('again')
        const { versions, visible } = await image.details('e')
        expect(versions.map(({ layer, change }) => [layer, change])).toEqual([
          [0, 'added'],
          [1, 'removed'],
          [2, 'added'],
        ])
        expect(visible).toBe(2)
        expect(versions[0]?.hidden).toEqual({ by: 'whiteout', layer: 1 })
        expect(await image.paths(1)).toEqual(['d', 'd/a', 'd/sub', 'd/sub/b'])
      },
      LOWER,
      [whiteout('e')],
      [file('e', 'again')],
    ))
})

describe('replacement', () => {
  it.each([
    ['file', file('x', 'f')],
    ['symlink', symlink('x', 'y')],
    ['device', device('x', 'char', [1, 3])],
    ['hard link', hardlink('x', 'other')],
  ])('a %s over a directory replaces it and hides what was below', (_, upper) =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['other', 'x'])
        expect((await image.seen()).get('x')?.type).not.toBe('dir')
        expect((await image.changes())['x/below']).toBe('removed')
        expect((await image.details('x/below')).versions[0]?.hidden).toEqual({ by: 'replaced-ancestor', layer: 1 })
      },
      [dir('x'), file('x/below', 'b'), file('other', 'o')],
      [upper],
    ),
  )

  it('a directory over a non-directory replaces it with an empty directory plus its own children', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['x', 'x/mine'])
        expect((await image.seen()).get('x')?.type).toBe('dir')
      },
      [file('x', 'f')],
      [dir('x'), file('x/mine')],
    ))

  it("a directory over a directory merges: the upper one's metadata wins, children unite", () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['x', 'x/lower', 'x/upper'])
        expect((await image.seen()).get('x')).toMatchObject({ layer: 1, metadata: { mode: 0o700, uid: 5 } })
        expect((await image.seen()).get('x/lower')?.layer).toBe(0)
      },
      [dir('x'), file('x/lower')],
      [dir('x', { mode: 0o700, uid: 5 }), file('x/upper')],
    ))

  it('a symlink is never followed: an entry below a lower symlink turns it into a directory, with a warning', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['lib', 'lib/x', 'usr', 'usr/lib'])
        expect((await image.seen()).get('lib')).toMatchObject({ type: 'dir', layer: 1, metadata: null })
        expect((await image.problems('symlink-replaced-by-directory')).map(({ severity }) => severity)).toEqual([
          'warning',
        ])
      },
      [dir('usr'), dir('usr/lib'), symlink('lib', 'usr/lib')],
      [file('lib/x')],
    ))

  it("opaque over a lower symlink never touches the symlink's target", () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['lib', 'usr', 'usr/lib', 'usr/lib/x'])
        expect((await image.seen()).get('lib')?.type).toBe('symlink')
      },
      [dir('usr'), dir('usr/lib'), file('usr/lib/x'), symlink('lib', 'usr/lib')],
      [opaque('lib')],
    ))

  it('an entry below a lower file turns that into a directory', () =>
    stacked(
      async (image) => {
        expect((await image.seen()).get('x')).toMatchObject({ type: 'dir', layer: 1 })
        expect((await image.problems('parent-not-directory')).length).toBe(1)
        expect((await image.changes())['x']).toBe('modified')
      },
      [file('x', 'f')],
      [file('x/below')],
    ))
})

describe('hard links', () => {
  it.each([
    ['overwrites', [file('target', 'new')]],
    ['deletes', [whiteout('target')]],
  ])("a hard link keeps its target's content as of its layer when a later layer %s the target", (_, later) =>
    stacked(
      async (image) => {
        expect(await image.text('link')).toBe('old')
        expect((await image.seen()).get('link')).toMatchObject({
          type: 'file',
          size: 3,
          metadata: { mode: 0o640, uid: 9 },
        })
      },
      [file('target', 'old', { mode: 0o640, uid: 9 }), hardlink('link', 'target', { mode: 0o777, uid: 1 })],
      later,
    ),
  )

  it('a link to a path that its own layer replaces later keeps what stood before it', () =>
    stacked(
      async (image) => {
        expect(await image.text('link')).toBe('old')
        expect(await image.text('chain')).toBe('old')
        expect(await image.text('target')).toBe('new')
      },
      [file('target', 'old'), hardlink('link', 'target'), hardlink('chain', 'link'), file('target', 'new')],
    ))

  it('a link whose target lies in a lower layer only resolves to the view at that point, and copies the target up', () =>
    stacked(
      async (image) => {
        expect(await image.text('link')).toBe('below')
        const seen = await image.seen()
        expect(seen.get('link')?.layer).toBe(2)
        expect(seen.get('target')?.layer).toBe(2)
        expect((await image.changes())['target']).toBe('unchanged')
      },
      [file('target', 'below all')],
      [file('target', 'below')],
      [hardlink('link', 'target')],
    ))

  it('a link to a lower path that its own layer deletes keeps the content', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['link'])
        expect(await image.text('link')).toBe('below')
      },
      [file('target', 'below')],
      [hardlink('link', 'target'), whiteout('target')],
    ))

  it('a link to a symlink is that symlink', () =>
    stacked(
      async (image) => {
        expect((await image.seen()).get('link')).toMatchObject({ type: 'symlink', link: 'away' })
      },
      [symlink('target', 'away'), hardlink('link', 'target')],
    ))

  it('dangling and cyclic links are problems, each of them, and never an endless loop', () =>
    stacked(
      async (image) => {
        expect(await image.paths()).toEqual(['kept'])
        const paths = (await image.problems('hard-link-dangling')).map(({ where }) => where.path?.replace(/^\//, ''))
        expect(paths.sort()).toEqual(['chain', 'directory', 'escape', 'missing', 'one', 'self', 'two'])
      },
      [
        file('kept'),
        hardlink('missing', 'nowhere'),
        hardlink('chain', 'missing'),
        hardlink('self', 'self'),
        hardlink('one', 'two'),
        hardlink('two', 'one'),
        hardlink('directory', 'd'),
        hardlink('escape', '../../etc/passwd'),
      ],
    ))

  it('a link before its target is resolved, and listed as a problem', () =>
    stacked(
      async (image) => {
        expect(await image.text('early')).toBe('late')
        expect((await image.problems('hard-link-forward')).length).toBe(1)
      },
      [hardlink('early', 'target'), file('target', 'late')],
    ))

  it('a hard link adds no bytes to the layer, the merged tree counts an inode once, peers are named', () =>
    stacked(
      async (image) => {
        expect(image.status.layers[0]?.contentBytes).toBe(1000)
        expect(image.status.totals).toMatchObject({ shippedBytes: 1000, visibleBytes: 1000, reclaimableBytes: 0 })
        const entry = (await image.details('b')).versions[0]?.entry
        expect(entry?.size).toBe(1000)
        expect((entry?.peers ?? []).map(({ path }) => path).sort()).toEqual(['/a', '/c'])
      },
      [file('a', 'x'.repeat(1000)), hardlink('b', 'a'), hardlink('c', 'b')],
    ))
})

describe('what a change is', () => {
  const BEFORE = file('f', 'same', { mode: 0o644, uid: 1, gid: 1, mtime: 10 })

  it.each([
    ['content', file('f', 'diff', { uid: 1, gid: 1, mtime: 10 }), ['content']],
    ['content, size', file('f', 'longer', { uid: 1, gid: 1, mtime: 10 }), ['content', 'size']],
    ['mode', file('f', 'same', { mode: 0o600, uid: 1, gid: 1, mtime: 10 }), ['mode']],
    ['owner by user', file('f', 'same', { uid: 2, gid: 1, mtime: 10 }), ['owner']],
    ['owner by group', file('f', 'same', { uid: 1, gid: 2, mtime: 10 }), ['owner']],
    ['mtime', file('f', 'same', { uid: 1, gid: 1, mtime: 11 }), ['mtime']],
    ['xattrs', file('f', 'same', { uid: 1, gid: 1, mtime: 10, xattrs: { 'security.capability': 'x' } }), ['xattrs']],
  ])('modified says what changed: %s', (_, after, what) =>
    stacked(
      async (image) => {
        const version = (await image.details('f')).versions[1]
        expect(version).toMatchObject({ change: 'modified', what, contentCompared: true })
      },
      [BEFORE],
      [after],
    ),
  )

  it('modified says what changed: link target, type', () =>
    stacked(
      async (image) => {
        expect((await image.details('l')).versions[1]?.what).toEqual(['link'])
        expect((await image.details('t')).versions[1]?.what).toContain('type')
      },
      [symlink('l', 'a'), file('t')],
      [symlink('l', 'b'), symlink('t', 'x')],
    ))

  it('a path that a layer ships again without any difference is unchanged', () =>
    stacked(
      async (image) => {
        expect(await image.changes()).toEqual({ f: 'unchanged' })
      },
      [BEFORE],
      [BEFORE],
    ))

  it('a chown of equal content is a change of metadata only, and its bytes are shipped again', () =>
    stacked(
      async (image) => {
        const { versions } = await image.details('f')
        expect(versions[1]).toMatchObject({ change: 'modified', what: ['owner'], contentCompared: true })
        expect(versions[0]?.hiddenBytes).toBe(4)
        expect(image.status.totals?.reclaimableBytes).toBe(4)
      },
      [BEFORE],
      [file('f', 'same', { uid: 33, gid: 1, mtime: 10 })],
    ))

  it('content equality is decided by content, never by time stamps', () =>
    stacked(
      async (image) => {
        expect((await image.details('f')).versions[1]?.what).toEqual(['content'])
      },
      [BEFORE],
      [file('f', 'emas', { uid: 1, gid: 1, mtime: 10 })],
    ))

  it('a layer adds, modifies, removes and repeats', () =>
    stacked(
      async (image) => {
        expect(await image.changes()).toEqual({
          added: 'added',
          'd/deep': 'added',
          f: 'modified',
          gone: 'removed',
          same: 'unchanged',
        })
        expect(image.status.layers[1]?.changes).toEqual({ added: 2, modified: 1, removed: 1 })
      },
      [dir('d'), BEFORE, file('gone'), file('same')],
      [file('added'), file('d/deep'), file('f', 'diff'), whiteout('gone'), file('same')],
    ))
})

describe('overridden', () => {
  it('every version is listed: which one wins, which are hidden and by what, and the bytes that can never be seen', () =>
    stacked(
      async (image) => {
        const { versions, visible } = await image.details('a')
        expect(versions.map(({ layer, hidden, hiddenBytes }) => [layer, hidden, hiddenBytes])).toEqual([
          [0, { by: 'newer-version', layer: 1 }, 10],
          [1, { by: 'newer-version', layer: 2 }, 20],
          [2, null, 0],
        ])
        expect(visible).toBe(2)
        expect((await image.details('w')).versions[0]).toMatchObject({
          hidden: { by: 'whiteout', layer: 1 },
          hiddenBytes: 1,
        })
        expect((await image.details('o/x')).versions[0]).toMatchObject({
          hidden: { by: 'opaque', layer: 1 },
          hiddenBytes: 2,
        })
        expect((await image.details('r/x')).versions[0]).toMatchObject({
          hidden: { by: 'replaced-ancestor', layer: 2 },
          hiddenBytes: 3,
        })
      },
      [file('a', 'x'.repeat(10)), file('w', '1'), dir('o'), file('o/x', '12'), dir('r'), file('r/x', '123')],
      [file('a', 'x'.repeat(20)), whiteout('w'), opaque('o')],
      [file('a', 'x'.repeat(5)), file('r')],
    ))

  it('a version below a deleted directory is hidden by the whiteout of the directory', () =>
    stacked(
      async (image) => {
        const { versions } = await image.details('d/deep/x')
        expect(versions[0]?.hidden).toEqual({ by: 'whiteout', layer: 1 })
        expect(versions[1]).toMatchObject({ change: 'removed', removedThrough: { by: 'whiteout', path: '/d' } })
      },
      [dir('d'), dir('d/deep'), file('d/deep/x', 'x')],
      [whiteout('d')],
    ))

  it('every hidden version can still be read', () =>
    stacked(
      async (image) => {
        expect(await image.text('secret', 0)).toBe('the first')
        expect(await image.text('secret', 1)).toBe('the second')
      },
      [file('secret', 'the first')],
      [file('secret', 'the second')],
      [whiteout('secret')],
    ))

  it('the lists hold what is overridden and what is removed, with the bytes that are shipped for nothing', () =>
    stacked(
      async (image) => {
        expect(await image.list('overridden')).toMatchObject({ bytes: 10, rows: { '/a': 10 } })
        expect((await image.list('removed')).bytes).toBe(7)
        expect(image.status.totals).toMatchObject({ shippedBytes: 37, visibleBytes: 20, reclaimableBytes: 17 })
      },
      [file('a', 'x'.repeat(10)), dir('d'), file('d/x', 'x'.repeat(7))],
      [file('a', 'x'.repeat(20)), whiteout('d')],
    ))
})

describe('numbers', () => {
  it('reclaimable is shipped minus visible bytes', () =>
    stacked(
      async (image) => {
        expect(image.status.totals).toEqual({ entries: 5, shippedBytes: 111, visibleBytes: 10, reclaimableBytes: 101 })
      },
      [file('gone', 'x'.repeat(100)), file('changed', 'x')],
      [file('changed', Buffer.alloc(5)), file('kept', Buffer.alloc(5)), whiteout('gone')],
    ))

  it('the body of an entry that is left out is shipped all the same', () =>
    stacked(
      async (image) => {
        expect(image.status.layers[0]?.contentBytes).toBe(11)
        expect(image.status.totals).toMatchObject({ shippedBytes: 11, visibleBytes: 1, reclaimableBytes: 10 })
      },
      [file('../climbs', 'x'.repeat(10)), file('a', 'x')],
    ))

  it('one layer has nothing to reclaim', () =>
    stacked(
      async (image) => {
        expect(image.status.totals).toMatchObject({ shippedBytes: 1, visibleBytes: 1, reclaimableBytes: 0 })
      },
      [file('a', 'x')],
    ))
})
