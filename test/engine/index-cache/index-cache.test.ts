import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decompressorReady } from '../../../electron/engine/decompress.ts'
import { indexThroughCache } from '../../../electron/engine/index-cache/cached-layer.ts'
import { cacheSettings, placedCache } from '../../../electron/engine/index-cache/cache-settings.ts'
import { CacheFolder } from '../../../electron/engine/index-cache/cache-folder.ts'
import { IndexCache } from '../../../electron/engine/index-cache/index-cache.ts'
import { decodeLayer, encodeLayer } from '../../../electron/engine/index-cache/layer-format.ts'
import { CancelledError } from '../../../electron/engine/index-layer.ts'
import { InlineJobs } from '../../../electron/engine/inline-jobs.ts'
import type { LayerBlob } from '../../../electron/engine/layer-blob.ts'
import { JobControl } from '../../../electron/engine/layer-jobs.ts'
import { MemoryBudget } from '../../../electron/engine/memory-budget.ts'
import { gzip, zstd } from '../../fixtures/compression.ts'
import { digestOf } from '../../fixtures/digest.ts'
import { dockerArchive } from '../../fixtures/docker-archive.ts'
import { ARCHIVE_HAZARDS, LAYER_HAZARDS } from '../../fixtures/hazards.ts'
import { imageOf } from '../../fixtures/image.ts'
import { dir, file, layer } from '../../fixtures/layer-builder.ts'
import { temporaryFolder } from '../../fixtures/temporary-folder.ts'
import { arbitraryStack, memberOf } from '../../model-of-union/arbitrary-stack.ts'
import { cachedFiles, eagerCache, lasting, tellAll } from './cached-runs.ts'

const folder = temporaryFolder()
let made = 0
const newFolder = (): string => join(folder.path, `cache-${made++}`)

const LAYER = layer([dir('etc'), file('etc/hosts', 'localhost'), file('big', randomBytes(200_000))])

function blobOf(stored: Uint8Array, compression: LayerBlob['compression'] = 'gzip'): LayerBlob {
  return { range: folder.open(stored), compression }
}

function index(blob: LayerBlob, cache: string, stated?: string | null): ReturnType<InlineJobs['index']> {
  return new InlineJobs(eagerCache(cache)).index(blob, new JobControl(), undefined, stated)
}

/** Puts another index under the name of each that a cache holds, so that who is given one can be told. */
function mark(cache: string): void {
  const marked = new IndexCache(eagerCache(cache))
  for (const name of cachedFiles(cache, 'index')) {
    const known = name.slice(0, name.lastIndexOf('-'))
    const indexed = marked.index(known)!
    marked.keepIndex(known, { ...indexed, diffId: 'sha256:marked' })
  }
}

const isMarked = ({ diffId }: { diffId: string | null }): boolean => diffId === 'sha256:marked'

