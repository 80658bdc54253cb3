import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, expect, type Locator, type Page, test } from '@playwright/test'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, hardlink, layer, symlink } from '../fixtures/layer-builder.ts'
import { independentEntries } from '../engine/scratch/independent-tar.ts'
import { launch, type LaunchedApp } from './launch.ts'
import { details, expectPath, expectText, goTo, indexed, layers, treeRow } from './reading-window.ts'

let folder: string
let run: LaunchedApp | null = null
let archive: string

const BASE = layer([
  dir('etc'),
  dir('etc/app'),
  file('etc/app/conf', `port=1\n${'#'.repeat(2_000)}\n`),
  file('etc/app/tool', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0])),
  hardlink('etc/app/twin', 'etc/app/tool'),
  symlink('link', 'etc'),
])

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-scratch-'))
  archive = join(folder, 'image.tar')
  writeFileSync(archive, dockerArchive([imageOf([BASE, layer([file('etc/late', 'x')])])]))
})

test.afterEach(async () => {
  const errors = run?.pageErrors ?? []
  await run?.app.evaluate(({ dialog }) => {
    dialog.showMessageBoxSync = () => 1
  })
  await run?.close()
  run = null
  rmSync(folder, { recursive: true, force: true })
  expect(errors).toEqual([])
})

async function open(): Promise<LaunchedApp> {
  run = await launch({ args: [archive] })
  await indexed(run.page)
  return run
}

const digest = (): string => createHash('sha256').update(readFileSync(archive)).digest('hex')
const scratchRow = (page: Page): Locator => page.getByTestId('scratch-row')
const actions = (page: Page): Locator => page.getByTestId('scratch-actions')
const dialogOf = (page: Page): Locator => page.getByTestId('scratch-dialog')
const member = (page: Page, name: string): Locator =>
  page.locator(`[data-testid="scratch-member"][data-name="${name}"]`)

async function start(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try changes…' }).click()
  await expect(scratchRow(page)).toHaveAttribute('aria-selected', 'true')
}

async function save(app: ElectronApplication, page: Page, name: string): Promise<string> {
  const path = join(folder, name)
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
  await page.getByRole('button', { name: 'Save layer as tar…' }).click()
  await expect(page.getByTestId('save-status')).toContainText(path)
  return path
}

