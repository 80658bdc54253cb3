import { createReadStream, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type * as Xz from 'xz-decompress'
import type { ArchiveCompression } from '../../shared/archive.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import { readRange } from './byte-reader.ts'
import { MAGIC_LENGTH, detectCompression } from './compression.ts'
import { bunzip2Chunks } from './bunzip2-stream.ts'
import { FRONT } from './checkpoints.ts'
import { CompressionError } from './compression-error.ts'
import { EngineError } from './engine-error.ts'
import { decompressorReady, openLayerStream } from './decompress.ts'
import { CancelledError } from './index-layer.ts'
import { INFLATION_BOUND, InflationError, inflationLimit } from './inflation-bound.ts'
import type { InflationBound } from './inflation-bound.ts'
import type { JobControl } from './layer-jobs.ts'
import { BLOCK, looksLikeTar } from './tar-header.ts'
import { unzstdChunks } from './zstd-stream.ts'
import { createTemporaryFile, temporaryError } from './temporary-file.ts'
import type { TemporaryFile } from './temporary-file.ts'

/** Bytes of free disk that are left alone. */
const DISK_RESERVE = 256 * 1024 * 1024
const CHUNK = 256 * 1024

export interface Spooled {
  readonly file: TemporaryFile
  /** Bytes of the uncompressed archive that could be read. */
  readonly size: number
  /** Why the stream ended before its end; null where all could be read. */
  readonly damage: { readonly code: ProblemCode; readonly message: string } | null
}

class NoSpaceError extends Error {}

/** What is unpacked is seen to be no tar: none of it is needed. */
class NoTarError extends Error {}

/** Looks at the first bytes of what was written; throws {@link NoTarError} where they can begin no archive. */
interface HeadCheck {
  /** Bytes that must be there first. */
  readonly after: number
  check(fd: number, size: number): void
}

function firstBlock(fd: number): Uint8Array {
  return readRange({ fd, offset: 0, size: BLOCK })
}

const MUST_BE_TAR: HeadCheck = {
  after: BLOCK,
  check(fd) {
    if (!looksLikeTar(firstBlock(fd))) throw new NoTarError()
  },
}

/** What comes from a pipe may be compressed as a whole. */
const MUST_BE_ARCHIVE: HeadCheck = {
  after: BLOCK,
  check(fd) {
    const head = firstBlock(fd)
    if (detectCompression(head.subarray(0, MAGIC_LENGTH)) === 'none' && !looksLikeTar(head)) throw new NoTarError()
  },
}

/** What comes from a pipe and is compressed must begin with a tar inside; xz and bzip2 can be asked only at their end. */
const MUST_HOLD_TAR: HeadCheck = {
  after: 1024 * 1024,
  check(fd, size) {
    const head = firstBlock(fd)
    const compression = detectCompression(head.subarray(0, MAGIC_LENGTH))
    if (looksLikeTar(head) || (compression !== 'gzip' && compression !== 'zstd')) return
    const reader = openLayerStream({ fd, offset: 0, size }, compression, () => undefined)
    try {
      const inside = reader.take(BLOCK)
      if (inside.length === BLOCK && !looksLikeTar(inside)) throw new NoTarError()
    } catch (error) {
      if (!(error instanceof CompressionError)) throw error
    } finally {
      reader.close()
    }
  },
}

/** Writes chunks to the temporary file and looks at the free disk as it grows. */
class SpoolWriter {
  size = 0
  #nextCheck = 0
  readonly #checks: HeadCheck[]
  readonly #fd: number
  readonly #control: JobControl
  readonly #stored: number
  readonly #limit: number

  /** `stored` is the number of compressed bytes; null where they are not compressed. */
  constructor(
    fd: number,
    control: JobControl,
    stored: number | null,
    bound: InflationBound,
    checks: readonly HeadCheck[],
  ) {
    this.#checks = [...checks]
    this.#fd = fd
    this.#control = control
    this.#stored = stored ?? 0
    this.#limit = stored === null ? Infinity : inflationLimit(stored, bound)
  }

  write(chunk: Uint8Array): void {
    if (this.#control.cancelled) throw new CancelledError()
    if (this.size + chunk.length > this.#limit)
      throw new InflationError('The archive', this.#stored, this.size + chunk.length)
    if (this.size >= this.#nextCheck) {
      this.#nextCheck = this.size + 64 * 1024 * 1024
      const { bavail, bsize } = statfsSync(tmpdir())
      if (bavail * bsize < DISK_RESERVE)
        throw new NoSpaceError(`The disk of ${tmpdir()} has too little room for the uncompressed archive.`)
    }
    this.#append(chunk)
    while (this.#checks.length > 0 && this.size >= this.#checks[0]!.after)
      this.#checks.shift()!.check(this.#fd, this.size)
  }

  #append(chunk: Uint8Array): void {
    for (let done = 0; done < chunk.length;) {
      let written: number
      try {
        written = writeSync(this.#fd, chunk, done, chunk.length - done, this.size)
      } catch (error) {
        throw temporaryError(error)
      }
      done += written
      this.size += written
    }
  }
}

function counting(control: JobControl): Transform {
  let read = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length
      control.done = read
      if (control.cancelled) done(new CancelledError())
      else done(null, chunk)
    },
  })
}

/** Loaded for the few archives that need it. */
let xz: typeof Xz | null = null

function decoder(compression: ArchiveCompression, input: Readable): Readable {
  switch (compression) {
    case 'gzip':
      return input.pipe(createGunzip({ chunkSize: CHUNK }))
    case 'xz':
      if (xz === null) throw new Error('xz is not loaded')
      return Readable.fromWeb(
        new xz.XzReadableStream(Readable.toWeb(input) as ReadableStream<Uint8Array>) as Parameters<
          typeof Readable.fromWeb
        >[0],
      )
    case 'bzip2':
    case 'zstd':
    case 'none':
      return input
  }
}

/**
 * Writes the uncompressed form of a stream to a private temporary file. A stream that is damaged or cut gives what could
 * be read and says so. Rejects with {@link CancelledError}, an error of the file system, or an EngineError with code
 * `temporary-unwritable`; then nothing is left behind.
 */
async function spoolStream(
  input: Readable,
  compression: ArchiveCompression,
  control: JobControl,
  stored: number | null,
  bound: InflationBound,
  checks: readonly HeadCheck[],
): Promise<Spooled> {
  const file = createTemporaryFile()
  const writer = new SpoolWriter(file.fd, control, stored, bound, checks)
  try {
    const counted = input.pipe(counting(control))
    input.on('error', (error) => counted.destroy(error))
    const decoded = decoder(compression, counted)
    if (decoded !== counted) counted.on('error', (error) => decoded.destroy(error))
    await pipeline(decoded, async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) writer.write(chunk)
    })
    return { file, size: writer.size, damage: null }
  } catch (error) {
    if (error instanceof NoTarError) return { file, size: writer.size, damage: null }
    const damage = damageOf(error, compression)
    if (damage !== null) return { file, size: writer.size, damage }
    file.remove()
    throw error
  }
}

