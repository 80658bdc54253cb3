import { randomUUID } from 'node:crypto'
import { isAbsolute, join } from 'node:path'
import { app, dialog, shell } from 'electron'
import type { SaveQuestion } from '../../shared/desktop-api.ts'
import type { SaveTarget } from '../../shared/save.ts'
import type { MenuWords } from './menu-words.ts'
import { proposedName } from './save-name.ts'

/** The places that the dialogs of one window gave. The page knows them by tokens alone. */
export class SavePlaces {
  readonly #speaker: { readonly words: MenuWords }
  readonly #paths = new Map<string, string>()

  /** `speaker.words` is looked up whenever a dialog is shown. */
  constructor(speaker: { readonly words: MenuWords }) {
    this.#speaker = speaker
  }

  /** Has the user choose a place; null where none was chosen. */
  async choose({ form, name }: SaveQuestion, over: Electron.BrowserWindow): Promise<SaveTarget | null> {
    const { words } = this.#speaker
    const { canceled, filePath } = await dialog.showSaveDialog(over, {
      title: words.saveTitles[form],
      defaultPath: join(app.getPath('downloads'), proposedName(name, form)),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
      ...(form === 'tar' ? { filters: [{ name: words.tarArchives, extensions: ['tar'] }] } : {}),
    })
    if (canceled || !isAbsolute(filePath)) return null
    const token = randomUUID()
    this.#paths.set(token, filePath)
    // The dialog has asked whether a file may be replaced; a folder that is there is never emptied.
    return { token, path: filePath, form, replace: form !== 'folder' }
  }

  /** Shows what was saved with a token in the file manager. */
  show(token: string): void {
    const path = this.#paths.get(token)
    if (path !== undefined) shell.showItemInFolder(path)
  }
}
