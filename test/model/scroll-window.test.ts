import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  barTop,
  boxHeight,
  furthestTop,
  isScaled,
  listTop,
  MAX_HEIGHT,
  rowsInSight,
  topToReveal,
} from '../../renderer/model/scroll-window.ts'

const short = { rows: 100, rowHeight: 24, viewport: 240 }
const long = { rows: 10_000_000, rowHeight: 24, viewport: 700 }

describe('a list that is scrolled', () => {
  it('of moderate length moves px by px with the scroll bar', () => {
    expect(boxHeight(short)).toBe(2400)
    expect(isScaled(short)).toBe(false)
    expect(listTop(short, 100)).toBe(100)
    expect(barTop(short, 100)).toBe(100)
  })

  it('that no browser could lay out is scaled down, and its end can still be reached', () => {
    expect(isScaled(long)).toBe(true)
    expect(boxHeight(long)).toBe(MAX_HEIGHT)
    expect(listTop(long, 0)).toBe(0)
    expect(listTop(long, MAX_HEIGHT - 700)).toBe(furthestTop(long))
    expect(rowsInSight(long, furthestTop(long), 0).last).toBe(10_000_000)
  })

  it('finds the position again that it gave the scroll bar', () => {
    fc.assert(
      fc.property(fc.nat(furthestTop(long)), (top) => {
        expect(Math.abs(listTop(long, barTop(long, top)) - top)).toBeLessThan(0.01)
      }),
    )
  })

  it('renders what is in sight and a little more, never more than there is', () => {
    expect(rowsInSight(short, 0, 5)).toEqual({ first: 0, last: 15 })
    expect(rowsInSight(short, 1200, 5)).toEqual({ first: 45, last: 65 })
    expect(rowsInSight(short, 2160, 5)).toEqual({ first: 85, last: 100 })
    expect(rowsInSight({ ...short, rows: 0 }, 0, 5)).toEqual({ first: 0, last: 0 })
  })

  it('moves only as far as needed to reveal a row', () => {
    expect(topToReveal(short, 0, 3)).toBe(0)
    expect(topToReveal(short, 0, 10)).toBe(24)
    expect(topToReveal(short, 1200, 10)).toBe(240)
    expect(topToReveal(short, 0, 99)).toBe(2160)
    expect(topToReveal(short, 0, 50, 'center')).toBe(1092)
    expect(topToReveal(short, 500, 0, 'center')).toBe(0)
  })
})
