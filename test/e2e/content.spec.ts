import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Page, expect, test } from '@playwright/test'
import { corpusAbsent, corpusArchives } from '../fixtures/corpus.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { elfProgram } from '../fixtures/elf.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { png } from '../fixtures/pictures.ts'
import { zip } from '../fixtures/zip.ts'
import { launch, type LaunchedApp } from './launch.ts'
import { content, expectText, goTo, indexed } from './reading-window.ts'

let folder: string
let run: LaunchedApp | null = null

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-content-'))
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

test('each file is shown as what it is: image, program, archive, JSON', async () => {
  const path = join(folder, 'kinds.tar')
  const jar = zip([
    { name: 'META-INF/MANIFEST.MF', body: 'Main-Class: a.B\n' },
    { name: 'a/B.class', body: 'x'.repeat(5000) },
  ])
  writeFileSync(
    path,
    dockerArchive([
      imageOf([
        layer([
          file('app.jar', jar),
          file('broken.png', png(300, 200).subarray(0, 26)),
          file('bomb.png', png(60_000, 60_000, 1)),
          file('data.json', '{"name":"shelf","list":[1,2]}'),
          file('logo', png(300, 200)),
          file('program', elfProgram()),
        ]),
      ]),
    ]),
  )
  const page = await open(path)

  await goTo(page, 'logo')
  await expect(content(page).getByRole('tab')).toHaveText(['Image', 'Content', 'Hex'])
  await expect(content(page).getByTestId('picture')).toContainText('PNG · 300 × 200')
  const image = content(page).getByRole('img')
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(300)
  await content(page).getByRole('button', { name: '100 %' }).click()
  await expect.poll(() => image.evaluate((element) => element.getBoundingClientRect().width)).toBe(300)

  await goTo(page, 'bomb.png')
  await expect(content(page)).toContainText('60,000 × 60,000 pixels')
  await expect(image).toHaveCount(0)

  await goTo(page, 'broken.png')
  await expect(content(page).getByRole('alert')).toContainText('could not be drawn')

  await goTo(page, 'program')
  await expect(content(page).getByTestId('elf')).toContainText('x86-64, 64 bit, little-endian')
  await expect(content(page).getByTestId('elf')).toContainText('libm.so.6')
  await content(page).getByRole('tab', { name: 'Hex' }).click()
  await expect(content(page).getByTestId('hex-row').first()).toContainText('7f 45 4c 46')

  await goTo(page, 'app.jar')
  const members = content(page).getByTestId('member')
  await expect(members).toHaveCount(2)
  await content(page).getByRole('button', { name: 'Size', exact: true }).click()
  await expect(members.first()).toContainText('a/B.class')
  await expect(members.first()).toContainText('5.0 kB')

  await goTo(page, 'data.json')
  await expectText(page, '{"name":"shelf","list":[1,2]}')
  await content(page).getByRole('button', { name: 'Pretty' }).click()
  await expectText(page, /^\{\n {2}"name": "shelf",\n/)
})

test('a large text opens with its first part, goes on where one scrolls, and goes to an offset and the end', async () => {
  const path = join(folder, 'large.tar')
  const line = (number: number): string => `${String(number).padStart(15, '0')}\n`
  const text = Array.from({ length: 1_500_000 }, (_, number) => line(number)).join('')
  writeFileSync(path, dockerArchive([imageOf([layer([file('large.log', text)])])]))
  const page = await open(path)
  await goTo(page, 'large.log')
  const part = content(page).getByTestId('text-part')
  await expect(part).toContainText('Showing the first 4 MiB of 22.9 MiB')
  await expectText(page, /^000000000000000\n/)

  const numbers = content(page).locator('.line-numbers')
  const toEnd = (): Promise<void> => page.keyboard.press('Control+End')
  await content(page).locator('.view-line').first().click()
  await toEnd()
  await expect(part).toContainText('Showing the first 8 MiB')
  await toEnd()
  await expect(part).toContainText('Showing the first 12 MiB')
  // What was read last stays in sight while the first part is let go.
  await toEnd()
  await expect(part).toContainText('Showing 12.0 MiB from 4.0 MiB on, of 22.9 MiB')
  await expectText(page, /^0000000007864\d\d$/m)
  await expect(numbers.filter({ hasText: /^7864\d\d$/ }).first()).toBeVisible()

  await content(page).getByRole('button', { name: 'End' }).click()
  await expect(part).toContainText('Showing the last')
  await expectText(page, /000000001499999/)
  await content(page).getByRole('textbox', { name: 'Go to byte' }).fill('nowhere')
  await page.keyboard.press('Enter')
  await expect(part.getByRole('alert')).toBeVisible()
  await content(page).getByRole('textbox', { name: 'Go to byte' }).fill('50%')
  await page.keyboard.press('Enter')
  await expectText(page, /000000000750000/)
  await content(page).getByRole('button', { name: 'Start' }).click()
  await expectText(page, /^000000000000000\n/)
})

test('a program of a real image tells what it is', async () => {
  const found = corpusArchives(['real'], Infinity).find(({ name }) => name === 'tiny.docker.tar')
  test.skip(found === undefined, corpusAbsent ?? 'the archive is not in the corpus')
  const page = await open(found?.path ?? '')
  await goTo(page, 'bin/sh')
  await expect(content(page).getByTestId('elf')).toContainText(/x86-64, 64 bit, little-endian/)
  await expect(content(page).getByTestId('elf')).toContainText(/stripped/)
})
