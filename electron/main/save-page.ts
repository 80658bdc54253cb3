import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { app, dialog } from 'electron'
import type { MenuWords } from './menu-words.ts'
import { proposedName } from './save-name.ts'

/**
 * Has the user choose where a page of HTML goes and writes it there, beside and then in place of what was there. Answers
 * whether one was chosen. Rejects where the disk refuses.
 */
export async function savePage(
  words: MenuWords,
  over: Electron.BrowserWindow,
  name: string,
  html: string,
): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog(over, {
    defaultPath: join(app.getPath('downloads'), `${proposedName(name, 'file')}.html`),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
    filters: [{ name: words.pages, extensions: ['html'] }],
  })
  if (canceled || !isAbsolute(filePath)) return false
  const unfinished = `${filePath}.${randomUUID()}.part`
  try {
    await writeFile(unfinished, html, { flag: 'wx' })
    await rename(unfinished, filePath)
    return true
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
