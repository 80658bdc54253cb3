import type { Page } from '@playwright/test'

declare global {
  var benchPainted: Promise<number[]>, benchFrames: number[] | null
}

/** Asked in the page, once a frame: whether what is waited for is in the document. Knows nothing but what it is given. */
export type Seen = (given: string) => boolean

const LONGEST = 120_000

/**
 * Milliseconds from an event of the page (its own time stamp: what the test tool takes does not count) to the end of the first
 * frame in which what is waited for is there: of each of `seen`, one after the other. `act` causes the event.
 */
export async function untilPainted(
  page: Page,
  event: 'drop' | 'click' | 'keydown' | 'input',
  act: () => Promise<unknown>,
  seen: readonly Seen[],
  given = '',
): Promise<number[]> {
  const tests = await page.evaluateHandle<Seen[]>(`[${seen.map(String).join(', ')}]`)
  await page.evaluate(
    ({ type, holds, value, longest }) => {
      globalThis.benchPainted = new Promise((resolve, reject) => {
        const begun = ({ timeStamp }: Event): void => {
          const times: number[] = []
          const look = (): void => {
            const next = holds[times.length]
            if (next === undefined) resolve(times)
            else if (performance.now() - timeStamp > longest) reject(new Error(`Not painted within ${longest} ms`))
            else if (!next(value)) requestAnimationFrame(look)
            else {
              // A task behind a frame comes when that is painted.
              const { port1, port2 } = new MessageChannel()
              port1.onmessage = () => {
                times.push(performance.now() - timeStamp)
                requestAnimationFrame(look)
              }
              port2.postMessage(null)
            }
          }
          requestAnimationFrame(look)
        }
        addEventListener(type, begun, { capture: true, once: true })
      })
      globalThis.benchPainted.catch(() => undefined)
    },
    { type: event, holds: tests, value: given, longest: LONGEST },
  )
  await act()
  return page.evaluate(() => globalThis.benchPainted)
}

/** Milliseconds between the frames that the page draws while something is done. */
export async function frameTimes(page: Page, act: () => Promise<unknown>): Promise<number[]> {
  await page.evaluate(() => {
    const frames: number[] = []
    globalThis.benchFrames = frames
    let before = -1
    const frame = (now: number): void => {
      if (before >= 0) frames.push(now - before)
      before = now
      if (globalThis.benchFrames === frames) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
  await act()
  return page.evaluate(() => {
    const frames = globalThis.benchFrames ?? []
    globalThis.benchFrames = null
    return frames
  })
}
