import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { gzip } from '../fixtures/compression.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { launch } from './launch.ts'

const folder = mkdtempSync(join(tmpdir(), 'onionskin-cache-'))
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const archive = join(folder, 'image.tar')
const layers = [0, 1].map((at) => gzip(layer([file(`file-${at}`, randomBytes(300_000))])))
writeFileSync(archive, dockerArchive([imageOf(layers)], '1.10'))

function indexes(cache: string): string[] {
  return existsSync(cache) ? readdirSync(cache).filter((name) => name.endsWith('.index')) : []
}

/** Asks the menu to clear the cache and answers the dialog with a button; what the dialog said. */
async function clearByMenu(app: ElectronApplication, button: number): Promise<string> {
  return app.evaluate(
    ({ Menu, dialog }, response) =>
      new Promise<string>((resolve) => {
        dialog.showMessageBox = (...values: unknown[]) => {
          resolve((values.at(-1) as Electron.MessageBoxOptions).message)
          return Promise.resolve({ response, checkboxChecked: false })
        }
        const [menu] = Menu.getApplicationMenu()?.items.filter(({ label }) => label === 'File') ?? []
        menu?.submenu?.items.find(({ label }) => label === 'Clear Index Cache…')?.click()
      }),
    button,
  )
}

test('indexes are kept, and cleared by the menu once that is confirmed', async () => {
  const cache = join(folder, 'cache')
  const env = { ONIONSKIN_CACHE: '', ONIONSKIN_CACHE_DIR: cache }
  for (let run = 0; run < 2; run++) {
    await using started = await launch({ args: [archive], env })
    await expect(started.page.getByText('file-1', { exact: true })).toBeVisible()
    expect(indexes(cache).length).toBe(2)
  }
  await using started = await launch({ env })
  expect(await clearByMenu(started.app, 1)).toMatch(/^The index cache holds 2 layers, \S+ MB\.$/)
  expect(indexes(cache).length).toBe(2)
  await clearByMenu(started.app, 0)
  await expect.poll(() => indexes(cache)).toEqual([])
  expect(await clearByMenu(started.app, 0)).toBe('The index cache is empty.')
})

test('--no-cache keeps nothing', async () => {
  const cache = join(folder, 'unused')
  const env = { ONIONSKIN_CACHE: '', ONIONSKIN_CACHE_DIR: cache }
  await using started = await launch({ args: ['--no-cache', archive], env })
  await expect(started.page.getByText('file-1', { exact: true })).toBeVisible()
  expect(existsSync(cache)).toBe(false)
})
