import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, layer } from '../fixtures/layer-builder.ts'
import { launch } from './launch.ts'
import { indexed } from './reading-window.ts'

let folder: string
let path: string

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-language-'))
  path = join(folder, 'image.tar')
  const many = Array.from({ length: 200 }, (_, at) => file(`etc/conf-${String(at).padStart(3, '0')}`, `${at}\n`))
  const large = file('big', Buffer.alloc(3_000_000, 'x'))
  writeFileSync(
    path,
    dockerArchive([
      imageOf([layer([dir('etc'), ...many, large]), layer([file('etc/conf-150', 'changed\n')])], {
        history: [{ created_by: 'ADD rootfs.tar /' }, { created_by: 'RUN /bin/sh -c echo changed > /etc/conf-150' }],
      }),
    ]),
  )
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The tree and its rows, whatever language they are in. */
const tree = (page: Page) => page.getByTestId('tree')
const treeRow = (page: Page, name: string) => page.locator(`[data-testid=tree-row][data-name="${name}"]`)

/** Labels of the menus, as they stand in the bar. */
function menus(app: ElectronApplication): Promise<string[]> {
  return app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? [])
}

/** Chooses Settings… from the menu, in whichever language that is. */
async function openSettings(app: ElectronApplication, page: Page): Promise<void> {
  const id = await (await app.browserWindow(page)).evaluate((window: Electron.BrowserWindow) => window.id)
  await app.evaluate(({ BrowserWindow, Menu }, of) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
    const window = BrowserWindow.fromId(of)
    items.find(({ accelerator }) => accelerator === 'CmdOrCtrl+,')?.click(undefined, window, window?.webContents)
  }, id)
  await expect(page.getByTestId('settings')).toBeVisible()
}

function choose(page: Page, name: string): Promise<void> {
  return page.getByTestId('settings').getByRole('radio', { name, exact: true }).click()
}

async function closeSettings(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('settings')).toHaveCount(0)
}

test('a Chinese system is spoken to in Chinese: window, menus and document', async () => {
  await using run = await launch({ args: [path], language: 'zh-CN' })
  const { app, page } = run
  await expect(tree(page)).toHaveAccessibleName('第 0 至 1 层的文件，合并视图')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  expect((await menus(app)).slice(-6)).toEqual(['文件', '编辑', '视图', '前往', '窗口', '帮助'])
  await expect(page.getByText(/已索引 203 个条目，用时 [\d.]+ 秒/)).toBeVisible()
  expect(run.pageErrors).toEqual([])
})

test('another language is spoken at once, both ways, and what was expanded, selected and scrolled to stays', async () => {
  await using run = await launch({ args: [path] })
  const { app, page } = run
  await indexed(page)
  await treeRow(page, 'etc').dblclick()
  await expect(treeRow(page, 'conf-003')).toBeVisible()
  await tree(page).evaluate((list) => (list.scrollTop = 150 * 24))
  await treeRow(page, 'conf-150').click()
  await expect(page.getByTestId('details').getByRole('heading', { level: 2 })).toHaveText('/etc/conf-150')
  const scrolled = await tree(page).evaluate((list) => list.scrollTop)
  expect(scrolled).toBeGreaterThan(1000)

  await openSettings(app, page)
  await choose(page, '简体中文')
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible()
  await closeSettings(page)
  expect(await menus(app)).toContain('文件')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect(tree(page)).toHaveAccessibleName('第 0 至 1 层的文件，合并视图')
  await expect(page.getByTestId('details').getByText('此路径的经历')).toBeVisible()
  await expect(treeRow(page, 'conf-150')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('details').getByRole('heading', { level: 2 })).toHaveText('/etc/conf-150')
  expect(await tree(page).evaluate((list) => list.scrollTop)).toBe(scrolled)

  await openSettings(app, page)
  await choose(page, 'English')
  await closeSettings(page)
  expect(await menus(app)).toContain('File')
  await expect(tree(page)).toHaveAccessibleName('Files of layers 0 to 1, merged')
  await expect(treeRow(page, 'conf-150')).toHaveAttribute('aria-selected', 'true')
  expect(await tree(page).evaluate((list) => list.scrollTop)).toBe(scrolled)
  expect(run.pageErrors).toEqual([])
})

