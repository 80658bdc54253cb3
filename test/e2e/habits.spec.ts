import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { type ShortcutId, SHORTCUT_IDS } from '../../shared/shortcuts.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, layer, whiteout } from '../fixtures/layer-builder.ts'
import { launch } from './launch.ts'
import { details, expectPath, goTo, indexed, layerRow, tree, treeRow } from './reading-window.ts'

let folder: string
let first: string
let second: string

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-habits-'))
  const base = layer([
    dir('etc'),
    file('etc/config', 'one'),
    file('etc/secret', 'token'),
    dir('usr'),
    file('usr/a', 'a'),
  ])
  const top = layer([file('etc/config', 'two'), whiteout('etc/secret')])
  const history = [{ created_by: 'ADD rootfs.tar /' }, { created_by: 'RUN configure' }]
  first = join(folder, 'first.tar')
  second = join(folder, 'second.tar')
  writeFileSync(first, dockerArchive([imageOf([base, top], { tags: ['example.test/first:1'], history })]))
  const other = layer([file('etc/config', 'three'), file('usr/b', 'b')])
  writeFileSync(second, dockerArchive([imageOf([base, other], { tags: ['example.test/second:1'], history })]))
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const back = (page: Page) => page.getByRole('button', { name: 'Back', exact: true })
const forward = (page: Page) => page.getByRole('button', { name: 'Forward', exact: true })

/** Items of the menu of the app: their label or id, and whether they can be had. */
const menuItems = (app: ElectronApplication) =>
  app.evaluate(({ Menu }) =>
    Object.fromEntries(
      (Menu.getApplicationMenu()?.items ?? [])
        .flatMap(({ submenu }) => submenu?.items ?? [])
        .map(({ id, label, enabled }) => [id || label, enabled]),
    ),
  )

/** Clicks an item of the menu of the app, by its id or its label. */
const clickMenu = (app: ElectronApplication, name: string) =>
  app.evaluate(({ Menu, BrowserWindow }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
    const item = items.find(({ id, label }) => id === wanted || label === wanted)
    if (!item) throw new Error(`no ${wanted}`)
    const click = item.click as (event: undefined, window?: Electron.BaseWindow) => void
    click(undefined, BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0])
  }, name)

/** From now on a menu that pops up is answered with an item, by its id; what it had is kept. */
const answerMenu = (app: ElectronApplication, chosen: string | null) =>
  app.evaluate(({ Menu }, id) => {
    Menu.prototype.popup = function (options) {
      Reflect.set(
        globalThis,
        'popped',
        this.items.filter(({ type }) => type !== 'separator').map((item) => item.id || item.role),
      )
      if (id !== null) this.getMenuItemById(id)?.click()
      options?.callback?.()
    }
  }, chosen)

const popped = (app: ElectronApplication) =>
  app.evaluate(() => Reflect.get(globalThis, 'popped') as readonly string[] | undefined)
const clipboard = (app: ElectronApplication) => app.evaluate(({ clipboard: board }) => board.readText())

