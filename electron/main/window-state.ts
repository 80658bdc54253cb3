import type { Rectangle } from 'electron'
import { z } from 'zod'
import { readJsonFile, writeJsonFile } from './json-file.ts'

/** Where a window was when it was last seen. Pixels that are independent of the screen's density. */
export interface WindowState {
  readonly bounds: Rectangle
  readonly maximized: boolean
}

/** Where a new window goes; without `x` and `y` the system puts it into the middle. */
export interface WindowPlace {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly maximized: boolean
}

export const DEFAULT_SIZE = { width: 1280, height: 800 } as const
export const MINIMUM_SIZE = { width: 640, height: 420 } as const

const whole = z.number().int().min(-1_000_000).max(1_000_000)
const stateSchema = z.object({
  bounds: z.object({ x: whole, y: whole, width: whole.positive(), height: whole.positive() }),
  maximized: z.boolean(),
})

/** null where the file is missing or damaged. */
export function readWindowState(file: string): WindowState | null {
  return readJsonFile(file, stateSchema)
}

export function writeWindowState(file: string, state: WindowState): void {
  writeJsonFile(file, state)
}

/**
 * Where a new window goes: where the last one was, moved by `step` pixels right and down, and brought wholly onto the
 * screen that it was most on. Where that screen is gone only the size stays. `workAreas` are the screens without task
 * bars, the primary one first.
 */
export function placeWindow(state: WindowState | null, workAreas: readonly Rectangle[], step: number): WindowPlace {
  const bounds = state?.bounds ?? { x: 0, y: 0, ...DEFAULT_SIZE }
  const shown = workAreas.map((area) => overlap(bounds, area))
  const home =
    state === null ? undefined : workAreas[shown.findIndex((pixels) => pixels > 0 && pixels === Math.max(...shown))]
  const screen = home ?? workAreas[0] ?? bounds
  const width = within(bounds.width, MINIMUM_SIZE.width, screen.width)
  const height = within(bounds.height, MINIMUM_SIZE.height, screen.height)
  const maximized = state?.maximized ?? false
  if (home === undefined) return { width, height, maximized }
  const x = within(bounds.x + step, home.x, home.x + home.width - width)
  const y = within(bounds.y + step, home.y, home.y + home.height - height)
  return { x, y, width, height, maximized }
}

/** Pixels that two rectangles share. */
function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}

/** `most` wins over `least`: on a small screen a window is smaller than it would like. */
function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
