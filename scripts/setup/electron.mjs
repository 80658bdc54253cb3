import { fallbackExists, fallbackVersion, fetchFallbackElectron, findFallbackElectron } from './fallback-electron.mjs'
import { failedLately, fetchOfficialElectron, findOfficialElectron, officialVersion } from './official-electron.mjs'
import { SetupProblem, say } from './notice.mjs'
import { installSystemLibraries } from './system-libraries.mjs'

/**
 * Path of the Electron that is set up; null where none is. Fetches nothing.
 *
 * @returns {string | null}
 */
export function findElectron() {
  return findOfficialElectron() ?? findFallbackElectron()
}

/**
 * Sets Electron up, with the system libraries that it needs: the official binary where it can be fetched, else the
 * fallback for development and tests. Throws a {@link SetupProblem} where neither can be had.
 *
 * @param {{ retry?: boolean }} [options] `retry`: tries the official binary though it failed within the last day
 * @returns {Promise<string>} the binary's path
 */
export async function installElectron({ retry = false } = {}) {
  const path = findOfficialElectron() ?? (await fetchElectron(retry))
  await installSystemLibraries()
  return path
}

/**
 * @param {boolean} retry
 * @returns {Promise<string>}
 */
async function fetchElectron(retry) {
  if (!fallbackExists()) {
    const official = await fetchOfficialElectron()
    if (official !== null) return official
    throw new SetupProblem(
      `Electron ${officialVersion()} could not be fetched: run \`npx install-electron\` here, and see what it says.`,
    )
  }
  if (retry || !failedLately() || findFallbackElectron() === null) {
    const official = await fetchOfficialElectron()
    if (official !== null) return official
    say('it is not tried again for a day; `npm run setup -- --retry` tries at once')
  }
  const path = findFallbackElectron() ?? (await fetchFallbackElectron())
  say(
    `using Electron ${fallbackVersion}, the fallback for development and tests; releases ship Electron ${officialVersion()}`,
  )
  return path
}
