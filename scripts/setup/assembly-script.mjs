import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { runPackage } from './command.mjs'
import { SetupProblem } from './notice.mjs'
import { inProject } from './project.mjs'

/** How modules of AssemblyScript are compiled: memory is their own to manage, and no error is thrown. */
const options = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--use',
  'abort=',
  '--initialMemory',
  '16',
]

/**
 * A plug-in of Vite: `import base64 from './folder/index.ts?wasm'` is a module of AssemblyScript, compiled. What was compiled
 * once is kept in `node_modules/.cache`, by its sources.
 *
 * @returns {import('vite').Plugin}
 */
export function assemblyScript() {
  return {
    name: 'assembly-script',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('?wasm')) return null
      const entry = id.slice(0, -'?wasm'.length)
      for (const file of sourcesOf(entry)) this.addWatchFile(file)
      return `export default ${JSON.stringify((await compiled(entry)).toString('base64'))}`
    },
  }
}

/**
 * All that a module may be made of: the files beside its entry.
 *
 * @param {string} entry
 */
function sourcesOf(entry) {
  const folder = dirname(entry)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(folder, name))
}

/** @param {string} entry */
async function compiled(entry) {
  const lock = readFileSync(inProject('package-lock.json'))
  const hash = createHash('sha256').update(lock).update(options.join(' '))
  for (const file of sourcesOf(entry)) hash.update(`${basename(file)}\0`).update(readFileSync(file))
  const folder = inProject('node_modules', '.cache', 'assembly-script')
  const kept = join(folder, `${hash.digest('hex')}.wasm`)
  if (!existsSync(kept)) {
    mkdirSync(folder, { recursive: true })
    const made = `${kept}.${randomUUID()}`
    await compile(entry, made)
    renameSync(made, kept)
  }
  return readFileSync(kept)
}

/**
 * Names are those of the folder of the module: they are part of what it imports.
 *
 * @param {string} entry
 * @param {string} output
 */
async function compile(entry, output) {
  const words = [
    basename(entry),
    '--baseDir',
    dirname(entry),
    '--outFile',
    relative(dirname(entry), output),
    ...options,
  ]
  const { code, stdout, stderr } = await runPackage('assemblyscript/bin/asc.js', words, { output: 'capture' })
  if (code !== 0) throw new SetupProblem(`${entry} can not be compiled:\n${stdout}${stderr}`)
}
