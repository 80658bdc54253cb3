import { expect, type Page, test } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FixtureImage } from '../fixtures/image.ts'
import { dir, file, layer } from '../fixtures/layer-builder.ts'
import { png } from '../fixtures/pictures.ts'
import { zip } from '../fixtures/zip.ts'
import { alignedRow, chip, compared, heading, titles, WrittenArchives } from './compare-window.ts'
import { dropFiles, launch } from './launch.ts'

type Members = Parameters<typeof layer>[0]

let archives: WrittenArchives

test.beforeAll(() => {
  archives = new WrittenArchives()
})

test.afterAll(() => archives[Symbol.dispose]())

function image(tag: string, ...layers: readonly Members[]): FixtureImage {
  return { tags: [tag], layers: layers.map((members) => ({ tar: layer(members) })) }
}

/** Two archives of one image each. */
function pair(name: string, a: Members, b: Members): readonly [string, string] {
  return [archives.write(`${name}-1`, image('shop/api:1', a)), archives.write(`${name}-2`, image('shop/api:2', b))]
}

const filterField = (page: Page) => page.getByRole('combobox', { name: 'Filter the paths' })
const shownNames = async (page: Page): Promise<(string | null)[]> =>
  page.getByTestId('aligned-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-name')))

test('of archives of several images those are compared that fit, and each side can choose another', async () => {
  const of = (content: string): Members => [file('a', content)]
  const a = archives.write('several-1', image('shop/web:1', of('web')), image('shop/api:1', of('1')))
  const b = archives.write('several-2', image('shop/api:2', of('2')))
  await using started = await launch()
  const { page } = started
  await expect(page.getByTestId('welcome')).toBeVisible()
  const low = await page.evaluate(() => ({ x: innerWidth / 2, y: innerHeight * 0.85 }))
  await dropFiles(page, [a, b], low)
  await compared(page)
  await expect(page.getByTestId('side-a')).toContainText('shop/api:1')
  await dropFiles(page, [b, a], low)
  await page.waitForTimeout(500)
  expect(await titles(started.app)).toEqual(['shop/api:1 ↔ shop/api:2 — Onionskin'])
  await page
    .getByTestId('side-a')
    .getByRole('button', { name: /Image of A/ })
    .click()
  await page.getByRole('option', { name: /shop\/web:1/ }).click()
  await compared(page)
  await expect(page.getByTestId('side-a')).toContainText('shop/web:1')
  await expect.poll(() => titles(started.app)).toEqual(['shop/web:1 ↔ shop/api:2 — Onionskin'])
})

test('paths are filtered as in the files: by name, expression, size and kind; what leads to them stays, dimmed', async () => {
  await using started = await launch({
    args: pair(
      'filter',
      [dir('app'), file('app/one.js', '1'), file('app/two.css', '1'), file('old.js', '12345')],
      [dir('app'), file('app/one.js', '2'), file('app/two.css', '2'), dir('new'), file('new/in.js', '')],
    ),
  })
  const { page } = started
  await compared(page)
  await filterField(page).fill('*.js')
  await expect(page.getByTestId('filter-parts')).toContainText('3 matches')
  expect(await shownNames(page)).toEqual(['app', 'one.js', 'new', 'in.js', 'old.js'])
  await page.keyboard.press('F7')
  await expect(heading(page)).toHaveText('/app/one.js')
  await page.keyboard.press('F7')
  await expect(heading(page)).toHaveText('/new/in.js')
  await filterField(page).fill('*.js change:added')
  await expect(page.getByTestId('filter-parts')).toContainText('1 match')
  await filterField(page).fill('size>=5')
  await expect.poll(() => shownNames(page)).toEqual(['old.js'])
  await filterField(page).fill('/^(one|two)/')
  await expect.poll(() => shownNames(page)).toEqual(['app', 'one.js', 'two.css'])
  await filterField(page).fill('nothing-has-this')
  await expect(page.getByText('Nothing in this view matches the filter.')).toBeVisible()
  await filterField(page).fill('/(/')
  await expect(page.getByTestId('filter-parts').getByRole('status')).not.toHaveText(/match/)
  await filterField(page).press('Escape')
  await expect(alignedRow(page, 'two.css')).toBeVisible()
  await page
    .getByRole('columnheader', { name: 'Δ size' })
    .getByRole('button')
    .or(page.getByRole('button', { name: /Δ size/ }))
    .first()
    .click()
  await expect.poll(async () => (await shownNames(page)).at(-1)).toBe('old.js')
  expect(started.pageErrors).toEqual([])
})

