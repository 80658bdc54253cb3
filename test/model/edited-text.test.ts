import { describe, expect, it } from 'vitest'
import { editedText, parseMode, parseOwner, splitPath } from '../../renderer/model/edited-text.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a text to edit', () => {
  it.each(['', 'a\nb', 'a\r\nb\r\n', '\u{feff}mark', 'é\u{1f600}'])('is written back as it was: %j', (text) => {
    expect(new TextEncoder().encode(editedText(bytes(text))?.text)).toEqual(bytes(text))
  })

  it('is none with a byte of 0, and none that is no UTF-8', () => {
    expect(editedText(Uint8Array.of(0x61, 0))).toBeNull()
    expect(editedText(Uint8Array.of(0xff))).toBeNull()
  })

  it.each([
    ['a\nb\n', false],
    ['a\r\nb\r\n', false],
    ['a\r\nb\n', true],
    ['a\rb', true],
  ])('tells whether its lines end in different ways: %j', (text, mixed) => {
    expect(editedText(bytes(text))?.mixedEnds).toBe(mixed)
  })
})

describe('what is typed', () => {
  it('is a mode in octal, or none', () => {
    expect(['644', '0644', '7777', '0', '8', '77777', '', '-1'].map(parseMode)).toEqual([
      0o644,
      0o644,
      0o7777,
      0,
      null,
      null,
      null,
      null,
    ])
  })

  it('is the number of an owner, or none', () => {
    expect(['0', '1000', '4294967294', '4294967295', 'root', ''].map(parseOwner)).toEqual([
      0,
      1000,
      4294967294,
      null,
      null,
      null,
    ])
  })

  it.each([
    ['/a', '/', 'a'],
    ['/a/b/', '/a', 'b'],
    ['b', '.', 'b'],
    ['../b', '..', 'b'],
  ])('%s is a name in a directory', (path, directory, name) => {
    expect(splitPath(path)).toEqual({ directory, name })
  })
})
