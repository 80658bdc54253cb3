import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { corpusAbsent, corpusArchives } from '../fixtures/corpus.ts'
import { moduleArchive, releaseArchive } from '../fixtures/release.ts'
import { launch, type LaunchedApp } from './launch.ts'
import { content, expectText, indexed, treeRow } from './reading-window.ts'

let folder: string
let run: LaunchedApp | null = null

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-artifacts-'))
  writeFileSync(join(folder, 'release.tar'), releaseArchive())
  writeFileSync(join(folder, 'module.tar'), moduleArchive())
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
  return run.page
}

const picker = (page: Page): Locator => page.getByRole('button', { name: /^(Image|What is shown): / })
const artifact = (page: Page): Locator => page.getByRole('region', { name: 'Artifact' })
const blob = (page: Page): Locator => page.getByRole('region', { name: 'Selected blob' })
const parts = (page: Page): Locator => page.getByRole('listbox', { name: 'Manifest and blobs of the artifact' })
const heading = (page: Page): Locator => artifact(page).getByRole('heading', { level: 2 })

test('an attestation says what it is, what it speaks of and what it states, and leads back to the image', async () => {
  const page = await open(join(folder, 'release.tar'))
  await indexed(page)
  await treeRow(page, 'etc').click()
  await picker(page).click()
  await page.getByRole('option', { name: /^Attestation/ }).click()
  await expect(heading(page)).toHaveText('Attestation (in-toto)')
  await expect(artifact(page)).toContainText('linux/amd64')
  await expect(page.getByText('unknown/unknown')).toHaveCount(0)
  await expect(parts(page).getByRole('option')).toHaveText([
    /^Manifest/,
    /^Config/,
    /^Bill of materials \(SPDX\)/,
    /^Provenance \(SLSA\)/,
  ])
  // The statement is stored on one line.
  await expectText(page, /^\{\n {2}"_type": "https:\/\/in-toto\.io\/Statement/)
  await expect(content(page)).toContainText('laid out for reading')
  await expect(blob(page)).toContainText('https://spdx.dev/Document')
  await expect(blob(page)).toContainText('pkg:docker/onionskin.example/shelf:2.0.0')
  await parts(page).focus()
  await page.keyboard.press('End')
  await expect(blob(page).getByRole('heading', { level: 2 })).toHaveText('Provenance (SLSA)')
  await expectText(page, /mobyproject\.org/)
  await page.keyboard.press('Home')
  await expectText(page, /"schemaVersion": 2/)
  await artifact(page)
    .getByRole('button', { name: /shelf:2\.0\.0 · linux\/amd64/ })
    .click()
  // The image is as it was left.
  await expect(treeRow(page, 'etc')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByText(/entries indexed in/)).toBeVisible()
})

test('a chart is chosen by keyboard; a blob that is absent says so, one that is no text is shown as bytes', async () => {
  const page = await open(join(folder, 'release.tar'))
  await indexed(page)
  await picker(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(heading(page)).toHaveText('Helm chart')
  await expect(artifact(page)).toContainText('A shelf for pictures')
  await expect(blob(page)).toContainText('shelf-2.0.0.tgz')
  await expect(page.getByTestId('hex-row').first()).toContainText('1f c2 8b 08')
  await page.keyboard.press('F6')
  await expect(parts(page)).toBeFocused()
  await page.keyboard.press('End')
  await expect(parts(page).getByRole('option', { selected: true })).toContainText('not in this archive')
  await expect(content(page)).toContainText('The archive does not hold this blob.')
})

test('an image that is only listed says that it is absent', async () => {
  const page = await open(join(folder, 'release.tar'))
  await picker(page).click()
  await page.getByRole('option', { name: /^Image that is not in this archive/ }).click()
  await expect(heading(page)).toHaveText('Image that is not in this archive')
  await expect(artifact(page)).toContainText('linux/arm64/v8')
  await expect(parts(page)).toHaveCount(0)
})

test('an archive without any image shows what it holds', async () => {
  const page = await open(join(folder, 'module.tar'))
  await expect(heading(page)).toHaveText('WebAssembly module')
  await expect(artifact(page)).toContainText('onionskin.example/module:1')
  await expect(page.getByTestId('hex-row').first()).toContainText('00 61 73 6d')
  await expect(page.getByRole('button', { name: 'Verify' })).toHaveCount(0)
})

test('the Helm chart of the corpus', async () => {
  const found = corpusArchives(['synthetic']).find(({ name }) => name.startsWith('s-oci-helm-artifact'))
  test.skip(found === undefined, corpusAbsent ?? 'the archive is not in the corpus')
  const page = await open(found!.path)
  await expect(heading(page)).toHaveText('Helm chart')
  await expect(parts(page).getByRole('option').first()).toBeVisible()
})