test('back and forward bring mode, layer, list, filter and path again, by key, mouse, menu and button', async () => {
  await using run = await launch({ args: [first] })
  const { app, page } = run
  await indexed(page)
  await expect(back(page)).toBeDisabled()
  await goTo(page, 'etc/config')
  await layerRow(page, 0).click()
  await page.getByRole('radio', { name: /^Overridden/ }).click()
  await expect(page.getByTestId('path-list')).toBeVisible()
  await page.getByRole('tab', { name: 'Overview' }).click()
  await expect(page.getByRole('tab', { name: 'Overview' })).toHaveAttribute('aria-selected', 'true')

  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByRole('tab', { name: 'Files' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('radio', { name: /^Overridden/ })).toBeChecked()
  await back(page).click()
  await expect(page.getByRole('radio', { name: /^All/ })).toBeChecked()
  await expect(layerRow(page, 0)).toHaveAttribute('aria-selected', 'true')
  await expectPath(page, '/etc/config')

  const session = await page.context().newCDPSession(page)
  const press = async (button: 'back' | 'forward'): Promise<void> => {
    for (const type of ['mousePressed', 'mouseReleased'] as const)
      await session.send('Input.dispatchMouseEvent', { type, x: 300, y: 300, button, clickCount: 1 })
  }
  await press('back')
  await expect(layerRow(page, 1)).toHaveAttribute('aria-selected', 'true')
  await press('forward')
  await expect(layerRow(page, 0)).toHaveAttribute('aria-selected', 'true')
  await expect.poll(async () => (await menuItems(app))['forward']).toBe(true)
  await clickMenu(app, 'forward')
  await expect(page.getByTestId('path-list')).toBeVisible()
  await forward(page).click()
  await expect(page.getByRole('tab', { name: 'Overview' })).toHaveAttribute('aria-selected', 'true')
  await expect(forward(page)).toBeDisabled()
  await expect.poll(async () => (await menuItems(app))['forward']).toBe(false)
  expect(run.pageErrors).toEqual([])
})

test('a comparison goes back and forward, too, and its menu has what it can do', async () => {
  await using run = await launch({ args: [first, second] })
  const { app, page } = run
  const heading = page.getByTestId('compared-path').getByRole('heading')
  await expect.poll(async () => (await menuItems(app))['nextDifference']).toBe(true)
  expect((await menuItems(app))['findPath']).toBe(false)
  await expect(page.getByText('Compared', { exact: true })).toBeVisible()
  await clickMenu(app, 'nextDifference')
  await expect(heading).toHaveText('/etc/config')
  await page.getByTestId('aligned-tree').getByRole('row', { name: /^b,/ }).click()
  await expect(heading).toHaveText('/usr/b')
  await page.getByRole('radio', { name: /^Only in A/ }).click()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByRole('radio', { name: /^Differences/ })).toBeChecked()
  await expect(heading).toHaveText('/usr/b')
  await back(page).click()
  await expect(heading).toHaveText('/etc/config')
  await forward(page).click()
  await expect(heading).toHaveText('/usr/b')
  expect(run.pageErrors).toEqual([])
})

test('layers, the archive, values, fields and selected text have menus', async () => {
  await using run = await launch({ args: [first] })
  const { app, page } = run
  await indexed(page)
  await answerMenu(app, 'copyDiffId')
  await layerRow(page, 0).click({ button: 'right' })
  await expect.poll(() => clipboard(app)).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(await popped(app)).toEqual(
    expect.arrayContaining(['showLayer', 'showMerged', 'compareBelow', 'saveLayer', 'copyDiffId', 'copyInstruction']),
  )
  await answerMenu(app, 'showLayer')
  await layerRow(page, 1).click({ button: 'right' })
  await expect(page.getByRole('tree', { name: 'Files of layer 1', exact: true })).toBeVisible()
  await answerMenu(app, 'compareBelow')
  await layerRow(page, 1).click({ button: 'right' })
  await expect(page.getByRole('radio', { name: /^Changed/ })).toBeChecked()
  await expect(page.getByRole('tree', { name: 'Files of layers 0 to 1, merged', exact: true })).toBeVisible()

  const tar = join(folder, 'layer.tar')
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, tar)
  await answerMenu(app, 'saveLayer')
  await layerRow(page, 1).click({ button: 'right' })
  await expect(page.getByTestId('save-status')).toContainText(tar)
  // As it is shipped: with what it removes.
  expect(readFileSync(tar, 'latin1')).toContain('etc/.wh.secret')

  await app.evaluate(({ shell }) => {
    shell.showItemInFolder = (path) => void Reflect.set(globalThis, 'shown', path)
  })
  await answerMenu(app, 'copyArchivePath')
  await page.getByTestId('archive-name').click({ button: 'right' })
  await expect.poll(() => clipboard(app)).toBe(first)
  await clickMenu(app, 'showArchive')
  await expect.poll(() => app.evaluate(() => Reflect.get(globalThis, 'shown') as unknown)).toBe(first)

  await goTo(page, 'etc/config')
  await answerMenu(app, 'copyValue')
  await details(page)
    .getByText(/^3 (B|bytes?)$/)
    .first()
    .click({ button: 'right' })
  await expect.poll(() => clipboard(app)).toMatch(/^3 (B|bytes)$/)
  await answerMenu(app, null)
  await page.getByRole('combobox', { name: /filter/i }).click({ button: 'right' })
  await expect.poll(() => popped(app)).toContain('paste')
  await details(page).getByRole('heading', { level: 2 }).selectText()
  await details(page).getByRole('heading', { level: 2 }).click({ button: 'right' })
  await expect.poll(() => popped(app)).toEqual(['copy'])
  expect(run.pageErrors).toEqual([])
})