test('a directory that one side does not have is one difference by keyboard', async () => {
  await using started = await launch({
    args: pair(
      'whole',
      [file('a', '1'), file('z', '1')],
      [file('a', '2'), dir('new'), file('new/one', ''), dir('new/sub'), file('new/sub/two', ''), file('z', '2')],
    ),
  })
  const { page } = started
  await compared(page)
  for (const path of ['/a', '/new', '/z']) {
    await page.keyboard.press('F7')
    await expect(heading(page)).toHaveText(path)
  }
  await page.keyboard.press('Shift+F7')
  await expect(heading(page)).toHaveText('/new')
  await page.keyboard.press('Shift+F7')
  await expect(heading(page)).toHaveText('/a')
})

test('packages that differ are listed, and are in the page that is exported', async () => {
  const status = (...packages: readonly (readonly [string, string])[]): string =>
    packages.map(([name, version]) => `P:${name}\nV:${version}\nA:x86_64\n`).join('\n')
  const [a, b] = pair(
    'packages',
    [
      file('lib/apk/db/installed', status(['musl', '1.2.4'], ['curl', '8.4'])),
      file('etc/os-release', 'PRETTY_NAME="One 1"\n'),
    ],
    [
      file('lib/apk/db/installed', status(['musl', '1.2.5'], ['wget', '1.21'])),
      file('etc/os-release', 'PRETTY_NAME="One 2"\n'),
    ],
  )
  await using started = await launch({ args: [a, b] })
  const { page } = started
  await compared(page)
  await expect(chip(page, 'Packages')).toHaveText(/Packages\s*3$/)
  await chip(page, 'Packages').click()
  const line = (name: string) => page.locator(`[data-testid=package-line][data-name="${name}"]`)
  await expect(line('musl')).toHaveText(/musl.*1\.2\.4.*other version.*musl.*1\.2\.5/s)
  await expect(line('curl')).toHaveText(/curl.*8\.4.*only in A.*not here/s)
  await expect(line('wget')).toHaveText(/not here.*only in B.*wget.*1\.21/s)
  await chip(page, 'Configuration').click()
  await expect(page.locator('[data-testid=config-line][data-field=osRelease]')).toHaveText(/One 1.*One 2/s)
  await page.getByRole('button', { name: 'Swap sides' }).click()
  await chip(page, 'Packages').click()
  await expect(line('wget')).toHaveText(/wget.*only in A/s)
  const target = join(archives.folder, 'packages.html')
  await started.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, target)
  await page.getByRole('button', { name: 'Export…' }).click()
  await expect(page.getByRole('button', { name: 'Saved' })).toBeVisible()
  const html = readFileSync(target, 'utf8')
  expect(html).toContain('<h2>Packages <small>3</small></h2>')
  expect(html).toMatch(/musl <small>apk · x86_64<\/small><\/th><td><code>1\.2\.5<\/code><\/td><td><code>1\.2\.4/)
})

