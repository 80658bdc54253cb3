import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inCache } from './cache.mjs'
import { say } from './notice.mjs'
import { inProject } from './project.mjs'

/** Milliseconds without a new byte after which a download counts as failed. */
const patience = 60_000
/** Milliseconds for which a failed download is not tried again where there is another Electron. */
const remembered = 24 * 60 * 60 * 1000

/**
 * Path of the binary of the `electron` package; null until it is fetched.
 *
 * @returns {string | null}
 */
export function findOfficialElectron() {
  try {
    const folder = inProject('node_modules', 'electron')
    const program = readFileSync(join(folder, 'path.txt'), 'utf8')
    const path = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), program)
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

/**
 * Version of the `electron` package.
 *
 * @returns {string}
 */
export function officialVersion() {
  const file = readFileSync(inProject('node_modules', 'electron', 'package.json'), 'utf8')
  return /** @type {{ version: string }} */ (JSON.parse(file)).version
}

/**
 * Lets the `electron` package fetch its binary. Ends early when nothing arrives any more. A failure is remembered, see
 * {@link failedLately}.
 *
 * @returns {Promise<string | null>} the binary's path; null when it cannot be had
 */
export async function fetchOfficialElectron() {
  say(`fetching Electron ${officialVersion()}`)
  const folder = inCache(`download-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  const fetched = await fetchInto(folder)
  rmSync(folder, { recursive: true, force: true })
  const path = fetched ? findOfficialElectron() : null
  const note = failureNote()
  if (path === null) {
    mkdirSync(dirname(note), { recursive: true })
    writeFileSync(note, `${new Date().toISOString()}\n`)
  } else rmSync(note, { force: true })
  return path
}

/**
 * Whether the download failed within the last day.
 *
 * @returns {boolean}
 */
export function failedLately() {
  try {
    return Date.now() - Date.parse(readFileSync(failureNote(), 'utf8').trim()) < remembered
  } catch {
    return false
  }
}

/** @returns {string} */
function failureNote() {
  return inCache(`electron-${officialVersion()}-unreachable`)
}

/**
 * @param {string} folder for temporary files; what grows there is the download's progress
 * @returns {Promise<boolean>}
 */
function fetchInto(folder) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [inProject('node_modules', 'electron', 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder },
    })
    const places = [folder, inProject('node_modules', 'electron', 'dist')]
    let size = 0
    let since = Date.now()
    const clock = setInterval(() => {
      const now = places.reduce((sum, place) => sum + bytesBelow(place), 0)
      if (now !== size) {
        size = now
        since = Date.now()
      } else if (Date.now() - since > patience) child.kill('SIGKILL')
    }, 1000)
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (said += text))
    child.once('error', (error) => (said = String(error)))
    child.once('close', (code, signal) => {
      clearInterval(clock)
      const reason = signal === null ? said.trim().split('\n', 1)[0] : `nothing arrived for ${patience / 1000} seconds`
      if (code !== 0) say(`it could not be fetched (${reason ?? ''})`)
      resolve(code === 0)
    })
  })
}

/**
 * @param {string} folder
 * @returns {number} 0 where there is no such folder
 */
function bytesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce(
      (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    )
  } catch {
    return 0
  }
}
