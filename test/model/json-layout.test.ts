import { describe, expect, it } from 'vitest'
import { layOutJson } from '../../renderer/model/json-layout.ts'

describe('JSON that is laid out', () => {
  it('keeps numbers, escapes and keys that occur twice as they were written', () => {
    const text = '{"n":1.00,"big":12345678901234567890,"s":"a\\u0041\\"{[,:]}","n":[],"o":{ },"l":[true,null]}'
    const laidOut = layOutJson(text)
    expect(laidOut).toBe(
      '{\n  "n": 1.00,\n  "big": 12345678901234567890,\n  "s": "a\\u0041\\"{[,:]}",\n  "n": [],\n  "o": {},\n  "l": [\n    true,\n    null\n  ]\n}\n',
    )
    // What is laid out already comes out the same.
    expect(layOutJson(laidOut!)).toBe(laidOut)
  })

  it('is as JSON.stringify writes it', () => {
    const value = { a: [1, { b: 'c d' }, []], d: {}, e: [[0]], f: -1.5e-7 }
    expect(layOutJson(JSON.stringify(value))).toBe(`${JSON.stringify(value, null, 2)}\n`)
  })

  it('may hold a string of millions of characters', () => {
    const long = 'a\\\\'.repeat(1_000_000)
    expect(layOutJson(`["${long}"]`)).toBe(`[\n  "${long}"\n]\n`)
  })

  it('is left alone where it is none, or nested too deep', () => {
    expect(layOutJson('{"a":}')).toBeNull()
    expect(layOutJson('')).toBeNull()
    expect(layOutJson('{"a":1}{"b":2}')).toBeNull()
    expect(layOutJson('['.repeat(66) + ']'.repeat(66))).toBeNull()
    expect(layOutJson('['.repeat(200_000) + ']'.repeat(200_000))).toBeNull()
  })
})
