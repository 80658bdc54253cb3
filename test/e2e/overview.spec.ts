import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { inProject } from '../../scripts/setup/project.mjs'
import { corpusAbsent, corpusArchives } from '../fixtures/corpus.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, layer } from '../fixtures/layer-builder.ts'
import { launch, type LaunchedApp } from './launch.ts'
import { details, expectPath, indexed, layerRow, tree } from './reading-window.ts'

/* What the overview of an image says, and where a click on it leads. */

const SAMPLE = inProject('out', 'sample', 'onionskin-sample.tar')

let folder: string
let run: LaunchedApp | null = null

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-overview-'))
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.afterEach(async () => {
  const errors = run?.pageErrors ?? []
  await run?.close()
  run = null
  expect(errors).toEqual([])
})

const card = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const cell = (page: Page, path: string): Locator => page.locator(`[data-testid=treemap-cell][data-path="${path}"]`)
const map = (page: Page): Locator => page.getByTestId('treemap')

async function openOverview(path: string): Promise<Page> {
  run = await launch({ args: [path] })
  await indexed(run.page)
  await run.page.getByRole('tab', { name: 'Overview' }).click()
  return run.page
}

/** Waits until nothing is worked on any more. */
async function known(page: Page): Promise<void> {
  await expect(page.getByTestId('overview').getByRole('status').filter({ hasText: '…' })).toHaveCount(0, {
    timeout: 30_000,
  })
}

async function expectLayer(page: Page, index: number): Promise<void> {
  await expect(page.getByRole('tab', { name: 'Files' })).toHaveAttribute('aria-selected', 'true')
  await expect(layerRow(page, index)).toHaveAttribute('aria-selected', 'true')
}

