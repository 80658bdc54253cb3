import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { runPackage } from './command.mjs'
import { displayPrefix, twoDisplaysPrefix } from './display.mjs'
import { playwright } from './playwright.mjs'
import { inProject } from './project.mjs'

/** @typedef {{ name: string, passed: number, failed: number, skipped: number }} SuiteResult */

const minute = 60_000

/**
 * Runs the unit tests.
 *
 * @param {readonly string[]} args for Vitest
 * @returns {Promise<SuiteResult>}
 */
export async function runUnitTests(args) {
  const report = freshReport('unit')
  const { code } = await runPackage(
    'vitest/vitest.mjs',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { output: 'inherit', timeout: 15 * minute },
  )
  return settled('unit', code, () => readVitestReport(report))
}

/**
 * Runs the tests in the packaged app, under virtual displays where there is none: two of them where there are cores for it,
 * and whichever is free takes the next test.
 *
 * @param {readonly string[]} args for Playwright
 * @returns {Promise<SuiteResult>}
 */
export async function runWindowTests(args) {
  const two = args.length === 0 && availableParallelism() > 1
  const report = freshReport('e2e')
  const { code } = await playwright('e2e', args, {
    display: await (two ? twoDisplaysPrefix() : displayPrefix()),
    report,
    timeout: 20 * minute,
    env: { ONIONSKIN_E2E: 'packaged' },
  })
  return settled('e2e', code, () => readPlaywrightReport(report))
}

/**
 * A suite that ran no test has failed, and so has one that ended with an error which no test accounts for.
 *
 * @param {string} name
 * @param {number | null} code
 * @param {() => Omit<SuiteResult, 'name'>} read
 * @returns {SuiteResult}
 */
function settled(name, code, read) {
  let { passed, failed, skipped } = { passed: 0, failed: 0, skipped: 0 }
  try {
    ;({ passed, failed, skipped } = read())
  } catch (error) {
    console.error(`There is no report of the ${name} tests: ${String(error)}`)
  }
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1
  return { name, passed, failed, skipped }
}

/**
 * @param {string} report
 * @returns {Omit<SuiteResult, 'name'>}
 */
function readVitestReport(report) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    /**
     * @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
     *   testResults: { status: string, assertionResults: { status: string }[] }[] }}
     */ (JSON.parse(readFileSync(report, 'utf8')))
  // A file that could not be loaded, or whose hooks failed, has failed though none of its tests did.
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  )
  return {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles.length,
    skipped: numPendingTests + numTodoTests,
  }
}

/**
 * @param {string} report
 * @returns {Omit<SuiteResult, 'name'>}
 */
function readPlaywrightReport(report) {
  const { stats, errors } =
    /**
     * @type {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] }}
     */ (JSON.parse(readFileSync(report, 'utf8')))
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped }
}

/**
 * @param {string} name
 * @returns {string} path of a report that is not there yet
 */
function freshReport(name) {
  mkdirSync(inProject('test-results'), { recursive: true })
  const path = inProject('test-results', `${name}.json`)
  rmSync(path, { force: true })
  return path
}
