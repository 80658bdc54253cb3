import { CompressionError } from './compression-error.ts'
import type { ByteRange } from './byte-reader.ts'
import { RangePieces } from './range-pieces.ts'
import type { ReadListener } from './range-pieces.ts'

/** "BZh"; what a block and what the end of a stream begins with, in halves of 24 bits. */
const STREAM = 0x425a68
const BLOCK = [0x314159, 0x265359] as const
const END = [0x177245, 0x385090] as const

const OUTPUT = 256 * 1024
const LONGEST_CODE = 20
const MOST_SYMBOLS = 258
const GROUP = 50
const NOTHING = new Uint8Array(0)

function corrupt(why: string): CompressionError {
  return new CompressionError('compression-corrupt', `the bzip2 stream is damaged: ${why}`)
}

/** Bits of a stream, the highest of each byte first. */
class BitReader {
  readonly #pieces: RangePieces
  #bytes: Uint8Array = NOTHING
  #at = 0
  #bits = 0
  #count = 0

  constructor(pieces: RangePieces) {
    this.#pieces = pieces
  }

  /** The next 1 to 24 bits. */
  read(count: number): number {
    while (this.#count < count) {
      if (!this.#fill()) throw new CompressionError('compression-truncated', 'the bzip2 stream ends early')
      this.#bits = (this.#bits << 8) | this.#bytes[this.#at++]!
      this.#count += 8
    }
    this.#count -= count
    const value = this.#bits >>> this.#count
    this.#bits &= (1 << this.#count) - 1
    return value
  }

  /** 32 bits as a signed number. */
  readWord(): number {
    return (this.read(16) << 16) | this.read(16)
  }

  /** Passes over the rest of a byte, then over zero bytes; whether something is left. */
  hasMore(): boolean {
    this.#count -= this.#count % 8
    this.#bits = 0
    if (this.#count > 0) throw corrupt('its bits are not aligned')
    while (this.#fill()) {
      if (this.#bytes[this.#at] !== 0) return true
      this.#at++
    }
    return false
  }

  #fill(): boolean {
    while (this.#at === this.#bytes.length) {
      const next = this.#pieces.next()
      if (next === null) return false
      this.#bytes = next
      this.#at = 0
    }
    return true
  }
}

/** A Huffman code with lengths up to {@link LONGEST_CODE}. */
class Code {
  readonly #limits = new Int32Array(LONGEST_CODE + 2)
  readonly #bases = new Int32Array(LONGEST_CODE + 2)
  readonly #symbols: Uint16Array

  constructor(lengths: Uint8Array) {
    const counts = new Int32Array(LONGEST_CODE + 2)
    for (const length of lengths) counts[length]!++
    this.#symbols = new Uint16Array(lengths.length)
    let first = 0
    let at = 0
    for (let length = 1; length <= LONGEST_CODE; length++) {
      this.#bases[length] = at - first
      for (let symbol = 0; symbol < lengths.length; symbol++)
        if (lengths[symbol] === length) this.#symbols[at++] = symbol
      first += counts[length]!
      this.#limits[length] = first
      first <<= 1
    }
  }

  read(bits: BitReader): number {
    let value = 0
    for (let length = 1; length <= LONGEST_CODE; length++) {
      value = (value << 1) | bits.read(1)
      if (value < this.#limits[length]!) {
        const symbol = this.#symbols[this.#bases[length]! + value]
        if (symbol === undefined) break
        return symbol
      }
    }
    throw corrupt('a code is not one of its table')
  }
}

const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1
  return value
})

/**
 * Inflates bzip2 as bzip2 1.0.8 writes and reads it: any number of streams, one after the other; zero bytes after the last
 * are padding. Works in the time and memory that the sizes of blocks allow, whatever they hold. Yields as it goes, at least
 * once a block, also nothing; throws {@link CompressionError} and what `onRead` throws.
 */
export function* bunzip2Chunks(range: ByteRange, onRead: ReadListener): Generator<Uint8Array> {
  const bits = new BitReader(new RangePieces(range, 0, onRead))
  do {
    if (bits.read(24) !== STREAM) throw corrupt('what follows is no bzip2')
    const level = bits.read(8) - 0x30
    if (level < 1 || level > 9) throw corrupt('its block size is unknown')
    const decoder = new BlockDecoder(bits, level * 100_000)
    let combined = 0
    for (;;) {
      const magic = [bits.read(24), bits.read(24)]
      if (magic[0] === END[0] && magic[1] === END[1]) break
      if (magic[0] !== BLOCK[0] || magic[1] !== BLOCK[1]) throw corrupt('a block does not begin as one')
      const crc = yield* decoder.decode()
      combined = ((combined << 1) | (combined >>> 31)) ^ crc
    }
    if (bits.readWord() !== combined) throw corrupt('its checksum differs')
    yield NOTHING
  } while (bits.hasMore())
}

class BlockDecoder {
  readonly #bits: BitReader
  readonly #size: number
  /** First bytes, then also the index of the byte that follows, in the higher bits. */
  readonly #links: Uint32Array

  constructor(bits: BitReader, size: number) {
    this.#bits = bits
    this.#size = size
    this.#links = new Uint32Array(size)
  }

