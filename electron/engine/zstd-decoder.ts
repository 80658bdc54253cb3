import type { ByteRange } from './byte-reader.ts'
import { CompressionError } from './compression-error.ts'
import { RangePieces } from './range-pieces.ts'
import type { ReadListener } from './range-pieces.ts'

/** What the module of zstddec offers; numbers are addresses and sizes in its memory. */
interface ZstdExports {
  readonly memory: WebAssembly.Memory
  malloc(size: number): number
  ZSTD_createDCtx(): number
  ZSTD_freeDCtx(context: number): number
  ZSTD_DStreamOutSize(): number
  /** 0 at the end of a frame; above: a hint of how much is missing; below: an error. */
  ZSTD_decompressStream(context: number, output: number, input: number): number
}

const PAGE = 64 * 1024
const EMPTY = new Uint8Array(PAGE)
/** Bytes that a decoder is given at once, at most. */
export const ZSTD_INPUT = 128 * 1024
/** ZSTD_inBuffer and ZSTD_outBuffer: address, size, position. */
const BUFFER_FIELDS = 12

/** All that a decoder knows at a place of its stream: its memory without pages of zeros. */
export interface ZstdState {
  /** Offset in the stored blob. */
  readonly input: number
  /** Offset in the uncompressed tar. */
  readonly output: number
  readonly pages: Uint32Array
  readonly bytes: Uint8Array
}

/** A decoder whose state can be kept and returned to, so that a frame need not be inflated from its front again. */
export class ZstdDecoder {
  readonly #exports: ZstdExports
  #context: number
  readonly #inputAt: number
  readonly #outputAt: number
  readonly #outputSize: number
  readonly #inputFields: number
  readonly #outputFields: number
  readonly #fresh: ZstdState
  #view = new Uint8Array(0)
  #words = new Uint32Array(0)
  /** Bytes that were given, and that were taken of them. */
  #given = 0
  #taken = 0
  #missing = 0

  constructor(module: WebAssembly.Module) {
    const instance = new WebAssembly.Instance(module, { env: { emscripten_notify_memory_growth: () => undefined } })
    this.#exports = instance.exports as unknown as ZstdExports
    this.#context = this.#exports.ZSTD_createDCtx()
    this.#inputAt = this.#exports.malloc(ZSTD_INPUT)
    this.#outputSize = this.#exports.ZSTD_DStreamOutSize()
    this.#outputAt = this.#exports.malloc(this.#outputSize)
    this.#inputFields = this.#exports.malloc(BUFFER_FIELDS)
    this.#outputFields = this.#exports.malloc(BUFFER_FIELDS)
    this.#fresh = this.state(0, 0)
  }

