import { Buffer } from 'node:buffer'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { CancelledError } from '../../electron/engine/index-layer.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { JobControl } from '../../electron/engine/layer-jobs.ts'
import { isDiskName } from '../../electron/engine/save/disk-name.ts'
import { SaveWork } from '../../electron/engine/save/save-work.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { readEntries } from '../fixtures/independent-reader.ts'
import { device, dir, fifo, file, hardlink, layer, opaque, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { sparseMember } from '../fixtures/sparse-member.ts'
import type { TarMember } from '../fixtures/tar-writer.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { arbitraryStack, renderStack } from '../model-of-union/arbitrary-stack.ts'
import type { Merged, Seen } from '../model-of-union/model-entry.ts'
import { union } from '../model-of-union/union.ts'
import { leftOut, readDisk, SavedImage } from './saving.ts'

const folder = temporaryFolder()
const isRoot = process.getuid?.() === 0
let open: SavedImage | null = null

afterEach(async () => {
  await open?.close()
  open = null
})

/** An image of these layers, each a list of members, oldest first. */
async function imageWith(...layers: readonly (readonly (TarMember | Uint8Array)[])[]): Promise<SavedImage> {
  return imageAt(dockerArchive([imageOf(layers.map((members) => layer(members)))]))
}

async function imageAt(bytes: Uint8Array): Promise<SavedImage> {
  await open?.close()
  open = null
  return (open = await SavedImage.open(folder.write('image.tar', bytes)))
}

/** A place in a folder of its own: what is written beside it is seen. */
function newPlace(name = 'saved'): { readonly parent: string; readonly path: string } {
  const parent = mkdtempSync(join(folder.path, 'place-'))
  return { parent, path: join(parent, name) }
}

describe('a file is saved', () => {
  it('as any layer shipped it: seen, hidden or deleted', async () => {
    const image = await imageWith([file('a', 'one')], [file('a', 'two')], [whiteout('a')])
    for (const [upto, text] of [
      [0, 'one'],
      [1, 'two'],
    ] as const) {
      const { path } = newPlace()
      const saved = await image.save('a', 'file', path, {}, { kind: 'merged', upto })
      expect(saved).toMatchObject({ path, form: 'file', entries: 1, bytes: 3 })
      expect(readFileSync(path, 'utf8')).toBe(text)
    }
    const gone = newPlace()
    await expect(image.save('a', 'file', gone.path)).rejects.toMatchObject({ code: 'not-found' })
    expect(readdirSync(gone.parent)).toEqual([])
  })

  it('with its mode and time', async () => {
    const image = await imageWith([file('tool', '#!', { mode: 0o755, mtime: 1_600_000_000.25 })])
    const { path } = newPlace()
    await image.save('tool', 'file', path)
    expect(statSync(path).mode & 0o7777).toBe(0o755)
    expect(statSync(path).mtimeMs).toBe(1_600_000_000_250)
  })

  it('never over what is there unasked, and over no link, pipe or folder', async () => {
    const image = await imageWith([file('a', 'new')])
    const { parent, path } = newPlace()
    writeFileSync(path, 'old')
    await expect(image.save('a', 'file', path)).rejects.toMatchObject({ code: 'target-exists' })
    expect(readFileSync(path, 'utf8')).toBe('old')
    await image.save('a', 'file', { path, replace: true })
    expect(readFileSync(path, 'utf8')).toBe('new')

    const outside = join(parent, 'outside')
    writeFileSync(outside, 'untouched')
    const link = join(parent, 'link')
    symlinkSync(outside, link)
    await expect(image.save('a', 'file', link)).rejects.toMatchObject({ code: 'target-exists' })
    await image.save('a', 'file', { path: link, replace: true })
    expect(lstatSync(link).isFile()).toBe(true)
    expect(readFileSync(outside, 'utf8')).toBe('untouched')

    const archive = image.means().archive
    await expect(image.save('a', 'file', { path: archive, replace: true })).rejects.toMatchObject({
      code: 'target-unwritable',
      message: `${archive}: it is the archive that is being read.`,
    })

    const there = join(parent, 'there')
    mkdirSync(there)
    await expect(image.save('a', 'file', { path: there, replace: true })).rejects.toMatchObject({
      code: 'target-exists',
    })
    await expect(image.save('a', 'file', { path: '/dev/null', replace: true })).rejects.toMatchObject({
      code: 'target-unwritable',
    })
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
    expect(readdirSync(parent).sort()).toEqual(['link', 'outside', 'saved', 'there'])
  })

  it('with its holes', async () => {
    const size = 64 * 1024 * 1024
    const image = await imageWith([
      sparseMember('pax-1.0', 'disk', size, [{ offset: size - 512, bytes: 'x'.repeat(512) }]),
    ])
    const { path } = newPlace()
    expect(await image.save('disk', 'file', path)).toMatchObject({ bytes: 512 })
    const { size: written, blocks } = statSync(path)
    expect(written).toBe(size)
    expect(blocks * 512).toBeLessThan(1024 * 1024)
    const fd = readFileSync(path)
    expect(fd.subarray(-512).toString()).toBe('x'.repeat(512))
    expect(fd.subarray(0, -512).every((byte) => byte === 0)).toBe(true)
  })
})

describe('a directory is saved', () => {
  it('with what is in it, and none of what lower layers had', async () => {
    const image = await imageWith(
      [dir('etc'), file('etc/a', 'a'), file('etc/b', 'b'), file('other', 'o')],
      [whiteout('etc/a'), symlink('etc/c', '../other'), file('etc/deep/er/d', 'd')],
    )
    const { parent, path } = newPlace()
    const saved = await image.save('etc', 'folder', path)
    const disk = readDisk(path)
    expect([...disk.keys()].sort()).toEqual(['b', 'c', 'deep', 'deep/er', 'deep/er/d'])
    expect(disk.get('c')).toMatchObject({ type: 'symlink', link: '../other' })
    expect(saved).toMatchObject({ entries: 6, bytes: 2 })
    expect(readdirSync(parent)).toEqual(['saved'])
  })

  it('with modes and times that forbid to write, also of its own', async () => {
    const image = await imageWith([
      dir('a', { mode: 0o555, mtime: 1000 }),
      dir('a/b', { mode: 0, mtime: 2000 }),
      file('a/b/c', 'c', { mode: 0, mtime: 3000 }),
    ])
    const { path } = newPlace()
    await image.save('a', 'folder', path)
    expect(statSync(path).mode & 0o7777).toBe(0o555)
    expect(statSync(path).mtimeMs).toBe(1_000_000)
    if (isRoot) {
      const disk = readDisk(path)
      expect(disk.get('b')).toMatchObject({ mode: 0, mtime: 2000 })
      expect(disk.get('b/c')).toMatchObject({ mode: 0, mtime: 3000, content: 'c' })
    }
  })

  it('with hard links as links, and contents once', async () => {
    const image = await imageWith([file('low', 'shared')], [dir('d'), hardlink('d/x', 'low'), hardlink('d/y', 'low')])
    const { path } = newPlace()
    expect(await image.save('d', 'folder', path)).toMatchObject({ bytes: 6 })
    const disk = readDisk(path)
    expect(disk.get('x')).toMatchObject({ content: 'shared' })
    expect(disk.get('x')?.inode).toBe(disk.get('y')?.inode)
  })

  it('and what the disk can not hold is counted and named', async () => {
    const image = await imageWith([
      dir('d'),
      device('d/null', 'char', [1, 3]),
      fifo('d/pipe'),
      file('d/caps', 'x', { xattrs: { 'security.capability': Buffer.from([1, 0, 0, 2, 255]) } }),
      file(`d/${'n'.repeat(300)}`, 'long'),
      file('d/owned', 'x', { uid: 4242, gid: 4243, mode: 0o4755 }),
    ])
    const { path } = newPlace()
    const lost = leftOut(await image.save('d', 'folder', path))
    expect(lost['special-file']).toEqual(['/d/null', '/d/pipe'])
    expect(lost.xattrs).toEqual(['/d/caps'])
    expect(lost.name).toEqual([`/d/${'n'.repeat(300)}`])
    const { mode, uid } = statSync(join(path, 'owned'))
    // setuid is for the owner that was meant, or for none.
    if (isRoot) expect({ mode: mode & 0o7777, uid }).toEqual({ mode: 0o4755, uid: 4242 })
    else {
      expect(mode & 0o7777).toBe(0o755)
      expect(lost.mode).toContain('/d/owned')
      expect(lost.owner).toContain('/d/owned')
    }
    expect([...readDisk(path).keys()].sort()).toEqual(['caps', 'owned'])
  })

  it('with names of control characters and of bytes that are not UTF-8', async () => {
    const image = await imageWith([
      dir('d'),
      file('d/\u001b[31m\n', 'x'),
      file(Buffer.from('d/caf\xe9', 'latin1'), 'y'),
    ])
    const { path } = newPlace()
    await image.save('d', 'folder', path)
    const disk = readDisk(path)
    expect(disk.get('\u001b[31m\n')?.content).toBe('x')
    if (process.platform === 'linux') expect(disk.get('caf\xe9')?.content).toBe('y')
  })

  it('as one layer ships it, markers left out', async () => {
    const image = await imageWith(
      [file('a', 'low'), file('b', 'x')],
      [whiteout('b'), opaque('d'), file('d/c', 'c'), hardlink('e', 'a')],
    )
    const { path } = newPlace()
    await image.save('', 'folder', path, {}, { kind: 'layer', layer: 1 })
    expect([...readDisk(path)].map(([name, { content }]) => [name, content]).sort()).toEqual([
      ['d', null],
      ['d/c', 'c'],
      ['e', 'low'],
    ])
  })

  it('into a folder that is there only where it is empty, or where files may be replaced', async () => {
    const image = await imageWith([
      dir('d'),
      file('d/a', 'new'),
      dir('d/sub'),
      file('d/sub/b', 'new'),
      file('d/x', 'x'),
    ])
    const { path } = newPlace()
    mkdirSync(path, { mode: 0o700 })
    await image.save('d', 'folder', path)
    expect(readFileSync(join(path, 'a'), 'utf8')).toBe('new')
    expect(statSync(path).mode & 0o777).toBe(0o700)

    const second = newPlace()
    mkdirSync(join(second.path, 'sub'), { recursive: true })
    writeFileSync(join(second.path, 'a'), 'old')
    writeFileSync(join(second.path, 'sub', 'kept'), 'kept')
    await expect(image.save('d', 'folder', second.path)).rejects.toMatchObject({ code: 'target-exists' })
    expect(readdirSync(second.path).sort()).toEqual(['a', 'sub'])
    await image.save('d', 'folder', { path: second.path, replace: true })
    expect([...readDisk(second.path)].map(([name, { content }]) => [name, content]).sort()).toEqual([
      ['a', 'new'],
      ['sub', null],
      ['sub/b', 'new'],
      ['sub/kept', 'kept'],
      ['x', 'x'],
    ])
  })

  it('through no link that was there before', async () => {
    const image = await imageWith([dir('d'), dir('d/sub'), file('d/sub/b', 'new')])
    const { parent, path } = newPlace()
    const outside = join(parent, 'outside')
    mkdirSync(outside)
    mkdirSync(path)
    symlinkSync(outside, join(path, 'sub'))
    await image.save('d', 'folder', { path, replace: true })
    expect(readdirSync(outside)).toEqual([])
    expect(readFileSync(join(path, 'sub', 'b'), 'utf8')).toBe('new')

    const link = join(parent, 'link')
    symlinkSync(outside, link)
    await expect(image.save('d', 'folder', { path: link, replace: true })).rejects.toMatchObject({
      code: 'target-exists',
    })
    expect(readdirSync(outside)).toEqual([])
  })
})

describe('nothing is written outside of the folder', () => {
  const HOSTILE: readonly (readonly [string, (outside: string) => readonly (TarMember | Uint8Array)[]])[] = [
    ['a link and then a file below it', (outside) => [symlink('a', outside), file('a/stolen', 'x')]],
    ['a file below a link that comes later', (outside) => [file('a/stolen', 'x'), symlink('a', outside)]],
    ['a link, a file of its name', (outside) => [symlink('a', join(outside, 'stolen')), file('a', 'x')]],
    [
      'a hard link to a symbolic link',
      (outside) => [symlink('a', join(outside, 'stolen')), hardlink('b', 'a'), file('b', 'x')],
    ],
    [
      'a hard link to the outside',
      (outside) => [hardlink('a', join(outside, 'secret')), hardlink('b', `../../../..${outside}/secret`)],
    ],
    [
      'names that go up',
      () => [file('../stolen', 'x'), file('a/../../stolen', 'x'), file('..', 'x'), file('./../outside/stolen', 'x')],
    ],
    ['absolute names', (outside) => [file(join(outside, 'stolen'), 'x')]],
    [
      'a directory that becomes a link',
      (outside) => [dir('a'), file('a/b', 'x'), symlink('a', outside), file('a/stolen', 'x')],
    ],
    [
      'two links, one through the other',
      (outside) => [symlink('a', '..'), symlink('a/b', outside), file('a/outside/stolen', 'x')],
    ],
    ['names that differ in case', (outside) => [symlink('A', outside), dir('a'), file('a/stolen', 'x')]],
  ]

  it.each(HOSTILE)('%s', async (_, members) => {
    const { parent, path } = newPlace()
    const outside = join(parent, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'secret'), 'secret')
    const image = await imageWith([...members(outside)])
    await image.save('', 'folder', path)
    expect([...readDisk(outside)].map(([name, { content }]) => [name, content])).toEqual([['secret', 'secret']])
    expect(readdirSync(parent).sort()).toEqual(['outside', 'saved'])
    expect([...readDisk(path).values()].some(({ content }) => content === 'secret')).toBe(false)
  })

  it('a link in one layer, a file below it in the next', async () => {
    const { parent, path } = newPlace()
    const outside = join(parent, 'outside')
    mkdirSync(outside)
    const image = await imageWith([symlink('a', outside)], [file('a/stolen', 'x')])
    await image.save('', 'folder', path)
    expect(readdirSync(outside)).toEqual([])
    expect(readFileSync(join(path, 'a', 'stolen'), 'utf8')).toBe('x')
  })

  it('names that Windows takes for devices, streams or other files are known', () => {
    const names = [
      'con',
      'NUL.txt',
      'com1',
      'LPT9.log',
      'a:b',
      'a\\b',
      'a ',
      'a.',
      'a?',
      'a*',
      'a\u0001',
      'CONIN$',
      'aux .c',
    ]
    for (const name of names) expect([name, isDiskName(Buffer.from(name), 'win32')]).toEqual([name, false])
    for (const name of ['console', 'a.b', '.hidden', 'com10', 'ä'])
      expect([name, isDiskName(Buffer.from(name), 'win32')]).toEqual([name, true])
    expect(isDiskName(Buffer.from('caf\xe9', 'latin1'), 'win32')).toBe(false)
    for (const name of ['', '.', '..', 'a/b', 'a\0'])
      for (const platform of ['linux', 'win32'] as const) expect(isDiskName(Buffer.from(name), platform)).toBe(false)
  })
})