test('a file is dragged out as a private copy that goes with its window; folders are refused with a hint', async () => {
  await using run = await launch({ args: [first] })
  const { app, page, userData } = run
  const places = join(userData, 'dragged')
  await indexed(page)
  await app.evaluate(({ BrowserWindow }) => {
    for (const { webContents } of BrowserWindow.getAllWindows())
      webContents.startDrag = ({ file: path, icon }) =>
        void Reflect.set(globalThis, 'drag', { path, icon: (icon as Electron.NativeImage).isEmpty() })
  })
  const drag = async (name: string): Promise<void> => {
    const box = (await treeRow(page, name).boundingBox())!
    await page.mouse.move(box.x + 60, box.y + 12)
    await page.mouse.down()
    await page.mouse.move(box.x + 90, box.y + 40, { steps: 6 })
  }
  const dragged = () =>
    app.evaluate(() => Reflect.get(globalThis, 'drag') as { path: string; icon: boolean } | undefined)

  // A row that is read anew under the pointer is not dragged.
  await expect(async () => {
    await page.mouse.up()
    await drag('etc')
    await expect(page.getByTestId('drag-status')).toContainText('Save As', { timeout: 2000 })
  }).toPass({ timeout: 15_000 })
  await page.mouse.up()
  expect(existsSync(places)).toBe(false)
  await goTo(page, 'etc/config')
  await expect(async () => {
    await page.mouse.up()
    await drag('config')
    await expect.poll(dragged, { timeout: 2000 }).toBeTruthy()
  }).toPass({ timeout: 15_000 })
  await page.mouse.up()
  const { path, icon } = (await dragged())!
  expect([dirname(dirname(path)), icon]).toEqual([places, false])
  expect(readFileSync(path, 'utf8')).toBe('two')
  await expect(page.getByTestId('drag-status')).toBeHidden()

  // Only what this window wrote for a drag can be dragged.
  await expect(page.evaluate(() => window.onionskin.startDrag('/etc/passwd'))).rejects.toThrow()
  expect(await page.evaluate(() => window.onionskin.startDrag(crypto.randomUUID()))).toBe(false)

  await clickMenu(app, 'New Window')
  await expect.poll(() => app.windows().length).toBe(2)
  await page.close()
  await expect.poll(() => readdirSync(places)).toEqual([])
})

