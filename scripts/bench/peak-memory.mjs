// Loaded before a program of Node: writes the most memory that its process ever held, in KiB, to the file that BENCH_PEAK names.
import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const file = process.env['BENCH_PEAK']
if (isMainThread && file !== undefined)
  process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)))
