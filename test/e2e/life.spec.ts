import { Buffer } from 'node:buffer'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Locator, type Page, expect, test } from '@playwright/test'
import { inProject } from '../../scripts/setup/project.mjs'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer, symlink } from '../fixtures/layer-builder.ts'
import { PIXEL_PNG } from '../fixtures/pictures.ts'
import { launch, type LaunchedApp } from './launch.ts'
import { details, expectPath, goTo, indexed, show } from './reading-window.ts'

let folder: string
let run: LaunchedApp | null = null

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-life-'))
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.afterEach(async () => {
  const errors = run?.pageErrors ?? []
  await run?.close()
  run = null
  expect(errors).toEqual([])
})

async function open(path: string): Promise<Page> {
  run = await launch({ args: [path] })
  await indexed(run.page)
  return run.page
}

function write(name: string, layers: readonly Uint8Array[]): string {
  const path = join(folder, name)
  writeFileSync(path, dockerArchive([imageOf(layers)]))
  return path
}

const comparison = (page: Page): Locator => page.getByRole('dialog', { name: /^Versions of / })
const bytes = (seed: number): Buffer => Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * seed) & 0xff))

test('two versions of a text are compared with the mouse, field by field and line by line', async () => {
  const page = await open(
    write('text.tar', [
      layer([file('etc/conf', 'port = 80\nhost = a\n'), file('etc/passwd', 'web:x:7:7::/:\n')]),
      layer([file('etc/conf', 'port = 8080\nhost = a\n', { mode: 0o600, uid: 7 })]),
    ]),
  )
  await goTo(page, 'etc/conf')
  await page.getByRole('button', { name: 'Compare the version of layer 1 with the one before it' }).click()
  const dialog = comparison(page)
  await expect(dialog.getByRole('row', { name: /Mode.*rw-r--r-- 0644.*rw------- 0600/ })).toBeVisible()
  await expect(dialog.getByRole('row', { name: /Owner.*root \(0\).*web \(7\)/ })).toBeVisible()
  await expect(dialog.getByTestId('differences')).toHaveText('1 difference')
  await expect(dialog.locator('.line-delete').first()).toBeVisible()
  await expect(dialog.locator('.line-insert').first()).toBeVisible()
  await dialog.getByRole('radio', { name: 'Inline' }).click()
  await expect(dialog.locator('.monaco-diff-editor')).not.toHaveClass(/side-by-side/)
  await dialog.getByRole('button', { name: 'Swap the two versions' }).click()
  await expect(dialog.getByRole('row', { name: /Mode.*rw------- 0600.*rw-r--r-- 0644/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expectPath(page, '/etc/conf')
})

test('the differences of two texts are counted and gone through by keyboard, lines that are gone among them', async () => {
  const before = Array.from({ length: 200 }, (_, at) => `line ${at}\n`)
  const after = before.with(20, 'changed\n').toSpliced(100, 2).toSpliced(170, 0, 'added\n')
  const page = await open(
    write('three.tar', [layer([file('a.txt', before.join(''))]), layer([file('a.txt', after.join(''))])]),
  )
  await goTo(page, 'a.txt')
  await page.getByRole('button', { name: 'Compare the version of layer 1 with the one before it' }).click()
  const dialog = comparison(page)
  const differences = dialog.getByTestId('differences')
  await expect(differences).toHaveText('3 differences')
  const current = dialog.locator('.current-difference')
  for (const [key, at] of [
    ['F7', 1],
    ['F7', 2],
    ['F7', 3],
    ['F7', 1],
    ['Shift+F7', 3],
    ['Shift+F7', 2],
  ] as const) {
    await page.keyboard.press(key)
    await expect(differences).toHaveText(`${at} of 3 differences`)
    await expect(current.first()).toBeVisible()
  }
  await dialog.getByRole('radio', { name: 'Inline' }).click()
  await page.keyboard.press('F7')
  await expect(differences).toHaveText(/^[1-3] of 3 differences$/)
})

test('any two of several versions are compared by keyboard; texts that differ in nothing that is seen say so', async () => {
  const page = await open(
    write('unseen.tar', [
      layer([file('a.txt', 'one\ntwo\n')]),
      layer([file('a.txt', 'something else\n')]),
      layer([file('a.txt', Buffer.from('\ufeffone\r\ntwo\r\n', 'utf16le'))]),
    ]),
  )
  await goTo(page, 'a.txt')
  await page.getByRole('button', { name: 'Compare…' }).focus()
  await page.keyboard.press('Enter')
  const dialog = comparison(page)
  await dialog.getByLabel('Before').focus()
  await page.keyboard.press('Home')
  await expect(dialog.getByTestId('comparison-notice')).toContainText('Every line is the same')
  await expect(dialog.getByText('UTF-8 → UTF-16 LE')).toBeVisible()
  await dialog.getByRole('radio', { name: 'Hex' }).click()
  await expect(dialog.getByTestId('hex-diff-row').first()).toHaveAttribute('data-mark', /changed|added/)
})

test('two versions of a binary file are laid beside each other, and their differences gone through', async () => {
  const before = Buffer.concat([bytes(7), bytes(11), bytes(13)])
  const after = Buffer.from(before)
  after[100] = 0
  const page = await open(
    write('binary.tar', [
      layer([file('data.bin', before)]),
      layer([file('data.bin', Buffer.concat([after.subarray(0, 5000), Buffer.alloc(5, 0xee), after.subarray(5000)]))]),
    ]),
  )
  await goTo(page, 'data.bin')
  await page.getByRole('button', { name: 'Compare…' }).click()
  const dialog = comparison(page)
  await expect(dialog.getByTestId('differences')).toHaveText('2 differences')
  await page.keyboard.press('F7')
  await expect(dialog.getByTestId('differences')).toHaveText('1 of 2 differences')
  await expect(dialog.locator('[data-mark="changed"]')).toContainText('00000060')
  await page.keyboard.press('F7')
  await expect(dialog.locator('[data-mark="added"]').first()).toContainText('ee')
  await page.keyboard.press('Shift+F7')
  await expect(dialog.getByTestId('differences')).toHaveText('1 of 2 differences')
})

test('two versions of an image are drawn beside each other', async () => {
  const page = await open(
    write('pictures.tar', [
      layer([file('logo.png', PIXEL_PNG)]),
      layer([file('logo.png', Buffer.concat([PIXEL_PNG, Buffer.from('more')]))]),
    ]),
  )
  await goTo(page, 'logo.png')
  await page.getByRole('button', { name: 'Compare…' }).click()
  const pictures = comparison(page).getByTestId('picture').locator('img')
  await expect(pictures).toHaveCount(2)
  for (const picture of await pictures.all())
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1)
})

test('a link leads to its target in the tree, out of a layer that does not have it too', async () => {
  const page = await open(
    write('links.tar', [layer([file('usr/bin/real', 'x')]), layer([symlink('go', 'usr/bin/real')])]),
  )
  await show(page, 1, 'This layer')
  await goTo(page, 'go')
  await details(page).getByRole('button', { name: 'usr/bin/real' }).click()
  await expectPath(page, '/usr/bin/real')
})

test('the sample tells by name who a file was given to', async () => {
  const page = await open(inProject('out', 'sample', 'onionskin-sample.tar'))
  await goTo(page, 'srv/app/server.js')
  await expect(details(page).getByText('app (100)')).toBeVisible()
})
