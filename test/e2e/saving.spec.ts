import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { device, dir, file, layer, whiteout } from '../fixtures/layer-builder.ts'
import { launch, type LaunchedApp } from './launch.ts'
import { details, expectPath, goTo, indexed, treeRow, version } from './reading-window.ts'

let folder: string
let run: LaunchedApp | null = null

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-saving-'))
})

test.afterEach(async () => {
  const errors = run?.pageErrors ?? []
  await run?.close()
  run = null
  rmSync(folder, { recursive: true, force: true })
  expect(errors).toEqual([])
})

async function open(): Promise<{ app: ElectronApplication; page: Page }> {
  const path = join(folder, 'image.tar')
  const base = layer([
    dir('etc'),
    file('etc/config', 'one'),
    file('etc/secret', 'token'),
    device('etc/null', 'char', [1, 3]),
  ])
  writeFileSync(path, dockerArchive([imageOf([base, layer([file('etc/config', 'two'), whiteout('etc/secret')])])]))
  run = await launch({ args: [path] })
  await indexed(run.page)
  return run
}

/** Makes the Save dialog answer at once: with this path, or as cancelled. */
async function answerSaveDialog(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' })
  }, path)
}

const status = (page: Page) => page.getByTestId('save-status')

test('a hidden and a deleted version of a file are saved where the dialog says', async () => {
  const { app, page } = await open()
  await goTo(page, 'etc/config')
  await version(page, 0).click()
  await answerSaveDialog(app, join(folder, 'hidden'))
  await details(page).getByRole('button', { name: 'Save as…' }).click()
  await expect(status(page)).toContainText(`to ${join(folder, 'hidden')}`)
  expect(readFileSync(join(folder, 'hidden'), 'utf8')).toBe('one')

  await treeRow(page, 'secret').click()
  await expectPath(page, '/etc/secret')
  await answerSaveDialog(app, join(folder, 'deleted'))
  await details(page).getByRole('button', { name: 'Save as…' }).click()
  await expect(status(page)).toContainText(join(folder, 'deleted'))
  expect(readFileSync(join(folder, 'deleted'), 'utf8')).toBe('token')

  await status(page).getByRole('button', { name: 'Dismiss' }).click()
  await expect(status(page)).toBeHidden()
})

test('a directory is saved by its menu, as a folder and as a tar, and what was left out is said', async () => {
  const { app, page } = await open()
  const choose = async (action: string): Promise<void> => {
    await app.evaluate(({ Menu }, id) => {
      Menu.prototype.popup = function (options) {
        this.getMenuItemById(id)?.click()
        options?.callback?.()
      }
    }, action)
    await treeRow(page, 'etc').click({ button: 'right' })
  }
  await answerSaveDialog(app, join(folder, 'etc'))
  await choose('save')
  await expect(status(page)).toContainText(join(folder, 'etc'))
  expect(readdirSync(join(folder, 'etc'))).toEqual(['config'])
  await expect(page.getByTestId('left-out')).toHaveAttribute('title', /\/etc\/null/)

  await answerSaveDialog(app, join(folder, 'etc.tar'))
  await choose('saveTar')
  await expect(status(page)).toContainText(join(folder, 'etc.tar'))
  expect(readFileSync(join(folder, 'etc.tar'), 'latin1')).toContain('etc/null')
  await expect(page.getByTestId('left-out')).toBeHidden()

  await app.evaluate(({ shell }) => {
    shell.showItemInFolder = (path) => void Reflect.set(globalThis, 'shown', path)
  })
  await status(page).getByRole('button', { name: 'Show in folder' }).click()
  await expect.poll(() => app.evaluate(() => Reflect.get(globalThis, 'shown') as unknown)).toBe(join(folder, 'etc.tar'))
})

test('File › Save As saves what is selected; a folder that is there is left alone', async () => {
  const { app, page } = await open()
  await treeRow(page, 'etc').click()
  await expectPath(page, '/etc')
  await answerSaveDialog(app, folder)
  await app.evaluate(({ Menu, BrowserWindow }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
    items.find(({ label }) => label === 'Save As…')?.click(undefined, BrowserWindow.getAllWindows()[0])
  })
  await expect(status(page)).toContainText('Not saved:')
  await expect(status(page)).toContainText('the folder is not empty')
  expect(readdirSync(folder)).toEqual(['image.tar'])
})

test('nothing is saved where the dialog is cancelled, or where a page names a place by itself', async () => {
  const { app, page } = await open()
  await goTo(page, 'etc/config')
  await answerSaveDialog(app, null)
  await details(page).getByRole('button', { name: 'Save as…' }).click()
  await expect(status(page)).toBeHidden()

  // Whatever a page sends as a place: it is asked for by a dialog, and no token but the dialog's own is known.
  await app.evaluate(({ dialog }) => {
    dialog.showSaveDialog = (...values: unknown[]) => {
      Reflect.set(globalThis, 'asked', values.at(-1))
      return Promise.resolve({ canceled: true, filePath: '' })
    }
  })
  const forged = { form: 'file', name: '../../etc/x', path: join(folder, 'forged'), target: join(folder, 'forged') }
  const token = await page.evaluate((question) => window.onionskin.chooseSaveTarget(question as never), forged)
  expect(token).toBeNull()
  const asked = (await app.evaluate(() => Reflect.get(globalThis, 'asked') as unknown)) as { defaultPath: string }
  expect(asked.defaultPath).toMatch(/[/\\]\.\._\.\._etc_x$/)
  await expect(
    page.evaluate(() => window.onionskin.chooseSaveTarget({ form: 'anything', name: 'x' } as never)),
  ).rejects.toThrow()
  expect(readdirSync(folder)).toEqual(['image.tar'])
})
