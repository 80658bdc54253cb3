import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, test } from 'vitest'
import { type MenuActions, menuTemplate } from '../../electron/main/menu-template.ts'
import { menuWords } from '../../electron/main/menu-words.ts'
import { COMMANDS } from '../../shared/commands.ts'
import { acceleratorOf, type Platform, SHORTCUT_IDS, type ShortcutId } from '../../shared/shortcuts.ts'

const PLATFORMS: readonly Platform[] = ['linux', 'win32', 'darwin']
const actions = new Proxy({} as MenuActions, { get: () => () => undefined })

function template(platform: Platform, possible = new Set(COMMANDS)): MenuItemConstructorOptions[] {
  const windows = [
    { id: 1, title: 'a & b', focused: true },
    { id: 2, title: 'c', focused: false },
  ]
  const recent = [{ path: '/tmp/r&d.tar', openedAt: 0 }]
  return menuTemplate({ words: menuWords('en'), platform, packaged: true, recent, windows, possible }, actions)
}

/** All items below the menu bar. */
function items(menu: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return menu.flatMap(({ submenu }) =>
    Array.isArray(submenu) ? submenu.flatMap((item) => [item, ...items([item])]) : [],
  )
}

/** What Electron takes for a role that says nothing else, in the roles that the menu has. */
const ROLE_KEYS: Readonly<Partial<Record<string, string>>> = {
  undo: 'CmdOrCtrl+Z',
  redo: 'CmdOrCtrl+Shift+Z',
  cut: 'CmdOrCtrl+X',
  copy: 'CmdOrCtrl+C',
  paste: 'CmdOrCtrl+V',
  selectAll: 'CmdOrCtrl+A',
  close: 'CmdOrCtrl+W',
  quit: 'CmdOrCtrl+Q',
  togglefullscreen: 'F11',
}

/** Shortcuts that are the menu's own: what the item is called, or its role. */
const OF_MENU: Readonly<Partial<Record<ShortcutId, string>>> = {
  newWindow: 'New Window',
  open: 'Open…',
  openFolder: 'Open Folder…',
  settings: 'Settings…',
  closeWindow: 'close',
  quit: 'quit',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  actualSize: 'Actual Size',
  fullScreen: 'togglefullscreen',
  copyPath: 'copy',
}

describe.each(PLATFORMS)('the menu on %s', (platform) => {
  test('has no key twice, and none that the page takes for something else', () => {
    const taken = new Map<string, string>()
    for (const { accelerator, role, label = '', id } of items(template(platform))) {
      const key = accelerator ?? ROLE_KEYS[role ?? '']
      if (key === undefined) continue
      const what = role ?? id ?? label
      // Two menus may have an item that closes the window.
      expect([undefined, what]).toContain(taken.get(key))
      taken.set(key, what)
    }
    for (const id of SHORTCUT_IDS) {
      const key = acceleratorOf(id, platform)
      const item = key === undefined ? undefined : taken.get(key)
      if (item !== undefined) expect(item).toBe(OF_MENU[id] ?? id)
    }
  })

  test('shows what the page can not do as not to be had', () => {
    const none = items(template(platform, new Set()))
    for (const command of COMMANDS) {
      expect(none.filter(({ id }) => id === command).map(({ enabled }) => enabled)).toEqual([false])
      expect(items(template(platform)).find(({ id }) => id === command)?.enabled).toBe(true)
    }
  })

  test('takes no letter of a name for a key', () => {
    const labels = items(template(platform)).map(({ label }) => label)
    const doubled = platform === 'darwin' ? '&' : '&&'
    expect(labels).toContain(`r${doubled}d.tar — /tmp`)
  })
})

test('windows are listed where the system does not do so itself, the one in front marked', () => {
  const window = items(template('linux')).filter(({ type }) => type === 'checkbox')
  expect(window.map(({ label, checked }) => [label, checked])).toEqual([
    ['a && b', true],
    ['c', false],
  ])
  expect(items(template('darwin')).some(({ type }) => type === 'checkbox')).toBe(false)
})

test('each platform has its own keys', () => {
  const key = (platform: Platform, id: string) => items(template(platform)).find((item) => item.id === id)?.accelerator
  expect([key('linux', 'back'), key('darwin', 'back')]).toEqual(['Alt+Left', 'CmdOrCtrl+['])
  expect(template('darwin')[0]?.label).toBe('Onionskin')
  expect(template('linux').map(({ label }) => label)).toEqual(['File', 'Edit', 'View', 'Go', 'Window', 'Help'])
})
