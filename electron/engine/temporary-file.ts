import { closeSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EngineError, systemErrorText } from './engine-error.ts'
import { isRunning } from './running-process.ts'

const PREFIX = 'onionskin-'
/** Where a file that is open can be without a name: then nothing is left of it, however its process ends. */
const UNNAMED = process.platform !== 'win32'
const folders = new Set<string>()
let registered = false

/** A private file (mode 0600) that is gone when it is removed, or when its process ends. */
export interface TemporaryFile {
  readonly fd: number
  /** Closes and deletes the file. */
  remove(): void
}

function removeFolder(folder: string): void {
  folders.delete(folder)
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** Removes what runs that crashed have left. Errors are ignored: another user's files are not ours to judge. */
function removeStaleTemporaryFiles(): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const pid = /^onionskin-(\d+)-/.exec(name)?.[1]
      if (pid === undefined || isRunning(Number(pid))) continue
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
    }
  } catch {
    return
  }
}

/** An error that a temporary file gives, as one that names the temporary folder and not the archive. */
export function temporaryError(error: unknown): EngineError {
  const { code } = error as NodeJS.ErrnoException
  const folder = tmpdir()
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new EngineError('no-space', `The disk of ${folder} is full; the archive can not be unpacked there.`)
  if (code === 'EFBIG')
    return new EngineError('no-space', `The unpacked archive is larger than a file in ${folder} may be.`)
  const text = code === 'EROFS' ? 'its file system is read-only' : systemErrorText(error).replace('read', 'written')
  const advice = 'Set TMPDIR to a folder that can be written, or unpack the archive yourself.'
  return new EngineError('temporary-unwritable', `${folder} takes no temporary file: ${text}. ${advice}`)
}

/**
 * Makes a temporary file, open for reading and writing.
 * @throws EngineError with code `no-space` or `temporary-unwritable`
 */
export function createTemporaryFile(): TemporaryFile {
  if (!registered) {
    registered = true
    removeStaleTemporaryFiles()
    process.on('exit', () => {
      for (const folder of folders) removeFolder(folder)
    })
  }
  let folder: string | null = null
  let fd: number
  try {
    folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
    folders.add(folder)
    fd = openSync(join(folder, 'archive.tar'), 'wx+', 0o600)
  } catch (error) {
    if (folder !== null) removeFolder(folder)
    throw temporaryError(error)
  }
  if (UNNAMED) removeFolder(folder)
  let removed = false
  return {
    fd,
    remove() {
      if (removed) return
      removed = true
      closeSync(fd)
      removeFolder(folder)
    },
  }
}
