import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { inProject } from '../../scripts/setup/project.mjs'
import { launch } from './launch.ts'
import { expectPath, indexed, layerRow, show, tree, treeRow } from './reading-window.ts'

const SAMPLE = inProject(join('out', 'sample', 'onionskin-sample.tar'))

test('a path of any layer is found by its letters and shown in the tree, by keyboard alone', async () => {
  await using opened = await launch({ args: [SAMPLE] })
  const { page } = opened
  await indexed(page)
  await tree(page).focus()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Find a path in any layer' })
  await expect(field).toBeFocused()
  await page.keyboard.type('srv env')
  const list = page.getByRole('listbox', { name: 'Paths found' })
  const best = list.getByRole('option').first()
  await expect(best).toHaveAccessibleName(/^\/srv\/app\/\.env, removed, layers 2, 4$/)
  await expect(field).toHaveAttribute('aria-activedescendant', (await best.getAttribute('id')) ?? '')
  await page.keyboard.press('Enter')
  await expectPath(page, '/srv/app/.env')
  await expect(page.getByTestId('palette')).toHaveCount(0)
  await expect(tree(page)).toBeFocused()
  await expect(treeRow(page, '.env')).toHaveAttribute('aria-selected', 'true')
  expect(opened.pageErrors).toEqual([])
})

test('arrows choose among the paths found, Escape gives the focus back', async () => {
  await using opened = await launch({ args: [SAMPLE] })
  const { page } = opened
  await indexed(page)
  await layerRow(page, 5).click()
  await tree(page).focus()
  await page.getByRole('button', { name: 'Find a path in any layer' }).click()
  await page.keyboard.type('package')
  const options = page.getByRole('listbox', { name: 'Paths found' }).getByRole('option')
  await expect(options.first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowDown')
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(options.last()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.type('no such letters')
  await expect(page.getByText('No layer has such a path.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Find a path in any layer' })).toBeFocused()
})

test('a path that only a later layer has is shown in the view of all layers', async () => {
  await using opened = await launch({ args: [SAMPLE] })
  const { page } = opened
  await indexed(page)
  await show(page, 0, 'This layer')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('server.js')
  await expect(page.getByRole('option', { name: /^\/srv\/app\/server\.js/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expectPath(page, '/srv/app/server.js')
  await expect(page.getByRole('tree', { name: /^Files of layers 0 to 6, merged$/ })).toBeVisible()
})

test('conditions combine, matches are opened, and each can be taken out again', async () => {
  await using opened = await launch({ args: [SAMPLE] })
  const { page } = opened
  await indexed(page)
  const field = page.getByRole('combobox', { name: 'Filter the files' })
  await field.fill('*.js change:removed')
  await expect(page.getByTestId('filter-parts').getByRole('status')).toHaveText(/match/)
  const rows = tree(page).getByRole('treeitem')
  const names = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-name')))
  expect(names.filter((name) => name?.endsWith('.js')).length).toBeGreaterThan(0)
  for (const change of await rows
    .filter({ has: page.locator('.text', { hasText: /\.js$/ }) })
    .evaluateAll((all) => all.map((row) => row.getAttribute('data-change'))))
    expect(change).toBe('removed')
  const few = await rows.count()
  await page.getByRole('button', { name: 'Remove change:removed' }).click()
  await expect(field).toHaveValue('*.js')
  await expect.poll(() => rows.count()).toBeGreaterThan(few)
  await expect(treeRow(page, 'server.js')).toBeVisible()
  await field.fill('no-such-name')
  await expect(page.getByText('Nothing in this view matches the filter.')).toBeVisible()
  await field.press('Escape')
  await expect(field).toHaveValue('')
  await expect(treeRow(page, 'usr')).toBeVisible()
  await field.fill('/(/')
  await expect(page.getByTestId('filter-parts').getByRole('status')).toHaveText(/regular expression/)
  expect(opened.pageErrors).toEqual([])
})

test('the kinds of condition are offered and completed by keyboard', async () => {
  await using opened = await launch({ args: [SAMPLE] })
  const { page } = opened
  await indexed(page)
  const field = page.getByRole('combobox', { name: 'Filter the files' })
  await field.focus()
  await page.keyboard.press('ArrowDown')
  const offered = page.getByRole('listbox', { name: 'What can be filtered by' })
  await expect(offered.getByRole('option')).toHaveCount(7)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('type:')
  await page.keyboard.type('li')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('type:link ')
  await expect(treeRow(page, 'lib')).toBeVisible()
  await expect(treeRow(page, 'home')).toHaveCount(0)
})
