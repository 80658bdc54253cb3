import { Buffer } from 'node:buffer'
import { closeSync, openSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bunzip2Chunks } from '../../electron/engine/bunzip2-stream.ts'
import { CompressionError } from '../../electron/engine/compression-error.ts'
import { JobControl } from '../../electron/engine/layer-jobs.ts'
import { openArchive } from '../../electron/engine/open-archive.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { SMALL_ARCHIVE_BZIP2 } from '../fixtures/foreign-compression.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const SMALL = dockerArchive([imageOf([layer([file('etc/hello.txt', 'hello\n')])])], '1.10')

/** What can be inflated, and why no more. */
function inflated(stored: Uint8Array): { bytes: Buffer; code: string | null } {
  const fd = openSync(folder.write('stored.bz2', stored), 'r')
  const chunks: Uint8Array[] = []
  try {
    for (const chunk of bunzip2Chunks({ fd, offset: 0, size: stored.length }, () => undefined)) chunks.push(chunk)
    return { bytes: Buffer.concat(chunks), code: null }
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error
    return { bytes: Buffer.concat(chunks), code: error.code }
  } finally {
    closeSync(fd)
  }
}

/** Bytes of a text of bits; spaces count for nothing. */
function bits(...parts: readonly string[]): Buffer {
  const text = parts.join('').replaceAll(' ', '')
  return Buffer.from(text.match(/.{1,8}/g)!.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)))
}

const binary = (value: number, length: number): string => value.toString(2).padStart(length, '0')
const HEAD = ['425a6839', '314159265359', '00000000'].map((hex) => binary(Number.parseInt(hex, 16), hex.length * 4))

/** A block of zero bytes alone, as far as its symbols: `0` a run of one, `10` of two, times two for each before; `11` its end. */
function zeros(symbols: string, selectors = 100): Buffer {
  const used = `${binary(0x8000, 16)}${binary(0x8000, 16)}`
  const code = `${binary(1, 5)} 0 100 0`
  return bits(
    ...HEAD,
    '0',
    binary(0, 24),
    used,
    binary(2, 3),
    binary(selectors, 15),
    '0'.repeat(selectors),
    code,
    code,
    symbols,
  )
}

describe('bzip2', () => {
  it('is inflated, also where several streams and padding follow each other', () => {
    expect(inflated(SMALL_ARCHIVE_BZIP2)).toEqual({ bytes: SMALL, code: null })
    const empty = Buffer.from('425a683917724538509000000000', 'hex')
    expect(inflated(empty)).toEqual({ bytes: Buffer.alloc(0), code: null })
    const several = Buffer.concat([SMALL_ARCHIVE_BZIP2, empty, SMALL_ARCHIVE_BZIP2, Buffer.alloc(700)])
    expect(inflated(several)).toEqual({ bytes: Buffer.concat([SMALL, SMALL]), code: null })
  })

  it('what was inflated before damage is kept', () => {
    for (const [damaged, code] of [
      [SMALL_ARCHIVE_BZIP2.subarray(0, 600), 'compression-truncated'],
      [Buffer.from('no stream'), 'compression-corrupt'],
    ] as const)
      expect(inflated(Buffer.concat([SMALL_ARCHIVE_BZIP2, damaged]))).toEqual({ bytes: SMALL, code })
  })

  it('and an archive is shown as far as that', async () => {
    const path = folder.write(
      'archive.tar.bz2',
      Buffer.concat([SMALL_ARCHIVE_BZIP2, SMALL_ARCHIVE_BZIP2.subarray(0, 600)]),
    )
    const archive = await openArchive(path, new JobControl())
    expect(archive.images).toHaveLength(1)
    expect(archive.info.problems.map(({ code }) => code)).toContain('compression-truncated')
    archive.close()
  })

  it('any bit that is not as it was is noticed', { timeout: 60_000 }, () => {
    for (let bit = 0; bit < SMALL_ARCHIVE_BZIP2.length * 8; bit++) {
      const damaged = Buffer.from(SMALL_ARCHIVE_BZIP2)
      damaged[bit >> 3]! ^= 0x80 >> (bit & 7)
      const { bytes, code } = inflated(damaged)
      // A larger block size, and bits that fill the last byte, change nothing.
      if (code === null) expect(bytes.equals(SMALL), `bit ${bit}`).toBe(true)
    }
  })

  it('a run that no block could hold is no endless work', () => {
    for (const run of ['0', '10', '010']) expect(inflated(zeros(run.repeat(60))).code).toBe('compression-corrupt')
    expect(inflated(zeros(`${'0'.repeat(19)}11`)).code).toBe('compression-corrupt')
  })

  it('a block that names fewer codes than it needs, or begins beyond its end, is damaged', () => {
    expect(inflated(zeros('11')).code).toBe('compression-corrupt')
    expect(inflated(zeros('0'.repeat(20), 0)).code).toBe('compression-corrupt')
  })

  it('is stopped when that is asked for', async () => {
    const control = new JobControl()
    control.cancel()
    const opened = openArchive(folder.write('stopped.tar.bz2', SMALL_ARCHIVE_BZIP2), control)
    await expect(opened).rejects.toMatchObject({ name: 'CancelledError' })
  })
})