test('windows: a new one, a list of them in the menu, progress in the task bar, size of what is shown', async () => {
  const userData = mkdtempSync(join(folder, 'data-'))
  // What a run that crashed left of a drag.
  mkdirSync(join(userData, 'dragged', 'file-x'), { recursive: true })
  writeFileSync(join(userData, 'version.json'), '{"version":"0.0.1"}')
  {
    await using run = await launch({ userData })
    const { app, page } = run
    expect(existsSync(join(userData, 'dragged'))).toBe(false)
    const news = page.getByTestId('news')
    await expect(news).toBeVisible()
    await news.getByRole('button', { name: 'What’s new' }).click()
    await expect(page.getByTestId('whats-new').getByRole('listitem').first()).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('whats-new')).toBeHidden()
    await expect(news).toBeHidden()

    await app.evaluate(({ BrowserWindow }) => {
      const bars: unknown[] = []
      Reflect.set(globalThis, 'bars', bars)
      for (const window of BrowserWindow.getAllWindows())
        window.setProgressBar = (value, options) => void bars.push([value, options?.mode])
    })
    const bars = () => app.evaluate(() => Reflect.get(globalThis, 'bars') as [number, string][])
    await page.evaluate((path) => window.onionskin.openPaths([path]), first)
    await indexed(page)
    await expect.poll(async () => (await bars()).at(-1)).toEqual([-1, 'none'])
    expect((await bars()).some(([value]) => value >= 0)).toBe(true)

    await clickMenu(app, 'New Window')
    await expect.poll(() => app.windows().length).toBe(2)
    await expect.poll(async () => Object.keys(await menuItems(app))).toContain('example.test/first:1 — Onionskin')
    const zoomOf = () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map(({ webContents }) => Math.round(webContents.getZoomFactor() * 100)),
      )
    await clickMenu(app, 'Zoom In')
    await expect.poll(zoomOf).toEqual([110, 110])
    for (let step = 0; step < 9; step += 1) await clickMenu(app, 'Zoom In')
    await expect.poll(zoomOf).toEqual([200, 200])
    await clickMenu(app, 'Zoom Out')
    await expect.poll(zoomOf).toEqual([175, 175])
    expect(run.pageErrors).toEqual([])
  }
  await using again = await launch({ userData })
  await expect
    .poll(() =>
      again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getZoomFactor()),
    )
    .toBeCloseTo(1.75)
  await expect(again.page.getByTestId('news')).toBeHidden()
})

