import { Buffer } from 'node:buffer'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { inProject } from '../../scripts/setup/project.mjs'
import { corpusAbsent, corpusArchives } from '../fixtures/corpus.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, hardlink, layer, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { releaseArchive } from '../fixtures/release.ts'
import { windowsArchive } from '../fixtures/windows.ts'
import { launch } from './launch.ts'

/*
 * The pictures of the documentation, taken in the real app. Every run gives the same ones, but for the time that indexing
 * took. The paths in them are short, since they are seen.
 */

const PICTURES = inProject('docs', 'screenshots')
const FOLDER = join(tmpdir(), 'images')
const SHELF = join(FOLDER, 'shelf-1.2.0.tar')
const STALL = join(FOLDER, 'stall-0.9.1.tar')
const RELEASE = join(FOLDER, 'shelf-2.0.0.tar')
const WINDOWS = join(FOLDER, 'shelf-2.0.0-nanoserver.tar')
const CUT = join(FOLDER, 'half-a-download.tar')

const WINDOW = { width: 1440, height: 900 }

test.beforeAll(() => {
  mkdirSync(PICTURES, { recursive: true })
  mkdirSync(FOLDER, { recursive: true })
  copyFileSync(inProject('out', 'sample', 'onionskin-sample.tar'), SHELF)
  writeFileSync(STALL, hazardousArchive())
  writeFileSync(RELEASE, releaseArchive())
  writeFileSync(WINDOWS, windowsArchive())
  writeFileSync(CUT, dockerArchive([imageOf([layer([file('etc/motd', 'hello\n')])])]).subarray(0, 1000))
})

test.afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

