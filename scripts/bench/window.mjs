import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../setup/command.mjs'
import { displayPrefix } from '../setup/display.mjs'
import { installElectron } from '../setup/electron.mjs'
import { SetupProblem } from '../setup/notice.mjs'
import { inProject } from '../setup/project.mjs'
import { median } from './measure.mjs'

/** @typedef {import('./contests.mjs').Bar} Bar */
/** @typedef {Partial<Record<string, number[]>>} Times milliseconds, by what was measured; see `WindowTimes` of test/bench/window-times.ts */

/** A frame of a display of 60 Hz takes so many milliseconds. */
const FRAME = 17
/** Frames that are longer are seen as a jerk. */
const JERK = 50

/**
 * Opens the app in the real Electron with a million entries and with a hundred, and measures what a person waits for.
 *
 * @param {import('./images.mjs').BenchImages} images
 * @param {number} runs
 * @returns {Promise<Bar[]>}
 */
export async function windowLines({ million, hundred }, runs) {
  await installElectron()
  const folder = mkdtempSync(join(tmpdir(), 'onionskin-bench-window-'))
  const result = join(folder, 'times.json')
  const line = [
    ...(await displayPrefix()),
    process.execPath,
    inProject('node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    `--config=${inProject('test', 'bench', 'playwright.config.ts')}`,
    '--reporter=line',
  ]
  try {
    const wanted = JSON.stringify({ million: million.archive, hundred: hundred.archive, runs })
    const { code, stdout, stderr } = await run(line[0] ?? process.execPath, line.slice(1), {
      env: { BENCH_WINDOW: wanted, BENCH_RESULT: result },
    })
    if (code !== 0) throw new SetupProblem(`The window could not be measured:\n${stdout}${stderr}`)
    /** @type {{ million: Times, hundred: Times }} */
    const times = JSON.parse(readFileSync(result, 'utf8'))
    return lines(times)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {{ million: Times, hundred: Times }} times
 * @returns {Bar[]}
 */
function lines({ million, hundred }) {
  /**
   * The median, which may be so much more than with a hundred entries.
   *
   * @param {string} name
   * @param {string} text
   * @param {number | null} more null: no bar
   * @returns {Bar}
   */
  const line = (name, text, more) => {
    const values = million[name] ?? []
    const beside = median(hundred[name] ?? [])
    return bar(text, median(values), more === null ? null : beside + more, beside, values)
  }
  /** @param {string} name @param {string} text @param {number} more @returns {Bar} */
  const worst = (name, text, more) => {
    const beside = Math.max(...(hundred[name] ?? []))
    return bar(text, Math.max(...(million[name] ?? [])), beside + more, beside)
  }
  /** @param {string} name @param {string} text @returns {Bar[]} */
  const frames = (name, text) => {
    const [ours, theirs] = [million[name] ?? [], hundred[name] ?? []]
    const jerks = (/** @type {number[]} */ all) => all.filter((time) => time > JERK).length
    const smooth = (/** @type {number} */ beside) => Math.max(FRAME, 1.5 * beside)
    return [
      bar(`${text}: a frame`, median(ours), smooth(median(theirs)), median(theirs), ours),
      bar(`${text}: 95 of 100 frames`, part(ours, 0.95), smooth(part(theirs, 0.95)), part(theirs, 0.95)),
      {
        text: `${text}: frames over ${JERK} ms, of ${ours.length}`,
        value: jerks(ours),
        limit: null,
        unit: '',
        beside: jerks(theirs),
      },
    ]
  }
  return [
    line('list', 'from opening to the list of layers', 10),
    line('ready', 'from opening to all indexed', null),
    line('layer', 'from a click on a layer to its rows', 16),
    line('expand', 'from a click on a directory to its rows', 16),
    line('expandAll', 'expanding all directories of a level', null),
    line('collapse', 'collapsing a level', 16),
    line('filter', 'a letter in the filter, with its pause of 90 ms', 100),
    worst('filter', 'the same, the slowest', 100),
    line('palette', 'a letter in the palette', 100),
    worst('palette', 'the same, the slowest', 100),
    ...((million['expandMatches'] ?? []).length > 0
      ? [bar('expanding to the matches', median(million['expandMatches'] ?? []), null, null, million['expandMatches'])]
      : []),
    ...frames('wheel', 'scrolling by the wheel'),
    ...frames('bar', 'dragging the scroll bar'),
  ]
}

/**
 * @param {string} text
 * @param {number} value
 * @param {number | null} limit
 * @param {number | null} beside
 * @param {number[]} [values] for the spread
 * @returns {Bar}
 */
function bar(text, value, limit, beside, values) {
  return {
    text,
    value,
    limit,
    unit: 'ms',
    ...(beside === null ? {} : { beside }),
    ...(values === undefined ? {} : { spread: [Math.min(...values), Math.max(...values)] }),
  }
}

/**
 * The value that a part of all does not exceed.
 *
 * @param {readonly number[]} values
 * @param {number} of 0 to 1
 */
function part(values, of) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? Number.NaN
}