test('every key of the sheet does something', async () => {
  await using run = await launch({ args: [first] })
  const { app, page } = run
  await indexed(page)
  await page.keyboard.press('F1')
  const sheet = page.getByTestId('shortcuts')
  await expect(sheet).toBeVisible()
  const listed = await sheet
    .locator('[data-shortcut]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-shortcut')))
  expect(listed).toEqual(SHORTCUT_IDS)
  await page.keyboard.press('Control+/')
  await expect(sheet).toBeHidden()

  const { keyboard } = page
  const mode = (name: string) => expect(page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true')
  const active = () => tree(page).getAttribute('aria-activedescendant')
  const moved = async (key: string): Promise<void> => {
    const before = await active()
    await keyboard.press(key)
    await expect.poll(active).not.toBe(before)
  }
  const inMenu = (accelerator: string, label: string) => async (): Promise<void> => {
    const found = await app.evaluate(({ Menu }, wanted) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
      return items
        .filter(
          (item) =>
            (
              item.accelerator ?? (item as { getDefaultRoleAccelerator?: () => string }).getDefaultRoleAccelerator?.()
            )?.replace('CommandOrControl', 'CmdOrCtrl') === wanted,
        )
        .map((item) => item.label)
    }, accelerator)
    expect(found).toContain(label)
  }
  const expanded = (value: boolean) => expect(treeRow(page, 'etc')).toHaveAttribute('aria-expanded', String(value))
  const selected = (number: number) => expect(layerRow(page, number)).toHaveAttribute('aria-selected', 'true')

  /** In an order in which each can follow the one before; those of other windows are tested where these are. */
  const steps: Readonly<Record<ShortcutId, (() => Promise<void>) | 'elsewhere'>> = {
    newWindow: inMenu('CmdOrCtrl+N', 'New Window'),
    open: inMenu('CmdOrCtrl+O', 'Open…'),
    openFolder: inMenu('CmdOrCtrl+Shift+O', 'Open Folder…'),
    save: inMenu('CmdOrCtrl+Shift+S', 'Save As…'),
    settings: inMenu('CmdOrCtrl+,', 'Settings…'),
    closeWindow: inMenu('CmdOrCtrl+W', 'Close Window'),
    quit: inMenu('CmdOrCtrl+Q', 'Quit'),
    zoomIn: inMenu('CmdOrCtrl+Plus', 'Zoom In'),
    zoomOut: inMenu('CmdOrCtrl+-', 'Zoom Out'),
    actualSize: inMenu('CmdOrCtrl+0', 'Actual Size'),
    fullScreen: inMenu('F11', 'Toggle Full Screen'),
    shortcuts: async () => {
      await keyboard.press('?')
      await expect(sheet).toBeVisible()
      await keyboard.press('Escape')
      await expect(sheet).toBeHidden()
    },
    overview: async () => {
      await keyboard.press('Control+1')
      await mode('Overview')
    },
    compare: async () => {
      await keyboard.press('Control+3')
      await mode('Compare')
    },
    files: async () => {
      await keyboard.press('Control+2')
      await mode('Files')
    },
    back: async () => {
      await keyboard.press('Alt+ArrowLeft')
      await mode('Compare')
    },
    forward: async () => {
      await keyboard.press('Alt+ArrowRight')
      await mode('Files')
    },
    findPath: async () => {
      await keyboard.press('Control+k')
      await expect(page.getByRole('dialog')).toBeVisible()
      await keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    },
    findContents: async () => {
      await keyboard.press('Control+Shift+f')
      await expect(page.getByTestId('search')).toBeVisible()
      await keyboard.press('Escape')
      await expect(page.getByTestId('search')).toBeHidden()
    },
    filter: async () => {
      await keyboard.press('Control+f')
      await expect(page.getByRole('combobox', { name: /filter/i })).toBeFocused()
      // In a field it is a letter.
      await keyboard.press('?')
      await expect(sheet).toBeHidden()
      await page.getByRole('combobox', { name: /filter/i }).fill('')
    },
    nextPane: async () => {
      await layerRow(page, 1).click()
      await page.getByRole('listbox', { name: 'Layers, newest first' }).focus()
      await keyboard.press('F6')
      await expect(tree(page)).toBeFocused()
    },
    previousPane: async () => {
      await keyboard.press('Shift+F6')
      await expect(page.getByRole('listbox', { name: 'Layers, newest first' })).toBeFocused()
    },
    moveLayer: async () => {
      await keyboard.press('ArrowDown')
      await selected(0)
      await keyboard.press('ArrowUp')
      await selected(1)
    },
    moveLayerEnd: async () => {
      await keyboard.press('End')
      await selected(0)
      await keyboard.press('Home')
      await selected(1)
    },
    moveRow: async () => {
      await treeRow(page, 'etc').click()
      await tree(page).focus()
      await moved('ArrowDown')
      await moved('ArrowUp')
    },
    moveEnd: async () => {
      await moved('End')
      await moved('Home')
    },
    movePage: async () => {
      await moved('PageDown')
      await moved('PageUp')
    },
    expand: async () => {
      await keyboard.press('ArrowRight')
      await expanded(true)
    },
    collapse: async () => {
      await keyboard.press('ArrowLeft')
      await expanded(false)
    },
    toggle: async () => {
      await keyboard.press('Enter')
      await expanded(true)
      await keyboard.press('Space')
      await expanded(false)
    },
    expandSiblings: async () => {
      await keyboard.press('*')
      await expanded(true)
      await expect(treeRow(page, 'a')).toBeVisible()
    },
    copyPath: async () => {
      await keyboard.press('Control+c')
      await expect.poll(() => clipboard(app)).toBe('/etc')
    },
    contextMenu: async () => {
      await answerMenu(app, null)
      await keyboard.press('Shift+F10')
      await expect.poll(() => popped(app)).toContain('copyPath')
    },
    // overview.spec.ts
    enterCell: 'elsewhere',
    leaveCell: 'elsewhere',
    showCell: 'elsewhere',
    // compare.spec.ts
    nextDifference: 'elsewhere',
    previousDifference: 'elsewhere',
    otherEnd: 'elsewhere',
  }
  for (const [id, step] of Object.entries(steps)) {
    if (step !== 'elsewhere') await test.step(id, step)
  }
  expect(run.pageErrors).toEqual([])
})
