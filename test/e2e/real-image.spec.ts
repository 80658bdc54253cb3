import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { corpusAbsent, corpusArchives } from '../fixtures/corpus.ts'
import { launch } from './launch.ts'
import { details, expectPath, goTo, indexed, tree } from './reading-window.ts'

const REAL = corpusArchives(['real'], Infinity).find(({ name }) => name === 'miniapp-v1.docker.tar.gz')

test.skip(REAL === undefined, corpusAbsent ?? 'the archive is not in the corpus')

test('a real image: a version that only its mode tells from the one before is compared and saved', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'onionskin-real-'))
  await using opened = await launch({ args: [REAL!.path] })
  const { app, page } = opened
  await indexed(page)
  await goTo(page, 'app/node_modules/express/index.js')
  await page.getByRole('button', { name: 'Compare the version of layer 3 with the one before it' }).click()
  const dialog = page.getByRole('dialog', { name: /^Versions of / })
  await expect(dialog.getByRole('row', { name: /Mode.*rw-r--r-- 0644.*rw------- 0600/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await app.evaluate(
    ({ dialog: dialogs }, filePath) => {
      dialogs.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    },
    join(folder, 'index.js'),
  )
  await details(page).getByRole('button', { name: 'Save as…' }).click()
  await expect(page.getByTestId('save-status')).toContainText(join(folder, 'index.js'))
  expect(readFileSync(join(folder, 'index.js'), 'utf8')).toContain("require('./lib/express')")
  expect(opened.pageErrors).toEqual([])
  rmSync(folder, { recursive: true, force: true })
})

test('a real image: a deleted path is found by its letters, its text by search, what is left by a filter', async () => {
  await using opened = await launch({ args: [REAL!.path] })
  const { page } = opened
  await indexed(page)
  await tree(page).focus()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('lodash/fp/F.js')
  await expect(page.getByRole('option', { name: /lodash\/fp\/F\.js, removed, layers 2, 3$/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expectPath(page, '/app/node_modules/lodash/fp/F.js')
  await page.keyboard.press('Control+Shift+F')
  await page.keyboard.type("require('./stubFalse')")
  const panel = page.getByTestId('search')
  await panel.getByRole('radio', { name: 'Every version' }).click()
  await panel.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(
    panel
      .getByRole('option')
      .filter({ hasText: /lodash\/fp\/F\.js/ })
      .first(),
  ).toBeVisible({ timeout: 30_000 })
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Filter the files' }).fill('express/package.json')
  await expect(page.getByRole('treeitem', { name: /^node_modules/ }).first()).toBeVisible()
  expect(opened.pageErrors).toEqual([])
})
