import { expect, test } from 'vitest'
import { menuWords } from '../../electron/main/menu-words.ts'

test('menus speak Chinese in every Chinese locale and English in all others', () => {
  for (const locale of ['zh', 'zh-CN', 'zh-TW', 'ZH-Hans']) expect(menuWords(locale).file).toBe('文件')
  for (const locale of ['en-US', 'de', '', 'zha']) expect(menuWords(locale).file).toBe('File')
})
