import { describe, expect, test } from 'vitest'
import { terminalWords } from '../../electron/main/terminal-words.ts'

const start = { appFolder: null, display: true, exists: (path: string) => path === 'tarball' }
const words = (...given: string[]) => terminalWords({ ...start, argv: ['/opt/onionskin', ...given] })
const withoutDisplay = (...given: string[]) =>
  terminalWords({ ...start, argv: ['/opt/onionskin', ...given], display: false })

describe('a command line is for the terminal', () => {
  test('where it begins with a command, whatever follows', () => {
    expect(words('inspect', 'a.tar', '--json')).toEqual(['inspect', 'a.tar', '--json'])
    expect(words('diff', '-', '--', '-odd.tar')).toEqual(['diff', '-', '--', '-odd.tar'])
  })

  test('where the launcher put switches of Chromium before it', () => {
    expect(words('--no-sandbox', '--ozone-platform=headless', '--', 'tree', 'a.tar')).toEqual(['tree', 'a.tar'])
    expect(words('--no-sandbox', '--', '--help')).toEqual(['--help'])
  })

  test('where it asks for help or the version', () => {
    for (const asked of ['-h', '--help', '-V', '--version']) expect(words(asked)).toEqual([asked])
  })

  test('where the first word is neither a command nor a file: the terminal says so', () => {
    expect(words('tre', 'a.tar')).toEqual(['tre', 'a.tar'])
    expect(words('-')).toEqual(['-'])
  })

  test('where there is no display', () => {
    expect(withoutDisplay('a.tar', 'b.tar')).toEqual(['a.tar', 'b.tar'])
    expect(withoutDisplay('--no-sandbox', '--')).toEqual([])
    expect(withoutDisplay()).toEqual([])
  })
})

describe('a command line is for a window', () => {
  test('where it says nothing', () => {
    expect(words()).toBeNull()
    expect(words('--no-sandbox', '--user-data-dir=/tmp/x')).toBeNull()
  })

  test('where it begins with a path, also of a file that is not there', () => {
    expect(words('a.tar', 'inspect')).toBeNull()
    expect(words('./inspect')).toBeNull()
    expect(words('/srv/inspect')).toBeNull()
    expect(words('--no-cache', 'a.tar')).toBeNull()
    expect(words('file:///srv/a.tar')).toBeNull()
  })

  test('where it begins with a file whose name is a plain word', () => {
    expect(words('tarball')).toBeNull()
  })

  test('where what follows -- is no command', () => {
    expect(words('--', '-odd.tar')).toBeNull()
  })

  test('where the app is not packaged, and its folder is the first word', () => {
    const unpacked = { ...start, appFolder: '/home/ada/onionskin' }
    expect(terminalWords({ ...unpacked, argv: ['electron', '/home/ada/onionskin', 'a.tar'] })).toBeNull()
    expect(terminalWords({ ...unpacked, argv: ['electron', '/home/ada/onionskin'] })).toBeNull()
    expect(terminalWords({ ...unpacked, argv: ['electron', '/home/ada/onionskin', 'inspect', 'a.tar'] })).toEqual([
      'inspect',
      'a.tar',
    ])
  })
})
