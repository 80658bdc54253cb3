import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { assemblyScript } from './scripts/setup/assembly-script.mjs'

const here = import.meta.dirname

/** A digest of what decides how a layer is indexed: see electron/engine/index-cache/engine-version.ts. */
function engineVersion(): string {
  const hash = createHash('sha256')
  for (const folder of ['electron/engine', 'shared'])
    for (const name of readdirSync(resolve(here, folder), { recursive: true, encoding: 'utf8' }).sort())
      if (name.endsWith('.ts')) hash.update(readFileSync(join(here, folder, name)))
  return hash
    .update(readFileSync(resolve(here, 'package-lock.json')))
    .digest('hex')
    .slice(0, 16)
}

/**
 * Everything is bundled, so that `out/` needs no `node_modules`. The targets are what both runtimes of the project have:
 * the command line runs on Node 20, the window on Chrome 130.
 */
export default defineConfig({
  main: {
    plugins: [assemblyScript()],
    define: { __ENGINE_VERSION__: JSON.stringify(engineVersion()) },
    build: {
      outDir: 'out',
      // `scripts/build.mjs` clears what it builds; `out/` also holds what this configuration does not make.
      emptyOutDir: false,
      target: 'node20.19',
      externalizeDeps: false,
      sourcemap: true,
      // Less to read at each start of the terminal program and of every thread.
      minify: true,
      rolldownOptions: {
        input: {
          'main/index': resolve(here, 'electron/main/index.ts'),
          'engine/host': resolve(here, 'electron/engine/host.ts'),
          'engine/layer-worker': resolve(here, 'electron/engine/layer-worker.ts'),
          'cli/onionskin': resolve(here, 'electron/cli/onionskin.ts'),
        },
        output: {
          dir: 'out',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node20.19',
      // A sandboxed preload is one CommonJS file: it cannot load a second one.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve(here, 'electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: resolve(here, 'renderer'),
    // Relative, so that the page works under any scheme.
    base: './',
    plugins: [svelte({ configFile: resolve(here, 'svelte.config.js') })],
    worker: { format: 'es' },
    build: {
      outDir: resolve(here, 'out/renderer'),
      target: 'chrome130',
      // electron-vite leaves it out unless told; the page is nearly twice as large then.
      minify: true,
      rolldownOptions: { input: { index: resolve(here, 'renderer/index.html') } },
    },
  },
})
