import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { say } from './notice.mjs'

/**
 * What Chromium has to be told where its sandbox cannot work: it ends otherwise.
 *
 * @param {string} electron path of the binary
 * @returns {readonly string[]}
 */
export function sandboxArguments(electron) {
  if (process.platform !== 'linux') return []
  if (process.getuid?.() === 0) return ['--no-sandbox']
  if (userNamespacesWork() || helperWorks(join(dirname(electron), 'chrome-sandbox'))) return []
  say('this system lets no user set up a sandbox, so the window runs without one; open only archives that you trust')
  return ['--no-sandbox']
}

/** @returns {boolean} */
function userNamespacesWork() {
  return (
    !isSetting('/proc/sys/kernel/unprivileged_userns_clone', '0') &&
    !isSetting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1') &&
    !isSetting('/proc/sys/user/max_user_namespaces', '0')
  )
}

/**
 * @param {string} path
 * @param {string} value
 * @returns {boolean}
 */
function isSetting(path, value) {
  try {
    return readFileSync(path, 'utf8').trim() === value
  } catch {
    return false
  }
}

/**
 * Chromium's own helper sets the sandbox up where it belongs to root and has the setuid bit.
 *
 * @param {string} path
 * @returns {boolean}
 */
function helperWorks(path) {
  if (!existsSync(path)) return false
  const { uid, mode } = statSync(path)
  return uid === 0 && (mode & 0o4111) === 0o4111
}
