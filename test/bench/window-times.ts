import { type Page, expect } from '@playwright/test'
import { dropFiles, launch } from '../e2e/launch.ts'
import { layerRow, tree } from '../e2e/reading-window.ts'
import { frameTimes, untilPainted } from './page-clock.ts'
import type { Seen } from './page-clock.ts'

/** What was measured of one image, in milliseconds. */
export interface WindowTimes {
  readonly list: number[]
  readonly ready: number[]
  readonly layer: number[]
  readonly expand: number[]
  readonly expandAll: number[]
  readonly collapse: number[]
  readonly filter: number[]
  readonly palette: number[]
  readonly expandMatches: number[]
  readonly wheel: number[]
  readonly bar: number[]
}

/** What the filter and the palette show for each begin of the word, once they are at rest. */
interface Answers {
  readonly filter: string[]
  readonly palette: string[]
}

const WORD = 'f12345'
const LAYERS = 3
/** Milliseconds in which nothing changes where the window is at rest. */
const REST = 1000
const TURNS = 90
/** Pixels that a turn of the wheel moves. */
const TURN = 240
const DRAG_STEPS = 120

const listed: Seen = () => document.querySelector('[data-testid=layer-row]') !== null
const ready: Seen = () => document.querySelector('footer')?.textContent.includes('indexed in') === true
/** The layer is selected, and every row in sight is read. */
const layerShown: Seen = (layer) =>
  document.querySelector(`[data-testid=layer-row][data-layer="${layer}"]`)?.ariaSelected === 'true' &&
  document.querySelector('[role=tree]')?.ariaBusy === 'false' &&
  document.querySelector('[role=treeitem]') !== null &&
  document.querySelector('[role=treeitem]:not([data-name])') === null
const levelShown: Seen = (level) =>
  document.querySelector(`[role=treeitem][aria-level="${level}"]`) !== null &&
  document.querySelector('[role=treeitem]:not([data-name])') === null
const levelGone: Seen = (level) => document.querySelector(`[role=treeitem][aria-level="${level}"]`) === null
const allExpanded: Seen = (level) =>
  document.querySelector(`[role=treeitem][aria-level="${level}"][aria-expanded="false"]`) === null &&
  document.querySelector(`[role=treeitem][aria-level="${level}"][aria-expanded="true"]`) !== null &&
  document.querySelector('[role=treeitem]:not([data-name])') === null
/** The filter's count and the rows in sight, or those of the palette. */
const filterSays: Seen = (answer) =>
  [
    document.querySelector('[data-testid=filter-parts] [role=status]')?.textContent.trim(),
    document.querySelector('[role=tree]')?.ariaBusy,
    ...Array.from(document.querySelectorAll<HTMLElement>('[role=treeitem]'), (row) => row.dataset['name']),
  ].join(' ') === answer
const paletteSays: Seen = (answer) =>
  [
    document.querySelector('[data-testid=palette] [role=status]')?.textContent.trim(),
    document.querySelector('[data-testid=palette] [role=listbox]')?.ariaBusy,
    ...Array.from(
      document.querySelectorAll<HTMLElement>('[data-testid=palette] [role=option]'),
      (row) => row.ariaLabel,
    ),
  ].join(' ') === answer

/** Measures an image `runs` times, each in an app of its own, after one that does not count. */
export async function windowTimes(archive: string, runs: number): Promise<WindowTimes> {
  const times: WindowTimes = emptyTimes()
  const answers: Answers = { filter: [], palette: [] }
  await once(archive, emptyTimes(), answers)
  for (let run = 0; run < runs; run++) await once(archive, times, answers)
  return times
}

function emptyTimes(): WindowTimes {
  return {
    list: [],
    ready: [],
    layer: [],
    expand: [],
    expandAll: [],
    collapse: [],
    filter: [],
    palette: [],
    expandMatches: [],
    wheel: [],
    bar: [],
  }
}

/** Measures once; learns the answers where they are not known yet. */
async function once(archive: string, times: WindowTimes, answers: Answers): Promise<void> {
  await using opened = await launch()
  const { page } = opened
  const [list = NaN, all = NaN] = await untilPainted(page, 'drop', () => dropFiles(page, [archive]), [listed, ready])
  times.list.push(list)
  times.ready.push(all)
  await pause(page, REST)
  for (let layer = 0; layer < LAYERS; layer++)
    times.layer.push(
      ...(await untilPainted(page, 'click', () => layerRow(page, layer).click(), [layerShown], `${layer}`)),
    )
  await expandSome(page, times)
  await typeIntoPalette(page, times.palette, answers.palette)
  await typeIntoFilter(page, times, answers.filter)
  await scroll(page, times)
  expect(opened.pageErrors).toEqual([])
}

