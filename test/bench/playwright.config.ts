import { defineConfig } from '@playwright/test'

/** Started by scripts/bench/window.mjs: no test, so that neither `npm test` nor a plain run of Playwright meets it. */
export default defineConfig({
  testDir: '.',
  testMatch: 'window.ts',
  outputDir: '../../test-results/bench',
  timeout: 0,
  workers: 1,
  retries: 0,
})
