import { fstatSync, statSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'

/** What an open file was like at a moment; to be compared later. */
export interface FileState {
  readonly size: bigint
  readonly mtime: bigint
  readonly inode: bigint
  readonly device: bigint
}

function stateOf(stats: BigIntStats): FileState {
  return { size: stats.size, mtime: stats.mtimeNs, inode: stats.ino, device: stats.dev }
}

/** The state of an open file. */
export function fileState(fd: number): FileState {
  return stateOf(fstatSync(fd, { bigint: true }))
}

/**
 * What happened to an open file since its state was taken, as the end of a sentence; null where nothing did. `path` is
 * where it was opened. A file that was deleted or replaced can be read on, but is not the one that the path names.
 */
export function changeSince(before: FileState, fd: number, path: string): string | null {
  const now = fileState(fd)
  if (now.size < before.size) return `was cut from ${before.size} to ${now.size} bytes`
  if (now.size > before.size) return `grew from ${before.size} to ${now.size} bytes`
  if (now.mtime !== before.mtime) return 'was written to'
  try {
    const there = stateOf(statSync(path, { bigint: true }))
    return there.inode === before.inode && there.device === before.device ? null : 'was replaced by another file'
  } catch {
    return 'was deleted or moved'
  }
}
