import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, type Locator, type Page, expect, test } from '@playwright/test'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { dir, file, layer } from '../fixtures/layer-builder.ts'
import { releaseArchive } from '../fixtures/release.ts'
import { launch } from './launch.ts'
import { content, details, expectPath, indexed, layers, tree, treeRow, versions } from './reading-window.ts'

/* Everything that can be done with a mouse, done without one; where the keyboard is can be seen at each step. */

let folder: string

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-keyboard-'))
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Expects that the keyboard is somewhere, and that this is seen: by a ring, or by the caret of a field. */
async function expectSeen(page: Page): Promise<void> {
  const seen = (): Promise<string> =>
    page.evaluate(() => {
      const active = document.activeElement
      if (!active || active === document.body) return 'the keyboard is nowhere'
      if (active.matches('input, select, .monaco-editor *')) return ''
      const box = active.getBoundingClientRect()
      if (box.width < 1 || box.height < 1 || !active.checkVisibility({ visibilityProperty: true }))
        return `${active.outerHTML.slice(0, 80)} is not seen`
      const row = document.getElementById(active.getAttribute('aria-activedescendant') ?? '')
      // Of a list the row has the ring, of a map the cell its edge, of a menu the row its ground.
      const marked = [active, row, active.querySelector(':scope > .scroll')].some((element) => {
        if (!element) return false
        const { outlineStyle, outlineWidth } = getComputedStyle(element)
        const edge = element.querySelector('.area')
        return (
          (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) ||
          (edge !== null && Number.parseFloat(getComputedStyle(edge).strokeWidth) >= 2) ||
          (element.matches('.option') && getComputedStyle(element).backgroundColor !== 'rgba(0, 0, 0, 0)')
        )
      })
      return marked ? '' : `nothing marks ${active.outerHTML.slice(0, 120)}`
    })
  await expect.poll(seen).toBe('')
}

/** Presses keys one after the other; where the keyboard is afterwards is seen. */
async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key)
    await expectSeen(page)
  }
}

/** Goes on with a key until the keyboard is there. */
async function goOn(page: Page, target: Locator, key = 'Tab', most = 60): Promise<void> {
  for (let at = 0; at < most; at += 1) {
    if ((await target.count()) === 1 && (await target.evaluate((element) => element === document.activeElement))) return
    await press(page, key)
  }
  await expect(target).toBeFocused()
}

async function answerSaveDialog(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
}

test('an image is read by keyboard alone', async () => {
  test.setTimeout(120_000)
  await using run = await launch()
  const { app, page } = run
  await expect(page.getByRole('button', { name: /sample/i })).toBeVisible()
  await page.keyboard.press('Tab')
  await goOn(page, page.getByRole('button', { name: /sample/i }))
  await page.keyboard.press('Enter')
  await indexed(page)
  await expect(tree(page)).toHaveAttribute('aria-busy', 'false')

  // Layers, and what of them is shown.
  await goOn(page, layers(page), 'F6')
  await press(page, 'Home', 'ArrowDown', 'ArrowDown')
  await expect(page.getByRole('option', { name: /^Layer 4,/ })).toHaveAttribute('aria-selected', 'true')
  await goOn(page, page.getByRole('radio', { name: 'Merged up to here' }), 'Shift+Tab')
  await press(page, 'ArrowLeft')
  await expect(page.getByRole('tree', { name: 'Files of layer 4', exact: true })).toBeVisible()
  await press(page, 'ArrowRight')
  await goOn(page, layers(page), 'F6')
  await press(page, 'Home')

  // The tree.
  await goOn(page, tree(page), 'F6')
  await expect(tree(page)).toHaveAttribute('aria-busy', 'false')
  await press(page, 'End', 'Home', '*')
  await expect(treeRow(page, 'etc')).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.type('srv')
  await expectPath(page, '/srv')
  await press(page, 'ArrowRight', 'ArrowRight')
  await expectPath(page, '/srv/app')
  await press(page, 'ArrowRight')
  // What is typed after a pause is another name.
  await page.waitForTimeout(1100)
  await page.keyboard.type('server')
  await expectPath(page, '/srv/app/server.js')

  // The menu of a row, which is the system's own.
  await app.evaluate(({ Menu }) => {
    const shown: string[] = []
    Object.assign(globalThis, { shown })
    Menu.prototype.popup = function (options) {
      shown.push(...this.items.map(({ id }) => id))
      options?.callback?.()
    }
  })
  await press(page, 'Shift+F10')
  const shown = () => app.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)
  await expect.poll(shown).toContain('copyPath')
  await expect(tree(page)).toBeFocused()

  // The details: versions, contents, saving, comparing.
  await goOn(page, details(page).getByRole('heading', { level: 2 }), 'F6')
  await answerSaveDialog(app, join(folder, 'saved.js'))
  await goOn(page, details(page).getByRole('button', { name: 'Save as…' }))
  await press(page, 'Enter')
  await expect(page.getByTestId('save-status')).toContainText('saved.js')
  expect(readFileSync(join(folder, 'saved.js'), 'utf8')).toContain('createServer')
  await goOn(page, versions(page).nth(1))
  await press(page, 'Enter')
  await expect(versions(page).nth(1)).toHaveAttribute('aria-current', 'true')
  await goOn(page, content(page).getByRole('tab', { name: 'Content' }))
  await press(page, 'ArrowRight')
  await expect(content(page).getByRole('tab', { name: 'Hex' })).toBeFocused()
  await goOn(page, page.getByRole('button', { name: 'Compare…', exact: true }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: /^Versions of / })
  await expect(dialog).toBeVisible()
  for (let at = 0; at < 15; at += 1) {
    await page.keyboard.press('Tab')
    const inside = await dialog.evaluate(
      (element) => element.contains(document.activeElement) || document.activeElement === document.body,
    )
    expect(inside, 'a dialog keeps the keyboard').toBe(true)
  }
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Compare…', exact: true })).toBeFocused()

  // The lists and the filter.
  await goOn(page, tree(page), 'F6')
  await goOn(page, page.getByRole('radio', { name: /^All/ }), 'Shift+Tab')
  await press(page, 'ArrowRight', 'ArrowRight')
  await goOn(page, page.getByRole('combobox', { name: 'Filter the files' }))
  await page.keyboard.type('*.js')
  await expect(page.getByTestId('filter-parts')).toContainText('*.js')
  await page.keyboard.press('Escape')
  const list = page.locator('[data-focus=files]')
  await goOn(page, list, 'F6')
  await press(page, 'End', 'Home', 'ArrowDown')

  // Paths and contents.
  await press(page, 'Control+k')
  await page.keyboard.type('srv.js')
  await expect(page.getByRole('option', { name: /server\.js/ }).first()).toBeVisible()
  await press(page, 'ArrowDown', 'ArrowUp')
  await page.keyboard.press('Enter')
  await expectPath(page, '/srv/app/server.js')
  await expectSeen(page)
  await press(page, 'Control+Shift+F')
  await page.keyboard.type('route')
  await press(page, 'Enter')
  const found = page.getByTestId('search').getByRole('listbox')
  await expect(found.getByRole('option').first()).toBeVisible()
  await goOn(page, found)
  await press(page, 'ArrowDown', 'Enter')
  await page.keyboard.press('Escape')

  // The overview.
  await press(page, 'Control+1')
  await expect(page.getByTestId('overview').getByRole('status').filter({ hasText: '…' })).toHaveCount(0)
  await goOn(page, page.locator('[data-focus=treemap]'), 'F6')
  await press(page, 'ArrowRight', 'Enter', 'Escape')
  await goOn(page, page.getByTestId('worst-path').first())
  await press(page, 'Enter')
  await expect(tree(page)).toBeVisible()

  // Digests and problems.
  await goOn(page, page.getByRole('button', { name: 'Verify' }), 'Tab', 80)
  await page.keyboard.press('Enter')
  const result = page.locator('footer button[aria-expanded]').first()
  await expect(page.getByTestId('verification').locator('button.result')).toBeVisible()
  await expectSeen(page)
  await goOn(page, result)
  await press(page, 'Enter')
  await expect(result).toHaveAttribute('aria-expanded', 'true')
  expect(run.pageErrors).toEqual([])
})

