import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { ContextAction } from '../../shared/commands.ts'
import { showChoiceMenu } from './choice-menu.ts'
import type { MenuWords } from './menu-words.ts'

/** Actions as the menu shows them, in groups. */
const GROUPS: readonly (readonly ContextAction[])[] = [
  ['copyValue'],
  ['showLayer', 'showMerged', 'compareBelow'],
  ['saveLayer'],
  ['copyArchivePath', 'showArchive'],
  ['copyDigest', 'copyDiffId', 'copyInstruction'],
]

/** Shows a menu at the pointer with these actions; answers with the one that was chosen, null where none was. */
export function showContextMenu(
  words: MenuWords,
  actions: readonly ContextAction[],
  window: Electron.BrowserWindow,
): Promise<ContextAction | null> {
  return showChoiceMenu(GROUPS, words.contextActions, actions, window)
}

/**
 * Gives selected text and fields the menus that they have everywhere; where the page has a menu of its own, that is shown.
 * `speaker` has the words of the moment.
 */
export function offerTextMenus(speaker: { readonly words: MenuWords }, window: Electron.BrowserWindow): void {
  window.webContents.on('context-menu', (_event, { isEditable, selectionText, editFlags }) => {
    const { words } = speaker
    if (!isEditable && selectionText.trim() === '') return
    const template: MenuItemConstructorOptions[] = isEditable
      ? [
          { role: 'undo', label: words.undo, enabled: editFlags.canUndo },
          { role: 'redo', label: words.redo, enabled: editFlags.canRedo },
          { type: 'separator' },
          { role: 'cut', label: words.cut, enabled: editFlags.canCut },
          { role: 'copy', label: words.copy, enabled: editFlags.canCopy },
          { role: 'paste', label: words.paste, enabled: editFlags.canPaste },
          { type: 'separator' },
          { role: 'selectAll', label: words.selectAll },
        ]
      : [{ role: 'copy', label: words.copy }]
    Menu.buildFromTemplate(template).popup({ window })
  })
}
