import { existsSync } from 'node:fs'
import { app } from 'electron'
import { terminalWords } from './terminal-words.ts'

/** The app's entry: Electron waits for it before there is a display, so that a terminal needs none. */
const words = terminalWords({
  argv: process.argv,
  appFolder: app.isPackaged ? null : app.getAppPath(),
  display: process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']),
  exists: existsSync,
})
if (words === null) await import('./app.ts')
else {
  const { runInTerminal } = await import('./terminal.ts')
  await runInTerminal(words)
}
