import { createHash } from 'node:crypto'
import { constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stampOfSources } from './build.mjs'
import { findElectron } from './electron.mjs'
import { fallbackVersion, findFallbackElectron } from './fallback-electron.mjs'
import { SetupProblem, say } from './notice.mjs'
import { inProject } from './project.mjs'

/** What a packaged app is made of, beside what a build is made of. */
const sources = ['electron-builder.config.js', 'package-lock.json', 'scripts/setup/packaging.mjs']

/**
 * The packaged app of this system as electron-builder lays it out below `dist/`: the folder, and the program in it.
 *
 * @returns {{ folder: string, program: string }}
 */
function layout() {
  const arm = process.arch === 'arm64'
  if (process.platform === 'darwin')
    return { folder: arm ? 'mac-arm64' : 'mac', program: join('Onionskin.app', 'Contents', 'MacOS', 'Onionskin') }
  if (process.platform === 'win32')
    return { folder: arm ? 'win-arm64-unpacked' : 'win-unpacked', program: 'Onionskin.exe' }
  return { folder: arm ? 'linux-arm64-unpacked' : 'linux-unpacked', program: 'onionskin' }
}

/**
 * Path of the program of the packaged app; the file need not be there.
 *
 * @param {'release' | 'test'} kind `test`: the one that tests can attach to, see {@link packageForTests}
 * @returns {string}
 */
export function packagedProgram(kind) {
  const { folder, program } = layout()
  return kind === 'test' ? inProject('dist', 'test', folder, program) : inProject('dist', folder, program)
}

/**
 * Path of the folder of the packaged app that holds the archive of its code, the command `onionskin` in `bin/`, and what a
 * desktop has to know in `linux/`.
 *
 * @param {'release' | 'test'} kind
 * @returns {string}
 */
export function packagedResources(kind) {
  const folder = dirname(packagedProgram(kind))
  return process.platform === 'darwin' ? join(folder, '..', 'Resources') : join(folder, 'resources')
}

/**
 * Packages the app for this system into a folder of `dist/`, where what it is made of changed. The app has to be built, and
 * Electron to be set up. Throws a {@link SetupProblem} when electron-builder fails.
 *
 * @returns {Promise<string>} path of the program
 */
export async function packageIfStale() {
  const program = packagedProgram('release')
  const electron = findElectron()
  if (electron === null) throw new SetupProblem('There is no Electron to package: run `npm run setup`.')
  const fallback = electron === findFallbackElectron()
  if (fallback) say(`packaging with Electron ${fallbackVersion}, the fallback: for tests only, never for a release`)
  const stamp = stampOfPackage(electron)
  if (existsSync(program) && readStamp('release') === stamp) return program
  const { build, Platform } = await import('electron-builder')
  rmSync(stampFile('release'), { force: true })
  const dist = process.platform === 'darwin' ? dirname(dirname(dirname(dirname(electron)))) : dirname(electron)
  try {
    await build({
      targets: Platform.current().createTarget('dir'),
      publish: 'never',
      config: {
        extends: inProject('electron-builder.config.js'),
        electronDist: dist,
        ...(fallback ? { electronVersion: fallbackVersion, afterPack: removeLoader } : {}),
      },
    })
  } catch (error) {
    throw new SetupProblem(`The app could not be packaged: ${String(error)}`, { cause: error })
  }
  writeFileSync(stampFile('release'), stamp)
  return program
}

/**
 * Packages the app as {@link packageIfStale} does and lays a copy of it beside it, below `dist/test`, which differs in one
 * fuse: it takes `--inspect`, by which Playwright attaches to it.
 *
 * @returns {Promise<string>} path of the copy's program
 */
export async function packageForTests() {
  const release = await packageIfStale()
  const program = packagedProgram('test')
  const stamp = readStamp('release') ?? ''
  if (existsSync(program) && readStamp('test') === stamp) return program
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses')
  const { folder } = layout()
  const target = inProject('dist', 'test', folder)
  await rm(target, { recursive: true, force: true })
  await cp(inProject('dist', folder), target, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
  })
  await flipFuses(program, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: process.platform === 'darwin' && process.arch === 'arm64',
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  writeFileSync(stampFile('test'), stamp)
  say(
    `the app that is tested differs from the one in dist/${dirname(release).split(/[\\/]/).at(-1)} in one fuse: --inspect`,
  )
  return program
}

/**
 * Makes the installers of this system, as the configuration lists them, with the official Electron, which electron-builder
 * fetches for each processor.
 */
export async function packageInstallers() {
  const { build, Platform } = await import('electron-builder')
  await build({
    targets: Platform.current().createTarget(),
    publish: 'never',
    config: { extends: inProject('electron-builder.config.js') },
  })
}

/**
 * The fallback distribution carries a loader for project folders, which a packaged app has no use for.
 *
 * @param {{ appOutDir: string }} context
 */
async function removeLoader({ appOutDir }) {
  await rm(join(appOutDir, 'resources', 'app'), { recursive: true, force: true })
}

/**
 * @param {'release' | 'test'} kind
 * @returns {string}
 */
function stampFile(kind) {
  return inProject('dist', `.${kind}-stamp`)
}

/**
 * @param {'release' | 'test'} kind
 * @returns {string | null}
 */
function readStamp(kind) {
  try {
    return readFileSync(stampFile(kind), 'utf8')
  } catch {
    return null
  }
}

/**
 * @param {string} electron
 * @returns {string}
 */
function stampOfPackage(electron) {
  const hash = createHash('sha256').update(stampOfSources()).update(electron)
  for (const source of sources) hash.update(readFileSync(inProject(source)))
  return hash.digest('hex')
}
