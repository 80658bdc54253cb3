import { Buffer } from 'node:buffer'
import { beforeAll, describe, expect, it } from 'vitest'
import { CompressionError } from '../../electron/engine/compression-error.ts'
import { decompressorReady, openLayerStream } from '../../electron/engine/decompress.ts'
import { gzip, gzipMembers, zstd, zstdFrames, zstdSkippable } from '../fixtures/compression.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const TAR = layer([
  file('text', 'all work and no play '.repeat(10_000)),
  file('zeros', Buffer.alloc(700_000)),
  file('end', 'x'),
])

function inflate(bytes: Uint8Array, compression: 'gzip' | 'zstd'): Buffer {
  const reader = openLayerStream(folder.open(bytes), compression, () => {})
  const parts: Buffer[] = []
  for (;;) {
    const part = Buffer.from(reader.take(10_000))
    if (part.length === 0) break
    parts.push(part)
  }
  reader.close()
  return Buffer.concat(parts)
}

describe('compressed layers', () => {
  beforeAll(() => decompressorReady('zstd'))

  it.each([
    ['gzip', 'gzip', gzip(TAR)],
    ['gzip that stores', 'gzip', gzip(TAR, 0)],
    ['several gzip members', 'gzip', gzipMembers(TAR, 7)],
    ['gzip with zero padding', 'gzip', Buffer.concat([gzip(TAR), Buffer.alloc(1000)])],
    ['zstd', 'zstd', zstd(TAR)],
    ['zstd without a content size', 'zstd', zstd(TAR, { contentSize: false })],
    ['zstd of small blocks', 'zstd', zstd(TAR, { blockSize: 1000 })],
    ['several zstd frames with skippable ones between', 'zstd', zstdFrames(TAR, 5)],
    ['a skippable zstd frame first', 'zstd', Buffer.concat([zstdSkippable(Buffer.alloc(100, 1)), zstd(TAR)])],
    ['a skippable zstd frame last', 'zstd', Buffer.concat([zstd(TAR), zstdSkippable(Buffer.alloc(100, 1))])],
  ] as const)('%s is inflated to its end', (_, compression, bytes) => {
    expect(inflate(bytes, compression).equals(TAR)).toBe(true)
  })

  it.each([
    ['gzip', gzip(TAR)],
    ['zstd', zstd(TAR)],
  ] as const)('a %s stream that is cut says so, wherever it is cut', (compression, bytes) => {
    for (const length of [1, 3, 8, 15, 100, bytes.length >> 1, bytes.length - 9, bytes.length - 1]) {
      expect(() => inflate(bytes.subarray(0, length), compression), `cut at ${length}`).toThrow(CompressionError)
    }
  })

  it('a gzip stream with a wrong checksum says so', () => {
    const bytes = gzip(TAR)
    bytes[bytes.length - 8] = (bytes[bytes.length - 8] ?? 0) ^ 1
    expect(() => inflate(bytes, 'gzip')).toThrow(CompressionError)
  })

  it('a gzip stream with flipped bits says so', () => {
    const bytes = gzip(TAR)
    for (let i = 50; i < 60; i++) bytes[i] = (bytes[i] ?? 0) ^ 0xff
    expect(() => inflate(bytes, 'gzip')).toThrow(CompressionError)
  })

  it('a zstd stream with a reserved block type says so', () => {
    const bytes = zstd(TAR)
    bytes[9] = (bytes[9] ?? 0) | 0b110
    expect(() => inflate(bytes, 'zstd')).toThrow(CompressionError)
  })
})
