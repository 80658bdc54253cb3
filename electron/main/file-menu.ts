import type { FileAction } from '../../shared/desktop-api.ts'
import { showChoiceMenu } from './choice-menu.ts'
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

/** Shows the menu of a row of files at the pointer; answers with the action that was chosen, null where none was. */
export function showFileMenu(
  words: MenuWords,
  actions: readonly FileAction[],
  window: Electron.BrowserWindow,
): Promise<FileAction | null> {
  return showChoiceMenu(GROUPS, words.fileActions, actions, window)
}
