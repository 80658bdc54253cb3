import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Page, expect, test } from '@playwright/test'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { elfProgram } from '../fixtures/elf.ts'
import type { FixtureImage } from '../fixtures/image.ts'
import { dir, file, layer, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { png } from '../fixtures/pictures.ts'
import { releaseArchive } from '../fixtures/release.ts'
import { windowsArchive } from '../fixtures/windows.ts'
import { zip } from '../fixtures/zip.ts'
import { expectNothingFound } from './audit.ts'
import { launch } from './launch.ts'
import { content, expectText, goTo, indexed, tree, treeRow } from './reading-window.ts'

/* Nothing that automatic rules know keeps anybody out, in any view, by day, by night and in high contrast. */

let folder: string

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-access-'))
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, ...images: FixtureImage[]): string {
  const path = join(folder, name)
  writeFileSync(path, dockerArchive(images))
  return path
}

const BASE = { tar: layer([dir('etc'), file('etc/os-release', 'ID=fixture\n')]), createdBy: 'ADD rootfs.tar /' }

/** Contents of every kind, and a problem. */
const kinds = (): string =>
  write('kinds.tar', {
    tags: ['shop/kinds:1'],
    layers: [
      {
        tar: layer([
          file('app.jar', zip([{ name: 'META-INF/MANIFEST.MF', body: 'Main-Class: a.B\n' }])),
          file('data.json', '{"name":"shelf","list":[1,2]}'),
          file('logo', png(300, 200)),
          file('program', elfProgram()),
          file('../../etc/cron.d/evil', '* * * * * root id\n'),
          symlink('link', 'data.json'),
        ]),
        createdBy: 'COPY . /',
      },
      { tar: layer([whiteout('logo-2'), file('data.json', '{"name":"shelves"}')]), createdBy: 'RUN change' },
    ],
  })

function version(number: number): string {
  const members =
    number === 1
      ? [dir('app'), file('app/main.js', 'one\ntwo\n'), file('app/old.js', 'old\n'), file('app/from.txt', 'moved\n')]
      : [dir('app'), file('app/main.js', 'one\ntow\n'), file('app/new.js', 'new\n'), file('app/to.txt', 'moved\n')]
  return write(`version-${number}.tar`, {
    tags: [`shop/api:${number}`],
    layers: [BASE, { tar: layer(members), createdBy: 'COPY . /app # buildkit' }],
    config: { config: { Env: [`A=${number}`, 'SAME=1'], Cmd: [String(number)] } },
  })
}

/** In the few colours of a system that forces its own: what is selected, has the keyboard, and which layer it is. */
async function expectToldApart(page: Page): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active' })
  await tree(page).focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowDown')
  const seen = await page.evaluate(() => {
    const style = (selector: string): CSSStyleDeclaration => {
      const element = document.querySelector(selector)
      if (!element) throw new Error(`no ${selector}`)
      return getComputedStyle(element)
    }
    const others = [...document.querySelectorAll('[data-testid=layer-row] .track i')]
    return {
      row: style('[role=treeitem][aria-selected=false]').backgroundColor,
      selected: style('[role=treeitem][aria-selected=true]').backgroundColor,
      text: style('[role=treeitem][aria-selected=true] .text').color,
      outline: style('[role=treeitem][aria-selected=true]').outlineStyle,
      radio: style('[role=radio][aria-checked=false]').backgroundColor,
      checked: style('[role=radio][aria-checked=true]').backgroundColor,
      bars: new Set(others.map((bar) => getComputedStyle(bar).backgroundColor)).size,
    }
  })
  expect(seen.selected).not.toBe(seen.row)
  expect(seen.text).not.toBe(seen.selected)
  expect(seen.outline).toBe('solid')
  expect(seen.checked).not.toBe(seen.radio)
  expect(seen.bars).toBeGreaterThanOrEqual(5)
  await page.emulateMedia({ forcedColors: 'none' })
}

