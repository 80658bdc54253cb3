import { app, Menu } from 'electron'
import { type Command, COMMANDS } from '../../shared/commands.ts'
import type { Platform } from '../../shared/shortcuts.ts'
import { type MenuActions, type MenuSubject, menuTemplate } from './menu-template.ts'

export type { MenuActions, OpenDialogKind } from './menu-template.ts'

/** Replaces the menu of the app. */
export function showMenu(subject: Omit<MenuSubject, 'platform' | 'packaged'>, actions: MenuActions): void {
  const { isPackaged: packaged } = app
  const platform = process.platform as Platform
  const template = menuTemplate({ ...subject, platform, packaged }, actions)
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

/** Shows in the menu what the page in front can do. */
export function showPossible(possible: ReadonlySet<Command>): void {
  const menu = Menu.getApplicationMenu()
  for (const command of COMMANDS) {
    const item = menu?.getMenuItemById(command)
    if (item) item.enabled = possible.has(command)
  }
}
