// `npm run fuzz -- --minutes 2 --seed 1` (or `--seconds 60`): mutated archives against the engine, in a process with bounded memory, time and
// rights. What fails is kept in test-results/fuzz; a seed gives the same cases again (the first one has that very seed).
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { spawn } from 'node:child_process'
import { build } from 'vite'
import { assemblyScript } from './setup/assembly-script.mjs'
import { endWith } from './setup/notice.mjs'
import { checkNode, installPackages } from './setup/packages.mjs'
import { inProject, projectFolder } from './setup/project.mjs'

/** @param {string} folder where the bundles go */
async function bundle(folder) {
  await build({
    configFile: false,
    root: projectFolder,
    logLevel: 'warn',
    plugins: [assemblyScript()],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      target: 'node20.19',
      minify: false,
      rolldownOptions: {
        input: { fuzz: inProject('test', 'fuzz', 'fuzz.ts'), child: inProject('test', 'fuzz', 'child.ts') },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
}

await endWith(async () => {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      minutes: { type: 'string' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    },
  })
  checkNode()
  await installPackages()
  // Two folders below the project, as the fixtures are: from there they find the corpus.
  const folder = inProject('test-results', `fuzzer-${process.pid}`)
  try {
    await bundle(folder)
    const failures = inProject('test-results', 'fuzz')
    const seconds = values.minutes === undefined ? values.seconds : String(Number(values.minutes) * 60)
    const words = [join(folder, 'fuzz.mjs'), join(folder, 'child.mjs'), seconds, values.seed, failures]
    return await new Promise((done, fail) => {
      const child = spawn(process.execPath, words, { stdio: 'inherit', cwd: projectFolder })
      child.once('error', fail)
      child.once('exit', (code) => done(code ?? 1))
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
