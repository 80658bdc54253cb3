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
 * @param {number} [which] of several virtual ones at a time: each looks for a free number in a range of its own
 * @returns {Promise<readonly string[]>}
 */
export async function displayPrefix(which = 0) {
  if (hasDisplay()) return []
  if (!isOnPath('xvfb-run') || !isOnPath('xauth'))
    await installDebianPackages([['xvfb'], ['xauth']], 'A test without a display')
  return ['xvfb-run', '-n', String(99 + 100 * which), '-a', '--server-args=-screen 0 1600x1200x24']
}

/**
 * As {@link displayPrefix}, for a command that is to have two virtual displays: its own, and one that the variables
 * ONIONSKIN_OTHER_DISPLAY and ONIONSKIN_OTHER_XAUTHORITY tell of. Neither knows the focus and the clipboard of the other.
 *
 * @returns {Promise<readonly string[]>}
 */
export async function twoDisplaysPrefix() {
  const [other, own] = [await displayPrefix(1), await displayPrefix(0)]
  if (other.length === 0) return []
  const tell = 'ONIONSKIN_OTHER_DISPLAY="$DISPLAY" ONIONSKIN_OTHER_XAUTHORITY="$XAUTHORITY" exec "$@"'
  return [...other, 'sh', '-c', tell, 'sh', ...own]
}
