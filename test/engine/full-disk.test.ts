import type * as FileSystem from 'node:fs'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { CacheFolder } from '../../electron/engine/index-cache/cache-folder.ts'
import { INFLATION_BOUND } from '../../electron/engine/inflation-bound.ts'
import { JobControl } from '../../electron/engine/layer-jobs.ts'
import { openArchive } from '../../electron/engine/open-archive.ts'
import { RecentFiles } from '../../electron/main/recent-files.ts'
import { readWindowState, writeWindowState } from '../../electron/main/window-state.ts'
import { gzip } from '../fixtures/compression.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { SavedImage } from './saving.ts'

/** How many bytes the disk takes yet, and the error that it gives beyond; and which call it refuses. */
const disk = vi.hoisted(() => ({ room: Infinity, code: 'ENOSPC', refuses: '' }))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof FileSystem>()
  const failed = () => Object.assign(new Error(`${disk.code}: injected`), { code: disk.code })
  const unless = <C extends keyof typeof fs>(name: C) =>
    ((...values: unknown[]) => {
      if (disk.refuses === name) throw failed()
      return (fs[name] as (...given: unknown[]) => unknown)(...values)
    }) as unknown as (typeof fs)[C]
  const writeSync = ((fd: number, bytes: Uint8Array, ...rest: number[]) => {
    const [offset = 0, length = bytes.length - offset, position = null] = rest
    if (disk.room === Infinity) return fs.writeSync(fd, bytes, offset, length, position)
    if (disk.room <= 0) throw failed()
    // As a disk does, it takes what still fits.
    const taken = Math.min(disk.room, length)
    disk.room -= taken
    return fs.writeSync(fd, bytes, offset, taken, position)
  }) as typeof fs.writeSync
  const writeFileSync = ((path: string, text: string, options?: FileSystem.WriteFileOptions) => {
    fs.writeFileSync(path, text.slice(0, disk.room), options)
    if (disk.room === Infinity) return
    disk.room = 0
    throw failed()
  }) as typeof fs.writeFileSync
  return { ...fs, writeSync, writeFileSync, mkdtempSync: unless('mkdtempSync'), renameSync: unless('renameSync') }
})

const folder = temporaryFolder()
afterEach(() => {
  Object.assign(disk, { room: Infinity, code: 'ENOSPC', refuses: '' })
})

const noise = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * at * 7 + (at >> 3)) & 0xff))
const image = imageOf([layer([file('first', 'x')]), layer([file('big', noise)])])
const archive = () => folder.write('image.tar', dockerArchive([image]))
const compressed = () => folder.write('image.tar.gz', gzip(dockerArchive([image])))
const open = (path: string) => openArchive(path, new JobControl(), INFLATION_BOUND)

/** Temporary files of this process that have a name. */
const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`onionskin-${process.pid}-`))

describe('an archive that is compressed as a whole', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EFBIG'])('is shown as far as the disk had room, and says so: %s', async (code) => {
    const path = compressed()
    Object.assign(disk, { room: dockerArchive([image]).length - 1024, code })
    const opened = await open(path)
    expect(opened.images).toHaveLength(1)
    expect(opened.info.problems.map((problem) => problem.code)).toContain('no-space')
    expect(opened.info.problems.find((problem) => problem.code === 'no-space')?.message).toContain(tmpdir())
    opened.close()
    expect(temporary()).toEqual([])
  })

  it.each([0, 150_000])('says so where the list of images is not within what had room: %i bytes', async (room) => {
    const path = compressed()
    Object.assign(disk, { room })
    const opening = open(path)
    await expect(opening).rejects.toMatchObject({ code: 'no-space' })
    await expect(opening).rejects.toThrow(/is full; the archive can not be unpacked there/)
    expect(temporary()).toEqual([])
  })

  it.each([
    ['EROFS', /its file system is read-only/],
    ['EACCES', /it may not be written/],
    ['ENOENT', /there is no such file/],
  ])('blames the temporary folder and not the archive where that takes no file: %s', async (code, words) => {
    const path = compressed()
    Object.assign(disk, { refuses: 'mkdtempSync', code })
    const opening = open(path)
    await expect(opening).rejects.toMatchObject({ code: 'temporary-unwritable' })
    await expect(opening).rejects.toThrow(words)
    await expect(opening).rejects.toThrow(/^\S+ takes no temporary file: /)
  })

  it('leaves no name in the temporary folder while it is open, so that nothing can be left behind', async () => {
    const opened = await open(compressed())
    expect(opened.images).toHaveLength(1)
    expect(temporary()).toHaveLength(process.platform === 'win32' ? 1 : 0)
    opened.close()
    expect(temporary()).toEqual([])
  })

  it('that is not compressed needs no temporary folder', async () => {
    const path = archive()
    Object.assign(disk, { refuses: 'mkdtempSync', code: 'EROFS' })
    const opened = await open(path)
    expect(opened.images).toHaveLength(1)
    opened.close()
  })
})

describe('a save onto a disk that gets full', () => {
  it.each([
    ['file', 'big'],
    ['tar', ''],
    ['folder', ''],
  ] as const)('as a %s leaves nothing, says so, and works once there is room', async (form, path) => {
    const saved = await SavedImage.open(archive())
    const place = join(folder.path, `full-${form}`)
    mkdirSync(place)
    const target = join(place, 'target')
    disk.room = 100_000
    await expect(saved.save(path, form, target)).rejects.toMatchObject({ code: 'no-space' })
    expect(readdirSync(place)).toEqual([])
    disk.room = Infinity
    await saved.save(path, form, target)
    expect(existsSync(target)).toBe(true)
    await saved.close()
  })
})

describe('what is kept between runs', () => {
  it('the index cache keeps what it has and takes nothing in, without an error and without a rest', () => {
    const path = join(folder.path, 'cache')
    const cache = new CacheFolder(path, 1024 ** 2)
    cache.prepare()
    cache.write('key', new Uint8Array(32))
    disk.room = 10
    cache.write('key', new Uint8Array(32).fill(1))
    expect(readdirSync(path)).toEqual(['key'])
    expect(cache.read('key', 32)).toEqual(new Uint8Array(32))
  })

  it('recent files and the place of the window stay as they were', () => {
    const recent = join(folder.path, 'recent.json')
    const state = join(folder.path, 'state.json')
    const bounds = { x: 1, y: 2, width: 800, height: 600 }
    new RecentFiles(recent).add('/a.tar', 1)
    writeWindowState(state, { bounds, maximized: false })
    disk.room = 5
    new RecentFiles(recent).add('/b.tar', 2)
    disk.room = 5
    writeWindowState(state, { bounds: { ...bounds, x: 9 }, maximized: true })
    expect(new RecentFiles(recent).paths).toEqual(['/a.tar'])
    expect(readWindowState(state)).toEqual({ bounds, maximized: false })
  })

  it('neither is lost where the last step of replacing it fails', () => {
    const state = join(folder.path, 'state-2.json')
    writeFileSync(state, '')
    disk.refuses = 'renameSync'
    writeWindowState(state, { bounds: { x: 1, y: 2, width: 800, height: 600 }, maximized: false })
    expect(readWindowState(state)).toBeNull()
  })
})
