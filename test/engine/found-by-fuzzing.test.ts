import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { indexLayer } from '../../electron/engine/index-layer.ts'
import { decompressorReady } from '../../electron/engine/decompress.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()

/** A zstd frame of one compressed block that is noise: the decoder fails at it anew with every step. */
function noisyBlock(size: number): Buffer {
  const frame = Buffer.alloc(9 + size, 0xaa)
  frame.writeUInt32LE(0xfd2fb528, 0)
  frame[4] = 0
  frame[5] = 17 << 3
  frame.writeUIntLE((size << 3) | (2 << 1) | 1, 6, 3)
  return frame
}

describe('found by fuzzing', () => {
  // Seed 1085, an archive with the SHA-256 8e5a583328597fba…: each step took a tenth of a millisecond, and 262,144 were waited for.
  it('a zstd block that fails late is given up soon, though the decoder goes on for ever', async () => {
    await decompressorReady('zstd')
    const range = folder.open(noisyBlock(100))
    for (let times = 0; times < 40; times++) {
      const { state, problems } = indexLayer({ range, compression: 'zstd' }, () => undefined)
      expect(state).toBe('damaged')
      expect(problems.map(({ code }) => code)).toContain('compression-corrupt')
    }
  })
})
