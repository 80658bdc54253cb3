import { availableParallelism, totalmem } from 'node:os'
import { median } from './measure.mjs'
import { reasonFor } from './reasons.mjs'

/** @typedef {import('./contests.mjs').Contest} Contest */
/** @typedef {import('./contests.mjs').Bar} Bar */

/** What the numbers depend on. */
export function machine() {
  const memory = Math.round(totalmem() / 1024 ** 3)
  return `Node ${process.versions.node}, ${availableParallelism()} cores, ${memory} GiB of memory, files in the page cache`
}

/**
 * For programs: the median and the spread of some seconds; null where a rival is not installed and was skipped.
 *
 * @param {readonly number[]} seconds
 */
export function summary(seconds) {
  if (seconds.length === 0) return { median: null, spread: null }
  return { median: median(seconds), spread: [Math.min(...seconds), Math.max(...seconds)] }
}

/** @param {Bar} bar */
export function verdict({ value, limit }) {
  if (limit === null && value !== null) return 'no bar'
  return value === null || limit === null ? 'not measured' : value <= limit ? 'held' : 'not held'
}

/**
 * A contest as text.
 *
 * @param {Contest} contest
 */
export function contestText({ name: contest, title, results, bars }) {
  const lines = [`${title} (${contest})`]
  const [ours] = results
  for (const { name: who, seconds, peakMiB, absent } of results) {
    if (absent || seconds.length === 0) {
      lines.push(`  ${who.padEnd(32)} not installed, skipped`)
      continue
    }
    const middle = median(seconds)
    const spread = `${Math.min(...seconds).toFixed(2)}…${Math.max(...seconds).toFixed(2)}`
    const ratio =
      ours === undefined || who === ours.name ? '' : `onionskin takes ${(median(ours.seconds) / middle).toFixed(2)} ×`
    const memory = peakMiB === null ? '' : `${peakMiB} MB`
    lines.push(
      `  ${who.padEnd(32)} ${middle.toFixed(2).padStart(7)} s  ${spread.padEnd(13)} ${memory.padStart(7)}  ${ratio}`.trimEnd(),
    )
  }
  for (const bar of bars) {
    const spread = bar.spread === undefined ? '' : ` (${bar.spread.map(rounded).join('…')})`
    const parts = [bar.value === null ? '-' : `${rounded(bar.value)} ${bar.unit}`.trimEnd() + spread]
    if (bar.beside !== undefined) parts.push(`a hundred entries ${rounded(bar.beside)}`)
    if (bar.limit !== null) parts.push(`at most ${rounded(bar.limit)} ${bar.unit}`)
    lines.push(`  ${verdict(bar).padEnd(12)} ${bar.text}: ${parts.join(', ')}`)
    const why = verdict(bar) === 'not held' ? reasonFor(contest, bar.text) : null
    if (why !== null) lines.push(`               since ${why}`)
  }
  return lines.join('\n')
}

/** @param {number} value */
function rounded(value) {
  return Number(value.toFixed(2))
}
