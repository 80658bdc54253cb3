import { expect, test } from 'vitest'
import { menuWords } from '../../electron/main/menu-words.ts'

test('the size of the cache is said in either language', () => {
  expect(menuWords('en').cacheHolds(1, 1_234_567)).toBe('The index cache holds one layer, 1.2 MB.')
  expect(menuWords('en').cacheHolds(1200, 0)).toBe('The index cache holds 1200 layers, 0 MB.')
  expect(menuWords('zh').cacheHolds(3, 2_000_000)).toMatch(/3 个层，共 2 ?MB。/)
})

test('menus speak Chinese in every Chinese locale and English in all others', () => {
  for (const locale of ['zh', 'zh-CN', 'zh-TW', 'ZH-Hans']) expect(menuWords(locale).file).toBe('文件')
  for (const locale of ['en-US', 'de', '', 'zha']) expect(menuWords(locale).file).toBe('File')
})
