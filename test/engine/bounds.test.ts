import { Buffer } from 'node:buffer'
import { closeSync, openSync } from 'node:fs'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ImageSession } from '../../electron/engine/image-session.ts'
import { indexLayer } from '../../electron/engine/index-layer.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { JobControl } from '../../electron/engine/layer-jobs.ts'
import { MemoryBudget } from '../../electron/engine/memory-budget.ts'
import { openArchive } from '../../electron/engine/open-archive.ts'
import { SharedIndexes } from '../../electron/engine/shared-indexes.ts'
import { spoolInput } from '../../electron/engine/spool.ts'
import { gzip } from '../fixtures/compression.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, layer, whiteout } from '../fixtures/layer-builder.ts'
import { ociLayout, tarOfFiles } from '../fixtures/oci-layout.ts'
import { repeatedHeaders } from '../fixtures/repeated-headers.ts'
import { sparseMember } from '../fixtures/sparse-member.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { OpenedImage } from './opened-image.ts'

const folder = temporaryFolder()

async function session(bytes: Uint8Array, mostKib: number): Promise<ImageSession> {
  const archive = await openArchive(folder.write('image.tar', bytes), new JobControl())
  const jobs = new SharedIndexes(new InlineJobs(), undefined, mostKib)
  const opened = new ImageSession(archive.images[0]!, 'image.tar', jobs)
  for (const { index } of opened.layers) await opened.indexLayer(index, new JobControl())
  archive.close()
  return opened
}

describe('all layers of an image share what their indexes may take', () => {
  const many = (prefix: string): Buffer => repeatedHeaders(20_000, (at) => ({ name: `${prefix}${at}`, type: '0' }))
  const tar = many('a')

  it('the layer that is too much is left out from there on, and says so', async () => {
    const opened = await session(
      dockerArchive([imageOf([tar, many('b'), many('c'), tar, layer([file('last')])])]),
      5000,
    )
    expect(opened.layers.map(({ state }) => state)).toEqual(['ok', 'damaged', 'damaged', 'ok', 'ok'])
    expect(opened.layers[0]!.entries).toBe(20_000)
    expect(opened.layers[1]!.entries).toBeGreaterThan(0)
    expect(opened.layers[1]!.entries).toBeLessThan(20_000)
    expect(opened.problems.filter(({ code }) => code === 'entry-limit').map(({ where }) => where.layer)).toEqual([1, 2])
  })

  it('names, attributes, links and maps count as well as entries', () => {
    const heavy: readonly [string, Uint8Array][] = [
      ['names', layer(Array.from({ length: 40 }, (_, at) => file(`${at}${'x'.repeat(60_000)}`)))],
      ['deep paths', layer(Array.from({ length: 10 }, (_, at) => file(`${at}${'/x'.repeat(8000)}`)))],
      [
        'values',
        layer(Array.from({ length: 4 }, (_, at) => file(`${at}`, '', { xattrs: { 'user.x': 'x'.repeat(1e6) } }))),
      ],
      [
        'links',
        layer(Array.from({ length: 40 }, (_, at) => ({ name: `${at}`, type: '2', link: `${at}`.repeat(30_000) }))),
      ],
      [
        'maps',
        layer([
          sparseMember(
            'pax-0.1',
            'sparse',
            1e9,
            Array.from({ length: 100_000 }, (_, at) => ({ offset: at * 1024, bytes: '' })),
          ),
          ...Array.from({ length: 10 }, (_, at) => file(`${at}`)),
        ]),
      ],
    ]
    for (const [what, bytes] of heavy) {
      const fd = openSync(folder.write('layer.tar', bytes), 'r')
      const range = { fd, offset: 0, size: bytes.length }
      const budget = new MemoryBudget(1024)
      const indexed = indexLayer({ range, compression: 'none' }, () => undefined, undefined, budget)
      expect(
        indexed.problems.map(({ code }) => code),
        what,
      ).toContain('entry-limit')
      expect(indexed.index.entryCount, what).toBeGreaterThan(0)
      closeSync(fd)
    }
  })

  it('what an index does not need goes back, also after a layer that could not be read', () => {
    const bytes = gzip(tar)
    const fd = openSync(folder.write('layer.tar.gz', bytes), 'r')
    const blob = { range: { fd, offset: 0, size: bytes.length }, compression: 'gzip' } as const
    const budget = new MemoryBudget(100_000)
    const { claimed } = indexLayer(blob, () => undefined, undefined, budget)
    expect(claimed).toBeGreaterThan((20_000 * 64) / 1024)
    const stop = (): void => {
      throw new Error('stopped')
    }
    expect(() => indexLayer(blob, stop, undefined, budget)).toThrow('stopped')
    expect(budget.take(100_000 - claimed)).toBe(true)
    expect(budget.take(1)).toBe(false)
    closeSync(fd)
  })
})

