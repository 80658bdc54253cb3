import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { corpusAbsent, corpusArchives, oracleEntryPath } from '../fixtures/corpus.ts'
import type { OracleEntry, OracleImage } from '../fixtures/corpus.ts'
import type { FixtureImage, FixtureLayer } from '../fixtures/image.ts'
import { dir, file, layer, symlink } from '../fixtures/layer-builder.ts'
import { alignedRow, chip, compared, titles, WrittenArchives } from './compare-window.ts'
import { answerOpenDialog, dropFiles, launch } from './launch.ts'

let archives: WrittenArchives
let folder: string

test.beforeAll(() => {
  archives = new WrittenArchives()
  folder = archives.folder
})

test.afterAll(() => archives[Symbol.dispose]())

const write = (name: string, ...images: FixtureImage[]): string => archives.write(name, ...images)

const BASE: FixtureLayer = {
  tar: layer([dir('etc'), file('etc/os-release', 'ID=fixture\n')]),
  createdBy: 'ADD rootfs.tar / # buildkit',
}

function app(
  version: number,
  members: Parameters<typeof layer>[0],
  config: Record<string, unknown> = {},
): FixtureImage {
  return {
    tags: [`shop/api:${version}`],
    layers: [BASE, { tar: layer(members), createdBy: 'COPY . /app # buildkit' }],
    config: { config },
  }
}

/** Two versions with a difference of every kind. */
function versions(name: string): readonly [string, string] {
  const a = app(
    1,
    [
      dir('app'),
      file('app/main.js', 'one\ntwo\nthree\n'),
      file('app/old.js', 'old\n'),
      file('app/mode.sh', 'x\n', { mode: 0o644 }),
      file('app/moved-from.txt', 'the same wherever it is\n'),
      file('app/touched.txt', 'same\n', { mtime: 1000 }),
    ],
    { Env: ['A=1', 'SAME=1'], Cmd: ['one'] },
  )
  const b = app(
    2,
    [
      dir('app'),
      file('app/main.js', 'one\ntow\nthree\n'),
      file('app/mode.sh', 'x\n', { mode: 0o755 }),
      file('app/new.js', 'new\n'),
      file('app/touched.txt', 'same\n', { mtime: 2000 }),
      dir('app/z'),
      file('app/z/moved-to.txt', 'the same wherever it is\n'),
      symlink('app/link', 'main.js'),
    ],
    { Env: ['A=2', 'SAME=1', 'B=1'], Cmd: ['two'] },
  )
  return [write(`${name}-1`, a), write(`${name}-2`, b)]
}

test('two files on the command line are compared: header, layers, where the cache was lost, paths and their marks', async () => {
  await using started = await launch({ args: versions('line') })
  const { page } = started
  await compared(page)
  await expect.poll(() => titles(started.app)).toEqual(['shop/api:1 ↔ shop/api:2 — Onionskin'])
  await expect(page.getByTestId('side-a')).toContainText('shop/api:1')
  await expect(page.getByTestId('side-b')).toContainText('shop/api:2')
  await expect(page.getByTestId('steps')).toContainText('1 layer the same in both')
  await expect(page.getByTestId('cut')).toHaveText(/build cache was lost: the same instruction, other files/)
  for (const [name, mark] of [
    ['main.js', 'changed'],
    ['mode.sh', 'changed'],
    ['old.js', 'only-a'],
    ['new.js', 'only-b'],
    ['app', 'below'],
  ] as const)
    await expect(alignedRow(page, name)).toHaveAttribute('data-mark', mark)
  await expect(alignedRow(page, 'main.js')).toHaveAccessibleName(/^main\.js, changed, content/)
  await expect(alignedRow(page, 'mode.sh')).toHaveAccessibleName(/changed, mode/)
  await expect(alignedRow(page, 'touched.txt')).toHaveCount(0)
  await expect(alignedRow(page, 'etc')).toHaveCount(0)
  await page.getByRole('button', { name: /^Times/ }).click()
  await expect(alignedRow(page, 'touched.txt')).toHaveAttribute('data-mark', 'times')
  await page.getByRole('button', { name: 'Same', exact: true }).click()
  await expect(alignedRow(page, 'etc')).toHaveAttribute('data-mark', 'same')
  expect(started.pageErrors).toEqual([])
})

