// Everything that has to hold: checks, build, unit tests, and tests in the packaged app. Goes on after a failure where
// that makes sense. `--only check|unit|e2e` runs one part; what follows is handed to its runner.
import { build, buildIfStale } from './setup/build.mjs'
import { runChecks } from './setup/checks.mjs'
import { installElectron } from './setup/electron.mjs'
import { installDesktopTools } from './setup/desktop-tools.mjs'
import { SetupProblem, endWith, say } from './setup/notice.mjs'
import { checkNode, installPackages } from './setup/packages.mjs'
import { packageForTests } from './setup/packaging.mjs'
import { runUnitTests, runWindowTests } from './setup/suites.mjs'

/** @typedef {import('./setup/suites.mjs').SuiteResult} SuiteResult */

const parts = ['check', 'unit', 'e2e']

/** @returns {{ only: string | null, rest: string[] }} */
function readArguments() {
  const words = process.argv.slice(2)
  if (words[0] !== '--only') {
    if (words.length > 0)
      throw new SetupProblem(`\`${words.join(' ')}\` says nothing: give \`--only ${parts.join('|')}\`.`)
    return { only: null, rest: [] }
  }
  const [, only = '', ...rest] = words
  if (!parts.includes(only)) throw new SetupProblem(`There is no part \`${only}\`: give \`--only ${parts.join('|')}\`.`)
  return { only, rest }
}

/**
 * @param {string} name
 * @param {boolean} ok
 * @returns {SuiteResult}
 */
function single(name, ok) {
  return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

/**
 * Runs a suite; that it could not be run at all is a failure of it.
 *
 * @param {string} name
 * @param {() => Promise<SuiteResult>} suite
 * @returns {Promise<SuiteResult>}
 */
async function attempt(name, suite) {
  try {
    return await suite()
  } catch (error) {
    if (error instanceof SetupProblem) say(error.message)
    else console.error(error)
    return single(name, false)
  }
}

/**
 * Prints what each suite did, and as the last line the sum.
 *
 * @param {readonly SuiteResult[]} results
 * @returns {number} exit code
 */
function conclude(results) {
  console.log('')
  for (const { name, passed, failed, skipped } of results) {
    const count = passed + failed
    const skips = skipped > 0 ? `, ${skipped} skipped` : ''
    console.log(`${failed === 0 ? 'ok    ' : 'FAILED'} ${name}${count > 1 ? `: ${passed} of ${count}` : ''}${skips}`)
  }
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    results.reduce((total, one) => total + one[key], 0)
  const skipped = sum('skipped')
  console.log('')
  console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return sum('failed') === 0 && sum('passed') > 0 ? 0 : 1
}

await endWith(async () => {
  const { only, rest } = readArguments()
  checkNode()
  await installPackages()
  /** @type {SuiteResult[]} */
  const results = []
  if (only === 'check') results.push(...(await runChecks()).map(({ name, ok }) => single(name, ok)))
  else if (only === null) {
    /** @type {SuiteResult[]} */
    const meanwhile = []
    const checks = await runChecks(async () => {
      meanwhile.push(await attempt('build', async () => single('build', await build())))
      meanwhile.push(await attempt('unit', () => runUnitTests([])))
    })
    results.push(...checks.map(({ name, ok }) => single(name, ok)), ...meanwhile)
  } else await buildIfStale()
  if (only === 'unit') results.push(await attempt('unit', () => runUnitTests(rest)))
  if (only === null || only === 'e2e') {
    results.push(
      await attempt('e2e', async () => {
        await installElectron()
        await installDesktopTools()
        await packageForTests()
        return runWindowTests(rest)
      }),
    )
  }
  return conclude(results)
})
