import { readFileSync } from 'node:fs'
import { runNpm } from './command.mjs'
import { SetupProblem, say } from './notice.mjs'
import { inProject } from './project.mjs'

/** Fails where Node is older than the project needs. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new SetupProblem(`Node ${process.versions.node} is too old: install Node 20.19 or newer, then start again.`)
}

/**
 * Installs the packages of `package-lock.json` when `node_modules` lacks one or has another version of it.
 * Throws a {@link SetupProblem} when npm fails.
 */
export async function installPackages() {
  if (packagesAreInstalled()) return
  say('installing packages (npm ci)')
  const { code } = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { output: 'inherit' })
  if (code !== 0) {
    throw new SetupProblem('The packages could not be installed: run `npm ci` here, and see what it says.')
  }
}

/**
 * npm writes `node_modules/.package-lock.json` as the last step of an installation; that is the stamp.
 *
 * @returns {boolean}
 */
function packagesAreInstalled() {
  const wanted = readLock('package-lock.json')
  const installed = readLock('node_modules', '.package-lock.json')
  if (wanted === null || installed === null) return false
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional === true || installed[path]?.version === entry.version,
  )
}

/** @typedef {Record<string, { version?: string, optional?: boolean }>} LockedPackages */

/**
 * @param {...string} parts
 * @returns {LockedPackages | null} null where there is no such file
 */
function readLock(...parts) {
  try {
    const lock = /** @type {{ packages: LockedPackages }} */ (JSON.parse(readFileSync(inProject(...parts), 'utf8')))
    return lock.packages
  } catch {
    return null
  }
}