describe('what comes from a pipe and never ends is given up where it can be no archive', () => {
  function* endless(bytes: Uint8Array): Generator<Uint8Array> {
    for (;;) yield bytes
  }

  it.each([
    ['zeros', () => Readable.from(endless(Buffer.alloc(65_536)))],
    ['text', () => Readable.from(endless(Buffer.from('yes\n')))],
    [
      'noise that gzip holds',
      () => Readable.from(endless(Buffer.from('yes\n'.repeat(20_000)))).pipe(createGzip({ level: 0 })),
    ],
  ])('%s', async (_, input) => {
    const spooled = await spoolInput(input(), new JobControl())
    expect(spooled.damage).toBeNull()
    expect(spooled.size).toBeLessThan(4 * 1024 * 1024)
    spooled.file.remove()
  })

  it.each([
    ['a tar', (tar: Buffer) => tar],
    ['a tar in gzip', (tar: Buffer) => gzip(tar)],
  ])('%s goes through as it is', async (_, compress) => {
    const bytes = compress(dockerArchive([imageOf([layer([file('noise', Buffer.from(noise(3_000_000)))])])]))
    const spooled = await spoolInput(Readable.from([bytes.subarray(0, 100), bytes.subarray(100)]), new JobControl())
    expect(spooled.size).toBe(bytes.length)
    spooled.file.remove()
  })
})

/** Bytes that no compression makes smaller. */
function noise(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16)
}

describe('a map of a sparse file is held against what is stored', () => {
  it.each(['gnu', 'pax-0.0', 'pax-0.1', 'pax-1.0'] as const)(
    '%s: one that names more is not followed',
    async (format) => {
      const truth = sparseMember(format, 'sparse', 1_000_000, [{ offset: 4096, bytes: 'x'.repeat(1024) }])
      const lies = Buffer.from(truth)
      const digits = format === 'gnu' ? ['00000002000', '00003410000'] : ['1024', '9216']
      const length = lies.lastIndexOf(digits[0]!, lies.indexOf('xxxx'))
      lies.write(digits[1]!, length)
      if (format === 'gnu') lies.write(checksum(lies), 148)
      const tar = layer([lies, file('after', 'it')])
      const image = await OpenedImage.open(
        folder.write('sparse.tar', tarOfFiles(ociLayout([{ ...imageOf([]), layers: [{ tar, compression: 'gzip' }] }]))),
      )
      expect(await image.problems('tar-sparse')).toHaveLength(1)
      expect((await image.bytes('sparse')).length).toBe(1024)
      expect(await image.text('after')).toBe('it')
      await image.close()
    },
  )

  function checksum(header: Buffer): string {
    const copy = Buffer.from(header.subarray(0, 512)).fill(' ', 148, 156)
    return `${copy
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `
  }
})

describe('what lies below a layer that is not there is not known', () => {
  const upper = layer([whiteout('gone'), whiteout('etc/name')])

  it('a whiteout above it is no mistake', async () => {
    const base = { tar: layer([dir('etc'), file('etc/name', 'x')]), stored: false }
    const image = await OpenedImage.open(
      folder.write('foreign.tar', tarOfFiles(ociLayout([{ ...imageOf([]), layers: [base, { tar: upper }] }]))),
    )
    expect(await image.problems('whiteout-of-nothing')).toEqual([])
    await image.close()
  })

  it('and where all is there, it is a note', async () => {
    const image = await OpenedImage.of(folder, [dir('etc')], [whiteout('gone')])
    expect(await image.problems('whiteout-of-nothing')).toHaveLength(1)
    await image.close()
  })
})
