import { describe, expect, it } from 'vitest'
import { layOutXml } from '../../renderer/state/xml-layout.ts'

describe('XML laid out for reading', () => {
  it('has a line for each element', () => {
    expect(layOutXml('<?xml version="1.0"?><a><b x="1">text</b><c/></a>')).toBe(
      '<?xml version="1.0"?>\n<a>\n  <b x="1">text</b>\n  <c/>\n</a>',
    )
  })

  it('is not made of what is no XML, is nested deep, or is long', () => {
    expect(layOutXml('not <a> document')).toBeNull()
    expect(layOutXml('<a>'.repeat(5000) + '</a>'.repeat(5000))).toBeNull()
    expect(layOutXml('<a><b>'.repeat(5000))).toBeNull()
    expect(layOutXml(`<a>${'x'.repeat(1024 * 1024)}</a>`)).toBeNull()
  })
})
