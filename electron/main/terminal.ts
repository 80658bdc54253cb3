import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const TERMINAL = join(import.meta.dirname, '../cli/onionskin.js')

/**
 * Runs the command line in this process, before anything is drawn, and ends the process with its exit code. Electron waits
 * for it, as long as the entry awaits it.
 */
export async function runInTerminal(words: readonly string[]): Promise<never> {
  process.argv = [process.execPath, TERMINAL, ...words]
  await import(pathToFileURL(TERMINAL).href)
  // What was written to a pipe of Windows is still on its way.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))))
  // Electron's own `exit` takes no code for 0, whatever `exitCode` says.
  process.exit(process.exitCode ?? 0)
}
