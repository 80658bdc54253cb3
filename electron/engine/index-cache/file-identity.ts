import { createHash } from 'node:crypto'
import { fstatSync } from 'node:fs'
import type { ByteRange } from '../byte-reader.ts'

/**
 * By what a run of bytes of a file is known again: the file, its size, both its times, and where the bytes are. The time
 * of the last change of state is none that a program can set, so that bytes can not be written unseen.
 */
export interface FileIdentity {
  /** Digest of all of it in hex: a name. */
  readonly name: string
  /** Milliseconds since 1970: when the file was last written to, or changed otherwise. */
  readonly changed: number
}

/** The identity of a range now. @throws the error of the file system */
export function fileIdentity({ fd, offset, size }: ByteRange): FileIdentity {
  const stats = fstatSync(fd, { bigint: true })
  const parts = [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs, offset, size]
  return {
    name: createHash('sha256').update(parts.join(' ')).digest('hex'),
    changed: Number((stats.mtimeNs > stats.ctimeNs ? stats.mtimeNs : stats.ctimeNs) / 1_000_000n),
  }
}
