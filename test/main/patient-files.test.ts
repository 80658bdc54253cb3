import { describe, expect, test } from 'vitest'
import { PatientFiles } from '../../electron/main/patient-files.ts'

const never = () => new Promise<number>(() => undefined)

describe('a question about a file', () => {
  test('is answered, or has failed', async () => {
    const files = new PatientFiles(2, 10_000)
    expect(await files.ask(() => Promise.resolve(7), null)).toBe(7)
    expect(await files.ask(() => Promise.reject(new Error('ENOENT')), null)).toBeNull()
  })

  test('that a stalled share never answers is given up, and the others with it that found no turn', async () => {
    const files = new PatientFiles(2, 20)
    let asked = 0
    const stalled = () => {
      asked++
      return never()
    }
    expect(await Promise.all(Array.from({ length: 20 }, () => files.ask(stalled, null)))).toEqual(
      Array.from({ length: 20 }, () => null),
    )
    // However many there are, most threads of the pool stay free.
    expect(asked).toBe(2)
  })

  test('has its turn again once the share answers', async () => {
    const files = new PatientFiles(1, 20)
    let answer: (value: number) => void = () => {}
    expect(await files.ask(() => new Promise<number>((resolve) => (answer = resolve)), null)).toBeNull()
    expect(await files.ask(() => Promise.resolve(1), null)).toBeNull()
    answer(0)
    expect(await files.ask(() => Promise.resolve(2), null)).toBe(2)
  })

  test('waits for those before it', async () => {
    const files = new PatientFiles(1, 10_000)
    const order: number[] = []
    const slow = (value: number) => () =>
      new Promise<void>((resolve) =>
        setImmediate(() => {
          order.push(value)
          resolve()
        }),
      )
    await Promise.all([1, 2, 3].map((value) => files.ask(slow(value), undefined)))
    expect(order).toEqual([1, 2, 3])
  })
})
