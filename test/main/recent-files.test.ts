import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ComparisonRequest } from '../../shared/comparison.ts'
import { RECENT_FILES_LIMIT, RecentFiles } from '../../electron/main/recent-files.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-recent-'))
  file = join(folder, 'user data', 'recent-files.json')
})

afterEach(() => rmSync(folder, { recursive: true }))

const at = (name: string) => join(folder, name)

describe('recent files', () => {
  test('are listed newest first, each once', () => {
    const recent = new RecentFiles(file)
    recent.add(at('a.tar'), 1)
    recent.add(at('b.tar'), 2)
    recent.add(at('a.tar'), 3)
    expect(recent.paths).toEqual([at('a.tar'), at('b.tar')])
  })

  test('survive a restart', () => {
    new RecentFiles(file).add(at('a.tar'), 1)
    new RecentFiles(file).add(at('b.tar'), 2)
    expect(new RecentFiles(file).paths).toEqual([at('b.tar'), at('a.tar')])
  })

  test(`are ${RECENT_FILES_LIMIT} at most`, () => {
    const recent = new RecentFiles(file)
    for (let n = 0; n < RECENT_FILES_LIMIT + 5; n++) recent.add(at(`${n}.tar`), n)
    expect(recent.paths).toHaveLength(RECENT_FILES_LIMIT)
    expect(recent.paths[0]).toBe(at(`${RECENT_FILES_LIMIT + 4}.tar`))
    expect(new RecentFiles(file).paths).toEqual(recent.paths)
  })

  test('can be cleared for good', () => {
    const recent = new RecentFiles(file)
    recent.add(at('a.tar'), 1)
    recent.clear()
    expect(recent.paths).toEqual([])
    expect(new RecentFiles(file).paths).toEqual([])
  })

  test.each([
    ['no JSON', '{"version":1,"files":[{"pa'],
    ['nothing', ''],
    ['another shape', '[]'],
    ['an entry without a time', '{"version":1,"files":[{"path":"/a.tar"}]}'],
    ['a relative path', '{"version":1,"files":[{"path":"a.tar","openedAt":1}]}'],
    ['a version of the future', '{"version":2,"files":[]}'],
  ])('start empty where the file holds %s, and are kept again', (_what, content) => {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, content)
    const recent = new RecentFiles(file)
    expect(recent.paths).toEqual([])
    recent.add(at('a.tar'), 1)
    expect(new RecentFiles(file).paths).toEqual([at('a.tar')])
  })

  test('leave no unfinished file behind', () => {
    new RecentFiles(file).add(at('a.tar'), 1)
    expect(readdirSync(join(file, '..'))).toEqual(['recent-files.json'])
    expect(() => JSON.parse(readFileSync(file, 'utf8')) as unknown).not.toThrow()
  })

  test('go on in memory where the disk refuses', () => {
    writeFileSync(at('user data'), 'a file where the folder should be')
    const recent = new RecentFiles(file)
    recent.add(at('a.tar'), 1)
    expect(recent.paths).toEqual([at('a.tar')])
  })

  test('know the size of a file, of the blobs of a layout folder, and that a file is gone', async () => {
    writeFileSync(at('a.tar'), Buffer.alloc(1234))
    mkdirSync(at('layout/blobs/sha256'), { recursive: true })
    writeFileSync(at('layout/blobs/sha256/1'), Buffer.alloc(10))
    writeFileSync(at('layout/blobs/sha256/2'), Buffer.alloc(20))
    const recent = new RecentFiles(file)
    recent.add(at('gone.tar'), 1)
    recent.add(at('layout'), 2)
    recent.add(at('a.tar'), 3)
    expect(await recent.list()).toEqual([
      { path: at('a.tar'), name: 'a.tar', size: 1234, openedAt: 3, comparison: null },
      { path: at('layout'), name: 'layout', size: 30, openedAt: 2, comparison: null },
      { path: at('gone.tar'), name: 'gone.tar', size: null, openedAt: 1, comparison: null },
    ])
  })
})

describe('recent comparisons', () => {
  const request: ComparisonRequest = {
    a: { archive: '/images/a.tar', image: 0 },
    b: { archive: '/images/b.tar', image: 1, view: { kind: 'layer', layer: 2 } },
  }

  test('survive a restart beside the files that were opened, and name the images and views', () => {
    const recent = new RecentFiles(file)
    recent.add('/images/a.tar', 1)
    recent.addComparison(request, 'a ↔ b', 2)
    expect(new RecentFiles(file).entries).toEqual([
      { path: '/images/a.tar', openedAt: 2, comparison: { request, title: 'a ↔ b' } },
      { path: '/images/a.tar', openedAt: 1 },
    ])
    expect(new RecentFiles(file).paths).toEqual(['/images/a.tar'])
  })

  test('of the same two are one, whichever comes first', () => {
    const recent = new RecentFiles(file)
    recent.addComparison(request, 'a ↔ b', 1)
    recent.addComparison({ a: request.b, b: request.a }, 'b ↔ a', 2)
    expect(recent.entries.map(({ comparison }) => comparison?.title)).toEqual(['b ↔ a'])
  })

  test('have the sizes of both archives, and none where one is gone', async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(at('a.tar'), Buffer.alloc(10))
    writeFileSync(at('b.tar'), Buffer.alloc(5))
    const of = (a: string, b: string) => ({ a: { archive: at(a), image: 0 }, b: { archive: at(b), image: 0 } })
    const recent = new RecentFiles(file)
    recent.addComparison(of('a.tar', 'gone.tar'), 'gone', 1)
    recent.addComparison(of('a.tar', 'b.tar'), 'there', 2)
    expect((await recent.list()).map(({ name, size }) => [name, size])).toEqual([
      ['there', 15],
      ['gone', null],
    ])
  })
})
