import { describe, expect, it } from 'vitest'
import { formatDuration } from '../../../renderer/model/amount.ts'
import { fitLabel } from '../../../renderer/model/overview/fit-label.ts'
import { layerLabel } from '../../../renderer/model/overview/layer-label.ts'
import { isLong } from '../../../renderer/model/overview/long-text.ts'

const characters = (text: string): number => [...text].length

describe('a label that has to fit', () => {
  it('loses components from its front before it loses letters', () => {
    expect(fitLabel('usr/lib/modules', 20, characters)).toBe('usr/lib/modules')
    expect(fitLabel('usr/lib/modules', 13, characters)).toBe('…/lib/modules')
    expect(fitLabel('usr/lib/modules', 9, characters)).toBe('…/modules')
    expect(fitLabel('usr/lib/modules', 7, characters)).toBe('modules')
    expect(fitLabel('usr/lib/modules', 5, characters)).toBe('modu…')
  })

  it('is none where hardly a letter fits', () => {
    expect(fitLabel('modules', 3, characters)).toBe('')
    expect(fitLabel('modules', -5, characters)).toBe('')
    expect(fitLabel('', 5, characters)).toBe('')
  })

  it('cuts no character in two', () => {
    expect(fitLabel('😀😀😀😀😀😀', 4, characters)).toBe('😀😀😀…')
  })
})

describe('the few words for a layer', () => {
  it.each([
    ['RUN /bin/sh -c apt-get update # buildkit', 'apt-get update'],
    [`/bin/sh -c printf 'deb x\\n' > /etc/apt/sources.list && apt-get install -y less`, 'apt-get install'],
    ['COPY --chown=app:app node_modules ./node_modules # buildkit', './node_modules'],
    ['/bin/sh -c set -eux; mkdir /x', 'set'],
    ['', ''],
  ])('%s', (createdBy, label) => {
    expect(layerLabel(createdBy)).toBe(label)
  })
})

describe('values and spans', () => {
  it('are long by characters or by lines', () => {
    expect(isLong('x'.repeat(180))).toBe(false)
    expect(isLong('x'.repeat(181))).toBe(true)
    expect(isLong('a\nb\nc')).toBe(false)
    expect(isLong('a\nb\nc\nd')).toBe(true)
  })

  it('are told in their two largest units', () => {
    expect([0.5, 30, 300, 5400, 3600, 273_600].map(formatDuration)).toEqual([
      '0.5 s',
      '30 s',
      '5 min',
      '1 h 30 min',
      '1 h',
      '3 d 4 h',
    ])
  })
})
