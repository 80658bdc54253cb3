import { describe, expect, it } from 'vitest'
import { pictureSize, pictureType } from '../../renderer/model/picture.ts'
import { png } from '../fixtures/pictures.ts'

const bytes = (...values: (number | string)[]): Uint8Array =>
  Uint8Array.from(
    values.flatMap((value) => (typeof value === 'number' ? [value] : [...value].map((c) => c.charCodeAt(0)))),
  )

describe('pictures by their first bytes', () => {
  it.each([
    ['image/png', png(3, 2), { width: 3, height: 2 }],
    ['image/gif', bytes('GIF89a', 3, 1, 2, 0), { width: 259, height: 2 }],
    [
      'image/jpeg',
      bytes(0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 11, 8, 1, 0, 2, 0, 1),
      { width: 512, height: 256 },
    ],
    [
      'image/webp',
      bytes('RIFF', 0, 0, 0, 0, 'WEBPVP8X', 10, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 4, 0, 0),
      { width: 10, height: 5 },
    ],
    [
      'image/bmp',
      bytes('BM', 9, 9, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 5, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
      { width: 5, height: 1 },
    ],
    ['image/x-icon', bytes(0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 9, 0, 0, 0, 22, 0, 0, 0), null],
    [
      'image/avif',
      bytes(
        0,
        0,
        0,
        20,
        'ftypavif',
        0,
        0,
        0,
        0,
        'mif1',
        'xxxxispe',
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        7,
        0,
        0,
        0,
        6,
        'pad pad pad pad pad ',
      ),
      { width: 7, height: 6 },
    ],
  ])('%s', (type, picture, size) => {
    expect(pictureType(picture)).toBe(type)
    expect(pictureSize(picture, type)).toEqual(size)
  })

  it('a text that begins with BM, an SVG, nothing at all and a cut header are none', () => {
    for (const text of ['BM is a name', '<svg xmlns="http://www.w3.org/2000/svg"/>', '', '\x89PN'])
      expect(pictureType(bytes(text))).toBeNull()
  })

  it('JPEG segments without a frame end the search', () => {
    expect(pictureSize(bytes(0xff, 0xd8, ...Array.from({ length: 4000 }, () => 0xff)), 'image/jpeg')).toBeNull()
    expect(pictureSize(bytes(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 'image/jpeg')).toBeNull()
  })
})
