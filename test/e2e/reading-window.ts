import { type Locator, type Page, expect } from '@playwright/test'

/** A row of the tree as a person sees it. */
export interface SeenRow {
  /** Names from below the root to this row; by what levels and order say, not by anything hidden. */
  readonly path: string
  readonly name: string
  readonly level: number
  /** null: nothing can be expanded. */
  readonly expanded: boolean | null
  /** What stands behind the name, with its arrow. */
  readonly link: string
  /** Why the row is no ordinary one: `removed by layer 2`. */
  readonly why: string
  readonly struck: boolean
  /** As shown: `9.3 kB`; '' where none is shown. */
  readonly size: string
  /** To the last byte, as the hint of the size says. */
  readonly bytes: number | null
  readonly layer: number
  /** As shown: `rwxr-xr-x`. */
  readonly mode: string
  readonly octal: string
  readonly owner: string
  readonly time: string
}

interface ActiveRow extends Omit<SeenRow, 'path'> {
  readonly id: string
  readonly position: number
  readonly setSize: number
  readonly inSight: boolean
}

/** The tree of files, whatever it shows. */
export const tree = (page: Page): Locator => page.getByRole('tree', { name: /^Files of / })

/** A row of the tree by the name that is read out first. */
export const treeRow = (page: Page, name: string): Locator =>
  tree(page).getByRole('treeitem', { name: new RegExp(`^${escaped(name)}(,|$)`) })

export const layers = (page: Page): Locator => page.getByRole('listbox', { name: 'Layers, newest first' })

/** The row of a layer. */
export const layerRow = (page: Page, layer: number): Locator =>
  layers(page).getByRole('option', { name: new RegExp(`^Layer ${layer},`) })

/** What happened to the selected path, newest first. */
export const versions = (page: Page): Locator =>
  page.getByRole('list', { name: 'Versions, newest first' }).getByRole('button', { name: /^Layer \d+:/ })

/** What one layer did to the selected path. */
export const version = (page: Page, layer: number): Locator =>
  page
    .getByRole('list', { name: 'Versions, newest first' })
    .getByRole('button', { name: new RegExp(`^Layer ${layer}:`) })

export const details = (page: Page): Locator => page.getByRole('region', { name: 'Details' })
export const content = (page: Page): Locator => page.getByRole('region', { name: 'Content' })

/** What the heading of the details names: the selected path. */
export const expectPath = (page: Page, path: string): Promise<void> =>
  expect(details(page).getByRole('heading', { level: 2 })).toHaveText(path)

/** Waits until every layer is indexed and compared. */
export async function indexed(page: Page, timeout = 30_000): Promise<void> {
  await expect(page.getByText(/^[\d,]+ entr(y|ies) indexed in /)).toBeVisible({ timeout })
}

/** Selects a layer and what of it the tree shows. */
export async function show(page: Page, layer: number, what: 'This layer' | 'Merged up to here'): Promise<void> {
  await layerRow(page, layer).click()
  await page.getByRole('radio', { name: what }).click()
  const name = what === 'This layer' ? `Files of layer ${layer}` : `Files of layers 0 to ${layer}, merged`
  await expect(page.getByRole('tree', { name, exact: true })).toHaveAttribute('aria-busy', 'false')
}

/** Goes to a path of the tree as one does with a mouse: opens every directory of it, clicks its name. */
export async function goTo(page: Page, path: string): Promise<void> {
  const names = path.split('/')
  await expect(tree(page)).toHaveAttribute('aria-busy', 'false')
  for (const [at, name] of names.entries()) {
    const row = treeRow(page, name).and(page.locator(`[aria-level="${at + 1}"]`))
    if (at === names.length - 1) await row.click()
    else {
      await expect(row).toBeVisible()
      if ((await row.getAttribute('aria-expanded')) === 'false') await row.dblclick()
      await expect(row).toHaveAttribute('aria-expanded', 'true')
    }
  }
  await expectPath(page, `/${path}`)
}

