import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NameTable } from '../../electron/engine/name-table.ts'
import { nameOrder } from '../../electron/engine/name-order.ts'

function expectOrdered(names: readonly Uint8Array[]): void {
  const expected = names.map((_, at) => at).sort((a, b) => Buffer.compare(names[a]!, names[b]!) || a - b)
  const table = new NameTable()
  const list = Uint32Array.from(names, (name) => table.intern(name, 0, name.length))
  expect([...nameOrder(table, list)]).toEqual(expected)
}

describe('names in the order of their bytes', () => {
  it('few or many, with beginnings in common and without', { timeout: 60_000 }, () => {
    const name = fc
      .uint8Array({ minLength: 1, maxLength: 14, max: 3 })
      .map((bytes) => bytes.map((byte) => byte * 80 + 1))
    fc.assert(
      fc.property(fc.array(name, { maxLength: 1500, size: 'max' }), fc.string({ maxLength: 20 }), (names, prefix) =>
        expectOrdered(names.map((bytes) => Buffer.concat([Buffer.from(prefix), bytes]))),
      ),
      { numRuns: 60, interruptAfterTimeLimit: 30_000 },
    )
  })

  it('a name that others begin with comes before them; bytes above 127 come last', () => {
    const words = ['a', 'ab', 'abc', 'abcdefgh', 'abcdefghi', 'abcdefghij', 'é', 'z', 'A', '-', 'abcdefgh-']
    const many = words.flatMap((word) => Array.from({ length: 60 }, (_, at) => `${word}${'x'.repeat(at % 12)}`))
    expectOrdered(many.map((word) => Buffer.from(word)))
  })

  it.each([0, 1, 2, 511, 512, 513])('%s names that are all the same', (count) =>
    expectOrdered(Array.from({ length: count }, () => Buffer.from('same'))),
  )
})
