import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText, detectContent, formatOfBinary } from '../../renderer/model/text-content.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
function utf16(text: string, bigEndian: boolean): Uint8Array {
  const all = `\ufeff${text}`
  const array = new Uint8Array(all.length * 2)
  const view = new DataView(array.buffer)
  for (let index = 0; index < all.length; index += 1) view.setUint16(index * 2, all.charCodeAt(index), !bigEndian)
  return array
}

describe('whether a file is text', () => {
  it('ASCII, UTF-8 and the empty file are UTF-8', () => {
    for (const text of ['', 'hello\n', 'grüße, 你好, 🧅\n', 'a\tb\r\n\u001b[31mred\u001b[0m'])
      expect(detectContent(utf8(text), true)).toEqual({ kind: 'text', encoding: 'utf-8' })
  })

  it('a byte order mark is believed', () => {
    expect(detectContent(utf16('hello', false), true)).toEqual({ kind: 'text', encoding: 'utf-16le' })
    expect(detectContent(utf16('hello', true), true)).toEqual({ kind: 'text', encoding: 'utf-16be' })
    expect(detectContent(bytes(0xef, 0xbb, 0xbf, 0x61), true)).toEqual({ kind: 'text', encoding: 'utf-8' })
  })

  it('one of UTF-32 is none of UTF-16', () => {
    expect(detectContent(bytes(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0), true)).toEqual({ kind: 'binary' })
  })

  it('a NUL makes it binary', () => {
    expect(detectContent(bytes(0x61, 0, 0x62), true)).toEqual({ kind: 'binary' })
  })

  it('letters above ASCII that are no UTF-8 are Latin-1', () => {
    expect(detectContent(bytes(0x67, 0x72, 0xfc, 0xdf, 0x65, 0x0a), true)).toEqual({
      kind: 'text',
      encoding: 'latin-1',
    })
  })

  it('a file full of control characters is binary, also without a NUL', () => {
    expect(detectContent(bytes(1, 2, 3, 4, 0x61, 0x62), true)).toEqual({ kind: 'binary' })
    expect(detectContent(bytes(0x1f, 0x8b, 8, 8, 0x93, 0x81, 0xff, 0x99, 0x61), true)).toEqual({ kind: 'binary' })
  })

  it('does not change where the part that is looked at ends within a character', () => {
    const text = utf8('grüße, 你好, 🧅, grüße, 你好, 🧅')
    for (let length = 1; length < text.length; length += 1) {
      expect(detectContent(text.subarray(0, length), false)).toEqual({ kind: 'text', encoding: 'utf-8' })
    }
    expect(detectContent(utf8('a grüß').subarray(0, 7), true)).toEqual({ kind: 'text', encoding: 'latin-1' })
  })
})

describe('decoding', () => {
  it('leaves the byte order mark out', () => {
    expect(decodeText(bytes(0xef, 0xbb, 0xbf, 0x61), 'utf-8', true)).toBe('a')
    expect(decodeText(utf16('grüße 🧅', false), 'utf-16le', true)).toBe('grüße 🧅')
    expect(decodeText(utf16('grüße 🧅', true), 'utf-16be', true)).toBe('grüße 🧅')
  })

  it('of Latin-1 gives every byte its own character', () => {
    const all = Uint8Array.from({ length: 20_000 }, (_, index) => index % 256)
    const text = decodeText(all, 'latin-1', true)
    expect(text).toHaveLength(20_000)
    expect(text.charCodeAt(255)).toBe(255)
    expect(text.charCodeAt(0x80)).toBe(0x80)
  })

  it('of a beginning leaves out the character that is cut, and keeps all before it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.nat(80), (text, cut) => {
        const all = utf8(text)
        const part = decodeText(all.subarray(0, Math.min(cut, all.length)), 'utf-8', false)
        if (text.startsWith('\ufeff')) return
        expect(text.startsWith(part)).toBe(true)
        expect(all.length - utf8(part).length).toBeLessThanOrEqual(Math.max(0, all.length - cut) + 3)
      }),
    )
  })

  it('of UTF-16 leaves out half a pair at the end of a beginning', () => {
    const all = utf16('a🧅', false)
    expect(decodeText(all.subarray(0, 6), 'utf-16le', false)).toBe('a')
    expect(decodeText(all.subarray(0, 5), 'utf-16le', false)).toBe('a')
  })
})

describe('the name of a binary format', () => {
  it('is told by its first bytes', () => {
    expect(formatOfBinary(bytes(0x7f, 0x45, 0x4c, 0x46, 2))).toBe('ELF')
    expect(formatOfBinary(bytes(1, 2, 3))).toBeNull()
    expect(formatOfBinary(bytes())).toBeNull()
    const tar = new Uint8Array(512)
    tar.set(utf8('ustar'), 257)
    expect(formatOfBinary(tar)).toBe('tar')
  })
})
