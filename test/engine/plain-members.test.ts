import { Buffer } from 'node:buffer'
import { closeSync, openSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { RangeReader } from '../../electron/engine/byte-reader.ts'
import type { ByteRange } from '../../electron/engine/byte-reader.ts'
import { decompressorReady } from '../../electron/engine/decompress.ts'
import { indexLayer } from '../../electron/engine/index-layer.ts'
import { LayerIndexBuilder } from '../../electron/engine/layer-index-builder.ts'
import type { LayerIndex } from '../../electron/engine/layer-index.ts'
import { hashName } from '../../electron/engine/name-hash.ts'
import { nameBytes } from '../../electron/engine/name-table.ts'
import { LayerProblemLog } from '../../electron/engine/problem-log.ts'
import { scanTar } from '../../electron/engine/scan-tar.ts'
import { gzip, zstd } from '../fixtures/compression.ts'
import { LAYER_HAZARDS, SOUND_ODDITIES } from '../fixtures/hazards.ts'
import { device, dir, file, hardlink, layer, overlayWhiteout, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { arbitraryStack, memberOf } from '../model-of-union/arbitrary-stack.ts'

const folder = temporaryFolder()

interface Indexed {
  readonly index: Omit<LayerIndex, 'elapsed'>
  readonly problems: readonly unknown[]
}

function withFile<T>(bytes: Uint8Array, use: (range: ByteRange) => T): T {
  const fd = openSync(folder.write('layer', bytes), 'r')
  try {
    return use({ fd, offset: 0, size: bytes.length })
  } finally {
    closeSync(fd)
  }
}

beforeAll(() => decompressorReady('zstd'))

/** Every member read one by one, none by the core's own reader of headers. */
function oneByOne(tar: Uint8Array): Indexed {
  const log = new LayerProblemLog()
  const builder = new LayerIndexBuilder((code, severity, offset, message, path) =>
    log.add(code, severity, offset, message, path ?? null),
  )
  withFile(tar, (range) =>
    scanTar(
      new RangeReader(range),
      (member) => builder.add(member),
      (code, severity, offset, message) => log.add(code, severity, offset, message),
    ),
  )
  const { elapsed: _, ...index } = builder.finish(tar.length, 0)
  return { index, problems: log.finish() }
}

function byTheCore(bytes: Uint8Array, compression: 'none' | 'gzip' | 'zstd'): Indexed {
  const { index, problems } = withFile(bytes, (range) => indexLayer({ range, compression }, () => undefined))
  const { elapsed: _, ...rest } = index
  const ofTheEnd = ['layer-truncated', 'layer-not-a-tar']
  return { index: rest, problems: problems.filter(({ code }) => !ofTheEnd.includes(code)) }
}

function expectSame(tar: Uint8Array, ways: readonly ('none' | 'gzip' | 'zstd')[] = ['none', 'gzip', 'zstd']): void {
  const expected = oneByOne(tar)
  for (const way of ways) {
    const bytes = way === 'none' ? tar : way === 'gzip' ? gzip(tar, 1) : zstd(tar)
    const found = byTheCore(bytes, way)
    expect(found.problems, way).toEqual(expected.problems)
    expect({ ...found.index, size: 0 }, way).toEqual({ ...expected.index, size: 0 })
  }
}

describe('members that the core reads itself are those that are read one by one', () => {
  it.each(
    LAYER_HAZARDS.flatMap(({ hazard, layers }) => layers.map((tar, at) => [`${hazard}, layer ${at}`, tar] as const)),
  )('%s', (_, tar) => expectSame(tar))

  it.each(SOUND_ODDITIES.map(({ oddity, tar }) => [oddity, tar] as const))('%s', (_, tar) => expectSame(tar))

  it('of random layers', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(arbitraryStack, (stack) =>
        stack.forEach((entries) => expectSame(layer(entries.map(memberOf)), ['none', 'gzip'])),
      ),
      { numRuns: 80, interruptAfterTimeLimit: 10_000 },
    )
  })

  it('of layers with a byte that is not as it was, anywhere in a header', { timeout: 60_000 }, () => {
    const tar = layer([
      dir('usr/'),
      file('usr/a', 'x'.repeat(700)),
      file(`${'long/'.repeat(40)}name`, 'y'),
      symlink('usr/b', `../${'far/'.repeat(40)}a`),
      hardlink('usr/c', 'usr/a'),
      device('dev', 'char', [0, 0]),
      hardlink('also', 'dev'),
      whiteout('usr/gone'),
      overlayWhiteout('away'),
      file('last', 'z', { uid: 7, uname: 'other' }),
    ])
    fc.assert(
      fc.property(fc.nat(tar.length - 1), fc.nat(255), fc.boolean(), (at, byte, mend) => {
        const changed = Buffer.from(tar)
        changed[at] = byte
        if (mend) mendChecksum(changed, at - (at % 512))
        expectSame(changed, ['none', 'gzip'])
      }),
      { numRuns: 600, interruptAfterTimeLimit: 10_000 },
    )
  })

  it('wherever the windows end: bodies of all lengths around theirs', () => {
    const sizes = [
      0, 1, 511, 512, 513, 7_000, 15_871, 15_872, 16_384, 16_385, 65_536, 130_559, 131_072, 131_073, 200_000,
    ]
    const members = Array.from({ length: 300 }, (_, at) => [
      file(`${'deep/'.repeat(at % 50)}f${at}`, 'b'.repeat(sizes[(at * 7) % sizes.length]!)),
      symlink(`l${at}`, 't'.repeat((at * 13) % 300)),
    ]).flat()
    expectSame(layer(members))
  })

  it('where the tar ends in the middle of anything', { timeout: 60_000 }, () => {
    const tar = layer([
      file('a', 'x'.repeat(1500)),
      file(`${'p/'.repeat(90)}q`, 'yy'),
      hardlink('h', 'a'),
      file('b', 'zzz', { xattrs: { 'user.x': '1' } }),
    ])
    for (let end = 0; end <= tar.length; end += 37) expectSame(tar.subarray(0, end), ['none', 'gzip'])
  })
})

/** Writes the checksum that a header would have. */
function mendChecksum(tar: Buffer, header: number): void {
  tar.fill(0x20, header + 148, header + 156)
  const sum = tar.subarray(header, header + 512).reduce((all, byte) => all + byte, 0)
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, header + 148, 'latin1')
}

describe('the hash of a name', () => {
  it('is the same in the core and outside of it', () => {
    const names = Array.from({ length: 40 }, (_, length) =>
      'abcdefghijklmnopqrstuvwxyz0123456789-_.é'.slice(0, length + 1),
    )
    const { names: table } = oneByOne(layer(names.map((name) => file(name)))).index
    expect(table.count).toBe(names.length)
    const [pairs, met] = [table.byHash!, new Set<number>()]
    for (let at = 0; at < pairs.length; at += 2) {
      const bytes = nameBytes(table, pairs[at + 1]!)
      expect(pairs[at]).toBe(hashName(bytes, 0, bytes.length))
      met.add(pairs[at + 1]!)
    }
    expect(met.size).toBe(table.count)
  })
})
