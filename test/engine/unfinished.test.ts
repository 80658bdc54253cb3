import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { begun, finished, keepNotes } from '../../electron/engine/save/unfinished.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
let count = 0

/** A place of its own, a folder of notes, and a staged file with the note of a process. */
function left({ pid, name = '.onionskin-0123456789ab.part' }: { pid: number; name?: string }) {
  const root = join(folder.path, `case-${++count}`)
  const notes = join(root, 'notes')
  mkdirSync(notes, { recursive: true, mode: 0o700 })
  const path = join(root, name)
  writeFileSync(path, 'half')
  return { root, notes, path, note: (told: object = {}) => writeNote(notes, path, pid, told) }
}

async function writeNote(notes: string, path: string, pid: number, told: object): Promise<string> {
  await keepNotes(notes)
  begun(path)
  const [mine] = readdirSync(notes)
  const text = readFileSync(join(notes, mine!), 'utf8')
  finished(path)
  const note = join(notes, mine!.replace(String(process.pid), String(pid)))
  writeFileSync(note, JSON.stringify({ ...(JSON.parse(text) as object), ...told }))
  return note
}

/** The ID of a process that has run and ended. */
async function endedProcess(): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await new Promise((resolve) => child.once('exit', resolve))
  return child.pid!
}

describe('what a process has left that was killed while it saved', () => {
  it('is removed by the next one, and so is its note', async () => {
    const { root, notes, path, note } = left({ pid: await endedProcess() })
    await note()
    writeFileSync(join(root, 'beside'), 'x')
    await keepNotes(notes)
    expect(existsSync(path)).toBe(false)
    expect(readdirSync(notes)).toEqual([])
    expect(readdirSync(root).sort()).toEqual(['beside', 'notes'])
  })

  it('stays while that process runs', async () => {
    const { notes, path, note } = left({ pid: process.ppid })
    const kept = await note()
    await keepNotes(notes)
    expect(existsSync(path)).toBe(true)
    expect(existsSync(kept)).toBe(true)
  })

  it('stays where the process may run on another machine that shares the folder', async () => {
    const { notes, path, note } = left({ pid: await endedProcess() })
    await note({ host: `not-${hostname()}` })
    await keepNotes(notes)
    expect(existsSync(path)).toBe(true)
  })

  it('is not what has come to its place since, nor what a forged note names', async () => {
    const pid = await endedProcess()
    const replaced = left({ pid })
    await replaced.note({ inode: '1' })
    const forged = left({ pid, name: 'letters' })
    await forged.note()
    for (const { notes, path } of [replaced, forged]) {
      await keepNotes(notes)
      expect(readFileSync(path, 'utf8')).toBe('half')
      expect(readdirSync(notes)).toEqual([])
    }
  })

  it('does no harm where notes are damaged, or where others may write them', async () => {
    const pid = await endedProcess()
    const damaged = left({ pid })
    writeFileSync(await damaged.note(), '{"host":')
    await keepNotes(damaged.notes)
    expect(existsSync(damaged.path)).toBe(true)
    const open = left({ pid })
    await open.note()
    chmodSync(open.notes, 0o777)
    await keepNotes(open.notes)
    expect(existsSync(open.path)).toBe(process.platform !== 'win32')
  })
})
