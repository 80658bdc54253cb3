import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { FileAction } from '../../shared/desktop-api.ts'
import type { MenuWords } from './menu-words.ts'

/** Actions as the menu shows them, in groups. */
const GROUPS: readonly (readonly FileAction[])[] = [
  ['save', 'saveTar'],
  ['copyPath', 'copyLayerDigest'],
  ['copyDockerCommand', 'copyExtractCommand'],
  ['scratchEdit', 'scratchRename', 'scratchMode', 'scratchDelete'],
  ['scratchNewFile', 'scratchNewFolder', 'scratchNewLink'],
  ['scratchDiscard'],
]

/** Milliseconds within which a click is told of after its menu closed. */
const CLICK_DELAY = 100

/** Shows the menu of a row of files at the pointer; answers with the action that was chosen, null where none was. */
export function showFileMenu(
  words: MenuWords,
  actions: readonly FileAction[],
  window: Electron.BrowserWindow,
): Promise<FileAction | null> {
  return new Promise((resolve) => {
    const template: MenuItemConstructorOptions[] = []
    for (const group of GROUPS) {
      const wanted = group.filter((action) => actions.includes(action))
      if (wanted.length > 0 && template.length > 0) template.push({ type: 'separator' })
      for (const action of wanted)
        template.push({ id: action, label: words.fileActions[action], click: () => resolve(action) })
    }
    Menu.buildFromTemplate(template).popup({
      window,
      callback: () => setTimeout(() => resolve(null), CLICK_DELAY),
    })
  })
}