test('a file is edited: its details, what is stored, and the tar that is saved and opened again', async () => {
  const { app, page } = await open()
  const before = digest()
  await start(page)
  await expect(scratchRow(page)).toContainText('The archive is not changed')
  await goTo(page, 'etc/app/conf')
  await actions(page).getByRole('button', { name: 'Edit…' }).click()
  await expect(dialogOf(page).getByTestId('writer')).toContainText('port=1')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('End')
  await page.keyboard.type('23')
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await expect(dialogOf(page)).toBeHidden()
  await expectText(page, /^port=123/)
  await expect(treeRow(page, 'conf')).toHaveAttribute('data-change', 'modified')
  await expect(details(page).getByTestId('version')).toHaveCount(2)

  await page.getByRole('button', { name: 'What is stored' }).click()
  await expect(page.getByTestId('scratch-sum')).toContainText('3 entries, 2.0 kB copied up, 2 B changed')
  await expect(member(page, 'etc/app/conf')).toContainText('content changed')
  await expect(member(page, 'etc/')).toContainText('directory above what changed')

  const path = await save(app, page, 'layer.tar')
  const entries = await independentEntries(readFileSync(path))
  expect(entries.map(({ header }) => header.name)).toEqual(['etc/', 'etc/app/', 'etc/app/conf'])
  expect(entries[2]?.body.toString()).toMatch(/^port=123\n#/)
  expect(digest()).toBe(before)

  writeFileSync(join(folder, 'again.tar'), dockerArchive([imageOf([BASE, readFileSync(path)])]))
  const again = await launch({ args: [join(folder, 'again.tar')] })
  await indexed(again.page)
  await goTo(again.page, 'etc/app/conf')
  await expectText(again.page, /^port=123/)
  await again.close()
})

test('files are deleted, renamed, added and taken back, with the numbers of each', async () => {
  const { page } = await open()
  await start(page)
  await page.getByRole('button', { name: 'What is stored' }).click()
  await goTo(page, 'etc/app/tool')
  await actions(page).getByRole('button', { name: 'Delete' }).click()
  await expect(treeRow(page, 'tool')).toHaveAttribute('data-change', 'removed')
  await expect(member(page, 'etc/app/.wh.tool')).toContainText('a whiteout hides it')
  await expect(scratchRow(page)).toContainText('−1')

  await treeRow(page, 'app').click()
  await expectPath(page, '/etc/app')
  await actions(page).getByRole('button', { name: 'Rename…' }).click()
  await dialogOf(page).getByLabel('New path').fill('/etc/moved')
  await dialogOf(page).getByRole('button', { name: 'Rename' }).click()
  await expectPath(page, '/etc/moved')
  await expect(member(page, 'etc/moved/conf')).toContainText('EXDEV')
  await expect(member(page, 'etc/.wh.app')).toBeVisible()

  await actions(page).getByRole('button', { name: 'New…' }).click()
  await dialogOf(page).getByRole('radio', { name: 'Symbolic link' }).click()
  await dialogOf(page).getByLabel('Name').fill('.wh.x')
  await dialogOf(page).getByLabel('Leads to').fill('conf')
  await dialogOf(page).getByRole('button', { name: 'Create' }).click()
  await expect(dialogOf(page).getByRole('alert')).toContainText('would be taken for a whiteout')
  await dialogOf(page).getByLabel('Name').fill('current')
  await dialogOf(page).getByRole('button', { name: 'Create' }).click()
  await expectPath(page, '/etc/moved/current')
  await expect(member(page, 'etc/moved/current')).toContainText('new')

  await page.getByRole('button', { name: 'Discard all' }).click()
  await expect(page.getByTestId('scratch')).toContainText('Nothing is changed yet')
  await page.getByRole('button', { name: 'End', exact: true }).click()
  await expect(scratchRow(page)).toBeHidden()
})

test('a mode is changed by the keyboard alone, and the layer is left by it', async () => {
  const { page } = await open()
  await page.getByRole('button', { name: 'Try changes…' }).focus()
  await page.keyboard.press('Enter')
  await expect(scratchRow(page)).toBeVisible()
  await goTo(page, 'etc/late')
  await actions(page).getByRole('button', { name: 'Mode…' }).focus()
  await page.keyboard.press('Enter')
  await expect(dialogOf(page).getByLabel('Mode, octal')).toBeFocused()
  await page.keyboard.type('9')
  await expect(dialogOf(page).getByRole('alert')).toContainText('octal')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('0600')
  await page.keyboard.press('Enter')
  await expect(dialogOf(page)).toBeHidden()
  await expect(details(page)).toContainText('rw------- 0600')

  await layers(page).focus()
  await page.keyboard.press('ArrowDown')
  await expect(layers(page).locator('[aria-selected="true"]')).toHaveAttribute('data-layer', '1')
  await page.keyboard.press('ArrowUp')
  await expect(scratchRow(page)).toHaveAttribute('aria-selected', 'true')
  await page.getByRole('button', { name: 'End', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(dialogOf(page)).toContainText('Discard the changes')
  await page.keyboard.press('Escape')
  await expect(scratchRow(page)).toBeVisible()
})

test('the menu of a file starts the container layer; closing the window says that changes are lost', async () => {
  const { app, page } = await open()
  await goTo(page, 'etc/late')
  await app.evaluate(({ Menu }) => {
    Menu.prototype.popup = function (options) {
      this.getMenuItemById('scratchDelete')?.click()
      options?.callback?.()
    }
  })
  await treeRow(page, 'late').click({ button: 'right' })
  await expect(treeRow(page, 'late')).toHaveAttribute('data-change', 'removed')
  await app.evaluate(({ dialog, BrowserWindow }) => {
    dialog.showMessageBoxSync = (...asked: unknown[]) => {
      Reflect.set(globalThis, 'asked', (asked.at(-1) as { message: string }).message)
      return 0
    }
    BrowserWindow.getAllWindows()[0]?.close()
  })
  await expect
    .poll(() => app.evaluate(() => Reflect.get(globalThis, 'asked') as unknown))
    .toBe('The changes of the container layer are lost when this window closes.')
  await expect(scratchRow(page)).toBeVisible()
})

test('terms are explained where they stand, by the keyboard too', async () => {
  const { page } = await open()
  const ask = page.getByRole('button', { name: 'What is this: Layers' })
  await ask.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('concept-text')).toContainText('An image is a stack of layers.')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('concept-text')).toBeHidden()
  await expect(ask).toBeFocused()
})