  /** Decodes the block whose magic was read; answers its checksum. */
  *decode(): Generator<Uint8Array, number> {
    const bits = this.#bits
    const stated = bits.readWord()
    if (bits.read(1) === 1) throw corrupt('a block is randomised, which is obsolete')
    const origin = bits.read(24)
    const count = this.#readBytes(this.#readUsedBytes())
    if (origin >= count) throw corrupt('a block begins beyond its end')
    this.#link(count)
    const crc = yield* this.#emit(count, origin)
    if (crc !== stated) throw corrupt('the checksum of a block differs')
    return crc
  }

  #readUsedBytes(): Uint8Array {
    const bits = this.#bits
    const rows = bits.read(16)
    const used: number[] = []
    for (let row = 0; row < 16; row++) {
      if ((rows & (0x8000 >>> row)) === 0) continue
      const columns = bits.read(16)
      for (let column = 0; column < 16; column++)
        if ((columns & (0x8000 >>> column)) !== 0) used.push(row * 16 + column)
    }
    if (used.length === 0) throw corrupt('a block uses no bytes')
    return Uint8Array.from(used)
  }

  #readSelectors(groups: number): Uint8Array {
    const bits = this.#bits
    const selectors = new Uint8Array(bits.read(15))
    if (selectors.length === 0) throw corrupt('a block has no codes')
    const order = Uint8Array.from({ length: groups }, (_, group) => group)
    for (let at = 0; at < selectors.length; at++) {
      let place = 0
      while (bits.read(1) === 1) if (++place >= groups) throw corrupt('a block names a code that it lacks')
      selectors[at] = toFront(order, place)
    }
    return selectors
  }

  #readCode(symbols: number): Code {
    const bits = this.#bits
    const lengths = new Uint8Array(symbols)
    let length = bits.read(5)
    for (let symbol = 0; symbol < symbols; symbol++) {
      for (;;) {
        if (length < 1 || length > LONGEST_CODE) throw corrupt('a code is too long')
        if (bits.read(1) === 0) break
        length += bits.read(1) === 0 ? 1 : -1
      }
      lengths[symbol] = length
    }
    return new Code(lengths)
  }

  /** Reads the bytes of a block, in the order of the Burrows-Wheeler transform; answers their number. */
  #readBytes(recent: Uint8Array): number {
    const symbols = recent.length + 2
    if (symbols > MOST_SYMBOLS) throw corrupt('a block has too many symbols')
    const groups = this.#bits.read(3)
    if (groups < 2 || groups > 6) throw corrupt('a block has no or too many codes')
    const selectors = this.#readSelectors(groups)
    const codes = Array.from({ length: groups }, () => this.#readCode(symbols))
    let count = 0
    let run = 0
    let weight = 1
    for (let at = 0; ; at++) {
      const selector = selectors[Math.floor(at / GROUP)]
      if (selector === undefined) throw corrupt('a block has fewer codes than bytes')
      const symbol = codes[selector]!.read(this.#bits)
      if (symbol < 2) {
        run += weight << symbol
        weight <<= 1
        if (count + run > this.#size) throw corrupt('a block is larger than its stream allows')
        continue
      }
      if (run > 0) {
        this.#links.fill(recent[0]!, count, count + run)
        count += run
        run = 0
        weight = 1
      }
      if (symbol === symbols - 1) return count
      if (count === this.#size) throw corrupt('a block is larger than its stream allows')
      this.#links[count++] = toFront(recent, symbol - 1)
    }
  }

  /** Undoes the Burrows-Wheeler transform: gives each byte the index of the one that follows. */
  #link(count: number): void {
    const links = this.#links
    const starts = new Uint32Array(257)
    for (let at = 0; at < count; at++) starts[links[at]! + 1]!++
    for (let byte = 1; byte < 256; byte++) starts[byte]! += starts[byte - 1]!
    for (let at = 0; at < count; at++) {
      const place = starts[links[at]! & 0xff]!++
      links[place] = (links[place]! & 0xff) | (at << 8)
    }
  }

  /** Yields the bytes from `origin` on, four equal ones followed by how many more there are; answers their checksum. */
  *#emit(count: number, origin: number): Generator<Uint8Array, number> {
    const links = this.#links
    let output = new Uint8Array(Math.min(OUTPUT, count * 52))
    let length = 0
    let crc = -1
    let at = links[origin]! >>> 8
    let last = -1
    let equal = 0
    for (let left = count; left > 0; left--) {
      const link = links[at]!
      const byte = link & 0xff
      at = link >>> 8
      let copies = 1
      let value = byte
      if (equal === 4) {
        copies = byte
        value = last
        equal = 0
        last = -1
      } else {
        equal = byte === last ? equal + 1 : 1
        last = byte
      }
      for (; copies > 0; copies--) {
        crc = (crc << 8) ^ CRC[(crc >>> 24) ^ value]!
        output[length++] = value
        if (length < output.length) continue
        yield output
        output = new Uint8Array(OUTPUT)
        length = 0
      }
    }
    yield output.subarray(0, length)
    return ~crc
  }
}

/** Moves the element at `place` to the front and answers it. */
function toFront(list: Uint8Array, place: number): number {
  const value = list[place]!
  list.copyWithin(1, 0, place)
  list[0] = value
  return value
}