describe('nothing is left behind', () => {
  const MEMBERS = [dir('d'), ...Array.from({ length: 50 }, (_, at) => file(`d/${at}`, Buffer.alloc(200_000, at)))]

  it.each(['folder', 'tar'] as const)('where a %s is stopped in the middle', async (form) => {
    const image = await imageWith(MEMBERS)
    const { parent, path } = newPlace()
    const control = new JobControl()
    /** Stops after the third read. */
    class Stopping extends InlineJobs {
      #left = 3
      override read(...values: Parameters<InlineJobs['read']>): ReturnType<InlineJobs['read']> {
        if (--this.#left === 0) {
          expect(readdirSync(parent)).toHaveLength(1)
          control.cancel()
        }
        return super.read(...values)
      }
    }
    const saving = image.save('d', form, path, { jobs: new Stopping(), work: new SaveWork(control) })
    await expect(saving).rejects.toBeInstanceOf(CancelledError)
    expect(readdirSync(parent)).toEqual([])
  })

  it.each(['folder', 'tar', 'file'] as const)('where there is no room for a %s', async (form) => {
    const image = await imageWith(MEMBERS)
    const { parent, path } = newPlace()
    const saving = image.save(form === 'file' ? 'd/1' : 'd', form, path, { free: () => 100_000 })
    await expect(saving).rejects.toMatchObject({ code: 'no-space' })
    expect(readdirSync(parent)).toEqual([])
  })

  it.each(['folder', 'tar', 'file'] as const)('where the disk turns out to be full for a %s', async (form) => {
    const image = await imageWith(MEMBERS)
    const { parent, path } = newPlace()
    /** The disk is full when the second read is to be written. */
    class Full extends InlineJobs {
      override read(): ReturnType<InlineJobs['read']> {
        return Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
      }
    }
    const saving = image.save(form === 'file' ? 'd/1' : 'd', form, path, { jobs: new Full() })
    await expect(saving).rejects.toMatchObject({ code: 'no-space', message: `${path}: the disk is full.` })
    expect(readdirSync(parent)).toEqual([])
  })

  it('where the folder is not there, or no folder', async () => {
    const image = await imageWith(MEMBERS)
    const { parent } = newPlace()
    for (const form of ['folder', 'tar'] as const) {
      const saving = image.save('d', form, join(parent, 'missing', 'saved'))
      await expect(saving).rejects.toMatchObject({ code: 'target-unwritable' })
    }
    expect(readdirSync(parent)).toEqual([])
  })

  it.skipIf(isRoot)('where the folder may not be written', async () => {
    const image = await imageWith(MEMBERS)
    const { parent, path } = newPlace()
    mkdirSync(path, { mode: 0o555 })
    await expect(image.save('d', 'folder', path)).rejects.toMatchObject({ code: 'target-unwritable' })
    expect(readdirSync(parent)).toEqual(['saved'])
  })

  it('of a layer that ends within a file but the files before it', async () => {
    const tar = layer([file('a', 'whole'), file('b', Buffer.alloc(5000, 'b'))])
    const image = await imageAt(dockerArchive([imageOf([tar.subarray(0, 1024 + 512 + 2000)])]))
    const { path } = newPlace()
    const saved = await image.save('', 'folder', path)
    expect(leftOut(saved).content).toEqual(['/b'])
    expect([...readDisk(path)].map(([name, { content }]) => [name, content])).toEqual([['a', 'whole']])
    const { bytes } = await image.tar()
    expect((await readEntries(bytes)).map((entry) => entry.path)).toEqual(['a'])
    await expect(image.save('b', 'file', newPlace().path)).rejects.toMatchObject({ code: 'layer-truncated' })
  })
})

