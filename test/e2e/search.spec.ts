import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { inProject } from '../../scripts/setup/project.mjs'
import { launch } from './launch.ts'
import { expectPath, expectText, indexed, tree } from './reading-window.ts'

const SAMPLE = inProject(join('out', 'sample', 'onionskin-sample.tar'))

test('a line of a deleted file is found and shown in its version, by keyboard alone', async () => {
  await using opened = await launch({ args: [SAMPLE] })
  const { page } = opened
  await indexed(page)
  await tree(page).focus()
  await page.keyboard.press('Control+Shift+F')
  const field = page.getByRole('textbox', { name: 'Search in contents' })
  await expect(field).toBeFocused()
  await page.keyboard.type('session_secret=')
  const panel = page.getByTestId('search')
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('status')).toHaveText(/^Nothing found in \d+ files/)
  await panel.getByRole('radio', { name: 'Every version' }).click()
  await panel.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(panel.getByRole('status')).toHaveText(/^1 match in 1 file/)
  const list = panel.getByRole('listbox', { name: 'Matches' })
  await expect(list.getByRole('option').first()).toHaveText(/\/srv\/app\/\.env.*deleted/)
  await list.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expectPath(page, '/srv/app/.env')
  await expectText(page, /SESSION_SECRET=/)
  await page.screenshot({ path: test.info().outputPath('search.png') })
  await field.fill('(')
  await panel.getByRole('button', { name: 'Regular expression' }).click()
  await field.press('Enter')
  await expect(panel.getByRole('status')).toHaveText(/regular expression/)
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  expect(opened.pageErrors).toEqual([])
})
