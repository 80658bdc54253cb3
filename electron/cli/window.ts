import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { looksLikePath, TERMINAL_COMMANDS } from '../../shared/terminal-commands.ts'

/** What starts the window in a checkout of the project; the packaged app has none, and needs none. */
const START = join(import.meta.dirname, '../../scripts/start.mjs')

/** Whether words name archives and no command: what a window is for. */
export function namesArchives([first]: readonly string[]): boolean {
  if (first === undefined || first.startsWith('-') || TERMINAL_COMMANDS.includes(first)) return false
  return looksLikePath(first) || existsSync(first)
}

/** Shows archives in the window, and waits until it is closed; its exit code. Null where no window can be shown. */
export async function showWindow(words: readonly string[]): Promise<number | null> {
  if (!hasDisplay() || !existsSync(START)) return null
  const args = words.map((word) => (word.startsWith('-') ? word : resolve(word)))
  const { spawn } = await import('node:child_process')
  const child = spawn(process.execPath, [START, ...args], { stdio: 'inherit' })
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => done(code ?? 1))
  })
}

/** Command lines that print what the window would show: two archives are compared. */
export function factsOf(words: readonly string[]): readonly (readonly string[])[] {
  const archives = words.filter((word) => !word.startsWith('-'))
  const switches = words.filter((word) => word === '--no-cache')
  if (archives.length === 2) return [['diff', ...archives, ...switches]]
  return archives.map((archive) => ['inspect', archive, ...switches])
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY'])
}
