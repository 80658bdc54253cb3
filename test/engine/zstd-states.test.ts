import { beforeAll, describe, expect, it } from 'vitest'
import { decompressorReady, openLayerStream } from '../../electron/engine/decompress.ts'
import { LayerContent } from '../../electron/engine/file-content.ts'
import type { LayerBlob } from '../../electron/engine/layer-blob.ts'
import { JobControl } from '../../electron/engine/layer-jobs.ts'
import { openArchive } from '../../electron/engine/open-archive.ts'
import { ZstdStates } from '../../electron/engine/zstd-states.ts'
import { zstd, zstdFrames } from '../fixtures/compression.ts'
import { corpusAbsent, corpusArchives } from '../fixtures/corpus.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const KiB = 1024

function inflated(blob: LayerBlob): Buffer {
  const reader = openLayerStream(blob.range, 'zstd', () => {})
  const parts: Buffer[] = []
  for (let bytes = reader.take(64 * KiB); bytes.length > 0; bytes = reader.take(64 * KiB))
    parts.push(Buffer.from(bytes))
  return Buffer.concat(parts)
}

/** Reads here and there, back and forth, and holds it against the whole. */
function readAbout(blob: LayerBlob): number {
  const whole = inflated(blob)
  let read = 0
  const content = new LayerContent(blob, () => read++, 256 * KiB)
  let state = 1
  for (let times = 0; times < 200; times++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    const offset = state % whole.length
    const got = content.read({ dataOffset: 0, size: whole.length, sparse: null }, offset, 5000)
    expect(Buffer.compare(got, whole.subarray(offset, offset + 5000)), `at ${offset}`).toBe(0)
  }
  content.close()
  return read
}

describe('states of a zstd decoder', () => {
  beforeAll(() => decompressorReady('zstd'))

  it.each([
    ['one frame', zstd(Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * at) >> 7)))],
    ['many frames', zstdFrames(Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * at) >> 7)), 40)],
  ])('%s: any byte is read right, whatever was read before', (_, stored) => {
    readAbout({ range: folder.open(stored), compression: 'zstd' })
  })

  const archives = corpusArchives(['real', 'public']).filter(({ name }) => /oci.zstd/.test(name))
  if (corpusAbsent !== null) it.skip(corpusAbsent)
  it.runIf(archives.length > 0).each(archives)('$name: any byte of every layer is read right', async ({ path }) => {
    const archive = await openArchive(path, new JobControl())
    const blobs = archive.images.flatMap(({ sources }) => sources.flatMap(({ blob }) => blob ?? []))
    const compressed = blobs.filter(({ compression }) => compression === 'zstd')
    expect(compressed.length).toBeGreaterThan(0)
    for (const blob of compressed) readAbout(blob)
    archive.close()
  })

  it('a damaged stream is read up to its damage, and no further', () => {
    const bytes = Buffer.from(Array.from({ length: 1_000_000 }, (_, at) => (at * at) >> 7))
    const stored = zstdFrames(bytes, 10)
    stored.fill(0xff, stored.length >> 1)
    const content = new LayerContent({ range: folder.open(stored), compression: 'zstd' }, () => {}, 64 * KiB)
    const got = content.read({ dataOffset: 0, size: bytes.length, sparse: null }, 0, bytes.length)
    expect(got.length).toBeGreaterThan(100_000)
    expect(got.length).toBeLessThan(bytes.length)
    content.close()
  })

  it('are few, and far apart where they are large', () => {
    const states = new ZstdStates(1000)
    for (let output = 0; output < 1_000_000; output += 500)
      if (states.isWanted(output))
        states.add({ input: output, output, pages: new Uint32Array(0), bytes: new Uint8Array(8 * KiB * KiB) })
    const kept = new Set(Array.from({ length: 1000 }, (_, at) => states.before(at * 1000)))
    expect(kept.size).toBeGreaterThan(2)
    expect(kept.size).toBeLessThanOrEqual(8)
  })
})
