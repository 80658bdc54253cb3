import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HashThread } from '../../electron/engine/hash-thread.ts'

function expected(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}

function digestOf(hash: HashThread, pieces: readonly Uint8Array[]): string {
  for (const piece of pieces) hash.update(piece)
  const digest = hash.digest('hex')
  hash.close()
  return digest
}

describe('a digest that a thread computes', () => {
  it('is that of all bytes in order, in whatever pieces they come, more than the ring holds among them', () => {
    const lengths = fc.array(fc.constantFrom(0, 1, 511, 128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, 1_000_000), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(lengths, (sizes) => {
        const pieces = sizes.map((size) => randomBytes(size))
        expect(digestOf(new HashThread(), pieces)).toBe(expected(pieces))
      }),
      { numRuns: 12 },
    )
  })

  it('is that of bytes that the caller changes afterwards as they were', () => {
    const buffer = Buffer.alloc(200_000)
    const pieces = Array.from({ length: 30 }, (_, at) => Buffer.alloc(200_000, at))
    const hash = new HashThread()
    for (const piece of pieces) {
      piece.copy(buffer)
      hash.update(buffer)
    }
    expect(hash.digest('hex')).toBe(expected(pieces))
    hash.close()
  })

  it.each(['a few', 'more than the ring holds'])('is computed here where the thread never begins: %s', (much) => {
    const pieces = Array.from({ length: much === 'a few' ? 3 : 40 }, () => randomBytes(100_000))
    expect(digestOf(new HashThread('setTimeout(() => {}, 50)', 100), pieces)).toBe(expected(pieces))
  })

  it('is an error, and no wrong digest, where the thread begins and ends early', () => {
    const source = "Atomics.store(new Int32Array(require('node:worker_threads').workerData.cells), 2, 1)"
    const hash = new HashThread(source, 300)
    expect(() => digestOf(hash, [randomBytes(1000)])).toThrow('has ended')
    hash.close()
  })

  it('may be left', () => {
    const hash = new HashThread()
    hash.update(randomBytes(1000))
    hash.close()
  })
})