test('archives inside are compared by what they hold', async () => {
  const jar = (content: string, extra: string): Buffer =>
    zip([
      { name: 'META-INF/MANIFEST.MF', body: 'Manifest-Version: 1.0\n' },
      { name: 'a/Main.class', body: content },
      { name: extra, body: 'x' },
    ])
  const tar = (content: string) => layer([dir('d'), file('d/same', '1'), file('d/other', content)])
  await using started = await launch({
    args: pair(
      'inner',
      [file('app.jar', jar('one', 'old.txt')), file('data.tar', tar('abc'))],
      [file('app.jar', jar('two', 'new.txt')), file('data.tar', tar('abd'))],
    ),
  })
  const { page } = started
  await compared(page)
  await alignedRow(page, 'app.jar').click()
  const members = page.getByTestId('member-pairs')
  const told = () =>
    members
      .getByTestId('member-pair')
      .evaluateAll((rows) =>
        rows.map((row) => `${row.getAttribute('data-name')} ${row.getAttribute('data-difference')}`),
      )
  await expect(members).toContainText(
    '1 changed · 1 only A · 1 only B · 1 the same · contents told apart by size and CRC-32',
  )
  expect(await told()).toEqual(['a/Main.class changed', 'old.txt only-a', 'new.txt only-b'])
  await members.getByRole('checkbox', { name: 'Show what is the same' }).check()
  expect(await told()).toContain('META-INF/MANIFEST.MF same')
  await alignedRow(page, 'data.tar').click()
  await expect(members).toContainText('1 changed · 2 the same')
  await expect.poll(told).toEqual(['d/other changed'])
  await page.getByTestId('compared-path').getByRole('radio', { name: 'Hex' }).click()
  await expect(members).toHaveCount(0)
})

test('pictures stand beside each other, or one over the other with a seam that is moved', async () => {
  await using started = await launch({
    args: pair('pictures', [file('logo.png', png(40, 20))], [file('logo.png', png(40, 30))]),
  })
  const { page } = started
  await compared(page)
  await alignedRow(page, 'logo.png').click()
  const path = page.getByTestId('compared-path')
  await expect(path.getByRole('img', { name: 'A' })).toBeVisible()
  await expect(path.getByRole('img', { name: 'B' })).toBeVisible()
  await path.getByRole('radio', { name: 'Swipe' }).click()
  const seam = path.getByRole('slider', { name: 'How much of A is seen' })
  const cut = () =>
    path
      .getByRole('img', { name: 'A' })
      .evaluate((picture) => getComputedStyle(picture.closest('.first')!).clipPath.replaceAll(' ', ''))
  await expect(seam).toHaveValue('50')
  const before = await cut()
  await seam.press('Home')
  await expect(seam).toHaveValue('0')
  expect(await cut()).not.toBe(before)
  await seam.press('End')
  await expect(seam).toHaveValue('100')
  const box = await path.locator('.swipe').boundingBox()
  if (!box) throw new Error('there is no seam')
  await page.mouse.move(box.x + box.width - 5, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2)
  await page.mouse.up()
  await expect(seam).toHaveValue('25')
})

test('Shift+M goes to the other path of a file that moved', async () => {
  await using started = await launch({
    args: pair('moved', [file('from.txt', 'moves along\n')], [dir('to'), file('to/there.txt', 'moves along\n')]),
  })
  const { page } = started
  await compared(page)
  await alignedRow(page, 'from.txt').click()
  await page.getByTestId('aligned-tree').focus()
  await page.keyboard.press('Shift+M')
  await expect(heading(page)).toHaveText('/to/there.txt')
  await page.keyboard.press('Shift+M')
  await expect(heading(page)).toHaveText('/from.txt')
})

test('two that are the same say so, with what was compared', async () => {
  const members: Members = [dir('etc'), file('etc/a', '1')]
  const [a, b] = [
    archives.write('same-1', image('shop/api:1', members)),
    archives.write('same-2', image('shop/api:1', members)),
  ]
  await using started = await launch({ args: [a, b] })
  const { page } = started
  await compared(page)
  const said = page.getByTestId('nothing-differs')
  await expect(said).toContainText('Both sides are the same, path by path.')
  await expect(said).toContainText('2 paths compared by type, content, mode, owner, links and extended attributes.')
  await expect(said).toContainText('Both sides are the same image')
  await chip(page, 'Packages').click()
  await expect(page.getByText('No package differs.')).toBeVisible()
  await chip(page, 'Configuration').click()
  await expect(page.getByText('Tags, platform and configuration are the same.')).toBeVisible()
})

