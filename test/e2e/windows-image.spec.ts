import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, layer } from '../fixtures/layer-builder.ts'
import { windowsArchive } from '../fixtures/windows.ts'
import { launch } from './launch.ts'
import { details, expectPath, indexed, layerRow, tree, treeRow } from './reading-window.ts'

let folder: string

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-windows-'))
  writeFileSync(join(folder, 'windows.tar'), windowsArchive())
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the tree of a Windows image begins with drive C; all that its layers hold is one click away', async () => {
  await using run = await launch({ args: [join(folder, 'windows.tar')] })
  const { page } = run
  await indexed(page)
  const names = () =>
    tree(page)
      .getByRole('treeitem')
      .evaluateAll((rows) => rows.map((row) => `${row.getAttribute('aria-level')} ${row.getAttribute('data-name')}`))
  await expect.poll(names).toEqual(['1 Users', '1 Windows', '1 shelf'])
  await treeRow(page, 'shelf').dblclick()
  await treeRow(page, 'shelf.ini').click()
  await expectPath(page, '/Files/shelf/shelf.ini')
  await expect(details(page)).toContainText('C:\\shelf\\shelf.ini')

  // What is selected stays so, where it is in the other tree.
  await page.getByRole('radio', { name: 'As stored' }).click()
  await expect(treeRow(page, 'shelf.ini')).toHaveAttribute('aria-selected', 'true')
  await expect(treeRow(page, 'shelf.ini')).toHaveAttribute('aria-level', '3')
  await expect(treeRow(page, 'UtilityVM')).toBeVisible()
  await treeRow(page, 'Hives').dblclick()
  await treeRow(page, 'Software_Delta').click()
  await expect(details(page)).toContainText('what this layer changes in HKEY_LOCAL_MACHINE\\SOFTWARE')

  // A layer's own tree begins there too, and every layer has its own nodes.
  await page.getByRole('radio', { name: 'C:\\' }).click()
  await expect(treeRow(page, 'shelf.ini')).toBeVisible()
  await layerRow(page, 0).click()
  await page.getByRole('radio', { name: 'This layer' }).click()
  await expect
    .poll(async () => (await names()).filter((name) => name.startsWith('1 ')))
    .toEqual(['1 Users', '1 Windows'])
  await page.getByRole('radio', { name: /^Removed/ }).click()
  await expect(page.getByTestId('windows-notice')).toHaveCount(0)
  expect(run.pageErrors).toEqual([])
})

test('an image of Linux has no drive', async () => {
  const path = join(folder, 'linux.tar')
  writeFileSync(path, dockerArchive([imageOf([layer([dir('Files'), file('Files/x', 'x')])])]))
  await using run = await launch({ args: [path] })
  await indexed(run.page)
  await expect(treeRow(run.page, 'Files')).toBeVisible()
  await expect(run.page.getByTestId('windows-notice')).toHaveCount(0)
})
