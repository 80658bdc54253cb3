import { closeSync, openSync, readSync, writeSync } from 'node:fs'

const BLOCK = 512
const PIECE = 1024 * 1024

/** Writes a tar to a file: ustar headers, names of up to 100 bytes, one time stamp. */
export class TarFile {
  #fd
  #pending = Buffer.alloc(PIECE)
  #filled = 0

  /** @param {string} path */
  constructor(path) {
    this.#fd = openSync(path, 'w')
  }

  /**
   * @param {string} name a directory's ends in a slash
   * @param {Uint8Array} body
   */
  add(name, body) {
    this.#write(header(name, body.length))
    this.#write(body)
    this.#pad(body.length)
  }

  /**
   * A member that is another file.
   *
   * @param {string} name
   * @param {string} path
   * @param {number} size
   */
  addFile(name, path, size) {
    this.#write(header(name, size))
    const from = openSync(path, 'r')
    const piece = Buffer.alloc(PIECE)
    for (let count = readSync(from, piece); count > 0; count = readSync(from, piece))
      this.#write(piece.subarray(0, count))
    closeSync(from)
    this.#pad(size)
  }

  close() {
    this.#write(Buffer.alloc(2 * BLOCK))
    this.#flush()
    closeSync(this.#fd)
  }

  /** @param {number} size */
  #pad(size) {
    this.#write(Buffer.alloc(-size & (BLOCK - 1)))
  }

  /** @param {Uint8Array} bytes */
  #write(bytes) {
    if (this.#filled + bytes.length > PIECE) this.#flush()
    if (bytes.length > PIECE) writeSync(this.#fd, bytes)
    else {
      this.#pending.set(bytes, this.#filled)
      this.#filled += bytes.length
    }
  }

  #flush() {
    writeSync(this.#fd, this.#pending, 0, this.#filled)
    this.#filled = 0
  }
}

/**
 * @param {string} name
 * @param {number} size
 */
function header(name, size) {
  const bytes = Buffer.alloc(BLOCK)
  bytes.write(name, 0, 100)
  const directory = name.endsWith('/')
  bytes.write(directory ? '0000755' : '0000644', 100)
  bytes.write('0000000', 108)
  bytes.write('0000000', 116)
  bytes.write(size.toString(8).padStart(11, '0'), 124)
  bytes.write('14000000000', 136)
  bytes.write('        ', 148)
  bytes.write(directory ? '5' : '0', 156)
  bytes.write('ustar\u000000', 257)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148)
  return bytes
}
