import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ElectronApplication, type Page, expect, test } from '@playwright/test'
import { dir, file, layer, whiteout } from '../fixtures/layer-builder.ts'
import { WrittenArchives } from './compare-window.ts'
import { launch } from './launch.ts'
import { indexed, layerRow, show } from './reading-window.ts'

let archives: WrittenArchives

test.beforeAll(() => {
  archives = new WrittenArchives()
})

test.afterAll(() => archives[Symbol.dispose]())

function archive(): string {
  const layers = [
    [dir('etc'), file('etc/one', 'one\n'), file('etc/two', 'two\n'), file('etc/three', 'three\n')],
    [file('etc/one', 'ONE\n'), whiteout('etc/two')],
    [file('etc/one', 'One again\n'), whiteout('etc/three'), file('etc/last', '')],
    [file('etc/last', 'written again\n')],
  ]
  return archives.write('lists', { tags: ['t:1'], layers: layers.map((members) => ({ tar: layer(members) })) })
}

const paths = (page: Page): Promise<(string | null)[]> =>
  page.getByTestId('list-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-path')).sort())
const list = (page: Page, name: 'Overridden' | 'Removed') => page.getByRole('radio', { name: new RegExp(`^${name}`) })

/** Makes the menu of a row choose this at once. */
async function chooseFromMenus(app: ElectronApplication, action: string): Promise<void> {
  await app.evaluate(({ Menu }, id) => {
    Menu.prototype.popup = function (options) {
      this.getMenuItemById(id)?.click()
      options?.callback?.()
    }
  }, action)
}

test('the lists are of all layers up to one, or of what one layer did', async () => {
  await using started = await launch({ args: [archive()] })
  const { page } = started
  await indexed(page)
  await show(page, 2, 'Merged up to here')
  await list(page, 'Removed').click()
  await expect.poll(() => paths(page)).toEqual(['/etc/three', '/etc/two'])
  await expect(list(page, 'Removed')).toHaveText(/Removed\s*2$/)
  await page.getByRole('radio', { name: 'This layer' }).click()
  await expect.poll(() => paths(page)).toEqual(['/etc/three'])
  await expect(list(page, 'Removed')).toHaveText(/Removed\s*1$/)
  await list(page, 'Overridden').click()
  await expect.poll(() => paths(page)).toEqual(['/etc/one'])
  await layerRow(page, 3).click()
  await expect.poll(() => paths(page)).toEqual(['/etc/last'])
  await list(page, 'Removed').click()
  await expect(page.getByText('This layer removes no path.')).toBeVisible()
  await layerRow(page, 0).click()
  await list(page, 'Overridden').click()
  await expect(page.getByText('This layer overrides no path of the layers below it.')).toBeVisible()
})

test('a path of a list has the menu that it has in the tree, also where one layer is shown', async () => {
  await using started = await launch({ args: [archive()] })
  const { page, app } = started
  await indexed(page)
  for (const scope of ['Merged up to here', 'This layer'] as const) {
    await show(page, 2, scope)
    await list(page, 'Removed').click()
    const target = join(archives.folder, `saved ${scope}`)
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, target)
    await chooseFromMenus(app, 'save')
    await page.locator('[data-testid=list-row][data-path="/etc/three"]').click({ button: 'right' })
    await expect(page.getByTestId('save-status')).toContainText(target)
    expect(readFileSync(target, 'utf8')).toBe('three\n')
    await page.getByRole('radio', { name: /^All/ }).click()
  }
  await list(page, 'Overridden').click()
  await page.locator('[data-testid=list-row][data-path="/etc/one"]').click()
  await app.evaluate(({ clipboard }) => clipboard.writeText(''))
  await chooseFromMenus(app, 'copyPath')
  await page.locator('[data-testid=list-row][data-path="/etc/one"]').click({ button: 'right' })
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('/etc/one')
})