describe('an index comes back from the cache as indexing gives it', () => {
  const compressed: readonly (readonly [LayerBlob['compression'], (tar: Uint8Array) => Uint8Array])[] = [
    ['none', (tar) => tar],
    ['gzip', (tar) => gzip(tar)],
    ['zstd', (tar) => zstd(tar)],
  ]

  test.each(LAYER_HAZARDS.map((hazard) => [hazard.hazard, hazard] as const))('%s', async (_, { layers }) => {
    const cache = newFolder()
    for (const [compression, pack] of compressed)
      for (const tar of layers) {
        const blob = blobOf(pack(tar), compression)
        const plain = lasting(await new InlineJobs().index(blob, new JobControl()))
        expect(lasting(await index(blob, cache))).toEqual(plain)
        expect(lasting(await index(blob, cache))).toEqual(plain)
      }
    mark(cache)
    expect(isMarked(await index(blobOf(gzip(layers.at(-1)!)), cache, digestOf(gzip(layers.at(-1)!))))).toBe(true)
  })

  test('any layer of any stack', async () => {
    const jobs = new InlineJobs()
    await fc.assert(
      fc.asyncProperty(arbitraryStack, async (stack) => {
        for (const entries of stack) {
          const blob = blobOf(layer(entries.map(memberOf)), 'none')
          const indexed = await jobs.index(blob, new JobControl())
          const decoded = decodeLayer(encodeLayer(indexed))
          const { elapsed } = indexed.index
          expect(lasting(decoded)).toEqual(lasting(indexed))
          expect(decoded.index).toMatchObject({ elapsed })
          expect(indexed.index.names.byHash).toHaveLength(2 * indexed.index.names.count)
          expect(decoded.index.names.byHash, 'another process has other hashes').toBeUndefined()
          expect(decoded.index.types.buffer.byteLength).toBe(indexed.index.entryCount)
        }
      }),
      { numRuns: 60, interruptAfterTimeLimit: 15_000 },
    )
  })

  test('check-points, in memory that threads share', async () => {
    const blob = blobOf(gzip(layer([file('zeros', Buffer.alloc(20_000_000)), file('noise', randomBytes(9_000_000))])))
    const indexed = await new InlineJobs().index(blob, new JobControl())
    expect(indexed.checkpoints?.inputs.length).toBeGreaterThan(1)
    const { checkpoints } = decodeLayer(encodeLayer(indexed))
    expect(checkpoints).toEqual(indexed.checkpoints)
    expect(checkpoints!.windows.buffer).toBeInstanceOf(SharedArrayBuffer)
  })
})

describe('an engine with a cache says what one without says, the first time and later', () => {
  test.each([
    ...LAYER_HAZARDS.map(({ hazard, layers }) => [hazard, () => dockerArchive([imageOf(layers)])] as const),
    ...ARCHIVE_HAZARDS.map(({ hazard, bytes }) => [hazard, bytes] as const),
  ])('%s', async (_, bytes) => {
    const path = folder.write(`archive-${made++}.tar`, bytes())
    const cache = eagerCache(newFolder())
    const plain = await tellAll(path, null)
    expect(await tellAll(path, cache)).toEqual(plain)
    expect(await tellAll(path, cache)).toEqual(plain)
  })

  test('any stack', async () => {
    const cache = eagerCache(newFolder())
    await fc.assert(
      fc.asyncProperty(arbitraryStack, async (stack) => {
        const layers = stack.map((entries) => gzip(layer(entries.map(memberOf))))
        const path = folder.write(`stack-${made++}.tar`, dockerArchive([imageOf(layers)], '1.10'))
        const plain = await tellAll(path, null)
        expect(await tellAll(path, cache)).toEqual(plain)
        expect(await tellAll(path, cache)).toEqual(plain)
      }),
      { numRuns: 40, interruptAfterTimeLimit: 15_000 },
    )
    expect(cachedFiles(cache.folder, 'index').length).toBeGreaterThan(0)
  })
})

