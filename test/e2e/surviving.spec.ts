import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { longLayer } from '../fixtures/long-layer.ts'
import { launch } from './launch.ts'
import { content, goTo, indexed, treeRow } from './reading-window.ts'

/** Windows that are opened at once. Forty were tried, and take more than a minute on a small machine, and 250 MiB each. */
const MANY = Number(process.env['ONIONSKIN_MANY_WINDOWS'] ?? 12)

let folder: string
let long: string

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-surviving-'))
  const base = { tar: layer([file('base', 'x')]) }
  long = write('long.tar', dockerArchive([{ layers: [base, longLayer(40)] }]))
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

const small = (name: string) => write(`${name}.tar`, dockerArchive([imageOf([layer([file(name, 'x'.repeat(5000))])])]))

/** Process IDs of the engines that run. */
const engines = (app: ElectronApplication): Promise<number[]> =>
  app.evaluate((electron) =>
    electron.app
      .getAppMetrics()
      .filter(({ name }) => name?.startsWith('Onionskin engine'))
      .map(({ pid }) => pid),
  )

const indexing = (page: Page) => page.getByRole('progressbar').first()

test('an engine that is killed while it indexes: the window says so and opens again', async () => {
  await using started = await launch({ args: [long] })
  const { app, page } = started
  await expect(treeRow(page, 'base')).toBeVisible()
  await expect(indexing(page)).toBeVisible()
  const [engine] = await engines(app)
  process.kill(engine!, 'SIGKILL')
  await expect(page.getByRole('heading', { name: 'Reading this archive has failed' })).toBeVisible()
  await page.getByRole('button', { name: 'Reopen' }).click()
  await expect(treeRow(page, 'base')).toBeVisible()
  expect(await engines(app)).not.toContain(engine)

  // A share that stalls leaves the engine in the middle of a read, as one that is stopped: it can not even say that it stops.
  const [stalled] = await engines(app)
  await expect(indexing(page)).toBeVisible()
  process.kill(stalled!, 'SIGSTOP')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('may be stuck')).toBeVisible()
  await expect.poll(() => engines(app)).toEqual([])
  await page.getByRole('button', { name: 'Reopen' }).click()
  await expect(treeRow(page, 'base')).toBeVisible()
})

test('an archive whose disk does not answer at all can be left while it opens', async () => {
  await using started = await launch()
  const { app, page } = started
  const path = small('stuck')
  // The engine is stopped before it has read anything.
  const stopped = (async () => {
    for (;;) {
      const [engine] = await engines(app)
      if (engine !== undefined) return process.kill(engine, 'SIGSTOP')
    }
  })()
  await page.evaluate((opened) => window.onionskin.openPaths([opened]), path)
  await stopped
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('may be stuck')).toBeVisible()
  await page.getByRole('button', { name: 'Reopen' }).click()
  await expect(treeRow(page, 'stuck')).toBeVisible()
})

test('an archive that is cut while it is open: the window says so and shows what it has', async () => {
  const path = small('cut')
  await using started = await launch({ args: [path] })
  const { page } = started
  await indexed(page)
  truncateSync(path, 1000)
  await goTo(page, 'cut')
  await expect(content(page)).toBeVisible()
  await page
    .getByRole('button', { name: /problem/i })
    .first()
    .click()
  await expect(page.getByText(/was cut from \d+ to 1000 bytes after it was opened/)).toBeVisible()
  await expect(treeRow(page, 'cut')).toBeVisible()
})

test('an app that is killed has kept the place of its window and its recent files, and leaves nothing running', async () => {
  const userData = mkdtempSync(join(folder, 'user-data-'))
  const path = small('kept')
  {
    await using started = await launch({ userData, args: [path] })
    const { app, page } = started
    await indexed(page)
    const [engine] = await engines(app)
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 30, y: 50, width: 910, height: 610 }),
    )
    await expect.poll(() => readdirSync(userData)).toContain('window-state.json')
    const ended = new Promise((resolve) => app.process().once('exit', resolve))
    app.process().kill('SIGKILL')
    await ended
    await expect.poll(() => isRunning(engine!)).toBe(false)
  }
  await using started = await launch({ userData })
  const { app, page } = started
  await expect(page.getByText('kept.tar')).toBeVisible()
  const bounds = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  expect(bounds).toMatchObject({ width: 910, height: 610 })
})

test('many windows: each has an engine of its own and answers', async () => {
  test.setTimeout(240_000)
  const paths = Array.from({ length: MANY }, (_, at) => small(`many-${at}`))
  await using started = await launch({ args: paths })
  const { app } = started
  await expect.poll(() => app.windows().length, { timeout: 120_000 }).toBe(paths.length)
  const row = (page: Page) => page.getByRole('treeitem', { name: /^many-\d+/ })
  await Promise.all(app.windows().map((page) => expect(row(page)).toBeVisible({ timeout: 120_000 })))
  expect(new Set(await engines(app)).size).toBe(paths.length)
  // All of them are used, not only shown.
  const texts = await Promise.all(
    app.windows().map(async (page) => {
      await row(page).click()
      return page
        .getByRole('region', { name: 'Details' })
        .getByText(/^\/many-\d+$/)
        .first()
        .textContent()
    }),
  )
  expect(new Set(texts).size).toBe(paths.length)
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
