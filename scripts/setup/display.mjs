import { isOnPath } from './command.mjs'
import { installDebianPackages } from './debian.mjs'

/**
 * Whether a window can be shown here.
 *
 * @returns {boolean}
 */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] ?? '') || Boolean(process.env['WAYLAND_DISPLAY'] ?? '')
}

/**
 * The words to put before a command so that it has a display: none where there is one, else those of a virtual one, which
 * is installed when it is missing.
 *
 * @returns {Promise<readonly string[]>}
 */
export async function displayPrefix() {
  if (hasDisplay()) return []
  if (!isOnPath('xvfb-run') || !isOnPath('xauth'))
    await installDebianPackages([['xvfb'], ['xauth']], 'A test without a display')
  return ['xvfb-run', '-a', '--server-args=-screen 0 1600x1200x24']
}