function damageOf(error: unknown, compression: ArchiveCompression): Spooled['damage'] {
  if (!(error instanceof Error) || error instanceof CancelledError) return null
  if (error instanceof InflationError) return { code: 'decompressed-size-limit', message: error.message }
  if (error instanceof NoSpaceError) return { code: 'no-space', message: error.message }
  if (error instanceof EngineError)
    return error.code === 'no-space' ? { code: error.code, message: error.message } : null
  const code = (error as NodeJS.ErrnoException).code
  if (code?.startsWith('E') === true && !code.startsWith('ERR_')) return null
  const early = code === 'Z_BUF_ERROR' || /unexpected end|early|ended|incomplete/i.test(error.message)
  return early
    ? { code: 'compression-truncated', message: `The ${compression} stream of the archive ends early.` }
    : { code: 'compression-corrupt', message: `The ${compression} stream of the archive is damaged: ${error.message}.` }
}

/** How long chunks are written before others have their turn, in milliseconds. */
const TURN = 20

/** These decoders work on open files, so they go without a stream. */
async function spoolChunks(
  chunks: Iterable<Uint8Array>,
  compression: ArchiveCompression,
  size: number,
  control: JobControl,
  bound: InflationBound,
): Promise<Spooled> {
  const file = createTemporaryFile()
  const writer = new SpoolWriter(file.fd, control, size, bound, [MUST_BE_TAR])
  let turn = performance.now()
  try {
    for (const chunk of chunks) {
      writer.write(chunk)
      if (performance.now() - turn < TURN) continue
      await new Promise((resolve) => setImmediate(resolve))
      turn = performance.now()
    }
    return { file, size: writer.size, damage: null }
  } catch (error) {
    if (error instanceof NoTarError) return { file, size: writer.size, damage: null }
    const damage = damageOf(error, compression)
    if (damage !== null) return { file, size: writer.size, damage }
    file.remove()
    throw error
  }
}

/** Unpacks an archive that is compressed as a whole. See {@link Spooled}; rejects as {@link CancelledError} or the file system does. */
export async function spoolArchive(
  fd: number,
  size: number,
  compression: ArchiveCompression,
  control: JobControl,
  bound: InflationBound,
): Promise<Spooled> {
  const range = { fd, offset: 0, size }
  const onRead = (bytes: number): void => void (control.done = bytes)
  if (compression === 'bzip2') return spoolChunks(bunzip2Chunks(range, onRead), compression, size, control, bound)
  if (compression === 'zstd') {
    await decompressorReady('zstd')
    return spoolChunks(unzstdChunks(range, FRONT, onRead), compression, size, control, bound)
  }
  if (compression === 'xz') xz ??= await import('xz-decompress')
  const input = createReadStream('', { fd, start: 0, autoClose: false, highWaterMark: CHUNK })
  return spoolStream(input, compression, control, size, bound, [MUST_BE_TAR])
}

/** Writes a stream that can be read once, such as standard input, as it is; ends early where it begins as no archive does. */
export async function spoolInput(input: Readable, control: JobControl): Promise<Spooled> {
  try {
    return await spoolStream(input, 'none', control, null, INFLATION_BOUND, [MUST_BE_ARCHIVE, MUST_HOLD_TAR])
  } finally {
    input.destroy()
  }
}