test('identity: the reference in its parts, digests, release, base', async () => {
  const page = await openOverview(SAMPLE)
  await known(page)
  const image = card(page, 'Image')
  await expect(image).toContainText(/registry\s*onionskin\.example/)
  await expect(image).toContainText(/repository\s*shelf/)
  await expect(image).toContainText(/tag\s*1\.2\.0/)
  await expect(image).toContainText(/sha256:[0-9a-f]{64}/)
  await expect(image).toContainText('linux/amd64')
  await expect(image).toContainText('node /srv/app/server.js')
  await expect(image.getByTestId('base')).toContainText('layer 0')
  const id = await image
    .getByText(/^sha256:[0-9a-f]{64}$/)
    .first()
    .innerText()
  await run?.app.evaluate(({ clipboard }) => clipboard.clear())
  await image.getByRole('button', { name: 'Copy image ID' }).click()
  await expect.poll(() => run?.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(id)
})

test('modes are switched by keyboard, and the files are as they were left', async () => {
  run = await launch({ args: [SAMPLE] })
  const { page } = run
  await indexed(page)
  await layerRow(page, 3).click()
  await tree(page)
    .getByRole('treeitem', { name: /^usr, directory/ })
    .click()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ControlOrMeta+1')
  await expect(card(page, 'Image')).toBeVisible()
  await expect(tree(page)).toBeHidden()
  await expect(page.locator('[data-focus=overview]')).toBeFocused()
  await page.keyboard.press('F6')
  await expect(page.locator('[data-focus=overview-identity]')).toBeFocused()
  await page.keyboard.press('ControlOrMeta+2')
  await expect(tree(page)).toBeFocused()
  await expect(card(page, 'Image')).toBeHidden()
  await expectLayer(page, 3)
  await expect(tree(page).getByRole('treeitem', { name: /^usr, directory/ })).toHaveAttribute('aria-expanded', 'true')
  await page.getByRole('tab', { name: 'Files' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeFocused()
  await expect(card(page, 'Image')).toBeVisible()
})

test('the cake: every layer can be clicked, also one of no bytes', async () => {
  const page = await openOverview(SAMPLE)
  const slices = page.getByTestId('cake-slice')
  await expect(slices).toHaveCount(7)
  for (let at = 0; at < 7; at += 1) expect((await slices.nth(at).boundingBox())?.width).toBeGreaterThanOrEqual(5)
  await slices.nth(4).click()
  await expectLayer(page, 4)
  await page.getByRole('tab', { name: 'Overview' }).click()
  await slices.nth(4).focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expectLayer(page, 6)
})

test('the worst path leads to what is shipped and never seen', async () => {
  const page = await openOverview(SAMPLE)
  const waste = card(page, 'Reclaimable')
  await expect(waste).toContainText('shipped, never seen')
  const worst = page.getByTestId('worst-path').first()
  const path = ((await worst.locator('.path').textContent()) ?? '').replace(/\/$/, '')
  await expect(worst).toContainText(/layer \d+, deleted by layer \d+/)
  await worst.click()
  await expectPath(page, path)
  await expect(tree(page)).toBeVisible()
  await page.getByRole('tab', { name: 'Overview' }).click()
  await waste.getByRole('button', { name: 'Removed paths' }).click()
  await expect(page.getByRole('radio', { name: /^Removed/ })).toBeChecked()
})

test('what is scrolled into sight moves the cards, never the window', async () => {
  const page = await openOverview(SAMPLE)
  await known(page)
  await page.setViewportSize({ width: 1000, height: 650 })
  const region = card(page, 'Configuration')
  await region.evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await expect(region).toBeInViewport()
  expect(await page.evaluate(() => [document.documentElement, document.body].map((box) => box.scrollTop))).toEqual([
    0, 0,
  ])
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
})

test('the treemap by keyboard: between cells, into a directory, back up, to the tree', async () => {
  const page = await openOverview(SAMPLE)
  await map(page).focus()
  await page.keyboard.press('Home')
  const active = page.locator('[data-testid=treemap-cell][aria-selected=true]')
  const first = await active.getAttribute('aria-label')
  await page.keyboard.press('ArrowRight')
  await expect(active).not.toHaveAttribute('aria-label', first ?? '')
  await page.keyboard.press('ArrowLeft')
  await expect(active).toHaveAttribute('aria-label', first ?? '')
  // Of the directories of this image that are drawn as one cell.
  const path = (await page.getByRole('option', { name: /^\/usr\/lib, directory/ }).getAttribute('data-path')) ?? ''
  for (let steps = 0; (await active.getAttribute('data-path')) !== path && steps < 8; steps += 1)
    await page.keyboard.press('ArrowRight')
  await expect(active).toHaveAttribute('data-path', path)
  await page.keyboard.press('Enter')
  await expect(map(page)).toHaveAttribute('data-path', path)
  await expect(map(page)).toBeFocused()
  await expect(page.getByRole('navigation', { name: 'Directory that fills the map' })).toContainText('usr/lib')
  await page.keyboard.press('Backspace')
  await expect(map(page)).toHaveAttribute('data-path', '/')
  await expect(map(page)).toBeFocused()
  await page.keyboard.press('Home')
  const shown = (await active.getAttribute('data-path')) ?? ''
  await page.keyboard.press('f')
  await expectPath(page, shown)
})

test('the treemap by mouse: a directory fills it, a file is shown in the tree', async () => {
  const page = await openOverview(SAMPLE)
  await cell(page, '/usr/lib').click()
  await expect(map(page)).toHaveAttribute('data-path', '/usr/lib')
  await page.getByRole('button', { name: 'root', exact: true }).click()
  await expect(map(page)).toHaveAttribute('data-path', '/')
  await cell(page, '/usr/bin/node').click()
  await expectPath(page, '/usr/bin/node')
  await expectLayer(page, 6)
})

test('a line of the Dockerfile points at its layer, and leads there', async () => {
  const page = await openOverview(SAMPLE)
  const lines = page.getByTestId('dockerfile-line')
  await expect(lines.first()).toContainText('FROM')
  const line = lines.filter({ hasText: 'npm install' })
  await line.hover()
  const slices = page.getByTestId('cake-slice')
  await expect(slices.nth(2)).toHaveClass(/\boff\b/)
  await expect(slices.nth(3)).not.toHaveClass(/\boff\b/)
  await line.getByRole('button', { name: 'Show layer 3 in Files' }).click()
  await expectLayer(page, 3)
})

test('findings: what looks like a secret is masked and leads to its version', async () => {
  const page = await openOverview(SAMPLE)
  await known(page)
  const group = page.locator('[data-testid=finding-group][data-kind=secret]')
  await group.getByRole('button').first().click()
  const finding = group.getByTestId('finding').first()
  const path = (await finding.locator('.where').textContent()) ?? ''
  await expect(finding.locator('code')).toHaveText(/^[A-Z_]+=•+$/)
  await expect(finding).toContainText(/hidden by .* in layer \d+, shipped all the same/)
  await finding.click()
  await expectPath(page, path)
  await expect(details(page)).toBeVisible()
})

test('an image without anything: one layer, no history, no release, no packages', async () => {
  const path = join(folder, 'scratch.tar')
  writeFileSync(
    path,
    dockerArchive([
      imageOf([layer([dir('bin'), file('bin/app', 'x'.repeat(5000), { mode: 0o755 })])], { history: [] }),
    ]),
  )
  const page = await openOverview(path)
  await known(page)
  await expect(card(page, 'Image')).toContainText('no OS release inside')
  await expect(card(page, 'Packages')).toContainText('No package manager left a list in this image.')
  await expect(card(page, 'Reclaimable')).toContainText('all that is shipped can be seen')
  await expect(page.getByTestId('cake-slice')).toHaveCount(1)
  await expect(page.getByRole('region', { name: /^Dockerfile/ })).toContainText(/no history/i)
  await expect(page.locator('[data-testid=finding-group][data-kind=secret]')).toContainText('nothing that looks like')
  await cell(page, '/bin/app').click()
  await expectPath(page, '/bin/app')
})

test('sixty layers, long names: all can be reached, nothing is wider than the window', async () => {
  const path = join(folder, 'sixty.tar')
  const long = 'a-name-that-goes-on-'.repeat(8)
  const layers = Array.from({ length: 60 }, (_, at) => layer([file(`${long}${at}`, 'y'.repeat(1 + (at % 7) * 900))]))
  writeFileSync(
    path,
    dockerArchive([
      imageOf(layers, {
        tags: [`registry.example:5000/${'deep/'.repeat(8)}${long.slice(0, 80)}:latest`],
        history: layers.map((_, at) => ({ created_by: `COPY ${long}${at} /${long} # buildkit` })),
      }),
    ]),
  )
  const page = await openOverview(path)
  await known(page)
  const slices = page.getByTestId('cake-slice')
  await expect(slices).toHaveCount(60)
  for (const at of [0, 59]) expect((await slices.nth(at).boundingBox())?.width).toBeGreaterThan(3)
  await page.setViewportSize({ width: 900, height: 600 })
  const overflowing = await page
    .locator('[data-focus=overview]')
    .evaluate((scroll) => scroll.scrollWidth > scroll.clientWidth)
  expect(overflowing).toBe(false)
  await slices.nth(59).click()
  await expectLayer(page, 59)
})

test('a real image of the corpus: base, packages of each layer, waste', async () => {
  const found = corpusArchives(['real'], Infinity).find(({ name }) => name.startsWith('debapp-'))
  test.skip(found === undefined, corpusAbsent ?? 'the archive is not in the corpus')
  const page = await openOverview(found?.path ?? '')
  await known(page)
  await expect(card(page, 'Image')).toContainText('Debian GNU/Linux 12 (bookworm)')
  await expect(card(page, 'Image').getByTestId('base')).toContainText('debian')
  const packages = card(page, 'Packages')
  const groups = page.getByTestId('package-group')
  expect(await groups.count()).toBeGreaterThan(1)
  await packages.getByRole('searchbox').fill('less')
  await expect(
    page
      .getByTestId('package')
      .filter({ hasText: /^\+?\s*less/ })
      .first(),
  ).toBeVisible()
  await packages.getByRole('searchbox').fill('no-such-package')
  await expect(packages).toContainText('No package has “no-such-package” in its name.')
  const worst = page.getByTestId('worst-path').first()
  const path = ((await worst.locator('.path').textContent()) ?? '').replace(/\/$/, '')
  await worst.click()
  await expectPath(page, path)
})
