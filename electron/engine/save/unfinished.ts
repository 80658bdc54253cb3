import { randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { lstat, readdir, readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { placedCache } from '../index-cache/cache-settings.ts'
import { isRunning } from '../running-process.ts'

/** A file or folder that is being written beside its place, and its note; null where none was kept. */
const unfinished = new Map<string, string | null>()
let registered = false
let notes: string | null = null

/** What staged files and folders are called: nothing else is ever removed. */
const STAGED = /^\.onionskin-([0-9A-Za-z]{6}|[0-9a-f]{12}\.part)$/
const NOTE = /^unfinished-(\d{1,10})-[0-9a-f]{12}\.json$/
const noteSchema = z.object({
  /** Machines that share a home know nothing of each other's processes. */
  host: z.string(),
  path: z.string().min(1),
  device: z.string(),
  inode: z.string(),
})

/** Where notes of this user are: a folder of its own within that of the index cache. null where there is none. */
export function notesFolder(): string | null {
  const cache = placedCache()
  return cache === null ? null : join(cache.folder, 'unfinished')
}

/**
 * Has what is begun from here on noted in a folder that only the user may write to, which is made for the first note, and
 * removes what processes have left that were killed while they saved. Settles when that is done; nothing that goes wrong
 * with it is an error.
 */
export async function keepNotes(folder: string | null): Promise<void> {
  notes = folder
  if (folder === null) return
  try {
    if (!isPrivate(folder)) return
    for (const name of await readdir(folder)) await removeLeft(folder, name)
  } catch {
    // There is no such folder: nothing was left.
  }
}

/** Whether a folder is the user's own, and no other may write to it. Throws where it can not be looked at. */
function isPrivate(folder: string): boolean {
  const { uid, mode } = lstatSync(folder)
  const user = process.getuid?.()
  return user === undefined || (uid === user && (mode & 0o022) === 0)
}

/** Removes what a note tells of, where its process is gone and the very same file or folder is still there. */
async function removeLeft(folder: string, name: string): Promise<void> {
  const pid = NOTE.exec(name)?.[1]
  if (pid === undefined || isRunning(Number(pid))) return
  const note = join(folder, name)
  try {
    const { host, path, device, inode } = noteSchema.parse(JSON.parse(await readFile(note, 'utf8')))
    if (host !== hostname()) return
    const there = await lstat(path, { bigint: true })
    const isSame = there.dev.toString() === device && there.ino.toString() === inode
    if (isSame && STAGED.test(basename(path))) await rm(path, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // The note is damaged, or what it tells of is gone.
  }
  await rm(note, { force: true })
}

/** Has a file or folder removed when the process ends, or the next one starts, before {@link finished} is told of it. */
export function begun(path: string): void {
  unfinished.set(path, writeNote(path))
  if (registered) return
  registered = true
  process.on('exit', () => {
    for (const left of unfinished.keys()) {
      rmSync(left, { recursive: true, force: true, maxRetries: 3 })
      finished(left)
    }
  })
}

/** A file or folder is in its place, or removed. */
export function finished(path: string): void {
  const note = unfinished.get(path) ?? null
  unfinished.delete(path)
  if (note !== null) rmSync(note, { force: true })
}

function writeNote(path: string): string | null {
  if (notes === null) return null
  const note = join(notes, `unfinished-${process.pid}-${randomBytes(6).toString('hex')}.json`)
  try {
    mkdirSync(notes, { recursive: true, mode: 0o700 })
    if (!isPrivate(notes)) return null
    const { dev, ino } = lstatSync(path, { bigint: true })
    const told = { host: hostname(), path, device: dev.toString(), inode: ino.toString() }
    writeFileSync(note, JSON.stringify(told), { flag: 'wx', mode: 0o600 })
    return note
  } catch {
    return null
  }
}
