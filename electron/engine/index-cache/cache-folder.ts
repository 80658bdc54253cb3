import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { readFully } from '../byte-reader.ts'

/** A file of the cache. */
interface CachedFile {
  readonly name: string
  readonly bytes: number
  /** Milliseconds since 1970: when it was written or used. */
  readonly used: number
}

/** Names that the cache makes; all else in its folder is somebody else's and left alone. */
const OURS = /^([0-9a-f]{64}\.[a-z0-9-]{1,40}\.index|[0-9a-f]{64}\.memo|key)$/
const UNFINISHED = /^[0-9a-z.-]{1,160}\.tmp$/
/** Milliseconds after which an unfinished file is one that a crash has left. */
const STALE = 3_600_000
/** What even the smallest file takes of a disk. */
const BLOCK = 4096
/** Milliseconds for which the size of the folder is taken as known, though other processes write too. */
const KNOWN_FOR = 5000
/** Part of the limit that is left when files had to go, so that the next ones find room. */
const KEPT = 0.9

/**
 * The folder of the cache: small files that are replaced in one step, so that several processes may use it at once, and
 * that go when they were not used for the longest time. No call throws: a folder that can not be read or written to is
 * one that has nothing and keeps nothing.
 */
export class CacheFolder {
  readonly path: string
  #limit: number
  #known = { bytes: 0, at: -Infinity }

  /** `limit` in bytes. */
  constructor(path: string, limit: number) {
    this.path = path
    this.#limit = limit
  }

  /** Makes the folder where it is missing. Answers false where there is none, or where others than the user may write to it. */
  prepare(): boolean {
    try {
      mkdirSync(this.path, { recursive: true, mode: 0o700 })
      const stats = lstatSync(this.path)
      if (!stats.isDirectory()) return false
      const user = process.getuid?.()
      return user === undefined || (stats.uid === user && (stats.mode & 0o022) === 0)
    } catch {
      return false
    }
  }

  /** The bytes of a file of `most` bytes or fewer; null where there is none. */
  read(name: string, most: number): Uint8Array | null {
    let fd: number
    try {
      fd = openSync(join(this.path, name), 'r')
    } catch {
      return null
    }
    try {
      const { size } = fstatSync(fd)
      if (size > most) return null
      // A buffer of its own, aligned: columns are views of it.
      const bytes = new Uint8Array(size)
      return readFully(fd, bytes, size, 0) === size ? bytes : null
    } catch {
      return null
    } finally {
      closeSync(fd)
    }
  }

  /** Whether there is a file, without reading it. */
  has(name: string): boolean {
    try {
      return lstatSync(join(this.path, name)).isFile()
    } catch {
      return false
    }
  }

  /** Replaces a file in one step, after others had to go where there is no room. */
  write(name: string, ...parts: readonly Uint8Array[]): void {
    const bytes = onDisk(parts.reduce((sum, part) => sum + part.length, 0))
    this.#makeRoom(bytes)
    const unfinished = join(this.path, `${name}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
    try {
      const fd = openSync(unfinished, 'wx', 0o600)
      try {
        for (const part of parts) for (let at = 0; at < part.length;) at += writeSync(fd, part, at)
      } finally {
        closeSync(fd)
      }
      renameSync(unfinished, join(this.path, name))
      this.#known.bytes += bytes
    } catch {
      this.#remove(unfinished)
    }
  }

  /** Remembers that a file was used just now. */
  touch(name: string): void {
    try {
      const now = new Date()
      utimesSync(join(this.path, name), now, now)
    } catch {
      return
    }
  }

  remove(name: string): void {
    this.#remove(join(this.path, name))
  }

  /** How many indexes there are, and the bytes of all files. */
  usage(): { readonly entries: number; readonly bytes: number } {
    const files = this.#list()
    return {
      entries: files.filter(({ name }) => name.endsWith('.index')).length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    }
  }

  /** Removes all files of the cache, and nothing else. */
  clear(): void {
    for (const { name } of this.#list()) this.remove(name)
  }

  /** Keeps to another limit, in bytes, with what is written from now on. */
  limitTo(limit: number): void {
    this.#limit = limit
    this.#known = { bytes: 0, at: -Infinity }
  }

  /** Removes what is beyond the limit, least recently used first. */
  trim(): void {
    this.#known = { bytes: 0, at: -Infinity }
    this.#makeRoom(0)
  }

  #makeRoom(bytes: number): void {
    const isKnown = performance.now() - this.#known.at < KNOWN_FOR
    if (isKnown && this.#known.bytes + bytes <= this.#limit) return
    const files = this.#list().sort((a, b) => a.used - b.used)
    let sum = files.reduce((total, file) => total + onDisk(file.bytes), 0)
    const most = sum + bytes <= this.#limit ? sum : Math.max(0, this.#limit * KEPT - bytes)
    for (const file of files) {
      const stale = UNFINISHED.test(file.name)
      if (stale ? Date.now() - file.used < STALE : sum <= most || file.name === 'key') continue
      this.remove(file.name)
      sum -= onDisk(file.bytes)
    }
    this.#known = { bytes: sum, at: performance.now() }
  }

  #list(): CachedFile[] {
    let names: string[]
    try {
      names = readdirSync(this.path)
    } catch {
      return []
    }
    return names.flatMap((name) => {
      if (!OURS.test(name) && !UNFINISHED.test(name)) return []
      try {
        const stats = lstatSync(join(this.path, name))
        return stats.isFile() ? [{ name, bytes: stats.size, used: stats.mtimeMs }] : []
      } catch {
        return []
      }
    })
  }

  #remove(path: string): void {
    try {
      unlinkSync(path)
    } catch {
      return
    }
  }
}

function onDisk(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK
}