describe('a layer is known again', () => {
  test('by the file that an earlier run has read', async () => {
    const [cache, blob] = [newFolder(), blobOf(gzip(LAYER))]
    await index(blob, cache)
    mark(cache)
    expect(isMarked(await index(blob, cache))).toBe(true)
  })

  test('by its content in another file, where the archive states the digest', async () => {
    const cache = newFolder()
    await index(blobOf(gzip(LAYER)), cache)
    mark(cache)
    const copy = blobOf(gzip(LAYER))
    expect(isMarked(await index(copy, cache))).toBe(false)
    const other = blobOf(gzip(LAYER))
    mark(cache)
    expect(isMarked(await index(other, cache, digestOf(gzip(LAYER))))).toBe(true)
    expect(isMarked(await index(other, cache))).toBe(true)
  })

  test('and a raw one by its file only', async () => {
    const [cache, blob] = [newFolder(), blobOf(LAYER, 'none')]
    await index(blob, cache)
    mark(cache)
    expect(isMarked(await index(blob, cache))).toBe(true)
    expect(isMarked(await index(blobOf(LAYER, 'none'), cache, digestOf(LAYER)))).toBe(false)
  })

  test('and not when its file was written to, though its size and the time of writing are as before', async () => {
    const cache = newFolder()
    const path = folder.write('rewritten', gzip(LAYER))
    const other = gzip(layer([file('a', 'other')]), 0)
    const written = Buffer.concat([other, Buffer.alloc(gzip(LAYER).length - other.length)])
    const fd = openSync(path, 'r+')
    const blob: LayerBlob = { range: { fd, offset: 0, size: written.length }, compression: 'gzip' }
    await index(blob, cache)
    expect(cachedFiles(cache, 'memo').length).toBe(1)
    const { atime, mtime } = statSync(path)
    writeSync(fd, written, 0, written.length, 0)
    utimesSync(path, atime, mtime)
    expect((await index(blob, cache)).index.entryCount).toBe(1)
    closeSync(fd)
  })

  test('and not by its file where that has changed a moment ago', async () => {
    const [cache, blob] = [newFolder(), blobOf(gzip(LAYER))]
    const jobs = new InlineJobs({ ...eagerCache(cache), settled: 3_600_000 })
    await jobs.index(blob, new JobControl())
    expect([cachedFiles(cache, 'index').length, cachedFiles(cache, 'memo').length]).toEqual([1, 0])
    await jobs.index(blobOf(LAYER, 'none'), new JobControl())
    expect(cachedFiles(cache, 'index').length).toBe(1)
  })

  test('and small layers are not kept, since they are indexed as fast', async () => {
    const cache = newFolder()
    const jobs = new InlineJobs({ ...eagerCache(cache), smallestStored: 1_000_000, fewestEntries: 10_000 })
    await jobs.index(blobOf(gzip(LAYER)), new JobControl())
    await jobs.index(blobOf(LAYER, 'none'), new JobControl())
    expect(existsSync(cache)).toBe(false)
  })
})

