import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inProject } from '../setup/project.mjs'

/** @typedef {{ name: string, command: string, words: string[], env?: Record<string, string>, node?: boolean }} Contestant `node`: a program of Node, whose memory can be told */
/** @typedef {{ name: string, seconds: number[], peakMiB: number | null, absent: boolean }} Result */

/** @param {readonly string[]} paths */
function quoted(paths) {
  return paths.map((path) => `'${path.replaceAll("'", "'\\''")}'`).join(' ')
}

/**
 * A shell line for each of some files, one after the other.
 *
 * @param {string} name
 * @param {string} program what must be there
 * @param {string} line with FILE for the file
 * @param {readonly string[]} files
 * @param {string} after
 * @returns {Contestant}
 */
export function shell(name, program, line, files, after = '> /dev/null') {
  const each = files.map((file) => line.replace('FILE', quoted([file]))).join('; ')
  return { name, command: 'sh', words: ['-c', `command -v ${program} > /dev/null || exit 127; { ${each}; } ${after}`] }
}

/**
 * The command line of this project, built.
 *
 * @param {string} name
 * @param {string[]} words
 * @param {Record<string, string>} env
 * @returns {Contestant}
 */
export function onionskin(name, words, env = { ONIONSKIN_CACHE: 'off' }) {
  return {
    name,
    command: process.execPath,
    words: [inProject('out', 'cli', 'onionskin.js'), ...words],
    env,
    node: true,
  }
}

/**
 * Runs all in turn, `runs` times, each round beginning with another, after one round that does not count.
 *
 * @param {readonly Contestant[]} contestants
 * @param {number} runs
 * @returns {Promise<Result[]>}
 */
export async function race(contestants, runs) {
  /** @type {Result[]} */
  const results = contestants.map(({ name }) => ({ name, seconds: [], peakMiB: null, absent: false }))
  for (let round = -1; round < runs; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const at = (turn + round + contestants.length) % contestants.length
      const result = results[at]
      const contestant = contestants[at]
      if (result === undefined || contestant === undefined || result.absent) continue
      const ran = await once(contestant)
      if (ran === null) result.absent = true
      else if (round >= 0) {
        result.seconds.push(ran.seconds)
        if (ran.peakMiB !== null) result.peakMiB = Math.max(result.peakMiB ?? 0, ran.peakMiB)
      }
    }
  }
  return results
}

/**
 * @param {Contestant} contestant
 * @returns {Promise<{ seconds: number, peakMiB: number | null } | null>} null where the program is not there
 */
async function once({ name, command, words, env = {}, node = false }) {
  const folder = mkdtempSync(join(tmpdir(), 'onionskin-bench-'))
  const peak = join(folder, 'peak')
  const preload = node ? ['--import', pathToFileURL(inProject('scripts', 'bench', 'peak-memory.mjs')).href] : []
  try {
    const started = performance.now()
    const { code, said } = await ended(command, [...preload, ...words], { ...process.env, ...env, BENCH_PEAK: peak })
    const seconds = (performance.now() - started) / 1000
    if (code === 127) return null
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${said.slice(0, 2000)}`)
    return { seconds, peakMiB: node ? Math.round(Number(readFileSync(peak, 'utf8')) / 1024) : null }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} command
 * @param {string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number | null, said: string }>}
 */
function ended(command, words, env) {
  return new Promise((resolve) => {
    const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'], env })
    let said = ''
    child.stderr
      .setEncoding('utf8')
      .on('data', (/** @type {string} */ text) => (said += said.length < 10_000 ? text : ''))
    child.once('error', () => resolve({ code: 127, said }))
    child.once('close', (code) => resolve({ code, said }))
  })
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2
}
