import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * A path in the user's cache folder for this project; outside the repository, so that every clone shares it.
 *
 * @param {...string} parts
 * @returns {string}
 */
export function inCache(...parts) {
  return join(cacheFolder(), 'onionskin', ...parts)
}

/** @returns {string} */
function cacheFolder() {
  const fromEnvironment = process.env['XDG_CACHE_HOME']
  if (fromEnvironment) return fromEnvironment
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  return join(homedir(), '.cache')
}