  /** What the decoder knows, when `input` stored bytes became `output`. */
  state(input: number, output: number): ZstdState {
    const memory = new Uint8Array(this.#exports.memory.buffer)
    const pages: number[] = []
    for (let page = 0; page * PAGE < memory.length; page++)
      if (Buffer.compare(memory.subarray(page * PAGE, (page + 1) * PAGE), EMPTY) !== 0) pages.push(page)
    const bytes = new Uint8Array(pages.length * PAGE)
    pages.forEach((page, at) => bytes.set(memory.subarray(page * PAGE, (page + 1) * PAGE), at * PAGE))
    return { input, output, pages: Uint32Array.from(pages), bytes }
  }

  /**
   * Inflates from a state of this decoder on, or from the front of the blob at `null`, until the range ends. `after` is
   * told of each piece that was taken, with the offsets in the blob and in the tar. Only one such pass goes on at a time.
   * @throws {CompressionError} where it is damaged or cut, after all that could be inflated.
   */
  *chunks(
    range: ByteRange,
    from: ZstdState | { readonly input: number; readonly output: number },
    onRead: ReadListener,
    after: (input: number, output: number) => void,
  ): Generator<Uint8Array> {
    this.#restore('pages' in from ? from : this.#fresh)
    const pieces = new RangePieces(range, from.input, onRead)
    let { output } = from
    // A state within a frame, if anything follows it.
    let missing = 'pages' in from && from.input < range.size ? 1 : 0
    for (let piece = pieces.next(); piece !== null; piece = pieces.next()) {
      let made = 0
      for (let at = 0; at < piece.length; at += ZSTD_INPUT) {
        this.give(piece.subarray(at, at + ZSTD_INPUT))
        while (!this.isEmpty) {
          const chunk = this.step().slice()
          made += chunk.length
          output += chunk.length
          if (chunk.length > 0) yield chunk
        }
        missing = this.#missing
      }
      pieces.grewTo(made)
      after(pieces.done, output)
    }
    if (missing !== 0) throw new CompressionError('compression-truncated', 'the zstd stream ends early')
  }

  /** Begins anew, as if nothing had been given. */
  reset(): void {
    this.#exports.ZSTD_freeDCtx(this.#context)
    this.#context = this.#exports.ZSTD_createDCtx()
    this.#given = 0
    this.#taken = 0
    this.#missing = 0
  }

  /** Bytes of its memory. */
  get memory(): number {
    return this.#exports.memory.buffer.byteLength
  }

  /** Whether a frame that has begun is not at its end. */
  get isWithinFrame(): boolean {
    return this.#missing !== 0
  }

  /** Gives it bytes, {@link ZSTD_INPUT} at most, once all before are taken. */
  give(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#inputAt)
    this.#given = bytes.length
    this.#taken = 0
  }

  /** Whether all that was given is taken, and so inflated. */
  get isEmpty(): boolean {
    return this.#taken === this.#given
  }

  /**
   * Inflates a part of what was given; returns what it became, maybe nothing yet, valid until the next call.
   * @throws {CompressionError} where it is damaged
   */
  step(): Uint8Array {
    const { memory } = this.#exports
    this.#setFields(this.#inputFields, this.#inputAt, this.#given, this.#taken)
    this.#setFields(this.#outputFields, this.#outputAt, this.#outputSize, 0)
    const missing = this.#exports.ZSTD_decompressStream(this.#context, this.#outputFields, this.#inputFields) | 0
    const fields = this.#fields
    const taken = fields[this.#inputFields / 4 + 2]!
    const made = fields[this.#outputFields / 4 + 2]!
    if (missing < 0 || (taken === this.#taken && made === 0))
      throw new CompressionError('compression-corrupt', 'the zstd stream is damaged: a frame can not be decoded')
    this.#taken = taken
    this.#missing = missing
    return new Uint8Array(memory.buffer, this.#outputAt, made)
  }

  #setFields(at: number, address: number, size: number, position: number): void {
    const fields = this.#fields
    fields[at / 4] = address
    fields[at / 4 + 1] = size
    fields[at / 4 + 2] = position
  }

  /** All memory: made anew when it has grown, which leaves an empty view behind. */
  get #bytes(): Uint8Array {
    if (this.#view.length === 0) this.#meetMemory()
    return this.#view
  }

  get #fields(): Uint32Array {
    if (this.#words.length === 0) this.#meetMemory()
    return this.#words
  }

  #meetMemory(): void {
    this.#view = new Uint8Array(this.#exports.memory.buffer)
    this.#words = new Uint32Array(this.#exports.memory.buffer)
  }

  /** Memory only grows: what a state does not have of it is zero, as it was then. */
  #restore({ pages, bytes }: ZstdState): void {
    const memory = new Uint8Array(this.#exports.memory.buffer)
    let next = 0
    for (let page = 0; page * PAGE < memory.length; page++) {
      const isKept = pages[next] === page
      const source = isKept ? bytes.subarray(next * PAGE, (next + 1) * PAGE) : EMPTY
      memory.set(source, page * PAGE)
      if (isKept) next++
    }
  }
}
