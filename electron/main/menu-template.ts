import { basename, dirname } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import type { Command } from '../../shared/commands.ts'
import type { ComparisonRequest } from '../../shared/comparison.ts'
import { acceleratorOf, type Platform, type ShortcutId } from '../../shared/shortcuts.ts'
import type { MenuWords } from './menu-words.ts'
import type { RecentEntry } from './recent-files.ts'

/** What a dialog lets one choose: archives, or the folder of an OCI layout. The dialog of macOS takes both at once. */
export type OpenDialogKind = 'archive' | 'folder'

/** What the menu can do that Electron has no role for. `window` is the one in front; null where there is none. */
export interface MenuActions {
  newWindow(): void
  openDialog(kind: OpenDialogKind, window: Electron.BaseWindow | null): void
  openPath(path: string, window: Electron.BaseWindow | null): void
  openComparison(request: ComparisonRequest, window: Electron.BaseWindow | null): void
  /** Compares what the window shows with another archive. */
  compareWith(window: Electron.BaseWindow | null): void
  clearRecentFiles(): void
  clearIndexCache(window: Electron.BaseWindow | null): void
  /** Has the page do what only it can. */
  command(command: Command, window: Electron.BaseWindow | null): void
  zoom(direction: 'in' | 'out' | 'actual'): void
  /** Brings a window to the front. */
  focusWindow(id: number): void
  settings(window: Electron.BaseWindow | null): void
}

/** What the menu speaks of. */
export interface MenuSubject {
  readonly words: MenuWords
  readonly platform: Platform
  /** Not in development. */
  readonly packaged: boolean
  /** Newest first. */
  readonly recent: readonly RecentEntry[]
  /** In the order in which they were opened. */
  readonly windows: readonly { readonly id: number; readonly title: string; readonly focused: boolean }[]
  /** What the page in front can do. */
  readonly possible: ReadonlySet<Command>
}

type Item = MenuItemConstructorOptions
const SEPARATOR: Item = { type: 'separator' }

/** The menu of the app, with keys and places as the platform has them. */
export function menuTemplate(subject: MenuSubject, actions: MenuActions): Item[] {
  const { words, platform } = subject
  const isMac = platform === 'darwin'
  return [
    ...(isMac ? [appMenu(subject, actions)] : []),
    fileMenu(subject, actions),
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
    viewMenu(subject, actions),
    goMenu(subject, actions),
    windowMenu(subject, actions),
    {
      role: 'help',
      label: words.help,
      submenu: [
        command('shortcuts', subject, actions),
        command('whatsNew', subject, actions),
        ...(isMac ? [] : [SEPARATOR, { role: 'about', label: words.about } as const]),
      ],
    },
  ]
}

