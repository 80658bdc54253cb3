import { describe, expect, test } from 'vitest'
import { isAllowedRequest, isFromPage, isOfPage } from '../../electron/main/page-policy.ts'

const HOME = 'app://onionskin/index.html'

describe('a request may go out', () => {
  test.each([
    ['app://onionskin/assets/index.js', 'script'],
    ['data:image/png;base64,AA', 'image'],
    ['data:font/ttf;base64,AA', 'font'],
    ['blob:app://onionskin/0b7f', 'image'],
  ])('to %s as %s', (url, resourceType) => {
    expect(isAllowedRequest({ url, resourceType }, HOME)).toBe(true)
  })

  test.each([
    ['https://example.com/', 'xhr'],
    ['http://127.0.0.1/', 'image'],
    ['ws://onionskin/', 'webSocket'],
    ['wss://example.com/', 'webSocket'],
    ['file:///etc/passwd', 'xhr'],
    ['app://elsewhere/index.html', 'mainFrame'],
    ['http://onionskin/index.html', 'mainFrame'],
    ['app://onionskin.example.com/', 'mainFrame'],
    ['app://user@elsewhere/', 'mainFrame'],
    ['data:text/html,<h1>x', 'mainFrame'],
    ['data:text/html,<h1>x', 'subFrame'],
    ['data:text/javascript,1', 'script'],
    ['blob:app://onionskin/0b7f', 'script'],
    ['blob:app://onionskin/0b7f', 'mainFrame'],
    ['blob:https://example.com/0b7f', 'image'],
    ['chrome-extension://abc/x.js', 'script'],
    ['devtools://devtools/bundled/devtools_app.html', 'mainFrame'],
    ['nonsense', 'image'],
  ])('not to %s as %s', (url, resourceType) => {
    expect(isAllowedRequest({ url, resourceType }, HOME)).toBe(false)
  })

  test('in development to the server of the bundler and its socket, and to no other', () => {
    const server = 'http://localhost:5173/'
    expect(isAllowedRequest({ url: 'http://localhost:5173/main.ts', resourceType: 'script' }, server)).toBe(true)
    expect(isAllowedRequest({ url: 'ws://localhost:5173/', resourceType: 'webSocket' }, server)).toBe(true)
    expect(isAllowedRequest({ url: 'ws://localhost:5174/', resourceType: 'webSocket' }, server)).toBe(false)
    expect(isAllowedRequest({ url: 'http://example.com/', resourceType: 'script' }, server)).toBe(false)
  })
})

describe('a message is of the page', () => {
  const mainFrame = { url: HOME }

  test('where its top frame sent it', () => {
    expect(isFromPage({ sender: { mainFrame }, senderFrame: mainFrame }, HOME)).toBe(true)
  })

  test.each([
    ['a frame within the page, whatever its address', { sender: { mainFrame }, senderFrame: { url: HOME } }],
    ['a frame that is gone', { sender: { mainFrame }, senderFrame: null }],
  ])('not where it comes from %s', (_what, sent) => {
    expect(isFromPage(sent, HOME)).toBe(false)
  })

  test.each(['https://example.com/', 'about:blank', '', 'file:///app/index.html', 'app://elsewhere/index.html'])(
    'not where the window shows %s',
    (url) => {
      const frame = { url }
      expect(isFromPage({ sender: { mainFrame: frame }, senderFrame: frame }, HOME)).toBe(false)
      expect(isOfPage(url, HOME)).toBe(false)
    },
  )
})
