// `npm start -- ARCHIVE`: sets up what is missing, builds what changed, and opens the archive in a window. Where no window
// can be shown, the command line prints the archive's facts instead.
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { buildIfStale } from './setup/build.mjs'
import { busArguments } from './setup/bus.mjs'
import { hasDisplay } from './setup/display.mjs'
import { installElectron } from './setup/electron.mjs'
import { SetupProblem, endWith, say } from './setup/notice.mjs'
import { checkNode, installPackages } from './setup/packages.mjs'
import { inProject, projectFolder } from './setup/project.mjs'
import { sandboxArguments } from './setup/sandbox.mjs'

/**
 * The arguments with paths made absolute: npm runs a script in the project's folder, wherever it was called from.
 *
 * @returns {string[]}
 */
function givenArguments() {
  const caller = process.env['INIT_CWD'] ?? process.cwd()
  return process.argv.slice(2).map((word) => (word.startsWith('-') ? word : resolve(caller, word)))
}

/**
 * Runs a program in the foreground.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
function runInForeground(program, args) {
  const env = { ...process.env }
  // Set by editors that are Electron apps themselves; it would make ours a plain Node.
  delete env['ELECTRON_RUN_AS_NODE']
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: 'inherit', env, cwd: projectFolder })
    // The terminal sends these to the child too; it decides.
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal))
    child.once('error', fail)
    child.once('exit', (code, signal) => {
      if (signal !== null && signal !== 'SIGINT' && signal !== 'SIGTERM') say(`Electron was ended by ${signal}`)
      done(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1))
    })
  })
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
async function showInTerminal(args) {
  const archives = args.filter((word) => !word.startsWith('-'))
  if (archives.length === 0) archives.push(inProject('out', 'sample', 'onionskin-sample.tar'))
  const commands = archives.length === 2 ? [['diff', ...archives]] : archives.map((archive) => ['inspect', archive])
  let worst = 0
  for (const command of commands) {
    const code = await runInForeground(process.execPath, [inProject('out', 'cli', 'onionskin.js'), ...command])
    worst = Math.max(worst, code)
  }
  return worst
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
async function showInWindow(args) {
  let electron
  try {
    electron = await installElectron()
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error
    say(error.message)
    say('without it there is no window; the facts are shown here instead')
    return showInTerminal(args)
  }
  return runInForeground(electron, [...sandboxArguments(electron), ...busArguments(), projectFolder, ...args])
}

await endWith(async () => {
  const args = givenArguments()
  checkNode()
  await installPackages()
  await buildIfStale()
  if (hasDisplay()) return showInWindow(args)
  say('there is no display, so the facts are shown here instead of in a window')
  return showInTerminal(args)
})
