import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignBytes } from '../../renderer/model/byte-alignment.ts'
import { HexDiff } from '../../renderer/model/hex-diff.ts'

/** Bytes in which no block is found twice. */
function noise(length: number, seed = 1): Uint8Array {
  let state = seed
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

/** Bytes that lie beside an equal one. */
function paired(a: Uint8Array, b: Uint8Array): number {
  return alignBytes(a, b).runs.reduce((sum, run) => {
    if (run.aLength !== run.bLength) return sum
    let same = 0
    for (let at = 0; at < run.aLength; at += 1) same += a[run.a + at] === b[run.b + at] ? 1 : 0
    return sum + same
  }, 0)
}

describe('two byte strings beside each other', () => {
  it('are all of both, in order, whatever they are', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.array(fc.constantFrom(0, 1), { maxLength: 400 }).map((list) => Uint8Array.from(list)),
    )
    fc.assert(
      fc.property(bytes, bytes, bytes, bytes, (a, b, front, shared) => {
        const [first, second] = [joined(a, shared, b), joined(front, shared, a)]
        const { runs } = alignBytes(first, second)
        let [atA, atB] = [0, 0]
        for (const run of runs) {
          expect([run.a, run.b]).toEqual([atA, atB])
          expect(run.aLength === run.bLength || run.aLength === 0 || run.bLength === 0).toBe(true)
          atA += run.aLength
          atB += run.bLength
        }
        expect([atA, atB]).toEqual([first.length, second.length])
      }),
    )
  })

  it('have a difference wherever they differ, and none where they are equal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (a, b) => {
        const equal = a.length === b.length && a.every((byte, at) => byte === b[at])
        expect(alignBytes(a, b).changes.length === 0).toBe(equal)
      }),
    )
  })

  it('find each other again behind what was inserted, removed and replaced', () => {
    const [one, two, three] = [noise(3000, 1), noise(3000, 2), noise(3000, 3)]
    const before = joined(one, two, noise(77, 9), three)
    const after = joined(one, noise(333, 8), two, three)
    expect(paired(before, after)).toBeGreaterThan(8950)
    expect(alignBytes(before, after).changes).toHaveLength(2)
  })

  it('that are four mebibytes of zeros and ones by turns take no more than linear time', () => {
    const a = new Uint8Array(4 * 1024 * 1024)
    const b = Uint8Array.from(a, (_, at) => (at % 16 === 15 ? 1 : 0))
    expect(alignBytes(a, b).runs.length).toBeGreaterThan(0)
  })
})

describe('the lines of a hex comparison', () => {
  it('mark what differs, and what only one side has', () => {
    const a = noise(64)
    const b = joined(a.subarray(0, 40), Uint8Array.of(0xee, 0xee), a.subarray(40))
    b[3] = (b[3] ?? 0) ^ 0xff
    const diff = new HexDiff(a, b)
    expect(diff.changes).toBe(2)
    const rows = Array.from({ length: diff.rows }, (_, index) => diff.row(index))
    expect(rows.map((row) => row?.mark)).toEqual(['changed', 'same', 'same', 'added', 'same', 'same'])
    expect(rows[0]?.cells[0].map((cell) => cell?.differs)).toEqual(Array.from({ length: 16 }, (_, at) => at === 3))
    expect(rows[3]?.addresses).toEqual(['', '00000028'])
    expect(rows[4]?.addresses).toEqual(['00000028', '0000002a'])
    expect(diff.rowOfChange(0)).toBe(0)
    expect(diff.rowOfChange(1)).toBe(3)
  })

  it('show every byte of both sides once, at any width and origin', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 90 }),
        fc.uint8Array({ maxLength: 90 }),
        fc.constantFrom(8, 16),
        fc.nat(100),
        (a, b, width, origin) => {
          const diff = new HexDiff(a, b, origin)
          diff.width = width
          const shown = [0, 1].map((side) =>
            Array.from({ length: diff.rows }, (_, index) => diff.row(index)?.cells[side as 0 | 1] ?? [])
              .flat()
              .flatMap((cell) => (cell ? [Number.parseInt(cell.hex, 16)] : [])),
          )
          expect(shown).toEqual([[...a], [...b]])
          expect(diff.row(diff.rows)).toBeNull()
          for (let change = 0; change < diff.changes; change += 1)
            expect(diff.row(diff.rowOfChange(change))?.mark).not.toBe('same')
        },
      ),
    )
  })
})
