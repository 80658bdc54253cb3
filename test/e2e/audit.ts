import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Page, expect } from '@playwright/test'
import type { AxeResults, RunOptions } from 'axe-core'

/* What automatic rules find that would keep somebody out: names, roles, focus, contrast. */

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** How a system asks for its colours. */
export interface Appearance {
  readonly colorScheme: 'light' | 'dark'
  readonly contrast?: 'more' | 'no-preference'
}

export const APPEARANCES: readonly Appearance[] = [
  { colorScheme: 'light' },
  { colorScheme: 'dark' },
  { colorScheme: 'light', contrast: 'more' },
  { colorScheme: 'dark', contrast: 'more' },
]

/** Rules that are not asked, each for its reason. */
const OFF = {
  // A window of panes is not a page of landmarks: its panes are named regions, its header and footer are landmarks.
  'landmark-one-main': { enabled: false },
  'page-has-heading-one': { enabled: false },
} as const

/** Rules that are asked of some elements only, each for its reason. */
const NARROWED = [
  // Rows are named in words where they show signs and columns; nobody calls them by what they show.
  { id: 'label-content-name-mismatch', selector: ':is(button, [role=tab], [role=radio]):not([data-testid=version])' },
]

/**
 * What axe finds in the page as it is: every rule by day, the contrast by night and in high contrast as well. Each
 * finding is one line: rule, element, what is wrong.
 */
export async function audit(page: Page, view: string): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  // The page's own policy lets no script in; the debugger is not asked.
  const evaluate = async (expression: string): Promise<unknown> => {
    const answer = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? 'axe failed')
    return answer.result.value
  }
  const found: string[] = []
  if ((await evaluate('typeof axe')) === 'undefined')
    await evaluate(`${AXE}; axe.configure({ rules: ${JSON.stringify(NARROWED)} })`)
  for (const [at, { colorScheme, contrast = 'no-preference' }] of APPEARANCES.entries()) {
    await page.emulateMedia({ colorScheme, contrast, reducedMotion: 'reduce' })
    // Who listens for the system's colours, as the editor does, is told with the next frame and painted with it.
    await evaluate('new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(() => painted(true))))')
    const options: RunOptions = {
      resultTypes: ['violations'],
      ...(at === 0
        ? { rules: OFF }
        : { runOnly: [contrast === 'more' ? 'color-contrast-enhanced' : 'color-contrast'] }),
    }
    const { violations } = (await evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as AxeResults
    for (const { id, nodes } of violations)
      for (const { target, failureSummary, html } of nodes)
        found.push(
          `${view}, ${colorScheme}${contrast === 'more' ? ', more contrast' : ''}: ${id} ${target.join(' ')} ` +
            `${(failureSummary ?? '').replace(/\s+/g, ' ')} ${html.slice(0, 160)}`,
        )
  }
  await session.detach()
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference', reducedMotion: 'reduce' })
  return found
}

/** Expects that axe finds nothing, see {@link audit}. Soft: the views after it are looked at as well. */
export async function expectNothingFound(page: Page, view: string): Promise<void> {
  expect.soft(await audit(page, view), view).toEqual([])
}