test('files, by day and by night', async () => {
  await using shown = await launch({ args: [SHELF] })
  const { page } = shown
  await prepare(page)
  await openShelf(page)
  await page.getByRole('treeitem', { name: /^server\.js/ }).click()
  await expect(page.locator('.view-line').first()).toBeVisible()
  await take(page, 'files-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, 'files-dark')
})

test('the overview, by day, by night and in a narrow window', async () => {
  await using shown = await launch({ args: [SHELF] })
  const { page } = shown
  await prepare(page)
  await indexed(page)
  await openOverview(page)
  await take(page, 'overview-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, 'overview-dark')
  await prepare(page, { width: 900, height: 640 })
  await take(page, 'overview-narrow')
})

test('the overview of a real image of the corpus', async () => {
  const found = corpusArchives(['real'], Infinity).find(({ name }) => name.startsWith('miniapp-v2'))
  test.skip(found === undefined, corpusAbsent ?? 'the archive is not in the corpus')
  await using shown = await launch({ args: [found?.path ?? ''] })
  const { page } = shown
  await prepare(page)
  await expect(page.getByText(/entries indexed/)).toBeVisible({ timeout: 30_000 })
  await openOverview(page)
  await take(page, 'overview-real-image')
})

test('one layer, with its markers', async () => {
  await using shown = await launch({ args: [SHELF] })
  const { page } = shown
  await prepare(page)
  await indexed(page)
  await page.getByRole('option', { name: /^Layer 4/ }).click()
  await page.getByRole('radio', { name: 'This layer' }).click()
  await page.getByRole('treeitem', { name: /^\.wh\.\.env/ }).click()
  await take(page, 'layer')
})

test('what was overridden, and what was removed', async () => {
  await using shown = await launch({ args: [SHELF] })
  const { page } = shown
  await prepare(page)
  await indexed(page)
  await page.getByRole('radio', { name: 'Overridden' }).click()
  await page.getByRole('row', { name: /style\.css/ }).click()
  await expect(page.locator('.view-line').first()).toBeVisible()
  await take(page, 'overridden')
  await page.getByRole('radio', { name: 'Removed' }).click()
  await page.getByRole('row', { name: /\/\.env/ }).click()
  await expect(page.locator('.view-line').first()).toBeVisible()
  await take(page, 'removed')
})

test('a binary file', async () => {
  await using shown = await launch({ args: [SHELF] })
  const { page } = shown
  await prepare(page)
  await indexed(page)
  await expand(page, 'usr', 'bin')
  await page.getByRole('treeitem', { name: /^node,/ }).click()
  await page.getByRole('tab', { name: 'Hex' }).click()
  await expect(page.getByTestId('hex-row').nth(4)).toContainText('00000020')
  await take(page, 'hex')
})

test('a path that is searched for, and a filter, by day and by night', async () => {
  await using shown = await launch({ args: [SHELF] })
  const { page } = shown
  await prepare(page)
  await indexed(page)
  await page.getByRole('combobox', { name: 'Filter the files' }).fill('*.js size>200B -change:removed')
  await expect(page.getByRole('treeitem', { name: /^server\.js/ })).toBeVisible()
  await take(page, 'filter-light')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('srv.js')
  await expect(page.getByRole('option', { name: /server\.js/ }).first()).toBeVisible()
  await take(page, 'palette-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, 'palette-dark')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'What can be filtered by' }).click()
  await take(page, 'filter-dark')
})

test('contents that are searched, by day and by night', async () => {
  await using shown = await launch({ args: [SHELF] })
  const { page } = shown
  await prepare(page)
  await indexed(page)
  await page.keyboard.press('Control+Shift+F')
  await page.keyboard.type('route')
  const panel = page.getByTestId('search')
  await panel.getByRole('radio', { name: 'Every version' }).click()
  await panel.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(panel.getByRole('option').first()).toBeVisible()
  await take(page, 'search-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, 'search-dark')
})

test('two versions compared, as text and as bytes, by day and by night', async () => {
  await using shown = await launch({ args: [SHELF] })
  const { page } = shown
  await prepare(page)
  await indexed(page)
  await page.getByRole('radio', { name: 'Overridden' }).click()
  await page.getByRole('row', { name: /style\.css/ }).click()
  await page.getByRole('button', { name: 'Compare…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Before').selectOption({ index: 0 })
  await expect(dialog.locator('.line-insert').first()).toBeVisible()
  await take(page, 'compare-versions-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, 'compare-versions-dark')
  await dialog.getByRole('radio', { name: 'Hex' }).click()
  await expect(dialog.getByTestId('hex-diff-row').first()).toBeVisible()
  await take(page, 'compare-bytes')
})

test('problems', async () => {
  await using shown = await launch({ args: [STALL] })
  const { page } = shown
  await prepare(page)
  await indexed(page)
  await page.getByRole('button', { name: /problems/ }).click()
  await expect(page.getByTestId('problem').first()).toBeVisible()
  await take(page, 'problems')
})

test('an attestation, by day and by night', async () => {
  await using shown = await launch({ args: [RELEASE] })
  const { page } = shown
  await prepare(page)
  await page.getByRole('button', { name: /^Image: / }).click()
  await page.getByRole('option', { name: /^Attestation/ }).click()
  await expect(page.locator('.view-line').first()).toBeVisible()
  await take(page, 'artifact-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, 'artifact-dark')
})

test('an image of Windows, by day and by night', async () => {
  await using shown = await launch({ args: [WINDOWS] })
  const { page } = shown
  await prepare(page)
  await indexed(page)
  await expand(page, 'shelf', 'Windows')
  await page.getByRole('treeitem', { name: /^shelf\.ini/ }).click()
  await expect(page.locator('.view-line').first()).toBeVisible()
  await take(page, 'windows-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByRole('radio', { name: 'As stored' }).click()
  await expand(page, 'Hives')
  await page.getByRole('treeitem', { name: /^Software_Delta/ }).click()
  await expect(page.getByTestId('hex-row').first()).toBeVisible()
  await take(page, 'windows-dark')
})

test('the welcome view, and a file that is no archive', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'onionskin-pictures-'))
  try {
    for (const path of [STALL, SHELF]) {
      await using shown = await launch({ args: [path], userData })
      await indexed(shown.page)
    }
    await using welcome = await launch({ userData })
    await prepare(welcome.page)
    await expect(welcome.page.getByText('shelf-1.2.0.tar')).toBeVisible()
    await take(welcome.page, 'welcome')
    await using failed = await launch({ args: [CUT] })
    await prepare(failed.page)
    await expect(failed.page.getByTestId('open-error')).toBeVisible()
    await take(failed.page, 'error')
  } finally {
    rmSync(userData, { recursive: true, force: true })
  }
})

test('a real image of the corpus', async () => {
  const found = corpusArchives(['real'], Infinity).find(({ name }) => name.startsWith('debapp-'))
  test.skip(found === undefined, corpusAbsent ?? 'the archive is not in the corpus')
  await using shown = await launch({ args: [found?.path ?? ''] })
  const { page } = shown
  await prepare(page)
  await expect(page.getByText(/entries indexed/)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('radio', { name: /^Overridden/ }).click()
  await page.getByText('status', { exact: true }).first().click()
  await expect(page.locator('.view-line').first()).toBeVisible()
  await take(page, 'real-image')
})

test('two images compared, by day and by night, and in a narrow window', async () => {
  const pair = ['miniapp-v1.docker.tar.gz', 'miniapp-v2.docker.tar.gz'].map((name) =>
    corpusArchives(['real']).find((archive) => archive.name === name),
  )
  test.skip(pair.includes(undefined), corpusAbsent ?? 'the pair is not in the corpus')
  await using shown = await launch({ args: pair.map((archive) => archive?.path ?? '') })
  const { page } = shown
  await prepare(page)
  await expect(page.getByTestId('compare-phase')).toHaveText('Compared', { timeout: 30_000 })
  await page.getByTestId('aligned-row').and(page.locator('[data-name="HISTORY.md"]')).first().click()
  await expect(page.locator('.view-line').first()).toBeVisible()
  await take(page, 'compare-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, 'compare-dark')
  await page.getByRole('radio', { name: /^Packages/ }).click()
  await take(page, 'compare-packages')
  await page.getByRole('radio', { name: /^Differences/ }).click()
  await prepare(page, { width: 900, height: 640 })
  await take(page, 'compare-narrow')
})

test('where a comparison begins', async () => {
  const found = corpusArchives(['real'], Infinity).find(({ name }) => name.startsWith('mini-multi'))
  test.skip(found === undefined, corpusAbsent ?? 'the archive is not in the corpus')
  await using shown = await launch({ args: [found?.path ?? ''] })
  const { page } = shown
  await prepare(page)
  await indexed(page)
  await page.getByRole('tab', { name: 'Compare…' }).click()
  await take(page, 'compare-start')
})

test('a narrow window', async () => {
  await using shown = await launch({ args: [SHELF] })
  const { page } = shown
  await prepare(page, { width: 900, height: 640 })
  await openShelf(page)
  await page.getByRole('treeitem', { name: /^server\.js/ }).click()
  await expect(page.locator('.view-line').first()).toBeVisible()
  await take(page, 'narrow')
})

test('in Chinese', async () => {
  await using shown = await launch({ args: [SHELF], language: 'zh-CN' })
  const { app, page } = shown
  await prepare(page)
  await expect(page.getByText(/^已索引/)).toBeVisible()
  await page.locator('[data-testid=tree-row][data-name=etc]').click()
  await take(page, 'chinese-files')
  await page.getByRole('tab', { name: '比较…' }).click()
  await take(page, 'chinese-compare')
  await page.getByRole('tab', { name: '概览' }).click()
  await expect(page.getByTestId('overview').getByRole('status').filter({ hasText: '…' })).toHaveCount(0, {
    timeout: 30_000,
  })
  await take(page, 'chinese-overview')
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, 'chinese-overview-dark')
  await app.evaluate(({ BrowserWindow, Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
    const [window] = BrowserWindow.getAllWindows()
    items.find(({ accelerator }) => accelerator === 'CmdOrCtrl+,')?.click(undefined, window, window?.webContents)
  })
  await expect(page.getByTestId('settings').getByRole('button', { name: '立即清除' })).toBeVisible()
  await take(page, 'chinese-settings-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await take(page, 'chinese-settings')
})

test('two files that are held over the window', async () => {
  await using shown = await launch()
  const { page } = shown
  await prepare(page)
  await expect(page.getByTestId('welcome')).toBeVisible()
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [SHELF, STALL], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 700, y: 400, data })
  await page.waitForTimeout(300)
  await page.screenshot({ path: join(PICTURES, 'drop.png'), scale: 'device' })
})

test('a container layer and what copy on write stores, by day, by night and in Chinese', async () => {
  for (const language of [undefined, 'zh-CN'] as const) {
    await using shown = await launch({ args: [SHELF], ...(language ? { language } : {}) })
    const { app, page } = shown
    await prepare(page)
    await expect(page.getByText(/entries indexed in|^已索引/)).toBeVisible()
    await page.getByRole('button', { name: /^(Try changes…|试着修改…)$/ }).click()
    await expect(page.getByTestId('scratch-row')).toHaveAttribute('aria-selected', 'true')
    const row = (name: string) => page.locator(`[data-testid=tree-row][data-name="${name}"]`)
    const actions = page.getByTestId('scratch-actions')
    const dialog = page.getByTestId('scratch-dialog')
    await row('etc').dblclick()
    for (const name of ['hosts', 'ssl']) {
      await row(name).click()
      await actions.getByRole('button', { name: /^(Delete|删除)$/ }).click()
      await expect(row(name)).toHaveAttribute('data-change', 'removed')
    }
    await row('passwd').click()
    await actions.getByRole('button', { name: /^(Mode…|权限…)$/ }).click()
    await dialog.getByRole('textbox').first().fill('600')
    await dialog.getByRole('button', { name: /^(Change|更改)$/ }).click()
    await expect(dialog).toBeHidden()
    await page.getByRole('button', { name: /^(What is stored|存储了什么)$/ }).click()
    await expect(page.getByTestId('scratch-sum')).toBeVisible()
    await take(page, language ? 'chinese-scratch' : 'scratch-light')
    if (!language) {
      await page.emulateMedia({ colorScheme: 'dark' })
      await take(page, 'scratch-dark')
    }
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBoxSync = () => 1
    })
  }
})

test('two images compared in Chinese', async () => {
  await using shown = await launch({ args: [SHELF, RELEASE], language: 'zh-CN' })
  const { page } = shown
  await prepare(page)
  await expect(page.getByTestId('compare-phase')).toHaveText('已比较', { timeout: 30_000 })
  await take(page, 'chinese-compared')
})

test('the welcome view in Chinese', async () => {
  await using shown = await launch({ language: 'zh-CN' })
  await prepare(shown.page)
  await expect(shown.page.getByTestId('welcome')).toBeVisible()
  await take(shown.page, 'chinese-welcome')
  await shown.page.emulateMedia({ colorScheme: 'dark' })
  await take(shown.page, 'chinese-welcome-dark')
})

/** The page as a window of that size shows it on a sharp screen, by day. */
async function prepare(page: Page, { width, height } = WINDOW): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 2, mobile: false })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

async function indexed(page: Page): Promise<void> {
  await expect(page.getByText(/entries indexed in/)).toBeVisible()
}

/** The overview, when all of it is known. */
async function openOverview(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Overview' }).click()
  await expect(page.getByTestId('overview').getByRole('status').filter({ hasText: '…' })).toHaveCount(0, {
    timeout: 30_000,
  })
}

/** The application of the sample, as the layer left it that changed its owner. */
async function openShelf(page: Page): Promise<void> {
  await indexed(page)
  await page.getByRole('option', { name: /^Layer 5/ }).click()
  await expand(page, 'root', 'srv', 'app')
}

async function expand(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) {
    const row = page.getByRole('treeitem', { name: new RegExp(`^${name}, directory`) })
    await row.click()
    await page.keyboard.press('ArrowRight')
    await expect(row).toHaveAttribute('aria-expanded', 'true')
  }
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(WINDOW.width / 2, 2)
  await page.evaluate(() => document.fonts.ready)
  // What was read last is drawn a frame or two later.
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(PICTURES, `${name}.png`), scale: 'device' })
}

