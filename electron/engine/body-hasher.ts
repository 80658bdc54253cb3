import { createHash } from 'node:crypto'
import type { ByteReader } from './byte-reader.ts'
import type { HeaderBlock } from './tar-header.ts'

/** Bytes that are hashed in all; what is beyond is passed over. */
const MOST_HASHED = 2 * 1024 ** 3
const PIECE = 256 * 1024

/** A reader that hashes bodies which whoever reads headers passes over. */
export class BodyHasher implements ByteReader {
  readonly #source: ByteReader
  #left = MOST_HASHED
  #next: { readonly bytes: number; readonly onDigest: (digest: string) => void } | null = null

  constructor(source: ByteReader) {
    this.#source = source
  }

  get position(): number {
    return this.#source.position
  }

  /**
   * Hashes the first `bytes` of what is passed over next; `onDigest` gets the SHA-256 in hex, unless they are cut short or too
   * much was hashed already.
   */
  hashNext(bytes: number, onDigest: (digest: string) => void): void {
    if (bytes > this.#left) return
    this.#left -= bytes
    this.#next = { bytes, onDigest }
  }

  take(count: number): Uint8Array {
    return this.#source.take(count)
  }

  takeBlock(block: HeaderBlock): number {
    return this.#source.takeBlock(block)
  }

  skip(count: number): number {
    const next = this.#next
    this.#next = null
    if (next === null) return this.#source.skip(count)
    const hash = createHash('sha256')
    let done = 0
    while (done < next.bytes) {
      const piece = this.#source.take(Math.min(PIECE, next.bytes - done))
      if (piece.length === 0) return done
      hash.update(piece)
      done += piece.length
    }
    next.onDigest(hash.digest('hex'))
    return done + this.#source.skip(count - done)
  }

  close(): void {
    this.#source.close()
  }
}
