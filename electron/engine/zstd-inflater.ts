import * as zlib from 'node:zlib'
import { ZstdDecompress } from 'minizlib'

/** Bytes that come out at once, at most. */
const CHUNK = 256 * 1024
/** Options of Node's own stream, which the library hands on. */
const OPTIONS: ConstructorParameters<typeof ZstdDecompress>[0] & { readonly chunkSize: number } = { chunkSize: CHUNK }

/** Whether the runtime inflates zstd itself (Node 22.15 and newer). */
export const HAS_ZSTD = 'ZstdDecompress' in zlib

/** Inflates zstd frames synchronously. What fails, fails for good. */
export interface FrameInflater {
  /** Whether something could not be inflated; nothing is then. */
  readonly failed: boolean
  /** Returns what bytes become. All of it is held at once: give it few where they may be blocks of one repeated byte. */
  inflate(bytes: Uint8Array): readonly Uint8Array[]
  close(): void
}

/** By the runtime's own zstd, which is faster than `ZstdDecoder`, but its state can not be kept. */
export class ZstdInflater implements FrameInflater {
  readonly #stream = new ZstdDecompress(OPTIONS)
  #output: Uint8Array[] = []
  #failed = false

  constructor() {
    this.#stream.on('data', (chunk: Uint8Array) => this.#output.push(chunk))
    this.#stream.on('error', () => (this.#failed = true))
  }

  get failed(): boolean {
    return this.#failed
  }

  inflate(bytes: Uint8Array): readonly Uint8Array[] {
    this.#output = []
    this.#stream.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
    return this.#output
  }

  close(): void {
    this.#stream.close()
  }
}
