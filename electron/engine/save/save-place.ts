import { lstatSync, statSync, statfsSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { dirname } from 'node:path'
import { EngineError, isSystemError, systemErrorText } from '../engine-error.ts'

/** Where a save goes: chosen by the user in a dialog or on the command line, never by a page or an archive. */
export interface SavePlace {
  /** Absolute. */
  readonly path: string
  /** Whether files that are there already may be replaced. */
  readonly replace: boolean
}

/** Bytes that are free for this user where a path is; null where the file system does not say. */
export type FreeSpace = (path: string) => number | null

/** {@link FreeSpace} as the system says it. */
export function freeSpace(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path)
    // Some network file systems say nothing but zeros.
    return bsize > 0 && bavail > 0 ? bavail * bsize : bsize > 0 ? 0 : null
  } catch {
    return null
  }
}

/** What is at a path itself, links not followed; null where nothing is. */
export function found(path: string | Buffer): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null
}

/** Whether two paths lead to one file, whatever they are called. */
export function isSameFile(path: string, other: string): boolean {
  const a = statSync(path, { throwIfNoEntry: false })
  const b = statSync(other, { throwIfNoEntry: false })
  return a !== undefined && a.dev === b?.dev && a.ino === b.ino
}

/** @throws EngineError with code `no-space` */
export function checkSpace(folder: string, bytes: number, free: FreeSpace): void {
  const left = free(folder)
  if (left !== null && left < bytes)
    throw new EngineError('no-space', `${folder}: ${bytes} bytes are to be written, but only ${left} are free.`)
}

const WRITE_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  EROFS: 'its file system is read-only',
  ENOENT: `its folder does not exist`,
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'it would be larger than a file may be there',
  EBUSY: 'it is in use',
}

/** An error of the file system while a place is written, as one that names the place; any other as it is. */
export function writeError(error: unknown, path: string): unknown {
  if (error instanceof EngineError || !isSystemError(error)) return error
  const { code } = error as NodeJS.ErrnoException
  const text = WRITE_ERRORS[code ?? ''] ?? systemErrorText(error)
  const isSpace = code === 'ENOSPC' || code === 'EDQUOT'
  return new EngineError(isSpace ? 'no-space' : 'target-unwritable', `${path}: ${text}.`, undefined, error)
}

/** @throws EngineError with code `target-exists` */
export function refuseExisting(path: string): never {
  throw new EngineError('target-exists', `${path}: something is there already, and it is not replaced unasked.`)
}

/** The folder that a place is in. */
export function folderOf(path: string): string {
  return dirname(path)
}
