import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PAGE_URL, pageResource } from '../../electron/main/page-resource.ts'

const folder = resolve('/opt/onionskin/out/renderer')

describe('what the page can load', () => {
  test('is its own files, with their media types', () => {
    expect(pageResource(PAGE_URL, folder)).toEqual({
      file: join(folder, 'index.html'),
      mediaType: 'text/html; charset=utf-8',
    })
    expect(pageResource('app://onionskin/assets/index-1.js?x#y', folder)).toEqual({
      file: join(folder, 'assets', 'index-1.js'),
      mediaType: 'text/javascript; charset=utf-8',
    })
    expect(pageResource('app://onionskin/assets/inter.woff2', folder)?.mediaType).toBe('font/woff2')
  })

  test.each([
    'app://onionskin/',
    'app://elsewhere/index.html',
    'https://onionskin/index.html',
    'file:///etc/passwd',
    'nonsense',
    'app://onionskin/%',
    'app://onionskin/%00.html',
    'app://onionskin/assets%5c..%5c..%5csecret',
    'app://onionskin/c:/secret',
    'app://onionskin/%2e%2e%2fmain/index.js',
    'app://onionskin/..%2f..%2f..%2f..%2fetc/passwd',
    'app://onionskin/assets/..%2f..%2frenderer-of-another/index.html',
  ])('is not %s', (url) => {
    expect(pageResource(url, folder)).toBeNull()
  })

  test('never leaves the folder, whatever dots a URL has', () => {
    for (const url of ['app://onionskin/../../etc/passwd', 'app://onionskin/a/%2e%2e/%2e%2e/%2e%2e/etc/passwd']) {
      expect(pageResource(url, folder)?.file).toBe(join(folder, 'etc', 'passwd'))
    }
  })
})
