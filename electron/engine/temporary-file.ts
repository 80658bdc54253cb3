import { closeSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'onionskin-'
const folders = new Set<string>()
let registered = false

/** A private file (mode 0600 in a folder of mode 0700) that is gone when it is removed, at exit, or at the next start after a crash. */
export interface TemporaryFile {
  readonly fd: number
  /** Closes and deletes the file. */
  remove(): void
}

function removeFolder(folder: string): void {
  folders.delete(folder)
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes what runs that crashed have left. Errors are ignored: another user's files are not ours to judge. */
export function removeStaleTemporaryFiles(): void {
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

/**
 * Makes a temporary file, open for reading and writing.
 * @throws the error of the file system, such as EACCES where the temporary folder may not be written.
 */
export function createTemporaryFile(): TemporaryFile {
  if (!registered) {
    registered = true
    removeStaleTemporaryFiles()
    process.on('exit', () => {
      for (const folder of folders) removeFolder(folder)
    })
  }
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  folders.add(folder)
  const fd = openSync(join(folder, 'archive.tar'), 'wx+', 0o600)
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
