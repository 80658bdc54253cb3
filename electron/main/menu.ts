import { basename, dirname } from 'node:path'
import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { ComparisonRequest } from '../../shared/comparison.ts'
import type { MenuWords } from './menu-words.ts'
import type { RecentEntry } from './recent-files.ts'

/** What a dialog lets one choose: archives, or the folder of an OCI layout. The dialog of macOS takes both at once. */
export type OpenDialogKind = 'archive' | 'folder'

/** What the menu can do that Electron has no role for. `window` is the one in front; null where there is none. */
export interface MenuActions {
  openDialog(kind: OpenDialogKind, window: Electron.BaseWindow | null): void
  openPath(path: string, window: Electron.BaseWindow | null): void
  openComparison(request: ComparisonRequest, window: Electron.BaseWindow | null): void
  /** Compares what the window shows with another archive. */
  compareWith(window: Electron.BaseWindow | null): void
  clearRecentFiles(): void
  clearIndexCache(window: Electron.BaseWindow | null): void
  /** Has the page save what is selected; `plain` is a file or a folder. */
  save(form: 'plain' | 'tar', window: Electron.BaseWindow | null): void
  /** Shows the settings in a window. */
  settings(window: Electron.BaseWindow | null): void
}

const isMac = process.platform === 'darwin'
const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

/** Replaces the menu of the app. `recent`: newest first. */
export function showMenu(words: MenuWords, recent: readonly RecentEntry[], actions: MenuActions): void {
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [appMenu(words, actions)] : []),
    fileMenu(words, recent, actions),
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        SEPARATOR,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        ...(app.isPackaged ? [] : [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const, SEPARATOR]),
        { role: 'resetZoom', label: words.actualSize },
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        SEPARATOR,
        { role: 'togglefullscreen', label: words.fullScreen },
      ],
    },
    isMac
      ? { role: 'windowMenu', label: words.window }
      : {
          label: words.window,
          submenu: [
            { role: 'minimize', label: words.minimize },
            { role: 'close', label: words.closeWindow },
          ],
        },
    { role: 'help', label: words.help, submenu: isMac ? [] : [{ role: 'about', label: words.about }] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function fileMenu(words: MenuWords, recent: readonly RecentEntry[], actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: words.file,
    submenu: [
      {
        label: words.open,
        accelerator: 'CmdOrCtrl+O',
        click: (_item, window) => actions.openDialog('archive', window ?? null),
      },
      {
        label: words.openFolder,
        visible: !isMac,
        click: (_item, window) => actions.openDialog('folder', window ?? null),
      },
      {
        label: words.openRecent,
        submenu: [
          ...recent.map(({ path, comparison }): MenuItemConstructorOptions => ({
            label: plainLabel(comparison?.title ?? `${basename(path)} — ${dirname(path)}`),
            click: (_item, window) => {
              if (comparison === undefined) actions.openPath(path, window ?? null)
              else actions.openComparison(comparison.request, window ?? null)
            },
          })),
          ...(recent.length > 0 ? [SEPARATOR] : []),
          {
            label: words.clearRecent,
            enabled: recent.length > 0,
            click: () => actions.clearRecentFiles(),
          },
        ],
      },
      { label: words.compareWith, click: (_item, window) => actions.compareWith(window ?? null) },
      SEPARATOR,
      {
        label: words.save,
        accelerator: 'CmdOrCtrl+Shift+S',
        click: (_item, window) => actions.save('plain', window ?? null),
      },
      { label: words.saveTar, click: (_item, window) => actions.save('tar', window ?? null) },
      SEPARATOR,
      ...(isMac ? [] : [settingsItem(words, actions)]),
      { label: words.clearCache, click: (_item, window) => actions.clearIndexCache(window ?? null) },
      SEPARATOR,
      { role: 'close', label: words.closeWindow },
      ...(isMac ? [] : [SEPARATOR, { role: 'quit', label: words.quit } as const]),
    ],
  }
}

/** Where macOS has the settings. */
function appMenu(words: MenuWords, actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: app.name,
    submenu: [
      { role: 'about', label: words.about },
      SEPARATOR,
      settingsItem(words, actions),
      SEPARATOR,
      { role: 'services', label: words.services },
      SEPARATOR,
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.showAll },
      SEPARATOR,
      { role: 'quit', label: words.quitApp },
    ],
  }
}

function settingsItem(words: MenuWords, actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: words.settings,
    accelerator: 'CmdOrCtrl+,',
    click: (_item, window) => actions.settings(window ?? null),
  }
}

/** In a label `&` marks the letter that opens the item by keyboard, except on macOS. */
function plainLabel(text: string): string {
  return isMac ? text : text.replaceAll('&', '&&')
}
