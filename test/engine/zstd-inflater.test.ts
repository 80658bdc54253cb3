import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { FRONT, CheckpointList } from '../../electron/engine/checkpoints.ts'
import { CompressionError } from '../../electron/engine/compression-error.ts'
import { decompressorReady } from '../../electron/engine/decompress.ts'
import { HAS_ZSTD, ZstdInflater } from '../../electron/engine/zstd-inflater.ts'
import type { FrameInflater } from '../../electron/engine/zstd-inflater.ts'
import { newZstdDecoder, unzstdChunks } from '../../electron/engine/zstd-stream.ts'
import { zstd, zstdFrames, zstdSkippable } from '../fixtures/compression.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

/** Fails as the runtime's does: what a call made before it failed is lost. */
class FailingWhole implements FrameInflater {
  readonly #decoder = newZstdDecoder()
  failed = false

  inflate(bytes: Uint8Array): readonly Uint8Array[] {
    const chunks: Uint8Array[] = []
    try {
      this.#decoder.give(bytes)
      while (!this.#decoder.isEmpty) chunks.push(this.#decoder.step().slice())
      return chunks
    } catch {
      this.failed = true
      return []
    }
  }

  close(): void {}
}

const INFLATERS: [string, (() => FrameInflater) | null][] = [
  [
    HAS_ZSTD ? 'of the runtime' : 'of the runtime: NOT TRIED, Node has one from 22.15 on',
    HAS_ZSTD ? () => new ZstdInflater() : null,
  ],
  ['that fails as the runtime does', () => new FailingWhole()],
]

const folder = temporaryFolder()

const sum = (pieces: readonly Uint8Array[]): number => pieces.reduce((bytes, { length }) => bytes + length, 0)

/** All that a reader of a stream sees: what comes out, what is told, and how it ends. */
function seen(stored: Uint8Array, newInflater: (() => FrameInflater) | null) {
  const range = folder.open(stored)
  const list = new CheckpointList()
  const output: Buffer[] = []
  const read: Buffer[] = []
  let done = 0
  let problem: string | null = null
  const onRead = (bytes: number, last: Uint8Array): void => {
    expect(bytes - done).toBe(last.length)
    done = bytes
    read.push(Buffer.from(last))
  }
  try {
    for (const chunk of unzstdChunks(range, FRONT, onRead, list, newInflater)) output.push(Buffer.from(chunk))
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error
    problem = error.message
  }
  return { output: Buffer.concat(output), read: Buffer.concat(read), problem, checkpoints: list.finish() }
}

/** Where blocks are damaged, some before them are lost, more or fewer. */
function expectSame(stored: Uint8Array, newInflater: (() => FrameInflater) | null): void {
  const [{ output: a, read, ...one }, { output: b, read: readByOther, ...other }] = [
    seen(stored, newInflater),
    seen(stored, null),
  ]
  expect(one).toEqual(other)
  for (const told of [read, readByOther]) {
    expect(told.equals(stored.subarray(0, told.length))).toBe(true)
    if (one.problem === null) expect(told.length).toBe(stored.length)
  }
  const length = Math.min(a.length, b.length)
  expect(a.subarray(0, length).equals(b.subarray(0, length))).toBe(true)
  expect(Math.max(a.length, b.length) - length).toBeLessThanOrEqual(one.problem === null ? 0 : 8 * 128 * 1024)
}

const TEXT = Buffer.from(Array.from({ length: 900_000 }, (_, at) => (at * at) >> 9))
const STREAMS: [string, Uint8Array][] = [
  ['one frame', zstd(TEXT)],
  ['blocks of a kilobyte', zstd(TEXT, { blockSize: 1000 })],
  ['many frames, skippable ones between', zstdFrames(TEXT, 30)],
  [
    'a skippable frame at either end',
    Buffer.concat([zstdSkippable(Buffer.alloc(9)), zstd(TEXT), zstdSkippable(Buffer.alloc(300_000))]),
  ],
  ['no bytes', zstd(new Uint8Array(0))],
  ['what does not become smaller', zstd(randomBytes(500_000))],
  ['something else behind a frame', Buffer.concat([zstd(TEXT), Buffer.from('no frame')])],
]

describe.each(INFLATERS)('zstd by an inflater %s', (_, newInflater) => {
  beforeAll(() => decompressorReady('zstd'))

  it.skipIf(newInflater === null).each(STREAMS)('is what the decoder makes of it: %s', (_name, stored) =>
    expectSame(stored, newInflater),
  )

  it.skipIf(newInflater === null)(
    'is that also where the stream is cut, or damaged anywhere',
    { timeout: 60_000 },
    () => {
      fc.assert(
        fc.property(fc.constantFrom(...STREAMS), fc.nat(), fc.option(fc.nat(255)), ([, stored], where, byte) => {
          const at = where % (stored.length + 1)
          const harmed = byte === null ? stored.subarray(0, at) : Buffer.from(stored)
          if (byte !== null && at < harmed.length) harmed[at] = byte
          expectSame(harmed, newInflater)
        }),
        { numRuns: 150, interruptAfterTimeLimit: 40_000 },
      )
    },
  )

  it.skipIf(newInflater === null)('never holds more than a few blocks of one repeated byte', () => {
    // Four bytes of such a block become 128 KiB.
    const block = Buffer.from([0x02, 0x00, 0x10, 0x41])
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])
    const last = Buffer.from([0x01, 0x00, 0x00])
    const stored = Buffer.concat([header, ...Array.from({ length: 400 }, () => block), last])
    let most = 0
    const measured = (): FrameInflater => {
      const inflater = newInflater!()
      return {
        get failed() {
          return inflater.failed
        },
        inflate(bytes) {
          const chunks = inflater.inflate(bytes)
          most = Math.max(most, sum(chunks))
          return chunks
        },
        close: () => inflater.close(),
      }
    }
    expect(seen(stored, measured).output.length).toBe(400 * 128 * 1024)
    expect(most).toBeLessThanOrEqual(2 * 1024 * 1024)
  })
})