describe('what is not known for sure is not kept', () => {
  test('a digest that is stated and wrong leads to no other index, now or later', async () => {
    const cache = newFolder()
    const [good, evil] = [gzip(LAYER), gzip(layer([file('evil', 'evil')]))]
    const goodBlob = blobOf(good)
    const evilBlob = blobOf(evil)
    const names = async (blob: LayerBlob, stated: string): Promise<number> =>
      (await index(blob, cache, stated)).index.entryCount
    expect(await names(evilBlob, digestOf(good))).toBe(1)
    expect(await names(goodBlob, digestOf(good))).toBe(3)
    expect(await names(evilBlob, digestOf(good))).toBe(1)
    expect(await names(blobOf(evil), digestOf(good))).toBe(1)
    expect(await names(blobOf(good), digestOf(evil))).toBe(3)
    expect(await names(blobOf(good), '../../evil')).toBe(3)
    expect(cachedFiles(cache, 'index').map((name) => name.slice(0, 64))).toEqual(
      [digestOf(good), digestOf(evil)].map((digest) => digest.slice('sha256:'.length)).sort(),
    )
  })

  test('a layer that is stopped at a bound, or by who asked', async () => {
    const cache = newFolder()
    const jobs = new InlineJobs(eagerCache(cache))
    const blob = blobOf(gzip(LAYER))
    const stopped = await jobs.index(blob, new JobControl(), { bytes: 1000, ratio: 1 })
    expect(stopped.stopped).not.toBeNull()
    const control = new JobControl()
    control.cancel()
    await expect(jobs.index(blob, control)).rejects.toThrow(CancelledError)
    expect(cachedFiles(cache, 'index')).toEqual([])
  })

  test('a layer that a bound stops is stopped also where an index from a wider bound is kept', async () => {
    const [cache, blob] = [newFolder(), blobOf(gzip(layer([file('zeros', Buffer.alloc(1_000_000))])))]
    const jobs = new InlineJobs(eagerCache(cache))
    const bound = { bytes: 10_000, ratio: 1 }
    const plain = lasting(await new InlineJobs().index(blob, new JobControl(), bound))
    expect((await jobs.index(blob, new JobControl())).state).toBe('ok')
    expect(lasting(await jobs.index(blob, new JobControl(), bound))).toEqual(plain)
    expect((await jobs.index(blob, new JobControl())).state).toBe('ok')
  })

  test('a layer for which no memory is left, whether an index of all of it is kept or not', async () => {
    const tar = layer(Array.from({ length: 30_000 }, (_, at) => file(`f${at}`)))
    for (const blob of [blobOf(gzip(tar)), blobOf(tar, 'none')]) {
      const cache = newFolder()
      const jobs = new InlineJobs(eagerCache(cache))
      const indexed = async (of: InlineJobs): Promise<unknown> =>
        lasting(await of.index(blob, new JobControl(), undefined, null, new MemoryBudget(2048)))
      const plain = await indexed(new InlineJobs())
      expect(plain).toMatchObject({ refused: true })
      expect(await indexed(jobs)).toEqual(plain)
      expect(cachedFiles(cache, 'index')).toEqual([])
      expect((await jobs.index(blob, new JobControl())).state).toBe('ok')
      expect(cachedFiles(cache, 'index').length).toBe(1)
      expect(await indexed(jobs)).toEqual(plain)
    }
  })

  test.each(['gzip', 'none'] as const)('a file that is written to while it is read: %s', async (compression) => {
    const cache = new IndexCache(eagerCache(newFolder()))
    const tar = layer(Array.from({ length: 5000 }, (_, at) => file(`f${at}`, randomBytes(200))))
    const path = folder.write('changing', compression === 'gzip' ? gzip(tar) : tar)
    const fd = openSync(path, 'r+')
    await decompressorReady(compression)
    const blob: LayerBlob = { range: { fd, offset: 0, size: statSync(path).size }, compression }
    let told = 0
    indexThroughCache(blob, null, cache, () => told++ === 0 && writeSync(fd, Buffer.from('x'), 0, 1, blob.range.size))
    closeSync(fd)
    expect(told).toBeGreaterThan(0)
    expect([cachedFiles(cache.settings.folder, 'index'), cachedFiles(cache.settings.folder, 'memo')]).toEqual([[], []])
  })
})

describe('a file of the cache that is not as it was written is indexed anew, and replaced', () => {
  const damages: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
    ['empty', () => Buffer.alloc(0)],
    ['cut in its header', (bytes) => bytes.subarray(0, 20)],
    ['cut after its header', (bytes) => bytes.subarray(0, 48)],
    ['cut in its middle', (bytes) => bytes.subarray(0, bytes.length >> 1)],
    ['cut at its last byte', (bytes) => bytes.subarray(0, -1)],
    ['longer by a byte', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ['of another format', (bytes) => flipped(bytes, 8)],
    [
      'of another byte order',
      (bytes) => Buffer.concat([bytes.subarray(0, 12), Buffer.from([1, 2, 3, 4]), bytes.subarray(16)]),
    ],
    ['noise', (bytes) => randomBytes(bytes.length)],
    ...[0, 0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999].map(
      (part) =>
        [`with a byte flipped at ${part}`, (bytes: Buffer) => flipped(bytes, Math.floor(bytes.length * part))] as const,
    ),
  ]

  test.each(damages)('%s', async (_, damage) => {
    for (const kind of ['index', 'memo'] as const) {
      const [cache, blob] = [newFolder(), blobOf(gzip(LAYER))]
      const plain = lasting(await index(blob, cache))
      mark(cache)
      const [name] = cachedFiles(cache, kind)
      const path = join(cache, name!)
      const whole = readFileSync(path)
      writeFileSync(path, damage(whole))
      expect(lasting(await index(blob, cache))).toEqual(plain)
      expect(readFileSync(path).equals(damage(whole))).toBe(false)
      mark(cache)
      expect(isMarked(await index(blob, cache))).toBe(true)
    }
  })

  test('under the name of another layer', async () => {
    const cache = newFolder()
    const other = blobOf(gzip(layer([file('other', 'other')])))
    await index(blobOf(gzip(LAYER)), cache)
    const [name] = cachedFiles(cache, 'index')
    const hex = digestOf(gzip(layer([file('other', 'other')]))).slice('sha256:'.length)
    renameSync(join(cache, name!), join(cache, hex + name!.slice(64)))
    expect((await index(other, cache, `sha256:${hex}`)).index.entryCount).toBe(1)
  })

  test('sealed with a key that is not the user’s', async () => {
    const [cache, blob] = [newFolder(), blobOf(gzip(LAYER))]
    await index(blob, cache)
    mark(cache)
    writeFileSync(join(cache, 'key'), randomBytes(32))
    expect(isMarked(await index(blob, cache))).toBe(false)
    writeFileSync(join(cache, 'key'), 'short')
    expect(isMarked(await index(blob, cache))).toBe(false)
    await index(blob, cache)
    expect(statSync(join(cache, 'key')).size).toBe(32)
    expect(statSync(join(cache, 'key')).mode & 0o077).toBe(process.platform === 'win32' ? 0o066 : 0)
  })
})