async function expandSome(page: Page, times: WindowTimes): Promise<void> {
  const first = (level: number) => tree(page).locator(`[role=treeitem][aria-level="${level}"]`).first()
  for (const level of [1, 2, 3]) {
    const act = () => first(level).locator('.twisty').click()
    times.expand.push(...(await untilPainted(page, 'click', act, [levelShown], `${level + 1}`)))
  }
  await first(2).locator('.twisty').click()
  await first(2).locator('.name .text').click()
  await tree(page).focus()
  times.expandAll.push(...(await untilPainted(page, 'keydown', () => page.keyboard.press('*'), [allExpanded], '2')))
  const collapse = () => first(1).locator('.twisty').click()
  times.collapse.push(...(await untilPainted(page, 'click', collapse, [levelGone], '2')))
}

async function typeIntoPalette(page: Page, times: number[], answers: string[]): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find a path in any layer' }).waitFor()
  await typeWord(page, paletteSays, times, answers)
  await page.keyboard.press('Escape')
}

async function typeIntoFilter(page: Page, times: WindowTimes, answers: string[]): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Filter the files' })
  await field.click()
  await typeWord(page, filterSays, times.filter, answers)
  await field.fill(WORD.slice(0, 1))
  await pause(page, REST)
  const expand = page.getByRole('button', { name: 'Expand to matches' })
  if (await expand.isVisible())
    times.expandMatches.push(...(await untilPainted(page, 'click', () => expand.click(), [levelShown], '4')))
}

/** Types letter by letter, each when the answer to the one before is painted. */
async function typeWord(page: Page, says: Seen, times: number[], answers: string[]): Promise<void> {
  const learning = answers.length === 0
  for (const [at, letter] of WORD.split('').entries()) {
    const type = () => page.keyboard.type(letter)
    if (learning) {
      await type()
      answers.push(await atRest(page, says))
    } else {
      const [time = NaN] = await untilPainted(page, 'input', type, [says], answers[at])
      // Where the answer is that to the letter before, there is nothing to wait for.
      if (answers[at] !== answers[at - 1]) times.push(time)
    }
  }
}

/** What is said once it stays for a while. */
async function atRest(page: Page, says: Seen): Promise<string> {
  // The function compares what it finds with what it is given; here what it finds is asked for.
  const read = says.toString().replace(/\.join\(['"] ['"]\)\s*===\s*answer/, ".join(' ')")
  let before = ''
  for (;;) {
    await pause(page, REST)
    const now: string = await page.evaluate(`(${read})('')`)
    if (now === before) return now
    before = now
  }
}

/** Scrolls by turns of the wheel, round at the ends, and from the top to the end by the scroll bar. */
async function scroll(page: Page, times: WindowTimes): Promise<void> {
  const place = await tree(page).evaluate((element) => {
    const { left, top, right, height } = element.getBoundingClientRect()
    const bar = (element as HTMLElement).offsetWidth - element.clientWidth
    const thumb = Math.max(20, (height * element.clientHeight) / element.scrollHeight)
    return {
      x: (left + right) / 2,
      y: top + height / 2,
      bar: right - bar / 2,
      from: top + thumb / 2,
      to: top + height - 2,
    }
  })
  const top = () => tree(page).evaluate((element) => element.scrollTop)
  await page.mouse.move(place.x, place.y)
  times.wheel.push(
    ...(await frameTimes(page, async () => {
      let down = true
      let before = -1
      for (let turn = 0; turn < TURNS; turn++) {
        await page.mouse.wheel(0, down ? TURN : -TURN)
        await pause(page, 30)
        const now = turn % 10 === 9 ? await top() : -1
        if (now === before && now >= 0) down = !down
        if (now >= 0) before = now
      }
    })),
  )
  await tree(page).focus()
  await page.keyboard.press('Home')
  await pause(page, 500)
  const begin = await top()
  await page.mouse.move(place.bar, place.from)
  await page.mouse.down()
  times.bar.push(
    ...(await frameTimes(page, async () => {
      for (let step = 1; step <= DRAG_STEPS; step++)
        await page.mouse.move(place.bar, place.from + ((place.to - place.from) * step) / DRAG_STEPS)
    })),
  )
  await page.mouse.up()
  expect(await top(), 'the scroll bar was dragged').toBeGreaterThan(begin)
}

function pause(page: Page, milliseconds: number): Promise<void> {
  return page.waitForTimeout(milliseconds)
}