test('axe finds nothing in the views of an image', async () => {
  test.setTimeout(120_000)
  await using run = await launch()
  const { page } = run
  await expectNothingFound(page, 'welcome')
  await page.getByRole('button', { name: /sample/i }).click()
  await indexed(page)
  await goTo(page, 'srv/app/server.js')
  await expectText(page, /./)
  await expectNothingFound(page, 'files')
  await expectToldApart(page)
  await page.getByRole('radio', { name: /^Overridden/ }).click()
  await page.getByRole('row', { name: /style\.css/ }).click()
  await expectNothingFound(page, 'list of overridden paths')
  await page.getByRole('button', { name: 'Compare…' }).click()
  await expect(page.getByRole('dialog').locator('.monaco-diff-editor')).toBeVisible()
  await expectNothingFound(page, 'two versions')
  await page.keyboard.press('Escape')
  await page.getByRole('radio', { name: /^All/ }).click()
  await page.getByRole('combobox', { name: 'Filter the files' }).fill('*.js size>200B')
  await page.getByRole('button', { name: 'What can be filtered by' }).click()
  await expectNothingFound(page, 'filter')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('srv.js')
  await expect(page.getByRole('option', { name: /server\.js/ }).first()).toBeVisible()
  await expectNothingFound(page, 'palette')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Shift+F')
  await page.keyboard.type('route')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('search').getByRole('option').first()).toBeVisible()
  await expectNothingFound(page, 'search')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Verify/ }).click()
  await expect(page.getByTestId('verification')).toBeVisible()
  await expectNothingFound(page, 'verification')
  await page.getByRole('tab', { name: 'Overview' }).click()
  await expect(page.getByTestId('overview').getByRole('status').filter({ hasText: '…' })).toHaveCount(0)
  await expectNothingFound(page, 'overview')
  await page.getByRole('tab', { name: 'Compare…' }).click()
  await expect(page.getByTestId('compare-start')).toBeVisible()
  await expectNothingFound(page, 'start of a comparison')
  await run.app.evaluate(({ Menu, BrowserWindow }) => {
    const items = (Menu.getApplicationMenu()?.items ?? []).flatMap(({ submenu }) => submenu?.items ?? [])
    items.find(({ label }) => label.startsWith('Settings'))?.click({}, BrowserWindow.getAllWindows()[0], undefined)
  })
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
  await expectNothingFound(page, 'settings')
})

test('axe finds nothing in contents of every kind, nor in problems', async () => {
  test.setTimeout(120_000)
  await using run = await launch({ args: [kinds()] })
  const { page } = run
  await indexed(page)
  for (const [name, ready] of [
    ['logo', 'picture'],
    ['program', 'elf'],
    ['app.jar', 'members'],
  ] as const) {
    await goTo(page, name)
    await expect(content(page).getByTestId(ready)).toBeVisible()
    await expectNothingFound(page, name)
  }
  await goTo(page, 'program')
  await content(page).getByRole('tab', { name: 'Hex' }).click()
  await expect(content(page).getByTestId('hex-row').first()).toBeVisible()
  await page.getByRole('button', { name: /problem/ }).click()
  await expect(page.getByTestId('problem').first()).toBeVisible()
  await expectNothingFound(page, 'hex and problems')
})

test('axe finds nothing in a comparison', async () => {
  test.setTimeout(120_000)
  await using run = await launch({ args: [version(1), version(2)] })
  const { page } = run
  await expect(page.getByTestId('compare-phase')).toHaveText('Compared')
  await page.locator('[data-testid=aligned-row][data-name="main.js"]').click()
  await expect(page.getByTestId('diff')).toContainText('tow')
  await expectNothingFound(page, 'comparison')
  await page.getByRole('radio', { name: /^Configuration/ }).click()
  await expectNothingFound(page, 'comparison of configurations')
})

test('axe finds nothing in an artifact, an image of Windows, an error, and where the engine ended', async () => {
  test.setTimeout(120_000)
  const release = join(folder, 'release.tar')
  const windows = join(folder, 'windows.tar')
  const cut = join(folder, 'cut.tar')
  writeFileSync(release, releaseArchive())
  writeFileSync(windows, windowsArchive())
  writeFileSync(cut, dockerArchive([{ layers: [BASE] }]).subarray(0, 1000))
  {
    await using run = await launch({ args: [release] })
    const { page } = run
    await indexed(page)
    await page.getByRole('button', { name: /^Image: / }).click()
    await expectNothingFound(page, 'choice of images')
    await page.getByRole('option', { name: /^Attestation/ }).click()
    await expectText(page, /_type/)
    await expectNothingFound(page, 'artifact')
  }
  {
    await using run = await launch({ args: [windows] })
    const { page } = run
    await indexed(page)
    await treeRow(page, 'shelf').click()
    await expectNothingFound(page, 'image of Windows')
    await run.app.evaluate(({ app }) => {
      const engine = app
        .getAppMetrics()
        .find(({ name, serviceName }) => /engine/i.test(`${name ?? ''}${serviceName ?? ''}`))
      if (engine) process.kill(engine.pid)
    })
    await expect(page.getByTestId('engine-gone')).toBeVisible()
    await expectNothingFound(page, 'engine that ended')
  }
  await using run = await launch({ args: [cut] })
  await expect(run.page.getByTestId('open-error')).toBeVisible()
  await expectNothingFound(run.page, 'error')
})