describe('a folder that is no place for a cache stops nothing', () => {
  test.skipIf(process.platform === 'win32')('one that others may write to', async () => {
    const cache = newFolder()
    await index(blobOf(gzip(LAYER)), cache)
    mark(cache)
    chmodSync(cache, 0o777)
    expect(isMarked(await index(blobOf(gzip(LAYER)), cache, digestOf(gzip(LAYER))))).toBe(false)
  })

  test('one that can not be made', async () => {
    const inFile = join(folder.write(`file-${made++}`, Buffer.from('x')), 'below')
    expect((await index(blobOf(gzip(LAYER)), inFile)).state).toBe('ok')
    expect(existsSync(inFile)).toBe(false)
  })

  const noRights = process.getuid?.() === 0 ? 'a read-only folder: root writes everywhere' : null
  test.skipIf(noRights !== null)(noRights ?? 'one that is read-only is still read', async () => {
    const [cache, blob] = [newFolder(), blobOf(gzip(LAYER))]
    await index(blob, cache)
    mark(cache)
    chmodSync(cache, 0o500)
    expect(isMarked(await index(blob, cache))).toBe(true)
    expect((await index(blobOf(gzip(layer([file('a', 'a')]))), cache)).state).toBe('ok')
    chmodSync(cache, 0o700)
  })

  test('one in which no file can be put in its place leaves nothing unfinished', async () => {
    const [cache, blob] = [newFolder(), blobOf(gzip(LAYER))]
    await index(blob, cache)
    for (const name of [...cachedFiles(cache, 'index'), ...cachedFiles(cache, 'memo')]) {
      rmSync(join(cache, name))
      mkdirSync(join(cache, name, 'in the way'), { recursive: true })
    }
    expect((await index(blob, cache)).state).toBe('ok')
    expect(cachedFiles(cache, 'tmp')).toEqual([])
  })
})

