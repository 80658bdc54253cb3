import { expect, test } from 'vitest'
import { windowProgress } from '../../renderer/model/window-progress.ts'

const idle = { running: false, done: 5, total: 10 }

test('the dock shows the first work that goes on, and a failure only where nothing does', () => {
  expect(windowProgress([idle], false)).toEqual({ kind: 'none' })
  expect(windowProgress([idle], true)).toEqual({ kind: 'failed' })
  const running = { running: true, done: 1, total: 3 }
  expect(windowProgress([idle, running], true)).toEqual({ kind: 'busy', fraction: 0.33 })
})

test('an end that is not known, or wrong, makes no fraction beyond the bar', () => {
  const of = (done: number, total: number | null) => windowProgress([{ running: true, done, total }], false)
  expect(of(5, null)).toEqual({ kind: 'busy', fraction: null })
  expect(of(0, 0)).toEqual({ kind: 'busy', fraction: null })
  expect(of(20, 10)).toEqual({ kind: 'busy', fraction: 1 })
  expect(of(-1, 10)).toEqual({ kind: 'busy', fraction: 0 })
})
