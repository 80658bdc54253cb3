import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { runPackage, run } from './command.mjs'
import { SetupProblem, say } from './notice.mjs'
import { inProject, projectFolder } from './project.mjs'

/** What a build is made of: files, and folders with all that is in them. */
const sources = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'svelte.config.js',
  'electron.vite.config.ts',
  'shared',
  'electron',
  'renderer',
  'resources',
  'scripts/make-sample.mjs',
  'scripts/setup/assembly-script.mjs',
]

/** Folders of `out/` that a build makes anew. */
const products = ['main', 'engine', 'cli', 'chunks', 'preload', 'renderer']

/**
 * Builds where a source changed since the last build. Throws a {@link SetupProblem} when the build fails.
 */
export async function buildIfStale() {
  if (stampOfLastBuild() === stampOfSources()) return
  say('building')
  if (!(await build())) throw new SetupProblem('The build failed: run `npm run build`, and see what it says.')
}

/**
 * Builds everything into `out/`.
 *
 * @param {{ output?: 'inherit' | 'capture' }} [options] `capture`, the default, shows what the build prints only when it fails
 * @returns {Promise<boolean>} whether it worked
 */
export async function build({ output = 'capture' } = {}) {
  const stamp = stampOfSources()
  rmSync(stampFile(), { force: true })
  for (const product of products) rmSync(inProject('out', product), { recursive: true, force: true })
  const bundles = await runPackage('electron-vite/bin/electron-vite.js', ['build'], { output })
  if (!worked(bundles)) return false
  const sample = inProject('scripts', 'make-sample.mjs')
  if (existsSync(sample) && !worked(await run(process.execPath, [sample], { output }))) return false
  mkdirSync(inProject('out'), { recursive: true })
  writeFileSync(stampFile(), stamp)
  return true
}

/**
 * @param {import('./command.mjs').Ending} ending
 * @returns {boolean}
 */
function worked({ code, stdout, stderr }) {
  if (code !== 0) process.stderr.write(stdout + stderr)
  return code === 0
}

/** @returns {string} */
function stampFile() {
  return inProject('out', '.build-stamp')
}

/** @returns {string | null} */
function stampOfLastBuild() {
  try {
    return readFileSync(stampFile(), 'utf8')
  } catch {
    return null
  }
}

/**
 * Digest of all sources, names and contents: a few megabytes, so that neither a clock nor a checkout can mislead it.
 *
 * @returns {string}
 */
export function stampOfSources() {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => filesOf(inProject(source)))) {
    hash.update(`${relative(projectFolder, file)}\0`)
    hash.update(createHash('sha256').update(readFileSync(file)).digest())
  }
  return hash.digest('hex')
}

/**
 * @param {string} path of a file, of a folder, or of nothing
 * @returns {string[]}
 */
function filesOf(path) {
  if (!existsSync(path)) return []
  try {
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    return entries.flatMap((entry) => filesOf(join(path, entry.name)))
  } catch {
    return [path]
  }
}
