import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Page, expect, test } from '@playwright/test'
import { inProject } from '../../scripts/setup/project.mjs'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { dir, file, layer } from '../fixtures/layer-builder.ts'
import { launch } from './launch.ts'

/* In a small window, and where everything is drawn larger, all that can be acted on can be reached. */

const SAMPLE = inProject('out', 'sample', 'onionskin-sample.tar')

/** A window of 900 × 600 at 100 %, 150 % and 200 %, in pixels of the page. */
const SIZES = [
  { width: 900, height: 600 },
  { width: 600, height: 400 },
  { width: 450, height: 300 },
]

let folder: string

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-narrow-'))
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What can be acted on and is cut off where nothing scrolls, and whatever else is wrong, one line each. */
function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const root = document.scrollingElement ?? document.body
    if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) found.push('the page itself scrolls')
    const scrolls = (value: string): boolean => value === 'auto' || value === 'scroll'
    const name = (element: Element): string =>
      `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40)}"`
    const visible = { visibilityProperty: true, opacityProperty: false }
    for (const element of document.querySelectorAll('button, input, select, a[href], [role=tab], [tabindex="0"]')) {
      if (!element.checkVisibility(visible) || element.closest('[inert], .monaco-editor, [aria-hidden=true]')) continue
      if (element.role === 'separator') continue
      let { left, right, top, bottom } = element.getBoundingClientRect()
      // The least of it that has to be seen: a button all, a list some rows.
      if (element.getAttribute('tabindex') === '0' && element.tagName === 'DIV') {
        if (right - left < 60 || bottom - top < 24) found.push(`${name(element)} is too small`)
        continue
      }
      if (right - left < 5 || bottom - top < 8) {
        found.push(`${name(element)} has no size`)
        continue
      }
      for (let at = element.parentElement; at; at = at.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(at)
        const box = at.getBoundingClientRect()
        if (scrolls(overflowX)) [left, right] = [Math.max(left, box.left), Math.min(right, box.right)]
        else if (overflowX !== 'visible' && (left < box.left - 1.5 || right > box.right + 1.5)) {
          found.push(`${name(element)} is cut off at a side by .${at.className}`)
          break
        }
        if (scrolls(overflowY)) [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)]
        else if (overflowY !== 'visible' && (top < box.top - 1.5 || bottom > box.bottom + 1.5)) {
          found.push(`${name(element)} is cut off above or below by .${at.className}`)
          break
        }
        if (position === 'fixed' || at.tagName === 'DIALOG') break
      }
      const [x, y] = [(left + right) / 2, (top + bottom) / 2]
      const hit = x > 0 && y > 0 && x < innerWidth && y < innerHeight ? document.elementFromPoint(x, y) : null
      const modal = document.querySelector('dialog:modal')
      const shown = right - left > 4 && bottom - top > 4 && (modal === null || modal.contains(element))
      if (hit && shown && !hit.contains(element) && !element.contains(hit))
        found.push(`${name(element)} lies under ${name(hit)}`)
      if (left < -1 || right > innerWidth + 1 || top < -1 || bottom > innerHeight + 1)
        found.push(`${name(element)} is outside the window`)
    }
    // What is cut with an ellipsis is told in full somewhere.
    for (const element of document.querySelectorAll<HTMLElement>('button, button *, h2, h3, label, th, footer *')) {
      if (!element.checkVisibility(visible) || element.scrollWidth <= element.clientWidth + 1) continue
      if (getComputedStyle(element).textOverflow !== 'ellipsis' || element.closest('[inert], .monaco-editor')) continue
      if (!element.closest('[title], [aria-label]:is(button, [role=option], [role=treeitem])'))
        found.push(`${name(element)} is cut and told nowhere`)
    }
    return [...new Set(found)]
  })
}

async function expectInReach(page: Page, view: string, sizes = SIZES): Promise<void> {
  const session = await page.context().newCDPSession(page)
  for (const size of sizes) {
    await session.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false })
    await page.waitForTimeout(150)
    expect.soft(await outOfReach(page), `${view} at ${size.width} × ${size.height}`).toEqual([])
    if (process.env['PICS']) await page.screenshot({ path: `${process.env['PICS']}/${view}-${size.width}.png` })
  }
  await session.detach()
}

for (const language of ['en-US', 'zh-CN'])
  test(`in a window of 900 × 600 at 100 %, 150 % and 200 % nothing is out of reach, ${language}`, async () => {
    const sizes = language === 'en-US' ? SIZES : [SIZES[0], SIZES[2]].filter((size) => size !== undefined)
    await using run = await launch({ args: [SAMPLE, `--lang=${language}`] })
    const { page } = run
    await expect(page.locator('html')).toHaveAttribute('lang', language === 'en-US' ? 'en' : 'zh-CN')
    await expect(page.getByTestId('tree')).toHaveAttribute('aria-busy', 'false')
    await page.locator('[data-testid=tree-row][data-name=etc]').click()
    await expectInReach(page, `files-${language}`, sizes)
    for (const pane of ['layers', 'details'])
      await page.keyboard.press('F6').then(() => expectInReach(page, `${pane}-${language}`, sizes.slice(-1)))
    await page.keyboard.press('Control+k')
    await expectInReach(page, `palette-${language}`, sizes)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+F')
    await expectInReach(page, `search-${language}`, sizes)
    await page.keyboard.press('Escape')
    for (const [key, mode] of ['overview', 'files', 'compare'].entries()) {
      if (mode === 'files') continue
      await page.keyboard.press(`Control+${key + 1}`)
      await expectInReach(page, `${mode}-${language}`, sizes)
    }
    expect(run.pageErrors).toEqual([])
  })

test('in a small window nothing of a comparison is out of reach', async () => {
  const paths = ['one', 'two'].map((text) => {
    const path = join(folder, `${text}.tar`)
    const tar = layer([dir('app'), file('app/main.js', `${text}\n`), file(`app/${text}.js`, text)])
    writeFileSync(path, dockerArchive([{ tags: [`shop/api:${text}`], layers: [{ tar, createdBy: `COPY ${text} /` }] }]))
    return path
  })
  await using run = await launch({ args: paths })
  const { page } = run
  await expect(page.getByTestId('compare-phase')).toBeVisible()
  await page.locator('[data-testid=aligned-row][data-name="main.js"]').click()
  await expectInReach(page, 'comparison')
})

test('with reduced motion nothing moves: no element has a transition or an animation', async () => {
  await using run = await launch({ args: [SAMPLE] })
  const { page } = run
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect(page.getByTestId('tree')).toHaveAttribute('aria-busy', 'false')
  const moving = (): Promise<string[]> =>
    page.evaluate(() => {
      const lasts = (times: string): boolean => times.split(',').some((time) => Number.parseFloat(time) > 0)
      return [...document.querySelectorAll('*')].flatMap((element) =>
        [null, '::before', '::after'].flatMap((pseudo) => {
          const { animationName, transitionDuration, transitionProperty, scrollBehavior } = getComputedStyle(
            element,
            pseudo,
          )
          const moves =
            animationName !== 'none' ||
            (transitionProperty !== 'none' && lasts(transitionDuration)) ||
            scrollBehavior === 'smooth'
          return moves ? [`${element.tagName} .${element.getAttribute('class') ?? ''}${pseudo ?? ''}`] : []
        }),
      )
    })
  expect(await moving()).toEqual([])
  await page.locator('[data-testid=tree-row][data-name=etc]').click()
  await page.keyboard.press('Control+1')
  await page.keyboard.press('Control+k')
  expect(await moving()).toEqual([])
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
})
