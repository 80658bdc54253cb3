import { randomInt } from 'node:crypto'
import { workerData } from 'node:worker_threads'

/**
 * Begin and factor of the hash of names, of this process only: with known ones, names of equal hashes cost an attacker nothing,
 * and a table of them takes quadratic time. All threads of a process have the same, so that hashes are computed once.
 */
export interface NameSeed {
  readonly begin: number
  /** Odd. */
  readonly factor: number
}

/** What this thread has. Who starts a thread gives it to it as `nameSeed` of its `workerData`. */
export const NAME_SEED: NameSeed = (workerData as { nameSeed?: NameSeed } | null)?.nameSeed ?? {
  begin: randomInt(2 ** 32),
  factor: randomInt(2 ** 31) * 2 + 1,
}

const { begin, factor } = NAME_SEED

/** The hash of bytes[start..end], 32 bits, four bytes at once; layer-core/names.ts computes the same. */
export function hashName(bytes: Uint8Array, start: number, end: number): number {
  let hash = begin ^ (end - start)
  let at = start
  for (; at + 4 <= end; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    hash = Math.imul(hash ^ word, factor)
    hash ^= hash >>> 15
  }
  let tail = 0
  for (let shift = 0; at < end; at++, shift += 8) tail |= bytes[at]! << shift
  hash = Math.imul(hash ^ tail, factor)
  hash ^= hash >>> 15
  return hash >>> 0
}
