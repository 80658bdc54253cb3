import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, layer, whiteout } from '../fixtures/layer-builder.ts'
import { launch } from './launch.ts'
import { details, expectPath, indexed, tree, treeRow, version, versions } from './reading-window.ts'

let folder: string
let path: string

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-words-'))
  path = join(folder, 'image.tar')
  writeFileSync(
    path,
    dockerArchive([
      imageOf(
        [
          layer([dir('etc'), file('etc/motd', 'hello\n'), dir('srv'), file('srv/secret', 'shipped\n')]),
          layer([file('etc/motd', 'hello again\n'), whiteout('srv/secret')]),
        ],
        { history: [{ created_by: 'ADD rootfs.tar /' }, { created_by: 'RUN /bin/sh -c rm /srv/secret' }] },
      ),
    ]),
  )
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the first row is active when the keyboard comes to the tree, before anything is selected', async () => {
  await using run = await launch({ args: [path] })
  const { page } = run
  await indexed(page)
  await expect(tree(page)).not.toHaveAttribute('aria-activedescendant')
  for (let press = 0; press < 8 && !(await tree(page).evaluate((list) => list === document.activeElement)); press += 1)
    await page.keyboard.press('F6')
  await expect(tree(page)).toBeFocused()
  const id = await treeRow(page, 'etc').getAttribute('id')
  await expect(tree(page)).toHaveAttribute('aria-activedescendant', id ?? '')
  await expect(treeRow(page, 'etc')).toHaveAttribute('aria-selected', 'false')
  await page.keyboard.press('*')
  await expect(treeRow(page, 'secret')).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await expect(treeRow(page, 'etc')).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('ArrowDown')
  await expectPath(page, '/srv')
})

test('a removed path has as many versions in the list as in its life, and its life names the instructions', async () => {
  await using run = await launch({ args: [path] })
  const { page } = run
  await indexed(page)
  await page.getByRole('radio', { name: /^Removed/ }).click()
  const row = page.getByRole('row', { name: /\/srv\/secret/ })
  await expect(row.getByRole('gridcell').nth(2)).toHaveText('1')
  await row.click()
  await expect(versions(page)).toHaveCount(2)
  await expect(details(page).getByText('1 version', { exact: true })).toBeVisible()
  await expect(version(page, 1)).toHaveAccessibleName(/rm \/srv\/secret/)
})

test('the sum of a list is told in a window of the usual size', async () => {
  await using run = await launch({ args: [path] })
  const { page } = run
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setDeviceMetricsOverride', {
    width: 1280,
    height: 800,
    deviceScaleFactor: 1,
    mobile: false,
  })
  await indexed(page)
  await page.getByRole('radio', { name: /^Removed/ }).click()
  await expect(page.getByText('8 B never seen')).toBeVisible()
})