/** Where macOS has the settings. */
function appMenu(subject: MenuSubject, actions: MenuActions): Item {
  const { words } = subject
  return {
    label: 'Onionskin',
    submenu: [
      { role: 'about', label: words.about },
      SEPARATOR,
      settingsItem(subject, actions),
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

function settingsItem({ words, platform }: MenuSubject, actions: MenuActions): Item {
  return {
    label: words.settings,
    ...keyed('settings', platform),
    click: (_item, window) => actions.settings(window ?? null),
  }
}

function fileMenu(subject: MenuSubject, actions: MenuActions): Item {
  const { words, platform, recent } = subject
  const isMac = platform === 'darwin'
  return {
    label: words.file,
    submenu: [
      { label: words.newWindow, ...keyed('newWindow', platform), click: () => actions.newWindow() },
      {
        label: words.open,
        ...keyed('open', platform),
        click: (_item, window) => actions.openDialog('archive', window ?? null),
      },
      {
        label: words.openFolder,
        ...keyed('openFolder', platform),
        visible: !isMac,
        click: (_item, window) => actions.openDialog('folder', window ?? null),
      },
      {
        label: words.openRecent,
        submenu: [
          ...recent.map(({ path, comparison }): Item => ({
            label: plainLabel(comparison?.title ?? `${basename(path)} — ${dirname(path)}`, platform),
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
      { ...command('save', subject, actions), registerAccelerator: true },
      command('saveTar', subject, actions),
      SEPARATOR,
      command('showArchive', subject, actions),
      ...(isMac ? [] : [settingsItem(subject, actions)]),
      { label: words.clearCache, click: (_item, window) => actions.clearIndexCache(window ?? null) },
      SEPARATOR,
      { role: 'close', label: words.closeWindow },
      ...(isMac ? [] : [SEPARATOR, { role: 'quit', label: words.quit } as const]),
    ],
  }
}

function viewMenu(subject: MenuSubject, actions: MenuActions): Item {
  const { words, platform, packaged } = subject
  return {
    label: words.view,
    submenu: [
      ...(packaged ? [] : [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const, SEPARATOR]),
      command('overview', subject, actions),
      command('files', subject, actions),
      command('compare', subject, actions),
      SEPARATOR,
      { label: words.actualSize, ...keyed('actualSize', platform), click: () => actions.zoom('actual') },
      { label: words.zoomIn, ...keyed('zoomIn', platform), click: () => actions.zoom('in') },
      // The sign without Shift, as every browser takes it.
      { label: words.zoomIn, accelerator: 'CmdOrCtrl+=', visible: false, click: () => actions.zoom('in') },
      { label: words.zoomOut, ...keyed('zoomOut', platform), click: () => actions.zoom('out') },
      SEPARATOR,
      { role: 'togglefullscreen', label: words.fullScreen },
    ],
  }
}

function goMenu(subject: MenuSubject, actions: MenuActions): Item {
  return {
    label: subject.words.go,
    submenu: [
      command('back', subject, actions),
      command('forward', subject, actions),
      SEPARATOR,
      command('findPath', subject, actions),
      command('findContents', subject, actions),
      command('filter', subject, actions),
      SEPARATOR,
      command('nextDifference', subject, actions),
      command('previousDifference', subject, actions),
    ],
  }
}

/** macOS lists the windows in its own menu by itself. */
function windowMenu({ words, platform, windows }: MenuSubject, actions: MenuActions): Item {
  if (platform === 'darwin') return { role: 'windowMenu', label: words.window }
  return {
    label: words.window,
    submenu: [
      // Without the key of its role, which the editor of the page has another use for.
      { label: words.minimize, click: (_item, window) => window?.minimize() },
      { role: 'close', label: words.closeWindow, registerAccelerator: false },
      ...(windows.length > 0 ? [SEPARATOR] : []),
      ...windows.map(({ id, title, focused }): Item => ({
        type: 'checkbox',
        label: plainLabel(title, platform),
        checked: focused,
        click: () => actions.focusWindow(id),
      })),
    ],
  }
}

/** An item for what the page does. The page listens for the key itself, where that is not the menu's alone, as on macOS. */
function command(id: Command, { words, platform, possible }: MenuSubject, actions: MenuActions): Item {
  return {
    id,
    label: words.commands[id],
    enabled: possible.has(id),
    ...(id in KEYS_OF_COMMANDS ? keyed(KEYS_OF_COMMANDS[id]!, platform) : {}),
    registerAccelerator: false,
    click: (_item, window) => actions.command(id, window ?? null),
  }
}

const KEYS_OF_COMMANDS: Readonly<Partial<Record<Command, ShortcutId>>> = {
  back: 'back',
  forward: 'forward',
  overview: 'overview',
  files: 'files',
  compare: 'compare',
  findPath: 'findPath',
  findContents: 'findContents',
  filter: 'filter',
  nextDifference: 'nextDifference',
  previousDifference: 'previousDifference',
  save: 'save',
  shortcuts: 'shortcuts',
}

function keyed(id: ShortcutId, platform: Platform): { readonly accelerator?: string } {
  const accelerator = acceleratorOf(id, platform)
  return accelerator === undefined ? {} : { accelerator }
}

/** In a label `&` marks the letter that opens the item by keyboard, except on macOS. */
function plainLabel(text: string, platform: Platform): string {
  return platform === 'darwin' ? text : text.replaceAll('&', '&&')
}