describe('a tar keeps everything', () => {
  it('owners, modes, times, devices, links and attributes, as another reader sees them', async () => {
    const long = `d/${'n'.repeat(150)}/${'m'.repeat(150)}`
    const image = await imageWith([
      dir('d', { mode: 0o1777, mtime: 5 }),
      file('d/shadow', 'x', { mode: 0, uid: 1, gid: 42, uname: 'ann', gname: 'staff' }),
      file('d/big', 'x', { mode: 0o4755, uid: 4_000_000_000, gid: 3_000_000, mtime: 1_600_000_000.5 }),
      file(long, 'long'),
      file('d/caps', 'x', { xattrs: { 'security.capability': Buffer.from([1, 0, 0, 2, 255, 0]) } }),
      file('d/caf\u00e9', 'utf8'),
      file(Buffer.from('d/caf\xe9', 'latin1'), 'latin1'),
      symlink('d/link', '/etc/passwd', { uid: 7 }),
      device('d/null', 'char', [1, 3]),
      device('d/sda', 'block', [8, 0]),
      fifo('d/pipe'),
      hardlink('d/zwei', 'd/big'),
      file('d/old', 'x', { mtime: -86_400 }),
    ])
    const { bytes, saved } = await image.tar('d')
    expect(saved.leftOut).toEqual([])
    const entries = new Map((await readEntries(bytes)).map((entry) => [entry.path, entry]))
    expect(entries.get('d/')).toMatchObject({ type: 'dir', mode: 0o1777, mtime: 5 })
    expect(entries.get('d/shadow')).toMatchObject({ mode: 0, uid: 1, gid: 42, uname: 'ann', gname: 'staff' })
    expect(entries.get('d/big')).toMatchObject({ mode: 0o4755, uid: 4e9, gid: 3e6, mtime: 1_600_000_000.5 })
    expect(entries.get(long)?.content).toBe('long')
    expect(entries.get('d/caf\xc3\xa9')?.content).toBe('utf8')
    expect(entries.get('d/caf\xe9')?.content).toBe('latin1')
    expect(entries.get('d/link')).toMatchObject({ type: 'symlink', link: '/etc/passwd', uid: 7 })
    expect(entries.get('d/null')).toMatchObject({ type: 'char', device: [1, 3] })
    expect(entries.get('d/sda')).toMatchObject({ type: 'block', device: [8, 0] })
    expect(entries.get('d/pipe')).toMatchObject({ type: 'fifo' })
    expect(entries.get('d/zwei')).toMatchObject({ type: 'hardlink', link: 'd/big' })
    expect(entries.get('d/old')).toMatchObject({ mtime: -86_400 })

    const again = await imageAt(bytes)
    const { bytes: second } = await again.tar('d')
    expect(second.equals(bytes)).toBe(true)
  })

  it('sparse files with their holes, which count nothing', async () => {
    const size = 2 ** 40
    const runs = [
      { offset: 4096, bytes: 'b'.repeat(512) },
      { offset: size - 3, bytes: 'end' },
    ]
    const image = await imageWith([sparseMember('pax-1.0', 'disk', size, runs), file('after', 'x')])
    const { bytes } = await image.tar()
    expect(bytes.length).toBeLessThan(10_000)
    const again = await imageAt(bytes)
    const facts = again.session.facts(again.session.stack.events.at(again.node('disk'), 0))
    expect(facts?.size).toBe(size)
    expect(Array.from(facts?.stored?.sparse?.parts ?? [])).toEqual([4096, 512, size - 3, 3])
    expect((await again.tar()).bytes.equals(bytes)).toBe(true)
  })

  it('markers of a layer only where they are wanted', async () => {
    const image = await imageWith([file('a', 'x')], [whiteout('a'), opaque('d'), file('d/b', 'b')])
    const view = { kind: 'layer', layer: 1 } as const
    const names = async (markers: boolean): Promise<string[]> =>
      (await readEntries((await image.tar('', view, markers)).bytes)).map(({ path }) => path)
    expect(await names(false)).toEqual(['d/b'])
    expect(await names(true)).toEqual(['.wh.a', 'd/.wh..wh..opq', 'd/b'])
  })

  it('contents of compressed layers as of raw ones', async () => {
    const noise = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 251))
    const members = [dir('d'), file('d/z', noise), file('d/a', noise.subarray(1)), file('d/empty')]
    const raw = await (await imageWith(members)).tar()
    for (const compression of ['gzip', 'zstd'] as const) {
      const image = await imageAt(dockerArchive([{ layers: [{ tar: layer(members), compression }] }]))
      expect((await image.tar()).bytes.equals(raw.bytes)).toBe(true)
    }
  })
})

