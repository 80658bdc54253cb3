import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { sandboxArguments } from '../../scripts/setup/sandbox.mjs'
import { gzip, zstd } from '../fixtures/compression.ts'
import { corpusAbsent, corpusArchives } from '../fixtures/corpus.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, layer, whiteout } from '../fixtures/layer-builder.ts'
import { ociLayout, writeFolder } from '../fixtures/oci-layout.ts'
import { answerOpenDialog, dropFiles, launch, startedApp } from './launch.ts'

let folder: string

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-opening-'))
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const TARS = [
  layer([dir('etc'), file('etc/motd', 'hello\n'), file('secret', 'hidden but shipped\n')]),
  layer([file('etc/motd', 'hello again\n'), whiteout('secret')]),
]

/** An image of two layers that is called `example.test/NAME:1`. */
const image = (name: string) => imageOf(TARS, { tags: [titleOf(name)] })
const titleOf = (name: string) => `example.test/${name}:1`

/** Writes an archive that is called `NAME.tar` and tells its path. */
const archive = (name: string) => write(`${name}.tar`, dockerArchive([image(name)]))

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

/** Titles of all windows without the app's name, sorted; the welcome view has none. */
const titles = (app: ElectronApplication) =>
  app.evaluate(({ app: { name }, BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .map((window) => window.getTitle())
      .map((title) => (title === name ? '' : title.replace(` — ${name}`, '')))
      .sort(),
  )

const focusedTitle = (app: ElectronApplication) =>
  app.evaluate(({ app: { name }, BrowserWindow }) =>
    BrowserWindow.getFocusedWindow()?.getTitle().replace(` — ${name}`, ''),
  )

const files = (page: Page) => page.getByRole('tree', { name: /^Files of layer/ })
const expectOpened = (page: Page) =>
  expect(files(page).getByRole('treeitem', { name: /^etc, directory/ })).toBeVisible()
const expectWelcome = (page: Page) =>
  expect(page.getByRole('heading', { name: 'What is in this image?' })).toBeVisible()

/** Starts the app a second time, as a desktop or a terminal does, and waits until that instance has left. */
async function startAgain(userData: string, values: readonly string[], workingDirectory = folder): Promise<void> {
  const { program, args } = startedApp()
  const switches = [...sandboxArguments(program), '--disable-gpu', `--user-data-dir=${userData}`]
  const again = spawn(program, [...switches, ...args, ...values], { cwd: workingDirectory, stdio: 'ignore' })
  const code = await new Promise((resolve) => again.once('exit', resolve))
  expect(code).toBe(0)
}

test.describe('an archive is opened', () => {
  test('by an argument', async () => {
    await using started = await launch({ args: [archive('argument')] })
    await expectOpened(started.page)
    await expect.poll(() => titles(started.app)).toEqual([titleOf('argument')])
    expect(started.pageErrors).toEqual([])
  })

  test('several arguments: each in a window of its own', async () => {
    await using started = await launch({ args: [archive('first'), archive('second'), archive('third')] })
    await expect.poll(() => titles(started.app)).toEqual(['first', 'second', 'third'].map(titleOf))
  })

  test('by a drop of a real file on the welcome view, in the same window', async () => {
    await using started = await launch()
    await expectWelcome(started.page)
    await dropFiles(started.page, [archive('dropped')])
    await expectOpened(started.page)
    await expect.poll(() => titles(started.app)).toEqual([titleOf('dropped')])
  })

  test('by a drop of two files: the second gets a window', async () => {
    await using started = await launch()
    await expectWelcome(started.page)
    await dropFiles(started.page, [archive('left'), archive('right')])
    await expect.poll(() => titles(started.app)).toEqual(['left', 'right'].map(titleOf))
  })

  test('by a drop on a window that shows an archive: both stay', async () => {
    await using started = await launch({ args: [archive('here')] })
    await expectOpened(started.page)
    await dropFiles(started.page, [archive('there')])
    await expect.poll(() => titles(started.app)).toEqual(['here', 'there'].map(titleOf))
  })

  test('by the Open dialog', async () => {
    await using started = await launch({ openDialogAnswer: [archive('chosen')] })
    await expectWelcome(started.page)
    await started.page.getByRole('button', { name: 'Open…' }).click()
    await expectOpened(started.page)
    await expect.poll(() => titles(started.app)).toEqual([titleOf('chosen')])
  })

  test('not at all where the Open dialog is cancelled', async () => {
    await using started = await launch({ openDialogAnswer: [] })
    await started.page.getByRole('button', { name: 'Open…' }).click()
    await expectWelcome(started.page)
    expect(await titles(started.app)).toEqual([''])
  })

  test('by the menu, with the keys that every app has for it', async () => {
    await using started = await launch({ openDialogAnswer: [archive('menu')] })
    await expectWelcome(started.page)
    const accelerator = await started.app.evaluate(({ BrowserWindow, Menu }) => {
      const item = Menu.getApplicationMenu()
        ?.items.flatMap((menu) => menu.submenu?.items ?? [])
        .find(({ label }) => label === 'Open…')
      item?.click(undefined, BrowserWindow.getAllWindows()[0])
      return item?.accelerator
    })
    expect(accelerator).toBe('CmdOrCtrl+O')
    await expectOpened(started.page)
  })

  test('by the sample button, and the sample is no recent file', async () => {
    await using started = await launch()
    await started.page.getByRole('button', { name: 'Try the sample' }).click()
    await expect(files(started.page)).toBeVisible()
    await expect.poll(() => titles(started.app)).not.toEqual([''])
    expect(await started.page.evaluate(() => window.onionskin.recentFiles())).toEqual([])
  })

  test('as macOS hands it over', async () => {
    await using started = await launch({ args: [archive('finder')] })
    await expectOpened(started.page)
    await started.app.evaluate(
      ({ app }, path) => app.emit('open-file', { preventDefault: () => {} }, path),
      archive('dock'),
    )
    await expect.poll(() => titles(started.app)).toEqual(['dock', 'finder'].map(titleOf))
  })

  test('compressed as a whole, and as a folder', async () => {
    const layout = join(folder, 'layout')
    await writeFolder(ociLayout([image('folder')]), layout)
    await using started = await launch({
      args: [
        write('whole.tar.gz', gzip(dockerArchive([image('gzip')]))),
        write('whole.tar.zst', zstd(dockerArchive([image('zstd')]))),
        layout,
      ],
    })
    await expect.poll(() => titles(started.app)).toEqual(['folder', 'gzip', 'zstd'].map(titleOf))
  })

  test('as real tools wrote it, in every format and compression', async () => {
    test.skip(corpusAbsent !== null, corpusAbsent ?? '')
    const paths = corpusArchives(['real'])
      .filter(({ name }) => /^(tiny|mini-multi|below-symlink)\b/.test(name))
      .map(({ path }) => path)
    expect(paths.length).toBeGreaterThan(5)
    await using started = await launch({ args: paths })
    // All of them start at once.
    await expect.poll(() => started.app.windows().length, { timeout: 30_000 }).toBe(paths.length)
    for (const page of started.app.windows())
      await expect(files(page).getByRole('treeitem').first()).toBeVisible({ timeout: 30_000 })
    expect(started.pageErrors).toEqual([])
  })
})

test.describe('one archive has one window', () => {
  test('a second start brings it to the front, and opens others relative to where it was typed', async () => {
    const first = archive('one')
    archive('other')
    symlinkSync(first, join(folder, 'link-to-one.tar'))
    await using started = await launch({ args: [first] })
    await expectOpened(started.page)

    await startAgain(started.userData, ['other.tar'])
    await expect.poll(() => titles(started.app)).toEqual(['one', 'other'].map(titleOf))

    mkdirSync(join(folder, 'below'), { recursive: true })
    await startAgain(started.userData, ['../link-to-one.tar'], join(folder, 'below'))
    await expect.poll(() => focusedTitle(started.app)).toBe(titleOf('one'))
    expect(await titles(started.app)).toEqual(['one', 'other'].map(titleOf))
  })

  test('a second start without a file shows the welcome view, once', async () => {
    await using started = await launch({ args: [archive('busy')] })
    await expectOpened(started.page)
    await startAgain(started.userData, [])
    await expect.poll(() => titles(started.app)).toEqual(['', titleOf('busy')])
    await startAgain(started.userData, [])
    expect(await titles(started.app)).toEqual(['', titleOf('busy')])
  })
})

test.describe('recent files', () => {
  test('are on the welcome view and in the menu after a restart, newest first, and open on a click', async () => {
    const userData = mkdtempSync(join(folder, 'user-data-'))
    const [older, newer] = [archive('older'), archive('newer')]
    {
      await using started = await launch({ userData, args: [older] })
      await expect.poll(() => titles(started.app)).toEqual([titleOf('older')])
      await dropFiles(started.page, [newer])
      await expect.poll(() => titles(started.app)).toEqual(['newer', 'older'].map(titleOf))
    }
    await using started = await launch({ userData })
    const recent = started.page.getByRole('region', { name: 'Recent' }).getByRole('listitem')
    await expect(recent).toHaveText([/newer\.tar/, /older\.tar/])
    expect(
      await started.app.evaluate(({ Menu }) =>
        Menu.getApplicationMenu()
          ?.items.flatMap((menu) => menu.submenu?.items ?? [])
          .find(({ label }) => label === 'Open Recent')
          ?.submenu?.items.map(({ label }) => label),
      ),
    ).toEqual([`newer.tar — ${folder}`, `older.tar — ${folder}`, '', 'Clear Recent Files'])
    await recent.filter({ hasText: 'older.tar' }).getByRole('button').click()
    await expectOpened(started.page)
  })

  test('can be cleared', async () => {
    const userData = mkdtempSync(join(folder, 'user-data-'))
    writeFileSync(
      join(userData, 'recent-files.json'),
      JSON.stringify({ version: 1, files: [{ path: archive('cleared'), openedAt: 1_700_000_000_000 }] }),
    )
    await using started = await launch({ userData })
    await expect(started.page.getByText('cleared.tar')).toBeVisible()
    await started.page.getByRole('button', { name: 'Clear', exact: true }).click()
    await expect(started.page.getByText('cleared.tar')).toBeHidden()
    expect(await started.page.evaluate(() => window.onionskin.recentFiles())).toEqual([])
  })

  test('leave the welcome view when the menu clears them', async () => {
    const userData = mkdtempSync(join(folder, 'user-data-'))
    writeFileSync(
      join(userData, 'recent-files.json'),
      JSON.stringify({ version: 1, files: [{ path: archive('listed'), openedAt: 1_700_000_000_000 }] }),
    )
    await using started = await launch({ userData })
    await expect(started.page.getByText('listed.tar')).toBeVisible()
    await started.app.evaluate(({ Menu }) => {
      const [file] = Menu.getApplicationMenu()?.items.filter(({ label }) => label === 'File') ?? []
      const recent = file?.submenu?.items.find(({ label }) => label === 'Open Recent')
      recent?.submenu?.items.find(({ label }) => label === 'Clear Recent Files')?.click()
    })
    await expect(started.page.getByText('listed.tar')).toBeHidden()
  })

  test('start empty where their file is damaged', async () => {
    const userData = mkdtempSync(join(folder, 'user-data-'))
    writeFileSync(join(userData, 'recent-files.json'), '{"version":1,"fil')
    writeFileSync(join(userData, 'window-state.json'), 'null')
    await using started = await launch({ userData })
    await expectWelcome(started.page)
    await expect(started.page.getByRole('region', { name: 'Recent' })).toBeHidden()
  })
})

test.describe('what is no image archive is said in a sentence', () => {
  const cases: readonly { what: string; sentence: RegExp; path: () => string }[] = [
    { what: 'a missing file', sentence: /no such file/i, path: () => join(folder, 'missing.tar') },
    {
      what: 'a folder that is no image',
      sentence: /no OCI layout/,
      path: () => {
        mkdirSync(join(folder, 'just-a-folder'), { recursive: true })
        return join(folder, 'just-a-folder')
      },
    },
    { what: 'an empty file', sentence: /is empty/, path: () => write('empty.tar', new Uint8Array()) },
    { what: 'random bytes', sentence: /no tar archive/, path: () => write('random.tar', noise(70_000)) },
    {
      what: 'a tar that ends before its manifest',
      sentence: /ends|cut|truncated/i,
      path: () => write('cut.tar', dockerArchive([image('cut')], '1.10').subarray(0, 3000)),
    },
    {
      what: 'a gzip that ends early',
      sentence: /ends|cut|truncated/i,
      path: () => write('cut.tar.gz', gzip(dockerArchive([image('cut')])).subarray(0, 300)),
    },
  ]
  for (const { what, sentence, path } of cases) {
    test(what, async () => {
      const opened = path()
      await using started = await launch({ args: [opened], openDialogAnswer: [archive('instead')] })
      const { page } = started
      await expect(page.getByRole('heading', { name: 'This archive could not be opened' })).toBeVisible()
      await expect(page.getByText(sentence).first()).toBeVisible()
      await expect(page.getByText(basename(opened)).first()).toBeVisible()
      // In the middle of the window, however long the sentences are.
      const middles = await page.evaluate(() => {
        const { left, right } = document.querySelector('h1')!.getBoundingClientRect()
        return [(left + right) / 2, innerWidth / 2]
      })
      expect(Math.abs(middles[0]! - middles[1]!)).toBeLessThan(2)
      await expect(page.getByText(/docker save|Check the path/).first()).toBeVisible()
      expect(await page.evaluate(() => window.onionskin.recentFiles())).toEqual([])
      // Nothing hangs: trying again says the same, and another archive opens.
      await page.getByRole('button', { name: 'Try again' }).click()
      await expect(page.getByRole('heading', { name: 'This archive could not be opened' })).toBeVisible()
      await answerOpenDialog(started.app, [archive('instead')])
      await page.getByRole('button', { name: /^Open another/ }).click()
      await expect.poll(() => titles(started.app)).toContain(titleOf('instead'))
    })
  }

  test('a file that turns up after all opens by trying again', async () => {
    await using started = await launch({ args: [join(folder, 'late.tar')] })
    await expect(started.page.getByRole('heading', { name: 'This archive could not be opened' })).toBeVisible()
    archive('late')
    await started.page.getByRole('button', { name: 'Try again' }).click()
    await expectOpened(started.page)
    await expect.poll(() => titles(started.app)).toEqual([titleOf('late')])
  })
})

test.describe('an engine that ends', () => {
  test('in the middle of a call costs a message, and reopening works', async () => {
    await using started = await launch({ args: [archive('killed')] })
    const { app, page } = started
    await expectOpened(page)
    const [engine] = await engines(app)
    process.kill(engine!, 'SIGSTOP')
    await page.getByRole('radio', { name: /^Overridden/ }).click()
    process.kill(engine!, 'SIGKILL')
    await expect(page.getByRole('heading', { name: 'Reading this archive has failed' })).toBeVisible()
    await expect(page.getByText('It was ended from outside.')).toBeVisible()
    await page.getByRole('button', { name: 'Reopen' }).click()
    await expectOpened(page)
    expect(await engines(app)).not.toContain(engine)
  })

  test('leaves the engines of other windows alone', async () => {
    await using started = await launch({ args: [archive('stays')] })
    const { app } = started
    await expectOpened(started.page)
    await dropFiles(started.page, [archive('falls')])
    await expect.poll(() => titles(app)).toEqual(['falls', 'stays'].map(titleOf))
    expect(await engines(app)).toHaveLength(2)
    const [engine] = await engines(app)
    process.kill(engine!, 'SIGKILL')
    const failed = async () =>
      Promise.all(
        app.windows().map((page) => page.getByRole('heading', { name: 'Reading this archive has failed' }).count()),
      )
    await expect.poll(async () => (await failed()).sort()).toEqual([0, 1])
    expect(await engines(app)).toHaveLength(1)
  })

  test('goes with its window', async () => {
    await using started = await launch({ args: [archive('closed')] })
    const { app } = started
    await expectOpened(started.page)
    await dropFiles(started.page, [archive('open')])
    await expect.poll(() => titles(app)).toEqual(['closed', 'open'].map(titleOf))
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await expect.poll(() => engines(app)).toHaveLength(1)
  })
})

test.describe('a window', () => {
  test('whose page crashes offers to load it again, and shows the archive anew', async () => {
    await using started = await launch({ args: [archive('crashed')] })
    const { app, page } = started
    await expectOpened(page)
    const engine = await engines(app)
    await app.evaluate(({ BrowserWindow, dialog }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false })
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()
    })
    const text = () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]
          ?.webContents.executeJavaScript('document.body.innerText')
          .catch(() => ''),
      )
    await expect.poll(() => engines(app)).not.toEqual(engine)
    await expect.poll(text).toContain('secret')
    expect(await engines(app)).toHaveLength(1)
  })

  test('comes back where it was, and in the middle where that was nowhere', async () => {
    const userData = mkdtempSync(join(folder, 'user-data-'))
    {
      await using started = await launch({ userData })
      await started.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 60, width: 900, height: 600 }),
      )
    }
    const bounds = (app: ElectronApplication) =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
    {
      await using started = await launch({ userData })
      expect(await bounds(started.app)).toMatchObject({ width: 900, height: 600 })
    }
    writeFileSync(
      join(userData, 'window-state.json'),
      JSON.stringify({ bounds: { x: -9000, y: -9000, width: 800, height: 500 }, maximized: false }),
    )
    await using started = await launch({ userData })
    const { x, y, width, height } = (await bounds(started.app))!
    expect({ width, height }).toEqual({ width: 800, height: 500 })
    expect(x).toBeGreaterThanOrEqual(0)
    expect(y).toBeGreaterThanOrEqual(0)
  })
})

/** Process IDs of the engines that run. */
function engines(app: ElectronApplication): Promise<number[]> {
  return app.evaluate(({ app: electronApp }) =>
    electronApp
      .getAppMetrics()
      .filter(({ name }) => name?.startsWith('Onionskin engine'))
      .map(({ pid }) => pid),
  )
}

/** Bytes of no format, the same every time. */
function noise(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => (state = (state * 48271) % 2147483647) & 0xff)
}
