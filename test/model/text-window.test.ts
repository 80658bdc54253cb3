import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteSource } from '../../renderer/model/byte-source.ts'
import { parseOffset } from '../../renderer/model/offset-text.ts'
import { startOfCharacter, startOfText } from '../../renderer/model/text-content.ts'
import type { Encoding } from '../../renderer/model/text-content.ts'
import { MOST_TEXT, TEXT_PART, TextWindow } from '../../renderer/model/text-window.ts'
import { ok } from '../state/fake-engine.ts'

/** A file that `byteAt` makes up: it takes no memory, however large. `readable` is where it is damaged. */
function madeUp(size: number, byteAt: (offset: number) => number, readable = size): ByteSource {
  return {
    key: 'made-up',
    size,
    read: async (offset, length) => {
      const end = Math.min(readable, offset + Math.min(length, 1_000_001))
      const bytes = new Uint8Array(Math.max(0, end - offset))
      for (let index = 0; index < bytes.length; index += 1) bytes[index] = byteAt(offset + index)
      return ok({ offset, bytes, size })
    },
  }
}

function repeated(bytes: Uint8Array, size: number): ByteSource {
  return madeUp(size, (offset) => bytes[offset % bytes.length]!)
}

function windowOf(source: ByteSource, encoding: Encoding): TextWindow {
  const window = new TextWindow(source)
  window.encoding = encoding
  return window
}

const lines = repeated(new TextEncoder().encode('0123456789abcde\n'), 40 * 1024 * 1024)

describe('the part of a large text that is held', () => {
  it('slides to the end and back within its bound, at line starts, and knows the number of its first line', async () => {
    const window = windowOf(lines, 'utf-8')
    await window.fill(TEXT_PART)
    expect(window.to).toBe(TEXT_PART)
    while (window.to < lines.size) {
      const before = window.to
      expect(await window.next()).toBeNull()
      expect(window.to).toBeGreaterThan(before)
      expect(window.bytes.length).toBeLessThanOrEqual(MOST_TEXT)
      expect(window.line).toBe(window.from / 16)
    }
    expect(window.from).toBeGreaterThan(0)
    expect(window.text.startsWith('0123456789abcde\n')).toBe(true)
    while (window.from > 0) {
      await window.previous()
      expect(window.bytes.length).toBeLessThanOrEqual(MOST_TEXT)
      expect(window.line).toBe(window.from / 16)
    }
    expect(window.numbered).toBe(true)
  })

  it('of many GB goes to an offset and to the end at once, with lines before it, and does not number them', async () => {
    const size = 5_000_000_000
    const window = windowOf(repeated(new TextEncoder().encode('0123456789abcde\n'), size), 'utf-8')
    const place = await window.jump(4_000_000_005)
    expect(window.numbered).toBe(false)
    expect(window.from).toBeLessThan(4_000_000_000)
    expect(place).toEqual({ line: (4_000_000_000 - window.from) / 16, column: 5 })
    await window.jump(size)
    expect(window.to).toBe(size)
    expect(window.text.length).toBeGreaterThan(1000)
    await window.jump(0)
    expect([window.from, window.line, window.numbered]).toEqual([0, 0, true])
  })

  it('begins near the target where its line is longer than an editor shows', async () => {
    const window = windowOf(repeated(new TextEncoder().encode('é'), 50_000_000), 'utf-8')
    expect(await window.jump(30_000_001)).toEqual({ line: 0, column: 1999 })
    expect(window.from).toBe(29_996_002)
    expect(window.text).not.toContain('\ufffd')
  })

  it('breaks no character where parts meet, in UTF-8 and in UTF-16', async () => {
    const text = 'a🧅é你'
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
      const units = Uint8Array.from(
        encoding === 'utf-8'
          ? new TextEncoder().encode(text)
          : Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).flatMap((unit) =>
              encoding === 'utf-16le' ? [unit & 0xff, unit >> 8] : [unit >> 8, unit & 0xff],
            ),
      )
      const size = units.length * 1_700_000
      const window = windowOf(repeated(units, size), encoding)
      await window.fill(TEXT_PART)
      while (window.to < size) await window.next()
      expect(window.text.endsWith(text)).toBe(true)
      expect(window.text).not.toMatch(/\ufffd/)
      await window.previous()
      expect(window.text).not.toMatch(/\ufffd/)
      for (const offset of [7_000_001, 7_000_002, 7_000_003]) {
        await window.jump(offset)
        expect(window.text).not.toMatch(/\ufffd/)
      }
    }
  })

  it('ends where the file is damaged, says so, and does not go beyond', async () => {
    const window = windowOf(
      madeUp(20_000_000, () => 0x61, 5_000_000),
      'utf-8',
    )
    await window.fill(TEXT_PART)
    await window.next()
    expect([window.to, window.damagedAt]).toEqual([5_000_000, 5_000_000])
    expect(await window.jump(9_000_000)).toBeNull()
    expect([window.from, window.to]).toEqual([0, 5_000_000])
  })
})

describe('the beginning of a part', () => {
  it('is behind a line end, which in UTF-16 is no byte of another character', () => {
    expect(startOfText(Uint8Array.of(0x61, 0x0a, 0x62), 'utf-8')).toBe(2)
    expect(startOfText(Uint8Array.of(0x0a, 0x01, 0x0a, 0x00, 0x62, 0x00), 'utf-16le')).toBe(4)
    expect(startOfText(Uint8Array.of(0x01, 0x0a, 0x00, 0x0a, 0x00, 0x62), 'utf-16be')).toBe(4)
  })

  it('is a character wherever it is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(200), (text, at) => {
        const all = new TextEncoder().encode(text)
        const part = all.subarray(at % all.length)
        const rest = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
          part.subarray(startOfCharacter(part, 'utf-8')),
        )
        expect(text.endsWith(rest)).toBe(true)
      }),
    )
  })
})

describe('an offset that is typed', () => {
  it('is decimal, hexadecimal or a part of the size, and at most the size', () => {
    expect(parseOffset(' 1,048,576 ', 5e9)).toBe(1_048_576)
    expect(parseOffset('0xFF', 5e9)).toBe(255)
    expect(parseOffset('50%', 5e9)).toBe(2.5e9)
    expect(parseOffset('99999999999999999999', 5e9)).toBe(5e9)
    for (const typed of ['', 'end', '-1', '0x', '1.5', '%']) expect(parseOffset(typed, 5e9)).toBeNull()
  })
})