/** Rows of the merged view by path, with all that a person could see. */
function seenOf(view: Merged, isDisk: boolean): Map<string, unknown> {
  const kept = [...view].filter(([, { type }]) => !isDisk || type === 'file' || type === 'dir' || type === 'symlink')
  const firsts = new Map<string, string>()
  for (const [path, { inode }] of [...kept].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (!firsts.has(inode)) firsts.set(inode, path)
  return new Map(kept.map(([path, seen]) => [path, rowOf(seen, firsts.get(seen.inode) ?? path, isDisk)]))
}

function rowOf(
  { type, mode, uid, gid, mtime, content, link, device, xattrs, implicit }: Seen,
  first: string,
  isDisk: boolean,
): unknown {
  return {
    type,
    mode:
      type === 'symlink' || implicit
        ? null
        : isDisk && !isRoot && (uid !== 1000 || gid !== 1000)
          ? (mode ?? 0) & 0o1777
          : mode,
    owner: implicit || (isDisk && !isRoot) ? null : [uid, gid],
    mtime: implicit ? null : mtime,
    content,
    link,
    first: type === 'file' ? first : null,
    ...(isDisk ? {} : { device, xattrs }),
  }
}

/** A directory without a header of its own needs one in a tar where nothing is in it. */
function withEmptyDirectories(view: Merged): Merged {
  const parents = new Set([...view.keys()].map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))))
  return new Map(
    [...view].map(([path, seen]) => [
      path,
      seen.implicit && !parents.has(path) ? { ...seen, implicit: false, mode: 0o755, uid: 0, gid: 0, mtime: 0 } : seen,
    ]),
  )
}

