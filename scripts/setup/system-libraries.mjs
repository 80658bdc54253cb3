import { run } from './command.mjs'
import { installDebianPackages } from './debian.mjs'

/**
 * Libraries that Electron loads, each with the Debian package that holds it: its name in newer releases first. Those that
 * are not here come with these.
 *
 * @type {readonly { library: string, packages: readonly string[] }[]}
 */
const libraries = [
  { library: 'libgtk-3.so.0', packages: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { library: 'libnss3.so', packages: ['libnss3'] },
  { library: 'libasound.so.2', packages: ['libasound2t64', 'libasound2'] },
  { library: 'libgbm.so.1', packages: ['libgbm1'] },
  { library: 'libXss.so.1', packages: ['libxss1'] },
  { library: 'libatk-bridge-2.0.so.0', packages: ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'] },
]

/**
 * Installs the system libraries that Electron needs and this Linux lacks; does nothing elsewhere. Throws a
 * {@link import('./notice.mjs').SetupProblem} that says which to install where that cannot be done here.
 */
export async function installSystemLibraries() {
  if (process.platform !== 'linux') return
  const known = await knownLibraries()
  if (known === null) return
  const missing = libraries.filter(({ library }) => !known.has(library))
  if (missing.length === 0) return
  await installDebianPackages(
    missing.map(({ packages }) => packages),
    'The window',
  )
}

/** @returns {Promise<Set<string> | null>} null where the system does not tell */
async function knownLibraries() {
  for (const program of ['ldconfig', '/sbin/ldconfig', '/usr/sbin/ldconfig']) {
    try {
      const { code, stdout } = await run(program, ['-p'])
      if (code === 0) return new Set([...stdout.matchAll(/^\s+(\S+) \(/gm)].map(([, name = '']) => name))
    } catch {
      // Not on this user's PATH.
    }
  }
  return null
}
