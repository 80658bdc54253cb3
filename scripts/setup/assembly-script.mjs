import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
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
  for (const file of sourcesOf(entry)) hash.update(`${file}\0`).update(readFileSync(file))
  const folder = inProject('node_modules', '.cache', 'assembly-script')
  const kept = join(folder, `${hash.digest('hex')}.wasm`)
  if (!existsSync(kept)) {
    const bytes = await compile(entry)
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${kept}.${process.pid}`, bytes)
    renameSync(`${kept}.${process.pid}`, kept)
  }
  return readFileSync(kept)
}

/**
 * @param {string} entry
 * @returns {Promise<Uint8Array>}
 */
async function compile(entry) {
  const { main } = await import('assemblyscript/asc')
  /** @type {Uint8Array[]} */
  const written = []
  const { error } = await main([basename(entry), '--baseDir', dirname(entry), '--outFile', 'module.wasm', ...options], {
    /** @param {string} name @param {string | Uint8Array} contents */
    writeFile(name, contents) {
      if (name === 'module.wasm' && typeof contents !== 'string') written.push(contents)
    },
  })
  const [binary] = written
  if (error !== null || binary === undefined)
    throw new SetupProblem(`${entry} can not be compiled: ${error?.message ?? 'nothing was written'}`)
  return binary
}