test('the contents of both sides stand beside each other, and what else differs field by field', async () => {
  await using started = await launch({ args: versions('contents') })
  const { page } = started
  await compared(page)
  await alignedRow(page, 'main.js').click()
  const path = page.getByTestId('compared-path')
  await expect(path.getByRole('heading')).toHaveText('/app/main.js')
  await expect(path.getByTestId('diff')).toContainText('tow')
  await expect(path.getByTestId('diff')).toContainText('two')
  await alignedRow(page, 'mode.sh').click()
  await expect(path.getByTestId('compared-fields')).toContainText('rw-r--r--')
  await expect(path.getByTestId('compared-fields')).toContainText('rwxr-xr-x')
  await expect(path).toContainText('The contents are the same, byte for byte.')
  await alignedRow(page, 'new.js').click()
  await expect(path).toContainText('Only in B')
  await expect(path.getByTestId('text')).toContainText('new')
})

test('a file that moved leads to its other path', async () => {
  await using started = await launch({ args: versions('moved') })
  const { page } = started
  await compared(page)
  await page.getByRole('button', { name: 'moved to /app/z/moved-to.txt' }).click()
  await expect(page.getByTestId('compared-path').getByRole('heading')).toHaveText('/app/z/moved-to.txt')
  await expect(alignedRow(page, 'moved-to.txt')).toHaveAttribute('aria-selected', 'true')
})

test('the configuration is compared by name', async () => {
  await using started = await launch({ args: versions('config') })
  const { page } = started
  await compared(page)
  await chip(page, 'Configuration').click()
  const line = (field: string) => page.locator(`[data-testid=config-line][data-field="${field}"]`)
  await expect(line('env.A')).toHaveText(/A\s*1.*changed.*A\s*2/s)
  await expect(line('env.B')).toHaveText(/not here.*only in B.*B\s*1/s)
  await expect(line('cmd')).toHaveText(/\["one"\].*\["two"\]/s)
  await expect(line('tags')).toBeVisible()
  await expect(line('env.SAME')).toHaveCount(0)
})

