import { defineConfig } from '@playwright/test'

/** The app as built, in the real Electron: no browser, no server. `npm test` and `npm run screenshots` build it first. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // One window at a time on a display: two would take the focus from each other. See test/e2e/display.ts.
  workers: process.env['ONIONSKIN_OTHER_DISPLAY'] === undefined ? 1 : 2,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  // A machine that is busy otherwise may be too slow once; what passes the second time is listed as flaky.
  retries: 1,
  projects: [
    { name: 'e2e', testMatch: '**/*.spec.ts', testIgnore: '**/screenshots.spec.ts' },
    { name: 'screenshots', testMatch: '**/screenshots.spec.ts', retries: 0 },
  ],
})
