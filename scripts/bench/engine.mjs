import { execFileSync } from 'node:child_process'
import { build } from 'vite'
import { assemblyScript } from '../setup/assembly-script.mjs'
import { inProject, projectFolder } from '../setup/project.mjs'

/** @typedef {import('./contests.mjs').Bar} Bar */

/**
 * Builds `test/bench/engine.ts` beside the engine, whose workers it starts, and runs it.
 *
 * @param {import('./images.mjs').BenchImages} images
 * @param {number} runs
 * @returns {Promise<Bar[]>}
 */
export async function engineLines(images, runs) {
  const folder = inProject('out', 'bench')
  await build({
    configFile: false,
    root: projectFolder,
    logLevel: 'warn',
    plugins: [assemblyScript()],
    ssr: { noExternal: true },
    build: {
      ssr: inProject('test', 'bench', 'engine.ts'),
      outDir: folder,
      emptyOutDir: true,
      target: 'node20.19',
      minify: false,
      rolldownOptions: { output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  })
  const words = [inProject('out', 'bench', 'engine.mjs'), JSON.stringify(images), String(runs)]
  const env = { ...process.env, ONIONSKIN_CACHE: 'off' }
  return JSON.parse(
    execFileSync(process.execPath, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  )
}