test('all of it by keyboard: differences one after the other, a filter, the sides turned round', async () => {
  await using started = await launch({ args: versions('keys') })
  const { page } = started
  await compared(page)
  const heading = page.getByTestId('compared-path').getByRole('heading')
  await page.keyboard.press('F7')
  await expect(heading).toHaveText('/app/link')
  await page.keyboard.press('F7')
  await expect(heading).toHaveText('/app/main.js')
  await page.keyboard.press('Shift+F7')
  await expect(heading).toHaveText('/app/link')
  await page.keyboard.press('Shift+F7')
  await expect(page.getByText('No difference before')).toBeVisible()
  await page.getByTestId('aligned-tree').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowLeft')
  await expect(alignedRow(page, 'app')).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type('new')
  await expect(heading).toHaveText('/app/new.js')
  await chip(page, 'Differences').focus()
  await page.keyboard.press('ArrowRight')
  await expect(chip(page, 'Only in A')).toBeChecked()
  await expect(alignedRow(page, 'old.js')).toBeVisible()
  await expect(alignedRow(page, 'new.js')).toHaveCount(0)
  await page.getByRole('button', { name: 'Swap sides' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('side-a')).toContainText('shop/api:2')
  await expect(chip(page, 'Only in B')).toBeChecked()
  await expect(alignedRow(page, 'old.js')).toHaveAttribute('data-mark', 'only-b')
  await expect.poll(() => titles(started.app)).toEqual(['shop/api:2 ↔ shop/api:1 — Onionskin'])
})

test('files of equal size and time but other content differ; only times, only order and only compression do not', async () => {
  const tar = (text: string, mtime: number) => layer([file('a', text, { mtime }), file('b', 'b', { mtime })])
  const image = (of: FixtureLayer): FixtureImage => ({ tags: ['t:1'], layers: [of] })
  const pairs = [
    { name: 'content', a: { tar: tar('abc', 1) }, b: { tar: tar('abd', 1) }, seen: 'changed' },
    { name: 'times', a: { tar: tar('abc', 1) }, b: { tar: tar('abc', 2) }, seen: 'Nothing differs but times.' },
    {
      name: 'order',
      a: { tar: layer([file('a', '1'), file('b', '2')]) },
      b: { tar: layer([file('b', '2'), file('a', '1')]) },
      seen: 'Both sides are the same, path by path.',
    },
    {
      name: 'compression',
      a: { tar: tar('abc', 1), compression: 'gzip' },
      b: { tar: tar('abc', 1), compression: 'zstd' },
      seen: 'Both sides are the same, path by path.',
    },
  ] as const
  for (const { name, a, b, seen } of pairs) {
    await using started = await launch({ args: [write(`${name}-a`, image(a)), write(`${name}-b`, image(b))] })
    const { page } = started
    await compared(page)
    if (seen === 'changed') await expect(alignedRow(page, 'a')).toHaveAttribute('data-mark', 'changed')
    else await expect(page.getByText(seen)).toBeVisible()
  }
})

test('two files dropped together in the lower part are compared; the same two again come to the front', async () => {
  const [a, b] = versions('dropped')
  await using started = await launch()
  const { page, app: running } = started
  await expect(page.getByTestId('welcome')).toBeVisible()
  const low = await page.evaluate(() => ({ x: innerWidth / 2, y: innerHeight * 0.85 }))
  await dropFiles(page, [a, b], low)
  await compared(page)
  await dropFiles(page, [b, a], low)
  await page.waitForTimeout(500)
  expect(await titles(running)).toEqual(['shop/api:1 ↔ shop/api:2 — Onionskin'])
})

test('a file dropped in the lower part of an open image is compared with it, in a window of its own', async () => {
  const [a, b] = versions('second')
  await using started = await launch({ args: [a] })
  const { page } = started
  await expect(page.getByText(/entries indexed in/)).toBeVisible()
  await dropFiles(page, [b], await page.evaluate(() => ({ x: innerWidth / 2, y: innerHeight * 0.85 })))
  await expect
    .poll(() => titles(started.app))
    .toEqual(['shop/api:1 — Onionskin', 'shop/api:1 ↔ shop/api:2 — Onionskin'])
})

test('File › Compare with… compares what is shown with the archive that is chosen; recent files reopen it', async () => {
  const [a, b] = versions('menu')
  const userData = mkdtempSync(join(folder, 'user-data-'))
  {
    await using started = await launch({ args: [a], userData })
    await expect(started.page.getByText(/entries indexed in/)).toBeVisible()
    await answerOpenDialog(started.app, [b])
    const opened = started.app.waitForEvent('window')
    await started.app.evaluate(({ BrowserWindow, Menu }) => {
      const item = Menu.getApplicationMenu()
        ?.items.flatMap((menu) => menu.submenu?.items ?? [])
        .find(({ label }) => label === 'Compare with…')
      item?.click(undefined, BrowserWindow.getAllWindows()[0])
    })
    await compared(await opened)
  }
  await using again = await launch({ userData })
  await again.page.getByRole('button', { name: /shop\/api:1 ↔ shop\/api:2/ }).click()
  await compared(again.page)
  await expect(alignedRow(again.page, 'main.js')).toHaveAttribute('data-mark', 'changed')
})

test('an archive that can not be read is named, and the other one can be opened', async () => {
  const [a] = versions('broken')
  const broken = join(folder, 'broken.tar')
  writeFileSync(broken, 'no archive')
  await using started = await launch({ args: [a, broken] })
  const error = started.page.getByTestId('compare-error')
  await expect(error).toContainText('B could not be opened:')
  await expect(error).toContainText('broken.tar')
  await error.getByRole('button', { name: 'Open the other one alone' }).click()
  await expect.poll(() => titles(started.app)).toContain('shop/api:1 — Onionskin')
})

test('within an archive: images, a layer against the stack below it, and the matrix of shared layers', async () => {
  const one = app(1, [file('app/a', 'one')])
  const two = app(2, [file('app/a', 'two')])
  await using started = await launch({ args: [write('both', one, two)] })
  const { page } = started
  await page.getByRole('tab', { name: 'Compare…' }).click()
  const matrix = page.getByTestId('layer-matrix')
  const opened = started.app.waitForEvent('window')
  await matrix.getByRole('button', { name: /^shop\/api:1 and shop\/api:2 share 1 layer/ }).click()
  const window = await opened
  await compared(window)
  await expect(alignedRow(window, 'a')).toHaveAttribute('data-mark', 'changed')
  const second = started.app.waitForEvent('window')
  await page
    .getByRole('combobox', { name: 'What one layer did' })
    .selectOption({ label: 'Layer 1 against the stack below it' })
  const layers = await second
  await compared(layers)
  await expect(layers.getByTestId('side-a')).toContainText('Merged up to layer 0')
  await expect(alignedRow(layers, 'app')).toHaveAttribute('data-mark', 'only-b')
})

test('the page that is exported needs no script, and what archives say in it is text', async () => {
  const evil = '<img src=x onerror=alert(1)>'
  const a = write('evil-1', app(1, [file('app/a', '1')], { Labels: { [evil]: evil } }))
  const b = write('evil-2', app(2, [file('app/a', '2'), file(`app/${evil}`, 'x')]))
  await using started = await launch({ args: [a, b] })
  const { page } = started
  await compared(page)
  const target = join(folder, 'exported.html')
  await started.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, target)
  await page.getByRole('button', { name: 'Export…' }).click()
  await expect(page.getByRole('button', { name: 'Saved' })).toBeVisible()
  const html = readFileSync(target, 'utf8')
  expect(html).not.toContain('<img')
  expect(html).not.toMatch(/<script|https?:\/\//)
  expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;')
  expect(html).toMatch(/2 differences|1 only in B · 1 changed/)
})

test('real images: what is only on one side and what changed agrees with their oracles', async () => {
  const pair = ['miniapp-v1.docker.tar.gz', 'miniapp-v2.docker.tar.gz'].map((name) =>
    corpusArchives(['real']).find((archive) => archive.name === name),
  )
  const [a, b] = pair
  test.skip(!a || !b, corpusAbsent ?? 'the pair is not in the corpus')
  if (!a || !b) return
  const [treeA, treeB] = [treeOf(a.images[0]), treeOf(b.images[0])]
  const onlyA = [...treeA.keys()].filter((path) => !treeB.has(path)).length
  const onlyB = [...treeB.keys()].filter((path) => !treeA.has(path)).length
  const changed = [...treeA].filter(([path, entry]) => treeB.has(path) && treeB.get(path) !== entry).length
  expect(onlyB).toBeGreaterThan(100)
  await using started = await launch({ args: [a.path, b.path] })
  const { page } = started
  await compared(page)
  await expect(chip(page, 'Only in A')).toHaveText(new RegExp(`Only in A\\s*${onlyA}$`))
  await expect(chip(page, 'Only in B')).toHaveText(new RegExp(`Only in B\\s*${onlyB}$`))
  await expect(chip(page, 'Changed')).toHaveText(new RegExp(`Changed\\s*${changed}$`))
})

test('real images of one archive that share four layers', async () => {
  const found = corpusArchives(['real'], Infinity).find(({ name }) => name.startsWith('debapp-v1v2'))
  test.skip(!found, corpusAbsent ?? 'the archive is not in the corpus')
  await using started = await launch({ args: [found?.path ?? ''] })
  const { page } = started
  await page.getByRole('tab', { name: 'Compare…' }).click()
  const opened = started.app.waitForEvent('window')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  const window = await opened
  await compared(window)
  await expect(window.getByTestId('steps')).toContainText('4 layers the same in both')
  await expect(window.getByTestId('cut')).toBeVisible()
})

/** Every path with all that counts as a difference, its time left out. */
function treeOf(image: OracleImage | undefined): Map<string, string> {
  const told = ({ type, mode, uid, gid, size, sha256, link, implicit }: OracleEntry): string =>
    JSON.stringify([type, mode, uid, gid, type === 'dir' ? 0 : size, sha256, link, implicit ?? false])
  const entries = (image?.tree ?? []).filter((entry) => oracleEntryPath(entry) !== '')
  return new Map(entries.map((entry) => [oracleEntryPath(entry), told(entry)]))
}