test('of an archive with a damaged layer what can be read is compared, and the layer is named', async () => {
  const whole = image('shop/api:1', [file('base', '1')], [file('app', '1')])
  const broken: FixtureImage = {
    ...whole,
    tags: ['shop/api:2'],
    layers: [whole.layers[0]!, { tar: whole.layers[1]!.tar, blob: whole.layers[1]!.tar.subarray(0, 300) }],
  }
  await using started = await launch({ args: [archives.write('whole', whole), archives.write('cut', broken)] })
  const { page } = started
  await compared(page)
  await expect(page.getByTestId('compare-lacks')).toHaveText(
    /Layer 1 of B is damaged: only what could be read of it is compared\./,
  )
  await expect(alignedRow(page, 'app')).toHaveAttribute('data-mark', 'only-a')
  await expect(alignedRow(page, 'base')).toHaveCount(0)
})

test('images with nothing in common are compared from the base on', async () => {
  const a = archives.write('apart-1', image('one:1', [file('only/one', '1')]))
  const b = archives.write('apart-2', image('two:1', [file('other/two', '2')]))
  await using started = await launch({ args: [a, b] })
  const { page } = started
  await compared(page)
  await expect(page.getByTestId('cut')).toHaveText(/another base/)
  await expect(alignedRow(page, 'only')).toHaveAttribute('data-mark', 'only-a')
  await expect(alignedRow(page, 'other')).toHaveAttribute('data-mark', 'only-b')
})

test('one layer is compared with another one, chosen at either side', async () => {
  const path = archives.write(
    'layers',
    image(
      'shop/api:1',
      [file('base', '1')],
      [dir('app'), file('app/a', '1')],
      [dir('app'), file('app/a', '2'), file('b', '')],
    ),
  )
  await using started = await launch({ args: [path] })
  await started.page.getByRole('tab', { name: 'Compare…' }).click()
  const start = started.page.getByTestId('compare-start')
  await start.getByRole('combobox', { name: 'What of A' }).selectOption({ label: 'Layer 1 alone' })
  await start.getByRole('combobox', { name: 'What of B' }).selectOption({ label: 'Layer 2 alone' })
  const opened = started.app.waitForEvent('window')
  await start.getByRole('button', { name: 'Compare', exact: true }).click()
  const page = await opened
  await compared(page)
  await expect(alignedRow(page, 'a')).toHaveAttribute('data-mark', 'changed')
  await expect(alignedRow(page, 'b')).toHaveAttribute('data-mark', 'only-b')
  await page
    .getByTestId('side-a')
    .getByRole('button', { name: /What of A/ })
    .click()
  await page.getByRole('option', { name: 'Merged up to layer 1' }).click()
  await compared(page)
  await expect(alignedRow(page, 'base')).toHaveAttribute('data-mark', 'only-a')
})

test('a window that is loaded again shows the same comparison, with the sides as they were turned', async () => {
  await using started = await launch({ args: pair('reload', [file('a', '1')], [file('a', '2')]) })
  const { page } = started
  await compared(page)
  await page.getByRole('button', { name: 'Swap sides' }).click()
  await expect(page.getByTestId('side-a')).toContainText('shop/api:2')
  await expect.poll(() => titles(started.app)).toEqual(['shop/api:2 ↔ shop/api:1 — Onionskin'])
  await page.reload()
  await compared(page)
  await expect(page.getByTestId('side-a')).toContainText('shop/api:2')
  await expect(alignedRow(page, 'a')).toHaveAttribute('data-mark', 'changed')
})

test('comparing can be stopped and gone on with', async () => {
  test.slow()
  const body = Buffer.alloc(96 * 1024 * 1024)
  for (let at = 0; at < body.length; at += 4096) body.writeUInt32LE(at ^ 0x5bd1e995, at)
  const archive = (version: number): string => {
    body.writeUInt32LE(version, body.length - 8)
    const tar = layer([file('large', body), file(`v${version}`, '')])
    return archives.write(`slow-${version}`, {
      tags: [`shop/api:${version}`],
      layers: [{ tar, compression: 'gzip' }],
    })
  }
  await using started = await launch({ args: [archive(1), archive(2)] })
  const { page } = started
  await page.getByRole('button', { name: 'Cancel' }).click({ timeout: 20_000 })
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Resume' }).click()
  await compared(page, 60_000)
  await expect(alignedRow(page, 'large')).toHaveAttribute('data-mark', 'changed')
  await expect(alignedRow(page, 'v2')).toHaveAttribute('data-mark', 'only-b')
})
