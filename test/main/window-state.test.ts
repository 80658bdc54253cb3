import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  DEFAULT_SIZE,
  MINIMUM_SIZE,
  placeWindow,
  readWindowState,
  writeWindowState,
} from '../../electron/main/window-state.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 850 }
const beside = { x: 1440, y: -200, width: 2560, height: 1400 }
const state = (x: number, y: number, width: number, height: number, maximized = false) => ({
  bounds: { x, y, width, height },
  maximized,
})

describe('where a new window goes', () => {
  test('is for the system to say where there was none', () => {
    expect(placeWindow(null, [laptop], 0)).toEqual({ ...DEFAULT_SIZE, maximized: false })
  })

  test('is where the last one was', () => {
    expect(placeWindow(state(100, 80, 900, 600), [laptop], 0)).toEqual({
      ...{ x: 100, y: 80, width: 900, height: 600 },
      maximized: false,
    })
  })

  test('is a step away from the window that it is opened over', () => {
    expect(placeWindow(state(100, 80, 900, 600), [laptop], 28)).toMatchObject({ x: 128, y: 108 })
  })

  test('may be on a screen left of or above the primary one', () => {
    expect(placeWindow(state(1500, -150, 900, 600), [laptop, beside], 0)).toMatchObject({ x: 1500, y: -150 })
  })

  test('is the middle of the primary screen where the other one was unplugged', () => {
    expect(placeWindow(state(1500, -150, 2000, 1200), [laptop], 0)).toEqual({
      width: laptop.width,
      height: laptop.height,
      maximized: false,
    })
  })

  test('is wholly on the screen, with its title bar', () => {
    expect(placeWindow(state(1200, 700, 900, 600), [laptop], 0)).toMatchObject({ x: 540, y: 275 })
    expect(placeWindow(state(-500, -300, 900, 600), [laptop], 0)).toMatchObject({ x: 0, y: 25 })
  })

  test('is the screen that the last one was most on', () => {
    expect(placeWindow(state(1340, 100, 900, 600), [laptop, beside], 0)).toMatchObject({ x: 1440, y: 100 })
  })

  test('is no larger than the screen and no smaller than can be used', () => {
    expect(placeWindow(state(0, 25, 99_999, 99_999), [laptop], 0)).toEqual({ ...laptop, maximized: false })
    expect(placeWindow(state(10, 30, 1, 1), [laptop], 0)).toMatchObject(MINIMUM_SIZE)
  })

  test('keeps maximized apart from the size that comes back afterwards', () => {
    expect(placeWindow(state(100, 80, 900, 600, true), [laptop], 0)).toMatchObject({ width: 900, maximized: true })
  })

  test('is something even without any screen', () => {
    expect(placeWindow(state(100, 80, 900, 600), [], 0)).toEqual({ width: 900, height: 600, maximized: false })
  })
})

describe('the state of a window', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onionskin-state-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('survives a restart', () => {
    const file = join(folder, 'window-state.json')
    writeWindowState(file, state(1, 2, 900, 600, true))
    expect(readWindowState(file)).toEqual(state(1, 2, 900, 600, true))
  })

  test.each([
    ['is missing', null],
    ['is no JSON', '{"bounds":'],
    ['has no size', '{"bounds":{"x":0,"y":0},"maximized":false}'],
    ['has a width below nothing', '{"bounds":{"x":0,"y":0,"width":-5,"height":600},"maximized":false}'],
    ['has numbers that are none', '{"bounds":{"x":"0","y":null,"width":1e999,"height":600},"maximized":false}'],
  ])('is unknown where its file %s', (_what, content) => {
    const file = join(folder, 'window-state.json')
    if (content !== null) writeFileSync(file, content)
    expect(readWindowState(file)).toBeNull()
  })
})
