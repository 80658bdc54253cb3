import { createHash } from 'node:crypto'
import { ChunkReader, readFully } from './byte-reader.ts'
import type { ByteReader } from './byte-reader.ts'
import { checkpointBefore } from './checkpoints.ts'
import type { Checkpoint } from './checkpoints.ts'
import { CompressionError } from './compression-error.ts'
import { openLayerStream } from './decompress.ts'
import type { LayerBlob } from './layer-blob.ts'
import { BLOCK, RecentBlocks } from './recent-blocks.ts'
import type { SparseMap } from './sparse.ts'
import type { ZstdDecoder, ZstdState } from './zstd-decoder.ts'
import { ZstdStates } from './zstd-states.ts'
import { newZstdDecoder } from './zstd-stream.ts'

/** Where the bytes of one regular file are in the uncompressed tar of its layer. */
export interface StoredFile {
  readonly dataOffset: number
  /** Bytes of the file, holes included. */
  readonly size: number
  readonly sparse: SparseMap | null
}

/** Told how many stored bytes were read; throws to stop. */
export type ContentListener = (storedBytes: number) => void

/** Holes cost nothing to claim, but time to hash: one pass over a layer hashes no more bytes of them. */
const MOST_HOLES = 4 * 1024 ** 3
const STEP = 1024 * 1024
/** Bytes of a file that are given at once. */
const PIECE = 256 * 1024
const ZEROS = new Uint8Array(STEP)

/** A stretch of a file: stored at an offset of the tar, or a hole. */
export interface Stretch {
  readonly length: number
  /** Offset in the uncompressed tar; null for a hole. */
  readonly stored: number | null
}

/** Bytes of a file, and their offset in it. */
export interface FilePiece {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** The stretches of the bytes [from, to) of a file, in order. */
export function* stretches(file: StoredFile, from: number, to: number): Generator<Stretch> {
  if (file.sparse === null) {
    yield { length: to - from, stored: file.dataOffset + from }
    return
  }
  const { parts } = file.sparse
  let stored = file.dataOffset
  let at = from
  for (let index = 0; index < parts.length && at < to; index += 2) {
    const start = parts[index]!
    const end = start + parts[index + 1]!
    if (end > at && start < to) {
      if (start > at) yield { length: start - at, stored: null }
      const begin = Math.max(start, at)
      const stop = Math.min(end, to)
      yield { length: stop - begin, stored: stored + begin - start }
      at = stop
    }
    stored += end - start
  }
  if (at < to) yield { length: to - at, stored: null }
}

/** Stretches with their offsets in the file. */
function* placed(all: Iterable<Stretch>): Generator<Stretch & { readonly offset: number }> {
  let offset = 0
  for (const stretch of all) {
    yield { ...stretch, offset }
    offset += stretch.length
  }
}

/** Bytes of a file that are stored: all but holes. */
export function storedBytes({ size, sparse }: StoredFile): number {
  if (sparse === null) return size
  let stored = 0
  for (let index = 1; index < sparse.parts.length; index += 2) stored += sparse.parts[index]!
  return stored
}

/**
 * Reads files of one layer. A raw layer is read by position; a compressed one is inflated from the last check-point
 * before what is wanted, or on from where the last read ended, and what was read last is kept.
 */
export class LayerContent {
  readonly blob: LayerBlob
  readonly #onRead: ContentListener
  readonly #recent = new RecentBlocks()
  readonly #spacing: number | undefined
  #reader: ByteReader | null = null
  #zstd: { readonly decoder: ZstdDecoder; readonly states: ZstdStates } | null = null
  /** Bytes of holes that were hashed. */
  #holes = 0

  /** `spacing` is the distance of the places to which the decoder of a zstd layer can return, in uncompressed bytes. */
  constructor(blob: LayerBlob, onRead: ContentListener, spacing?: number) {
    this.blob = blob
    this.#onRead = onRead
    this.#spacing = spacing
  }

  /** Bytes [offset, offset + length) of a file, fewer at its end or where the layer is damaged. */
  read(file: StoredFile, offset: number, length: number): Uint8Array {
    const end = Math.min(file.size, offset + length)
    const result = new Uint8Array(Math.max(0, end - offset))
    let done = 0
    for (const stretch of stretches(file, offset, end)) {
      if (stretch.stored !== null) {
        const count = this.#read(stretch.stored, result.subarray(done, done + stretch.length))
        if (count < stretch.length) return result.subarray(0, done + count)
      }
      done += stretch.length
    }
    return result
  }