test('two images are compared by keyboard alone, from where a comparison begins', async () => {
  test.setTimeout(120_000)
  const path = join(folder, 'pair.tar')
  const image = (number: number) => ({
    tags: [`shop/api:${number}`],
    layers: [
      {
        tar: layer([dir('app'), file('app/main.js', `one\n${number}\n`), file(`app/${number}.js`, `${number}`)]),
        createdBy: `COPY ${number} /app`,
      },
    ],
  })
  writeFileSync(path, dockerArchive([image(1), image(2)]))
  await using run = await launch({ args: [path] })
  const { app, page } = run
  await indexed(page)
  await press(page, 'Control+3')
  await goOn(page, page.getByRole('button', { name: 'Compare', exact: true }))
  const [other] = await Promise.all([app.waitForEvent('window'), page.keyboard.press('Enter')])
  await expect(other.getByTestId('compare-phase')).toHaveText('Compared', { timeout: 30_000 })
  await other.keyboard.press('F6')
  await goOn(other, other.getByTestId('aligned-tree'), 'F6')
  const heading = other.getByTestId('compared-path').getByRole('heading').first()
  await press(other, 'F7')
  await expect(heading).toHaveText(/^\/app\//)
  const first = await heading.innerText()
  await press(other, 'F7')
  await expect(heading).not.toHaveText(first)
  await press(other, 'Shift+F7')
  await expect(heading).toHaveText(first)
  await goOn(other, other.getByRole('button', { name: /^Swap/ }))
  await press(other, 'Enter')
  await expect(other.getByTestId('side-a')).toContainText('shop/api:2')
  await answerSaveDialog(app, join(folder, 'page.html'))
  await expect(other.getByRole('button', { name: /^Export/ })).toBeEnabled()
  await goOn(other, other.getByRole('button', { name: /^Export/ }))
  await press(other, 'Enter')
  await expect.poll(() => existsSync(join(folder, 'page.html'))).toBe(true)
  await expectSeen(other)
})

test('what is no image is chosen in the picker by keyboard', async () => {
  const path = join(folder, 'release.tar')
  writeFileSync(path, releaseArchive())
  await using run = await launch({ args: [path] })
  const { page } = run
  await indexed(page)
  await page.keyboard.press('Tab')
  await goOn(page, page.getByRole('button', { name: /^Image: / }))
  await press(page, 'ArrowDown', 'End')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('artifact')).toBeVisible()
  await expectSeen(page)
})