describe('the folder', () => {
  test('lets go of what was used longest ago', () => {
    const path = newFolder()
    const name = (letter: string): string => `${letter.repeat(64)}.gzip-x.index`
    const write = (letter: string): void => new CacheFolder(path, 100_000).write(name(letter), randomBytes(30_000))
    const age = (letter: string, seconds: number): void =>
      utimesSync(join(path, name(letter)), new Date(), new Date(Date.now() - seconds * 1000))
    new CacheFolder(path, 100_000).prepare()
    for (const [at, letter] of ['a', 'b', 'c'].entries()) {
      write(letter)
      age(letter, 100 - at)
    }
    new CacheFolder(path, 100_000).touch(name('a'))
    write('d')
    expect(cachedFiles(path, 'index').map(([letter]) => letter)).toEqual(['a', 'd'])
  })

  test('keeps within its limit whatever is written, and no entry that takes a large share', async () => {
    const path = newFolder()
    const limit = 1_000_000
    const cache = new IndexCache({ ...eagerCache(path), limit })
    const blob = (entries: number): LayerBlob =>
      blobOf(layer(Array.from({ length: entries }, (_, at) => file(`file-${at}`))), 'none')
    const small = await new InlineJobs().index(blob(800), new JobControl())
    for (let at = 0; at < 40; at++) {
      cache.keepIndex(`${at.toString(16).padStart(64, '0')}.gzip`, small)
      expect(new CacheFolder(path, limit).usage().bytes).toBeLessThanOrEqual(limit)
    }
    expect(cache.index(`${(39).toString(16).padStart(64, '0')}.gzip`)).not.toBeNull()
    expect(cache.index(`${'0'.repeat(64)}.gzip`)).toBeNull()
    const large = await new InlineJobs().index(blob(5000), new JobControl())
    cache.keepIndex(`${'f'.repeat(64)}.gzip`, large)
    expect(cache.has(`${'f'.repeat(64)}.gzip`)).toBe(false)
  })

  test('takes away what a crash has left, and touches nothing that is not its own', () => {
    const path = newFolder()
    const cache = new CacheFolder(path, 1_000_000)
    cache.prepare()
    const unfinished = join(path, `${'a'.repeat(64)}.gzip-x.index.1-abcdef.tmp`)
    for (const name of [unfinished, join(path, 'photo.jpg')]) writeFileSync(name, 'x')
    utimesSync(unfinished, 1, 1)
    cache.write(`${'b'.repeat(64)}.memo`, Buffer.from('x'))
    expect(existsSync(unfinished)).toBe(false)
    cache.clear()
    expect(readdirSync(path)).toEqual(['photo.jpg'])
    expect(cache.usage()).toEqual({ entries: 0, bytes: 0 })
  })

  test('takes two caches that write and read the same at once, the key among it', async () => {
    const [path, stored] = [newFolder(), gzip(LAYER)]
    const blobs = Array.from({ length: 4 }, () => blobOf(stored))
    const plain = lasting(await new InlineJobs().index(blobs[0]!, new JobControl()))
    const caches = [new InlineJobs(eagerCache(path)), new InlineJobs(eagerCache(path))]
    for (let round = 0; round < 3; round++)
      for (const found of await Promise.all(
        blobs.flatMap((blob) => caches.map((jobs) => jobs.index(blob, new JobControl(), undefined, digestOf(stored)))),
      ))
        expect(lasting(found)).toEqual(plain)
    expect(cachedFiles(path, 'index').length).toBe(1)
    expect(cachedFiles(path, 'tmp')).toEqual([])
  })
})

describe('settings', () => {
  test('come from the environment', () => {
    expect(cacheSettings({ ONIONSKIN_CACHE: 'off' })).toBeNull()
    expect(placedCache({ ONIONSKIN_CACHE: 'off', ONIONSKIN_CACHE_DIR: '/x' })?.folder).toBe('/x')
    expect(cacheSettings({ ONIONSKIN_CACHE_DIR: folder.path })).toMatchObject({ folder: folder.path, limit: 2 ** 30 })
    expect(cacheSettings({ ONIONSKIN_CACHE_DIR: 'relative' })).toBeNull()
  })

  test.runIf(process.platform === 'linux')('follow the XDG Base Directory Specification', () => {
    const home = cacheSettings({})?.folder
    expect(home).toMatch(/^\/.*\/\.cache\/onionskin\/index$/)
    expect(cacheSettings({ XDG_CACHE_HOME: '/x' })?.folder).toBe('/x/onionskin/index')
    expect(cacheSettings({ XDG_CACHE_HOME: 'x' })?.folder).toBe(home)
  })
})

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = copy[at]! ^ 0x40
  return copy
}
