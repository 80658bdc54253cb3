import { constants } from 'node:zlib'
import { Gunzip, InflateRaw } from 'minizlib'

/** Options of Node's own streams, which the library hands on: how many bytes come out at once, and what came before. */
type Options = ConstructorParameters<typeof Gunzip>[0] & {
  readonly chunkSize: number
  readonly dictionary?: Buffer
}
const OPTIONS: Options = { chunkSize: 64 * 1024 }

function withDictionary(dictionary: Uint8Array): Options {
  return { ...OPTIONS, dictionary: Buffer.from(dictionary) }
}

type Chunk = Parameters<Gunzip['write']>[0]
type Encoding = Parameters<Gunzip['write']>[1]

/** Gunzip whose every write says how it is flushed: the library takes that only with writes of its own `flush`. */
class StoppableGunzip extends Gunzip {
  #input: Buffer | null = null

  writeUntil(flush: number, input: Buffer): void {
    this.#input = input
    this.flush(flush)
  }

  override write(chunk: Chunk, encoding?: Encoding | (() => void), done?: () => void): boolean {
    const input = this.#input
    if (input === null) return super.write(chunk, encoding as Encoding, done)
    this.#input = null
    return super.write(Object.assign(input, chunk))
  }
}

/** Inflates what it is given at once, in this thread. Errors are kept in `failure`; then it takes no more. */
export class Inflater {
  readonly #stream: StoppableGunzip | InflateRaw
  #output: Uint8Array[] = []
  failure: unknown = null

  /** Of gzip members; with a dictionary, of raw deflate blocks that may refer to it. */
  constructor(dictionary?: Uint8Array) {
    this.#stream = dictionary === undefined ? new StoppableGunzip(OPTIONS) : new InflateRaw(withDictionary(dictionary))
    this.#stream.on('data', (chunk: Uint8Array) => this.#output.push(chunk))
    this.#stream.on('error', (error: unknown) => (this.failure ??= error))
  }

  /** Returns how many bytes of `input` were taken: fewer where the stream is over. */
  write(input: Buffer): number {
    this.#stream.write(input)
    return this.#taken()
  }

  /** As {@link write}, but stops behind a member's header and at the end of a block (zlib, inflate, Z_BLOCK). */
  writeToBlockEnd(input: Buffer): number {
    if (!(this.#stream instanceof StoppableGunzip)) return this.write(input)
    this.#stream.writeUntil(constants.Z_BLOCK, input)
    return this.#taken()
  }

  end(): void {
    if (this.failure === null) this.#stream.end()
  }

  /** What came out since it was asked last. */
  take(): Uint8Array[] {
    const output = this.#output
    this.#output = []
    return output
  }

  #taken(): number {
    if (this.failure !== null) return 0
    return (this.#stream.handle as { bytesWritten?: number } | undefined)?.bytesWritten ?? 0
  }
}
