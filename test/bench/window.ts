import { writeFileSync } from 'node:fs'
import { test } from '@playwright/test'
import { windowTimes } from './window-times.ts'

/*
 * Started by scripts/bench/window.mjs, which says by the environment what is to be measured and where the times are to be
 * written.
 */

test('times of the window', async () => {
  const {
    million = '',
    hundred = '',
    runs = 1,
  } = JSON.parse(process.env['BENCH_WINDOW'] ?? '{}') as {
    million?: string
    hundred?: string
    runs?: number
  }
  const times = { hundred: await windowTimes(hundred, runs), million: await windowTimes(million, runs) }
  writeFileSync(process.env['BENCH_RESULT'] ?? '', JSON.stringify(times))
})