/** An image with most of what can be wrong with one and still be shown. */
function hazardousArchive(): Buffer {
  const base = layer([
    dir('bin'),
    file('bin/stall', `#!/bin/sh\nexec stalld "$@"\n`, { mode: 0o755 }),
    dir('etc'),
    file('etc/stall.conf', 'port = 8080\n'),
    file('etc/stall.conf', 'port = 8081\n'),
    symlink('data', 'var/lib/stall'),
    hardlink('bin/stallctl', 'usr/bin/stallctl-2'),
    file(Buffer.from('etc/caf\xe9.txt', 'latin1'), 'un cafe\n'),
  ])
  const upper = layer([
    whiteout('etc/legacy.conf'),
    file('data/cache.db', 'x'.repeat(2048)),
    file('../../etc/cron.d/evil', '* * * * * root id\n'),
    file('bin/stall/README', 'a directory where a file was\n'),
  ])
  const cut = layer([dir('var'), file('var/log/stall.log', 'started\n'.repeat(400))]).subarray(0, 2500)
  return dockerArchive([
    imageOf([base, upper, cut], {
      tags: ['onionskin.example/stall:0.9.1'],
      history: [
        { created_by: 'ADD rootfs.tar.xz /' },
        { created_by: 'RUN /bin/sh -c stall-setup --prefix=/ # buildkit' },
        { created_by: 'COPY var /var # buildkit' },
      ],
    }),
  ])
}
