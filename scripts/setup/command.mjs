import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { projectFolder } from './project.mjs'

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM'])

/**
 * What a command did. `code` is its exit code, or null when a signal ended it.
 *
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null, stdout: string, stderr: string, timedOut: boolean }} Ending
 */

/**
 * @typedef {object} RunOptions
 * @property {'inherit' | 'capture'} [output] `inherit` shows what the command prints; `capture`, the default, keeps it
 * @property {NodeJS.ProcessEnv} [env] in addition to this process's own
 * @property {string} [cwd] the project's folder by default
 * @property {number} [timeout] milliseconds until the command is killed; none by default
 */

/**
 * Runs a command to its end. Rejects only when it cannot be started.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ending>}
 */
export function run(command, args, { output = 'capture', env = {}, cwd = projectFolder, timeout } = {}) {
  return new Promise((resolve, reject) => {
    const channel = output === 'capture' ? 'pipe' : 'inherit'
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', channel, channel],
      // Of its own group, so that a time-out ends its children too; Windows has no groups.
      detached: timeout !== undefined && process.platform !== 'win32',
    })
    // A group of its own does not hear the terminal.
    const interrupt = () => {
      killGroup(child)
      process.exit(130)
    }
    if (timeout !== undefined) for (const signal of signals) process.once(signal, interrupt)
    let stdout = ''
    let stderr = ''
    let timedOut = false
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text))
    const clock =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true
            killGroup(child)
          }, timeout)
    const settle = () => {
      clearTimeout(clock)
      for (const signal of signals) process.off(signal, interrupt)
    }
    child.once('error', (error) => {
      settle()
      reject(error)
    })
    child.once('close', (code, signal) => {
      settle()
      resolve({ code, signal, stdout, stderr, timedOut })
    })
  })
}

/**
 * Runs npm, the one that runs this script where there is one.
 *
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ending>}
 */
export function runNpm(args, options) {
  const script = process.env['npm_execpath']
  if (script?.endsWith('.js') && script.includes('npm')) return run(process.execPath, [script, ...args], options)
  // On Windows npm is a batch file, which only a shell can start; no argument of ours has a blank.
  if (process.platform === 'win32') return run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options)
  return run('npm', args, options)
}

/**
 * Runs the program of an installed package.
 *
 * @param {string} file path of its JavaScript below `node_modules`
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ending>}
 */
export function runPackage(file, args, options) {
  return run(process.execPath, [join(projectFolder, 'node_modules', file), ...args], options)
}

/**
 * Whether a program can be found on the PATH.
 *
 * @param {string} program
 * @returns {boolean}
 */
export function isOnPath(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
