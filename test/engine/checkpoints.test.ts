import { Buffer } from 'node:buffer'
import { constants, deflateRawSync, gzipSync, inflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { CheckpointList, checkpointBefore } from '../../electron/engine/checkpoints.ts'
import type { Checkpoints } from '../../electron/engine/checkpoints.ts'
import { decompressorReady, openLayerStream } from '../../electron/engine/decompress.ts'
import { deflatePrefix } from '../../electron/engine/deflate-prefix.ts'
import { LayerContent } from '../../electron/engine/file-content.ts'
import { gzip, gzipMembers, zstd, zstdFrames } from '../fixtures/compression.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const MiB = 1024 * 1024

/** Text, noise and runs in turns, so that blocks of every kind and length come up; the same each time. */
function mixedBytes(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = 12345
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    const kind = (at >> 16) % 4
    bytes[at] = kind === 0 ? state >>> 24 : kind === 1 ? 97 + ((state >>> 28) % 5) : kind === 2 ? at & 63 : 7
  }
  return bytes
}

const BYTES = mixedBytes(21 * MiB + 12_345)

/** As a program that flushes often writes it: many short blocks, empty stored ones between. */
function gzipFlushed(bytes: Uint8Array, every: number): Buffer {
  const head = Buffer.from([31, 139, 8, 0, 0, 0, 0, 0, 0, 3])
  const blocks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += every) {
    const last = at + every >= bytes.length
    blocks.push(
      deflateRawSync(bytes.subarray(at, at + every), {
        finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
      }),
    )
  }
  return Buffer.concat([head, ...blocks, gzipSync(bytes).subarray(-8)])
}

function indexed(
  bytes: Uint8Array,
  compression: 'gzip' | 'zstd',
): { fd: number; checkpoints: Checkpoints | undefined } {
  const range = folder.open(bytes)
  const checkpoints = new CheckpointList()
  const reader = openLayerStream(range, compression, () => {}, { checkpoints })
  let size = 0
  for (let taken = reader.take(MiB).length; taken > 0; taken = reader.take(MiB).length) size += taken
  expect(size).toBe(BYTES.length)
  return { fd: range.fd, checkpoints: checkpoints.finish() }
}

describe('an empty prefix', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('brings an inflater to bit %i of a byte', (bit) => {
    const text = Buffer.from('hello hello hello world '.repeat(50))
    const blocks = deflateRawSync(text)
    const shifted = Buffer.alloc(blocks.length + 1)
    blocks.forEach((byte, at) => {
      shifted[at]! |= (byte << bit) & 0xff
      shifted[at + 1]! |= byte >> (8 - bit)
    })
    shifted[0]! |= (1 << bit) - 1
    const input = Buffer.concat([deflatePrefix(bit, shifted[0]!), shifted.subarray(1)])
    expect(inflateRawSync(input).equals(text)).toBe(true)
  })
})