/** The lines of text that the editor shows, from the top. */
export function shownText(page: Page): Promise<string> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.view-lines .view-line')]
      .map((line) => ({ top: line.getBoundingClientRect().top, text: line.innerText }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text.replaceAll('\u00a0', ' ').replace(/\u200c|\n/g, ''))
      .join('\n'),
  )
}

/** Waits until the editor shows this, as far as it is in sight. */
export async function expectText(page: Page, text: string | RegExp): Promise<void> {
  const shown = expect.poll(() => shownText(page), { timeout: 15_000 })
  if (typeof text === 'string') await shown.toBe(text)
  else await shown.toMatch(text)
}

/**
 * Expands the whole tree by keyboard and walks through it from the first row to the last, row by row; what is read is what
 * stands in the row that the keyboard is on. The end is known by levels and positions alone, as to a screen reader.
 */
export async function readTree(page: Page): Promise<SeenRow[]> {
  await tree(page).focus()
  await page.keyboard.press('Home')
  const rows: SeenRow[] = []
  /** For every level from the top: the name, and whether it is the last of its siblings. */
  const above: { name: string; last: boolean }[] = []
  let before = ''
  for (;;) {
    let row = await activeRow(page, before)
    if (row.expanded === false) {
      await page.keyboard.press('*')
      await expect.poll(async () => (await activeRow(page, before)).expanded).toBe(true)
      row = await activeRow(page, before)
    }
    expect(row.inSight, `${row.name} is in sight`).toBe(true)
    expect(row.level).toBeLessThanOrEqual(above.length + 1)
    above.length = row.level - 1
    above.push({ name: row.name, last: row.position === row.setSize })
    const { id, position: _, setSize: __, inSight: ___, ...seen } = row
    rows.push({ ...seen, path: above.map(({ name }) => name).join('/') })
    if (row.expanded !== true && above.every(({ last }) => last)) return rows
    before = id
    await page.keyboard.press('ArrowDown')
  }
}

/** The row that the keyboard is on, when it is another than `before` and has been read. */
async function activeRow(page: Page, before: string): Promise<ActiveRow> {
  const handle = await page.waitForFunction((last): ActiveRow | null => {
    const list = document.querySelector('[role=tree]')
    const id = list?.getAttribute('aria-activedescendant') ?? ''
    const row = document.getElementById(id)
    if (!list || !row || id === last || row.getAttribute('aria-label') === 'loading') return null
    const [first, size, layer, mode, owner, time] = [...row.children] as HTMLElement[]
    const text = (element: Element | null | undefined): string =>
      (element as HTMLElement | null)?.innerText.trim() ?? ''
    const part = (name: string): HTMLElement | null => first?.querySelector<HTMLElement>(name) ?? null
    const number = (name: string): number => Number(row.getAttribute(name))
    const expanded = row.getAttribute('aria-expanded')
    const bytes = size?.title.replace(/\D/g, '') ?? ''
    const name = part('.text')
    const [box, room] = [row.getBoundingClientRect(), list.getBoundingClientRect()]
    return {
      id,
      // Blanks at the ends belong to the name.
      name: name?.textContent ?? '',
      level: number('aria-level'),
      position: number('aria-posinset'),
      setSize: number('aria-setsize'),
      expanded: expanded === null ? null : expanded === 'true',
      link: text(part('.link')),
      why: text(part('.why')),
      struck: name !== null && getComputedStyle(name).textDecorationLine === 'line-through',
      size: text(size),
      bytes: bytes === '' ? null : Number(bytes),
      layer: Number(text(layer)),
      mode: text(mode),
      octal: mode?.title ?? '',
      owner: text(owner),
      time: text(time),
      inSight: box.top >= room.top - 1 && box.bottom <= room.bottom + 1 && box.height > 0,
    }
  }, before)
  return (await handle.jsonValue())!
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