test('sizes, columns and the theme follow the settings at once, in all windows, and after a restart', async () => {
  const userData = mkdtempSync(join(folder, 'user-'))
  const heads = (page: Page) => page.locator('.tree-grid .columns .head')
  {
    await using run = await launch({ args: [path], userData })
    const { app, page } = run
    await indexed(page)
    await expect(treeRow(page, 'big')).toContainText('3.0 MB')
    await expect(heads(page)).toHaveCount(6)
    const other = app.waitForEvent('window')
    await page.evaluate((same) => window.onionskin.openComparison(same), {
      a: { archive: path, image: 0, view: { kind: 'merged', upto: 0 } },
      b: { archive: path, image: 0 },
    } as const)
    const second = await other
    await expect(second.getByTestId('compare')).toBeVisible()
    await openSettings(app, second)
    await choose(second, 'Binary')
    await choose(second, 'Dark')
    await second.getByTestId('settings').getByRole('checkbox', { name: 'Owner' }).uncheck()
    await choose(second, '简体中文')
    await closeSettings(second)
    await expect(treeRow(page, 'big')).toContainText('2.9 MiB')
    await expect(heads(page)).toHaveText(['名称', '大小', '层', '权限', '修改时间'])
    for (const window of [page, second]) {
      await window.emulateMedia({ colorScheme: null })
      await expect(window.locator('html')).toHaveAttribute('lang', 'zh-CN')
      await expect.poll(() => window.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
    }
  }
  await using again = await launch({ args: [path], userData })
  await expect(treeRow(again.page, 'big')).toContainText('2.9 MiB')
  await expect(heads(again.page)).toHaveText(['名称', '大小', '层', '权限', '修改时间'])
  await again.page.emulateMedia({ colorScheme: null })
  expect(await again.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
})

test('settings that can not be understood are kept aside, and that is told once', async () => {
  const userData = mkdtempSync(join(folder, 'user-'))
  const broken = '{ "theme": "dark", "sizes": '
  writeFileSync(join(userData, 'settings.json'), broken)
  {
    await using run = await launch({ userData })
    await expect(run.page.getByTestId('lost-settings')).toContainText('settings.damaged.json')
    expect(readFileSync(join(userData, 'settings.damaged.json'), 'utf8')).toBe(broken)
    await run.page.getByRole('button', { name: 'Dismiss' }).click()
    await expect(run.page.getByTestId('lost-settings')).toHaveCount(0)
    await openSettings(run.app, run.page)
    await choose(run.page, 'Light')
  }
  expect(JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8'))).toMatchObject({ theme: 'light' })
  await using again = await launch({ userData })
  await expect(again.page.getByTestId('welcome')).toBeVisible()
  await expect(again.page.getByTestId('lost-settings')).toHaveCount(0)
})

test('the cache of indexes keeps to its limit and is cleared from the settings', async () => {
  const cache = join(folder, 'cache')
  const userData = mkdtempSync(join(folder, 'user-'))
  const env = { ONIONSKIN_CACHE: '', ONIONSKIN_CACHE_DIR: cache }
  const archive = join(folder, 'many.tar')
  const many = Array.from({ length: 5000 }, (_, at) => file(`f${at}`, ''))
  writeFileSync(archive, dockerArchive([imageOf([layer(many)])]))
  // The file system's clock has to move on before a file is known again by its state.
  await new Promise((resolve) => setTimeout(resolve, 3200))
  await using run = await launch({ args: [archive], env, userData })
  const { app, page } = run
  await indexed(page)
  const indexes = () => readdirSync(cache).filter((name) => name.endsWith('.index'))
  await expect.poll(() => indexes().length).toBe(1)
  await openSettings(app, page)
  const settings = page.getByTestId('settings')
  await expect(settings.getByText(/It holds 1 layer, /)).toBeVisible()
  await settings.getByRole('combobox').selectOption({ label: '256 MiB' })
  await expect
    .poll(() => JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8')) as unknown)
    .toMatchObject({ cacheLimit: 256 * 1024 ** 2 })
  await settings.getByRole('button', { name: 'Clear now' }).click()
  await expect(settings.getByText('It is empty.')).toBeVisible()
  expect(indexes()).toEqual([])
})
