const FRAME = 0xfd2fb528
const SKIPPABLE = 0x184d2a50
const DICTIONARY_BYTES = [0, 1, 2, 4] as const

/** Bytes of a frame's header behind its descriptor (RFC 8878, 3.1.1.1.1). */
function headerRest(descriptor: number): number {
  const single = (descriptor & 0x20) !== 0
  const size = descriptor >> 6
  const contentSize = size === 0 ? (single ? 1 : 0) : 1 << size
  return (single ? 0 : 1) + DICTIONARY_BYTES[(descriptor & 3) as 0 | 1 | 2 | 3] + contentSize
}

/** What comes next; `lost` where the bytes are no zstd stream. */
type State = 'magic' | 'skippable' | 'descriptor' | 'block' | 'lost'
const LENGTHS = { magic: 4, skippable: 4, descriptor: 1, block: 3 } as const

/**
 * Follows a zstd stream by its headers alone, without decoding, and finds where frames end (RFC 8878, 3.1); and after how many
 * blocks, which are 128 KiB of output each at most, one of them ends.
 */
export class ZstdFrames {
  readonly #mostBlocks: number
  /** Since the last end that was found. */
  #blocks = 0
  readonly #held = Buffer.alloc(4)
  #holding = 0
  /** Bytes to pass over before the next header. */
  #skip = 0
  #state: State = 'magic'
  #checksum = 0
  #lastBlock = false

  constructor(mostBlocks = Infinity) {
    this.#mostBlocks = mostBlocks
  }

  /** Whether all frames that have begun have ended. */
  get isBetweenFrames(): boolean {
    return this.#state === 'magic' && this.#holding === 0 && this.#skip === 0
  }

  /**
   * Takes the next bytes of the stream; returns the offset in them of the first end of a frame, or of the last one of as many
   * blocks as are wanted at once; -1 where there is none. The stream goes on from there.
   */
  endIn(bytes: Uint8Array): number {
    let at = 0
    while (this.#state !== 'lost') {
      const passed = Math.min(this.#skip, bytes.length - at)
      this.#skip -= passed
      at += passed
      if (this.#skip > 0) return -1
      if (this.#state === 'block' && this.#lastBlock) {
        this.#lastBlock = false
        this.#state = 'magic'
        this.#blocks = 0
        return at
      }
      if (this.#blocks >= this.#mostBlocks) {
        this.#blocks = 0
        return at
      }
      const needed = LENGTHS[this.#state]
      while (this.#holding < needed && at < bytes.length) this.#held[this.#holding++] = bytes[at++]!
      if (this.#holding < needed) return -1
      this.#holding = 0
      this.#state = this.#enter(this.#state)
    }
    return -1
  }

  /** Reads the header that is held; returns what comes after it. */
  #enter(state: Exclude<State, 'lost'>): State {
    const held = this.#held
    switch (state) {
      case 'magic': {
        const magic = held.readUInt32LE(0)
        if (magic === FRAME) return 'descriptor'
        return (magic & ~0xf) >>> 0 === SKIPPABLE ? 'skippable' : 'lost'
      }
      case 'skippable':
        this.#skip = held.readUInt32LE(0)
        return 'magic'
      case 'descriptor':
        this.#skip = headerRest(held[0]!)
        this.#checksum = (held[0]! & 4) !== 0 ? 4 : 0
        return 'block'
      case 'block': {
        const header = held.readUIntLE(0, 3)
        const type = (header >> 1) & 3
        this.#lastBlock = (header & 1) !== 0
        this.#blocks++
        this.#skip = (type === 1 ? 1 : header >> 3) + (this.#lastBlock ? this.#checksum : 0)
        return type === 3 ? 'lost' : 'block'
      }
    }
  }
}
