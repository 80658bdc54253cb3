import { Buffer } from 'node:buffer'

/** Bytes of a tar block. */
export const BLOCK = 512

/** A member of a tar as far as a mutation needs it. */
export interface FoundMember {
  readonly name: string
  readonly flag: string
  /** Offset of the header. */
  readonly at: number
  /** Offset and length of the body. */
  readonly body: number
  readonly size: number
}

/** The members of a tar by plain walking: it ends where a header makes no sense. */
export function findMembers(tar: Uint8Array): FoundMember[] {
  const bytes = Buffer.from(tar.buffer, tar.byteOffset, tar.byteLength)
  const found: FoundMember[] = []
  for (let at = 0; at + BLOCK <= bytes.length;) {
    if (bytes[at] === 0) break
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 135), 8)
    if (!(size >= 0) || at + BLOCK + size > bytes.length) break
    const name = bytes.toString('latin1', at, at + 100).replace(/\0.*/s, '')
    found.push({ name, flag: String.fromCharCode(bytes[at + 156]!), at, body: at + BLOCK, size })
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return found
}

/** Makes the checksum of a header right again, so that a reader looks at what else is wrong with it. */
export function repairChecksum(tar: Buffer, at: number): void {
  if (at + BLOCK > tar.length) return
  tar.fill(' ', at + 148, at + 156)
  let sum = 0
  for (let byte = at; byte < at + BLOCK; byte++) sum += tar[byte]!
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1')
}

/** Whether bytes begin like a tar with a name and a checksum field. */
export function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= 2 * BLOCK && findMembers(bytes).length > 0
}
