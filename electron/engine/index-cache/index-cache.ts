import { randomBytes } from 'node:crypto'
import type { IndexedLayer } from '../index-layer.ts'
import { CacheFolder } from './cache-folder.ts'
import type { CacheSettings } from './cache-settings.ts'
import { ENGINE_VERSION } from './engine-version.ts'
import { decodeLayer, encodeLayer } from './layer-format.ts'
import { HEADER_LENGTH, seal, unseal } from './sealed-bytes.ts'

const KEY_LENGTH = 32
/** No entry may take a larger part of the limit. */
const LARGEST_SHARE = 1 / 8
const LARGEST_MEMO = 1024
const SHA256 = /^sha256:[0-9a-f]{64}$/

/**
 * Indexes of layers from earlier runs, by the digest of what was indexed, and digests of files, by what the files are
 * known again by. All that comes out was written by this user with this engine; what was not is deleted. No call throws.
 */
export class IndexCache {
  #settings: CacheSettings
  readonly #folder: CacheFolder
  #key: Uint8Array | null | undefined

  constructor(settings: CacheSettings) {
    this.#settings = settings
    this.#folder = new CacheFolder(settings.folder, settings.limit)
  }

  get settings(): CacheSettings {
    return this.#settings
  }

  /** Keeps to another limit, in bytes, from now on. */
  limitTo(limit: number): void {
    this.#settings = { ...this.#settings, limit }
    this.#folder.limitTo(limit)
  }

  /** Whether there is an index under a name, which may turn out to be unreadable. */
  has(name: string): boolean {
    return this.#folder.has(entryName(name))
  }

  /** The index of a name; null where there is none. `name`: 64 hexadecimal digits, a point and a word. */
  index(name: string): IndexedLayer | null {
    const body = this.#read(entryName(name), this.settings.limit * LARGEST_SHARE + HEADER_LENGTH)
    if (body === null) return null
    try {
      // What is decoded is what this very engine encoded: the seal is by a key that only the user can read.
      return decodeLayer(body)
    } catch {
      this.#folder.remove(entryName(name))
      return null
    }
  }

  /** Keeps an index under a name. */
  keepIndex(name: string, indexed: IndexedLayer): void {
    const body = encodeLayer(indexed)
    if (body.length <= this.settings.limit * LARGEST_SHARE) this.#write(entryName(name), body)
  }

  /** The digest of what has an identity, `sha256:…`; null where it is not known. */
  digest(identity: string): string | null {
    const body = this.#read(`${identity}.memo`, LARGEST_MEMO)
    const digest = body === null ? '' : Buffer.from(body).toString('latin1')
    return SHA256.test(digest) ? digest : null
  }

  /** Remembers the digest of what has an identity. */
  keepDigest(identity: string, digest: string): void {
    this.#write(`${identity}.memo`, Buffer.from(digest, 'latin1'))
  }

  #read(name: string, most: number): Uint8Array | null {
    const key = this.#requireKey()
    const file = key === null ? null : this.#folder.read(name, most)
    if (key === null || file === null) return null
    const body = unseal(key, name, file)
    if (body === null) this.#folder.remove(name)
    else this.#folder.touch(name)
    return body
  }

  #write(name: string, body: Uint8Array): void {
    const key = this.#requireKey()
    if (key !== null) this.#folder.write(name, seal(key, name, body), body)
  }

  /** The user's key, made where there is none. Where two processes make one at once, one loses what it writes. */
  #requireKey(): Uint8Array | null {
    if (this.#key !== undefined) return this.#key
    this.#key = null
    if (!this.#folder.prepare()) return null
    if (!this.#folder.has('key')) this.#folder.write('key', randomBytes(KEY_LENGTH))
    const key = this.#folder.read('key', KEY_LENGTH)
    if (key?.length === KEY_LENGTH) this.#key = key
    else this.#folder.remove('key')
    return this.#key
  }
}

/** Names hold the engine's version, so that two of them do not delete each other's. */
function entryName(name: string): string {
  return `${name}-${ENGINE_VERSION}.index`
}
