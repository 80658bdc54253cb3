import { availableParallelism } from 'node:os'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { assemblyScript } from './scripts/setup/assembly-script.mjs'

const runes = ['test/state/**/*.test.ts', 'test/**/*.svelte.test.ts']
const elsewhere = ['test/e2e/**', 'test/bench/**']

export default defineConfig({
  plugins: [assemblyScript()],
  test: {
    // One a core: by default one core less, which leaves half of a small machine idle.
    maxWorkers: availableParallelism(),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: { name: 'node', environment: 'node', include: ['test/**/*.test.ts'], exclude: [...runes, ...elsewhere] },
      },
      {
        extends: true,
        plugins: [svelte()],
        resolve: { conditions: ['browser', 'module', 'development|production'] },
        test: {
          name: 'runes',
          environment: './test/svelte-client.ts',
          include: runes,
          exclude: elsewhere,
        },
      },
    ],
  },
})
