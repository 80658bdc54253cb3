import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RowCounts } from '../../renderer/model/row-counts.ts'

describe('row counts of a directory', () => {
  it('give every child one row at first', () => {
    const counts = new RowCounts(5)
    expect(counts.before(5)).toBe(5)
    expect(counts.childAt(3)).toEqual({ child: 3, below: 0 })
  })

  it('are empty for a directory without children', () => {
    const counts = new RowCounts(0)
    expect(counts.children).toBe(0)
    expect(counts.before(0)).toBe(0)
  })

  it('find the child of a row that is inside an expanded one', () => {
    const counts = new RowCounts(4)
    counts.set(1, 11)
    expect(counts.childAt(0)).toEqual({ child: 0, below: 0 })
    expect(counts.childAt(1)).toEqual({ child: 1, below: 0 })
    expect(counts.childAt(11)).toEqual({ child: 1, below: 10 })
    expect(counts.childAt(12)).toEqual({ child: 2, below: 0 })
    expect(counts.before(2)).toBe(12)
  })

  it('agree with plain sums, whatever is set in whatever order', () => {
    const change = fc.tuple(fc.nat(39), fc.integer({ min: 1, max: 50 }))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(change, { maxLength: 60 }), (children, changes) => {
        const counts = new RowCounts(children)
        const plain = Array.from({ length: children }, () => 1)
        for (const [at, rows] of changes) {
          if (at >= children) continue
          counts.set(at, rows)
          plain[at] = rows
        }
        let row = 0
        plain.forEach((rows, child) => {
          expect(counts.of(child)).toBe(rows)
          expect(counts.before(child)).toBe(row)
          for (let below = 0; below < rows; below += 1) expect(counts.childAt(row + below)).toEqual({ child, below })
          row += rows
        })
        expect(counts.before(children)).toBe(row)
      }),
    )
  })
})
