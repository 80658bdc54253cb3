import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine, type RunningEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import type { Outcome } from '../../shared/problem.ts'
import type { IndexProgress, Row, Sort, SortKey, View } from '../../shared/tree.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { device, dir, fifo, file, hardlink, layer, opaque, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { sparseMember } from '../fixtures/sparse-member.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { OpenedImage } from './opened-image.ts'

const folder = temporaryFolder()
const MERGED: View = { kind: 'merged', upto: 1 }

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`)
  return outcome.value
}

/** An engine, and a promise of the next time that nothing is left to do. */
function engineWithReady(): { engine: RunningEngine; phase: (wanted: IndexProgress['phase']) => Promise<void> } {
  const waiting = new Map<string, () => void>()
  const engine = createEngine(
    {
      progress: ({ phase }) => waiting.get(phase)?.(),
      stackChanged: () => {},
      problemsChanged: () => {},
    },
    new InlineJobs(),
  )
  return { engine, phase: (wanted) => new Promise((resolve) => waiting.set(wanted, resolve)) }
}

describe('rows', () => {
  const { engine, phase } = engineWithReady()
  afterAll(() => engine.dispose())
  beforeAll(async () => {
    const base = layer([
      file('b', 'x'.repeat(30), { mode: 0o600, uid: 2, mtime: 300 }),
      file('a', 'x'.repeat(10), { mode: 0o755, uid: 3, mtime: 100 }),
      file('c', 'x'.repeat(20), { mode: 0o644, uid: 1, mtime: 200 }),
      dir('d', { mode: 0o700, uid: 0, mtime: 50 }),
      file('d/deep', 'x'.repeat(100)),
      file('gone', 'x'.repeat(5)),
    ])
    const upper = layer([file('c', 'x'.repeat(40), { uid: 9 }), file('e', 'x'), whiteout('gone'), file('d/new', 'xx')])
    value(await engine.openArchive(folder.write('rows.tar', dockerArchive([imageOf([base, upper])]))))
    const ready = phase('ready')
    value(await engine.openImage(0))
    await ready
  })

  async function names(sort: Sort, offset = 0, limit = 100): Promise<string[]> {
    const page = value(await engine.children({ view: MERGED, parent: 0, sort, show: 'all', offset, limit }))
    return page.rows.map(({ name }) => name)
  }

  it.each([
    ['name', ['a', 'b', 'c', 'd', 'e', 'gone']],
    ['size', ['e', 'gone', 'a', 'b', 'c', 'd']],
    ['mtime', ['d', 'a', 'b']],
    ['owner', ['d', 'e', 'gone', 'b', 'a', 'c']],
  ] satisfies [SortKey, string[]][])('are sorted by %s, ties by name', async (by, wanted) => {
    expect((await names({ by, descending: false })).slice(0, wanted.length)).toEqual(wanted)
  })

  it('are sorted downwards, too', async () => {
    expect(await names({ by: 'size', descending: true })).toEqual(['d', 'c', 'b', 'a', 'gone', 'e'])
    expect(await names({ by: 'name', descending: true })).toEqual(['gone', 'e', 'd', 'c', 'b', 'a'])
  })

  it('come in pages that join without a gap', async () => {
    const sort: Sort = { by: 'name', descending: false }
    const pages = await Promise.all([0, 2, 4, 6].map((offset) => names(sort, offset, 2)))
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e', 'gone'], []])
  })

  it('that changed keep their parents, and nothing else', async () => {
    const request = {
      view: MERGED,
      sort: { by: 'name', descending: false },
      show: 'changed',
      offset: 0,
      limit: 10,
    } as const
    const page = value(await engine.children({ ...request, parent: 0 }))
    expect(page.rows.map(({ name, change }) => [name, change])).toEqual([
      ['c', 'modified'],
      ['d', null],
      ['e', 'added'],
      ['gone', 'removed'],
    ])
    const parent = page.rows[1]
    expect(parent?.children).toBe(1)
    const below = value(await engine.children({ ...request, parent: parent?.node ?? 0 }))
    expect(below.rows.map(({ name }) => name)).toEqual(['new'])
  })

  it('of a directory sum what the view shows below it', async () => {
    const page = value(
      await engine.children({
        view: MERGED,
        parent: 0,
        sort: { by: 'name', descending: false },
        show: 'all',
        offset: 3,
        limit: 1,
      }),
    )
    expect(page.rows[0]).toMatchObject({ name: 'd', type: 'dir', size: 102, children: 2, layer: 0 })
  })

  it('a path is found again in every view', async () => {
    const page = value(
      await engine.children({
        view: MERGED,
        parent: 0,
        sort: { by: 'name', descending: false },
        show: 'all',
        offset: 0,
        limit: 10,
      }),
    )
    const parent = page.rows.find(({ name }) => name === 'd')
    const below = value(
      await engine.children({
        view: MERGED,
        parent: parent?.node ?? 0,
        sort: { by: 'name', descending: false },
        show: 'all',
        offset: 0,
        limit: 10,
      }),
    )
    const fresh = below.rows.find(({ name }) => name === 'new')
    const deep = below.rows.find(({ name }) => name === 'deep')
    const at = async (row: Row | undefined, view: View): Promise<number> =>
      value(await engine.locate(row?.path ?? 0, view)).nodes.length
    expect(await at(fresh, MERGED)).toBe(2)
    expect(await at(fresh, { kind: 'merged', upto: 0 })).toBe(1)
    expect(await at(fresh, { kind: 'layer', layer: 1 })).toBe(2)
    expect(await at(deep, { kind: 'layer', layer: 0 })).toBe(2)
    expect(await at(deep, { kind: 'layer', layer: 1 })).toBe(1)
  })
})

describe("a layer's own tree", () => {
  it('shows its members as they are, markers among them', async () => {
    const image = await OpenedImage.of(
      folder,
      [file('old', 'x')],
      [
        file('f', 'x', { mode: 0o4711, uid: 5, gid: 6 }),
        hardlink('h', 'f'),
        symlink('s', '../away'),
        device('null', 'char', [1, 3]),
        device('disk', 'block', [8, 1]),
        fifo('pipe'),
        whiteout('old'),
        opaque('d'),
        file('d/in'),
      ],
    )
    const rows = await image.rows({ kind: 'layer', layer: 1 })
    await image.close()
    expect(Object.fromEntries([...rows].map(([path, row]) => [path, row.marker ?? row.type]))).toEqual({
      '.wh.old': 'whiteout',
      d: 'dir',
      'd/.wh..wh..opq': 'opaque',
      'd/in': 'file',
      disk: 'block',
      f: 'file',
      h: 'hardlink',
      null: 'char',
      pipe: 'fifo',
      s: 'symlink',
    })
    expect(rows.get('f')?.metadata).toMatchObject({ mode: 0o4711, uid: 5, gid: 6 })
    expect(rows.get('h')?.link).toBe('f')
    expect(rows.get('s')?.link).toBe('../away')
    expect(rows.get('.wh.old')?.path).not.toBeNull()
  })
})

describe('names for display', () => {
  it('control characters, bidi overrides and bytes that are not UTF-8 are escaped and stay apart', async () => {
    const names = [
      'a\nb',
      'a\u001b[31m',
      'x\u202etxt.exe',
      Buffer.from([0x61, 0xff]),
      'tab\there',
      '\u4f60\u597d',
      'emoji \u{1f9c5}',
    ]
    const image = await OpenedImage.of(
      folder,
      names.map((name) => file(name, 'x')),
    )
    const shown = await image.paths()
    await image.close()
    expect(shown.length).toBe(names.length)
    expect(shown).toContain('\u4f60\u597d')
    expect(shown).toContain('emoji \u{1f9c5}')
    expect(shown).toContain('a\\xff')
    for (const name of shown) expect(name).not.toMatch(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/)
  })
})

describe('contents', () => {
  const { engine, phase } = engineWithReady()
  const TEXT = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join('')
  afterAll(() => engine.dispose())

  it.each(['none', 'gzip', 'zstd'] as const)(
    'any part of a file can be read, in any order, from a layer stored as %s',
    async (compression) => {
      const runs = [
        { offset: 512, bytes: 'r'.repeat(512) },
        { offset: 90_112, bytes: 's'.repeat(1024) },
      ]
      const tar = layer([
        file('before', 'b'),
        file('text', TEXT),
        file('empty'),
        sparseMember('pax-1.0', 'sparse', 100_000, runs),
      ])
      const image = { ...imageOf([]), layers: [{ tar, compression }] }
      value(await engine.openArchive(folder.write('contents.tar', dockerArchive([image]))))
      const ready = phase('ready')
      value(await engine.openImage(0))
      await ready
      const read = async (entry: number, size: number, offset: number, length: number): Promise<string> =>
        Buffer.from(value(await engine.read({ content: { layer: 0, entry, size }, offset, length })).bytes).toString(
          'latin1',
        )
      for (const offset of [0, 20_000, 5, TEXT.length - 10, 1000]) {
        expect(await read(1, TEXT.length, offset, 1000)).toBe(TEXT.slice(offset, offset + 1000))
      }
      expect(await read(1, TEXT.length, TEXT.length + 5, 10)).toBe('')
      expect(await read(2, 0, 0, 10)).toBe('')
      expect(await read(3, 100_000, 500, 20)).toBe('\0'.repeat(12) + 'r'.repeat(8))
      expect(await read(3, 100_000, 91_100, 50)).toBe('s'.repeat(36) + '\0'.repeat(14))
      expect((await read(3, 100_000, 0, 200_000)).length).toBe(100_000)
    },
  )

  it('what is no file has no content to read', async () => {
    for (const content of [
      { layer: 0, entry: 99, size: 1 },
      { layer: 9, entry: 0, size: 1 },
      { layer: 0, entry: -1, size: 1 },
    ]) {
      expect(await engine.read({ content, offset: 0, length: 10 })).toMatchObject({
        ok: false,
        failure: { code: 'not-found' },
      })
    }
  })
})

describe('the course of things', () => {
  const path = (): string =>
    folder.write(
      'course.tar',
      dockerArchive([imageOf([layer([file('a', '1')]), layer([file('a', '2')])]), imageOf([layer([file('z')])])]),
    )

  it('no call throws before an archive is open', async () => {
    const { engine } = engineWithReady()
    expect(await engine.openImage(0)).toMatchObject({ ok: false })
    expect(
      await engine.children({
        view: MERGED,
        parent: 0,
        sort: { by: 'name', descending: false },
        show: 'all',
        offset: 0,
        limit: 1,
      }),
    ).toMatchObject({ ok: false })
    expect(await engine.details(0, MERGED)).toMatchObject({ ok: false })
    expect(await engine.problems()).toEqual([])
    await engine.cancel()
    await engine.resume()
    await engine.dispose()
  })

  it('work that was cancelled goes on where it was, and ends as if it had not been', async () => {
    const { engine, phase } = engineWithReady()
    value(await engine.openArchive(path()))
    value(await engine.openImage(0))
    await engine.cancel()
    const ready = phase('ready')
    await engine.resume()
    await ready
    const page = value(
      await engine.children({
        view: MERGED,
        parent: 0,
        sort: { by: 'name', descending: false },
        show: 'all',
        offset: 0,
        limit: 9,
      }),
    )
    expect(page.rows).toMatchObject([{ name: 'a', layer: 1, change: 'modified' }])
    await engine.dispose()
  })

  it('a second image takes the place of the first', async () => {
    const { engine, phase } = engineWithReady()
    value(await engine.openArchive(path()))
    value(await engine.openImage(0))
    const ready = phase('ready')
    value(await engine.openImage(1))
    await ready
    const page = value(
      await engine.children({
        view: MERGED,
        parent: 0,
        sort: { by: 'name', descending: false },
        show: 'all',
        offset: 0,
        limit: 9,
      }),
    )
    expect(page.rows.map(({ name }) => name)).toEqual(['z'])
    await engine.dispose()
  })

  it('an archive that can not be opened leaves none open', async () => {
    const { engine } = engineWithReady()
    value(await engine.openArchive(path()))
    expect(await engine.openArchive(join(folder.path, 'no-such-file'))).toMatchObject({
      ok: false,
      failure: { code: 'archive-unreadable' },
    })
    expect(await engine.openImage(0)).toMatchObject({ ok: false })
    await engine.dispose()
  })
})
