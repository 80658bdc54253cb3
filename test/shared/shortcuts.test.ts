import { expect, test } from 'vitest'
import {
  acceleratorOf,
  isShortcut,
  keyCaps,
  keyName,
  keysOf,
  type Platform,
  SHORTCUT_IDS,
  SHORTCUTS,
} from '../../shared/shortcuts.ts'

const PLATFORMS: readonly Platform[] = ['linux', 'win32', 'darwin']
const press = (key: string, ...held: ('ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey')[]) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...Object.fromEntries(held.map((name) => [name, true])),
})

test('a key is one shortcut, where it means something', () => {
  for (const platform of PLATFORMS) {
    for (const area of new Set(Object.values(SHORTCUTS).map((shortcut) => shortcut.area))) {
      const reached = SHORTCUT_IDS.filter((id) => [area, 'window', 'go', 'find'].includes(SHORTCUTS[id].area))
      const keys = reached.flatMap((id) => keysOf(id, platform))
      expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
    }
  }
})

test('what is held has to be what the platform holds, and nothing more', () => {
  expect(isShortcut(press('k', 'ctrlKey'), 'findPath', 'linux')).toBe(true)
  expect(isShortcut(press('K', 'ctrlKey'), 'findPath', 'win32')).toBe(true)
  expect(isShortcut(press('k', 'ctrlKey'), 'findPath', 'darwin')).toBe(false)
  expect(isShortcut(press('k', 'metaKey'), 'findPath', 'darwin')).toBe(true)
  expect(isShortcut(press('k', 'ctrlKey', 'altKey'), 'findPath', 'linux')).toBe(false)
  expect(isShortcut(press('k', 'ctrlKey', 'shiftKey'), 'findPath', 'linux')).toBe(false)
  expect(isShortcut(press('F', 'ctrlKey', 'shiftKey'), 'findContents', 'linux')).toBe(true)
  expect(isShortcut(press('ArrowLeft', 'altKey'), 'back', 'linux')).toBe(true)
  expect(isShortcut(press('[', 'metaKey'), 'back', 'darwin')).toBe(true)
})

test('a sign is that sign, wherever it lies on the keyboard', () => {
  expect(isShortcut(press('/', 'ctrlKey', 'shiftKey'), 'shortcuts', 'linux')).toBe(true)
  expect(isShortcut(press('?', 'shiftKey'), 'shortcuts', 'linux')).toBe(true)
  expect(isShortcut(press('?', 'shiftKey', 'altKey'), 'shortcuts', 'linux')).toBe(false)
})

test('keys are written as the platform writes them', () => {
  expect(keyName('findContents', 'linux')).toBe('Ctrl+Shift+F')
  expect(keyName('findContents', 'darwin')).toBe('⇧⌘F')
  expect(keyCaps('Alt+ArrowLeft', 'win32')).toEqual(['Alt', '←'])
  expect(keyName('openFolder', 'darwin')).toBe('')
  expect(acceleratorOf('back', 'linux')).toBe('Alt+Left')
  expect(acceleratorOf('zoomIn', 'darwin')).toBe('CmdOrCtrl+Plus')
})
