import { createHmac, timingSafeEqual } from 'node:crypto'

/** Begins every file of the cache. */
const MAGIC = Buffer.from('onionidx')
/** Another number for each change of this header; what it frames has a version of its own, see {@link ENGINE_VERSION}. */
const FORMAT = 1
/** Read back as another number where the byte order differs: columns are written as they lie in memory. */
const BYTE_ORDER = 0x01020304
const SEAL = 32
const HEADER = MAGIC.length + 8 + SEAL

/** Bytes of a header. */
export const HEADER_LENGTH = HEADER

/**
 * The header of a body: magic bytes, format, byte order, and an HMAC-SHA-256 by the user's key over the name of the file,
 * and the body. It tells what was cut, altered, put under another name, or not written by this user.
 */
export function seal(key: Uint8Array, name: string, body: Uint8Array): Uint8Array {
  const header = Buffer.alloc(HEADER)
  MAGIC.copy(header)
  header.writeUInt32LE(FORMAT, MAGIC.length)
  new Uint32Array(header.buffer, header.byteOffset + MAGIC.length + 4, 1)[0] = BYTE_ORDER
  sealOf(key, name, header.subarray(0, HEADER - SEAL), body).copy(header, HEADER - SEAL)
  return header
}

/** The body of a file; null where the seal is broken, or is of another format. */
export function unseal(key: Uint8Array, name: string, file: Uint8Array): Uint8Array | null {
  if (file.length < HEADER) return null
  const header = Buffer.from(file.buffer, file.byteOffset, HEADER)
  if (!header.subarray(0, MAGIC.length).equals(MAGIC) || header.readUInt32LE(MAGIC.length) !== FORMAT) return null
  if (new Uint32Array(Uint8Array.from(header.subarray(MAGIC.length + 4, HEADER - SEAL)).buffer)[0] !== BYTE_ORDER)
    return null
  const body = file.subarray(HEADER)
  const expected = sealOf(key, name, header.subarray(0, HEADER - SEAL), body)
  return timingSafeEqual(expected, header.subarray(HEADER - SEAL)) ? body : null
}

function sealOf(key: Uint8Array, name: string, head: Uint8Array, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${name.length} ${name}`).update(head).update(body).digest()
}
