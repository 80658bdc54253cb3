import { app, Menu } from 'electron'
import type { MenuWords } from './menu-words.ts'

/** What the dock of macOS and the task bar of Windows offer. */
export interface SystemMenuActions {
  newWindow(): void
  open(): void
}

/** Gives the app's icon in the dock or the task bar its menu. Files that were opened are added there by the system. */
export function showSystemMenus(words: MenuWords, actions: SystemMenuActions): void {
  app.dock?.setMenu(
    Menu.buildFromTemplate([
      { label: words.newWindow, click: () => actions.newWindow() },
      { label: words.open, click: () => actions.open() },
    ]),
  )
  if (process.platform !== 'win32') return
  app.setJumpList([
    { type: 'recent' },
    {
      type: 'tasks',
      items: [
        {
          type: 'task',
          title: words.newWindow,
          program: process.execPath,
          args: app.isPackaged ? NEW_WINDOW : `"${app.getAppPath()}" ${NEW_WINDOW}`,
          iconPath: process.execPath,
          iconIndex: 0,
        },
      ],
    },
  ])
}

/** The switch with which the task bar of Windows asks for a window. */
export const NEW_WINDOW = '--new-window'
