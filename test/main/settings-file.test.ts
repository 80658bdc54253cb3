import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SettingsFile, someSettingsSchema } from '../../electron/main/settings-file.ts'
import { spokenLanguage } from '../../electron/main/spoken-language.ts'
import { DEFAULT_SETTINGS } from '../../shared/settings.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-settings-'))
  file = join(folder, 'settings.json')
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('settings', () => {
  test('are the usual ones where there is no file, and nothing is lost', () => {
    const settings = new SettingsFile(file)
    expect(settings.settings).toEqual(DEFAULT_SETTINGS)
    expect(settings.takeLost()).toBeNull()
    expect(readdirSync(folder)).toEqual([])
  })

  test('survive a restart; what is not named stays', () => {
    new SettingsFile(file).change({ theme: 'dark', hiddenColumns: ['mtime', 'size', 'mtime'] })
    const again = new SettingsFile(file)
    again.change({ sizes: 'binary', language: undefined })
    expect(new SettingsFile(file).settings).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'dark',
      sizes: 'binary',
      hiddenColumns: ['size', 'mtime'],
    })
    expect(readdirSync(folder)).toEqual(['settings.json'])
  })

  test.each([
    ['is empty', ''],
    ['ends early', '{ "theme": "dark"'],
    ['is no object', '[]'],
    ['has a value of another kind', '{ "theme": 1 }'],
    ['has a limit that would fill the disk', '{ "cacheLimit": 1e300 }'],
    ['is null', 'null'],
  ])('a file that %s is kept aside, told of once, and never read again', (_, text) => {
    writeFileSync(file, text)
    writeFileSync(join(folder, 'settings.damaged.json'), 'of the last time')
    const settings = new SettingsFile(file)
    expect(settings.settings).toEqual(DEFAULT_SETTINGS)
    const kept = join(folder, 'settings.damaged-2.json')
    expect(settings.takeLost()).toEqual({ kept })
    expect(settings.takeLost()).toBeNull()
    expect(readFileSync(kept, 'utf8')).toBe(text)
    expect(readFileSync(join(folder, 'settings.damaged.json'), 'utf8')).toBe('of the last time')
    expect(new SettingsFile(file).takeLost()).toBeNull()
  })

  test('of a later version are read as far as they are known', () => {
    writeFileSync(file, '{ "theme": "light", "fontSize": 14 }')
    const settings = new SettingsFile(file)
    expect(settings.settings).toEqual({ ...DEFAULT_SETTINGS, theme: 'light' })
    expect(settings.takeLost()).toBeNull()
  })

  test('of a page are refused where they are none', () => {
    for (const change of [null, 'dark', { theme: 'blue' }, { cacheLimit: 0 }, { hiddenColumns: ['name'] }])
      expect(() => someSettingsSchema.parse(change)).toThrow()
  })
})

test('windows speak what was chosen, else the first language of the system that they know, else English', () => {
  expect(spokenLanguage('en', ['zh-CN'])).toBe('en')
  expect(spokenLanguage('zh-CN', ['en-US'])).toBe('zh-CN')
  expect(spokenLanguage('system', ['de-DE', 'zh_TW', 'en'])).toBe('zh-CN')
  expect(spokenLanguage('system', ['ZH-Hans-SG'])).toBe('zh-CN')
  expect(spokenLanguage('system', ['en-GB', 'zh-CN'])).toBe('en')
  expect(spokenLanguage('system', ['zha', 'de'])).toBe('en')
  expect(spokenLanguage('system', [])).toBe('en')
})
