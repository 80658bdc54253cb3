// `npm run bench -- --runs 5 --only raw --quick --json`: how fast Onionskin is, beside the tools that one would use otherwise.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { contests } from './bench/contests.mjs'
import { benchImages } from './bench/images.mjs'
import { reasonFor } from './bench/reasons.mjs'
import { contestText, machine, summary, verdict } from './bench/report.mjs'
import { buildIfStale } from './setup/build.mjs'
import { SetupProblem, endWith, say } from './setup/notice.mjs'
import { checkNode, installPackages } from './setup/packages.mjs'

await endWith(async () => {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      only: { type: 'string', multiple: true },
      images: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const names = values.only ?? Object.keys(contests)
  const unknown = names.filter((name) => !(name in contests))
  if (unknown.length > 0)
    throw new SetupProblem(
      `There is no ${unknown.join(', ')} to measure: there are ${Object.keys(contests).join(', ')}.`,
    )
  checkNode()
  await installPackages()
  await buildIfStale()
  const folder = values.images ?? join(tmpdir(), `onionskin-bench-images${values.quick ? '-quick' : ''}`)
  const images = await benchImages(folder, values.quick)
  const runs = Math.max(1, Number(values.runs))
  const measured = []
  if (!values.json) console.log(`${machine()}; medians of ${runs}, spread, peak memory\n`)
  for (const [name, contest] of Object.entries(contests)) {
    if (!names.includes(name)) continue
    say(`measuring ${name}`)
    const result = await contest(images, runs)
    measured.push(result)
    if (!values.json) console.log(`${contestText(result)}\n`)
  }
  if (values.json) {
    const contestsOf = measured.map((one) => ({
      ...one,
      results: one.results.map((result) => ({ ...result, ...summary(result.seconds) })),
      bars: one.bars.map((bar) => ({
        ...bar,
        verdict: verdict(bar),
        reason: verdict(bar) === 'not held' ? reasonFor(one.name, bar.text) : null,
      })),
    }))
    console.log(JSON.stringify({ machine: machine(), runs, contests: contestsOf }, null, 2))
  }
  return 0
})