function diskRows(disk: ReturnType<typeof readDisk>, view: Merged): Map<string, unknown> {
  const firsts = new Map<number, string>()
  for (const [path, { inode }] of [...disk].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (!firsts.has(inode)) firsts.set(inode, path)
  return new Map(
    [...disk].map(([path, { type, mode, uid, gid, mtime, content, link, inode }]) => {
      const implicit = view.get(path)?.implicit === true
      return [
        path,
        {
          type,
          mode: type === 'symlink' || implicit ? null : mode,
          owner: implicit || !isRoot ? null : [uid, gid],
          mtime: implicit ? null : mtime,
          content,
          link,
          first: type === 'file' ? (firsts.get(inode) ?? path) : null,
        },
      ]
    }),
  )
}

describe('what is saved of random layers is what the naive model says', () => {
  it.skipIf(process.platform !== 'linux')('as a folder', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStack, async (stack) => {
        const { merged } = union(stack)
        const image = await imageAt(renderStack(stack))
        for (const [upto, view] of merged.entries()) {
          const { path } = newPlace()
          const saved = await image.save('', 'folder', path, {}, { kind: 'merged', upto })
          expect(diskRows(readDisk(path), view)).toEqual(seenOf(view, true))
          const special = [...view.values()].filter(({ type }) => ['char', 'block', 'fifo'].includes(type)).length
          const counted = saved.leftOut.find(({ reason }) => reason === 'special-file')?.count ?? 0
          expect(counted).toBe(special)
        }
      }),
      { numRuns: 150, interruptAfterTimeLimit: 40_000 },
    )
  })

  it('as a tar that is opened again', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStack, async (stack) => {
        const { merged } = union(stack)
        const last: Merged = merged.at(-1) ?? new Map<string, Seen>()
        const { bytes } = await (await imageAt(renderStack(stack))).tar()
        const again = union([await readEntries(bytes)]).merged[0] ?? new Map<string, Seen>()
        expect(seenOf(again, false)).toEqual(seenOf(withEmptyDirectories(last), false))
        const image = await imageAt(dockerArchive([imageOf([bytes])]))
        const { bytes: second } = await image.tar()
        expect(second.equals(bytes)).toBe(true)
      }),
      { numRuns: 300, interruptAfterTimeLimit: 40_000 },
    )
  })
})