  /**
   * The stored bytes of a whole file in order; holes are passed over. What is given is valid until the next is asked for.
   * Ends early where the layer does, and throws where its compression is damaged.
   */
  *pieces(file: StoredFile): Generator<FilePiece> {
    const buffer = new Uint8Array(Math.min(PIECE, Math.max(file.size, 1)))
    for (const { length, stored, offset } of placed(stretches(file, 0, file.size))) {
      if (stored === null) continue
      for (let done = 0; done < length; done += buffer.length) {
        const part = buffer.subarray(0, Math.min(buffer.length, length - done))
        const count = this.#readOn(stored + done, part)
        if (count > 0) yield { offset: offset + done, bytes: part.subarray(0, count) }
        if (count < part.length) return
      }
    }
  }

  /** SHA-256 of a whole file in hex; null where it can not be read to its end. */
  digest(file: StoredFile): string | null {
    this.#holes += file.size - storedBytes(file)
    if (this.#holes > MOST_HOLES) return null
    const hash = createHash('sha256')
    const buffer = new Uint8Array(Math.min(STEP, Math.max(file.size, 1)))
    for (const stretch of stretches(file, 0, file.size)) {
      for (let done = 0; done < stretch.length; done += STEP) {
        const length = Math.min(STEP, stretch.length - done)
        if (stretch.stored === null) {
          this.#onRead(0)
          hash.update(ZEROS.subarray(0, length))
        } else {
          const part = buffer.subarray(0, length)
          if (this.#readOn(stretch.stored + done, part) < length) return null
          hash.update(part)
        }
      }
    }
    return hash.digest('hex')
  }

  /** Frees what a pass over a compressed layer holds. */
  close(): void {
    this.#leave()
    this.#zstd = null
  }

  /** Reads from what is kept, block by block. */
  #read(position: number, into: Uint8Array): number {
    if (this.blob.compression === 'none') return this.#readRaw(position, into)
    let done = 0
    while (done < into.length) {
      const at = position + done
      const start = at - (at % BLOCK)
      const block = this.#recent.get(start) ?? this.#recent.keep(start, this.#block(start))
      const part = block.subarray(at - start, at - start + into.length - done)
      if (part.length === 0) break
      into.set(part, done)
      done += part.length
    }
    return done
  }

  /** The block of the uncompressed tar that begins at `start`, shorter at its end or where it is damaged. */
  #block(start: number): Uint8Array {
    const block = new Uint8Array(BLOCK)
    let done = 0
    try {
      const reader = this.#readerAt(start, true)
      while (done < BLOCK) {
        const bytes = reader.take(BLOCK - done)
        if (bytes.length === 0) break
        block.set(bytes, done)
        done += bytes.length
      }
    } catch (error) {
      this.#leave()
      if (!(error instanceof CompressionError) || done === 0) throw error
    }
    return block.subarray(0, done)
  }

  /** Reads what no one will read again. */
  #readOn(position: number, into: Uint8Array): number {
    if (this.blob.compression === 'none') return this.#readRaw(position, into)
    const reader = this.#readerAt(position, false)
    let done = 0
    while (done < into.length) {
      const bytes = reader.take(Math.min(into.length - done, STEP))
      if (bytes.length === 0) break
      into.set(bytes, done)
      done += bytes.length
    }
    return done
  }

  #readRaw(position: number, into: Uint8Array): number {
    const { range } = this.blob
    const length = Math.min(into.length, Math.max(0, range.size - position))
    const count = readFully(range.fd, into, length, range.offset + position)
    this.#onRead(count)
    return count
  }

  /** Inflates a zstd layer and keeps states of the decoder on the way, since most have a single frame. */
  *#zstdChunks(from: ZstdState | Checkpoint): Generator<Uint8Array> {
    const { decoder, states } = (this.#zstd ??= { decoder: newZstdDecoder(), states: new ZstdStates(this.#spacing) })
    yield* decoder.chunks(this.blob.range, from, this.#onRead, (input, output) => {
      if (states.isWanted(output)) states.add(decoder.state(input, output))
    })
  }

  #leave(): void {
    this.#reader?.close()
    this.#reader = null
  }

  /**
   * A reader whose next byte is that of an offset in the uncompressed tar, if the tar goes so far. `again`: the layer is
   * likely to be read once more, at another place.
   */
  #readerAt(position: number, again: boolean): ByteReader {
    const { range, compression, checkpoints } = this.blob
    const from = checkpointBefore(checkpoints, position)
    const state = this.#zstd?.states.before(position) ?? null
    const begin = state !== null && state.output >= from.output ? state : from
    let reader = this.#reader
    if (reader === null || reader.position > position || reader.position < begin.output) {
      this.#leave()
      reader = this.#reader =
        compression === 'zstd' && again
          ? new ChunkReader(this.#zstdChunks(begin), begin.output)
          : openLayerStream(range, compression, this.#onRead, { from })
    }
    reader.skip(position - reader.position)
    return reader
  }
}