describe('check-points', () => {
  beforeAll(() => decompressorReady('zstd'))

  it.each([
    ['gzip -1', 'gzip', gzip(BYTES, 1), 4],
    ['gzip -6', 'gzip', gzip(BYTES, 6), 4],
    ['gzip -9', 'gzip', gzip(BYTES, 9), 4],
    ['gzip that stores', 'gzip', gzip(BYTES, 0), 4],
    ['gzip of fixed codes', 'gzip', gzipSync(BYTES, { strategy: constants.Z_FIXED }), 4],
    ['gzip of Huffman codes alone', 'gzip', gzipSync(BYTES, { strategy: constants.Z_HUFFMAN_ONLY }), 4],
    ['gzip of short blocks', 'gzip', gzipSync(BYTES, { memLevel: 1 }), 4],
    ['gzip of long blocks', 'gzip', gzipSync(BYTES, { memLevel: 9 }), 4],
    ['gzip that was flushed every 100 kB', 'gzip', gzipFlushed(BYTES, 100_000), 4],
    ['gzip that was flushed every 3 kB', 'gzip', gzipFlushed(BYTES, 3000), 4],
    ['3 gzip members', 'gzip', gzipMembers(BYTES, 3), 4],
    ['200 gzip members', 'gzip', gzipMembers(BYTES, 200), 4],
    ['5,000 gzip members', 'gzip', gzipMembers(BYTES, 5000), 4],
    ['gzip with a padding', 'gzip', Buffer.concat([gzip(BYTES), Buffer.alloc(1000)]), 4],
    ['50 zstd frames', 'zstd', zstdFrames(BYTES, 50), 4],
    ['one zstd frame', 'zstd', zstd(BYTES), 0],
  ] as const)('%s: any byte is read from the last one before it', (_, compression, stored, atLeast) => {
    const { fd, checkpoints } = indexed(stored, compression)
    expect(checkpoints?.inputs.length ?? 0).toBeGreaterThanOrEqual(atLeast)
    if (checkpoints !== undefined) {
      const windows = checkpoints.windows.length
      expect(windows).toBeLessThanOrEqual(BYTES.length / 100)
    }
    let read = 0
    const blob = { range: { fd, offset: 0, size: stored.length }, compression, checkpoints }
    const content = new LayerContent(blob, () => {
      read++
    })
    for (const offset of [
      20 * MiB,
      3,
      9 * MiB + 17,
      BYTES.length - 5,
      4 * MiB - 1,
      16 * MiB,
      8 * MiB,
      BYTES.length - 700_000,
    ]) {
      const got = content.read({ dataOffset: 0, size: BYTES.length, sparse: null }, offset, 600_000)
      expect(Buffer.compare(got, BYTES.subarray(offset, offset + 600_000)), `at ${offset}`).toBe(0)
    }
    content.close()
    expect(read).toBeGreaterThan(0)
  })

  it('a read after them reads no more than what lies between two', () => {
    const stored = gzip(BYTES)
    const { fd, checkpoints } = indexed(stored, 'gzip')
    let last = 0
    const content = new LayerContent(
      { range: { fd, offset: 0, size: stored.length }, compression: 'gzip', checkpoints },
      (bytes) => {
        last = bytes
      },
    )
    const point = checkpointBefore(checkpoints, 15 * MiB)
    content.read({ dataOffset: 0, size: BYTES.length, sparse: null }, 15 * MiB, 10)
    expect(point.output).toBeGreaterThan(10 * MiB)
    expect(last - point.input).toBeLessThan(stored.length / 3)
    content.close()
  })

  it('a stream that is cut keeps those before the cut', () => {
    const stored = gzip(BYTES).subarray(0, -1 * MiB)
    const range = folder.open(stored)
    const checkpoints = new CheckpointList()
    const reader = openLayerStream(range, 'gzip', () => {}, { checkpoints })
    expect(() => {
      while (reader.take(MiB).length > 0);
    }).toThrow('ends early')
    const points = checkpoints.finish()
    expect(points?.inputs.length).toBeGreaterThan(0)
    const content = new LayerContent({ range, compression: 'gzip', checkpoints: points }, () => {})
    const end = reader.position
    const got = content.read({ dataOffset: 0, size: BYTES.length, sparse: null }, end - 1000, 5000)
    expect(got.length).toBeGreaterThanOrEqual(1000)
    expect(Buffer.compare(got, BYTES.subarray(end - 1000, end - 1000 + got.length))).toBe(0)
    content.close()
  })

  it('there are at most 1,024 of them, whatever the size of a layer', () => {
    const list = new CheckpointList()
    for (let at = 0; at < 5000; at++) {
      const output = list.next
      list.add({ input: output / 2, bit: 0, output, window: new Uint8Array(8) })
    }
    const points = list.finish()
    expect(points?.outputs.length).toBeLessThanOrEqual(1024)
    expect([...(points?.outputs ?? [])]).toEqual([...(points?.outputs ?? [])].sort((a, b) => a - b))
  })
})
