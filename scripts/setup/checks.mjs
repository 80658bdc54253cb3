import { runPackage } from './command.mjs'

/**
 * @typedef {{ name: string, file: string, args: readonly string[] }} Check
 * @typedef {{ name: string, ok: boolean, seconds: number }} CheckResult
 */

/**
 * The longest first.
 *
 * @type {readonly Check[]}
 */
const checks = [
  { name: 'lint', file: 'eslint/bin/eslint.js', args: ['.', '--max-warnings', '0'] },
  { name: 'types', file: 'typescript/bin/tsc', args: ['--noEmit', '--pretty', 'false'] },
  {
    name: 'svelte-check',
    file: 'svelte-check/bin/svelte-check',
    args: ['--tsconfig', './tsconfig.json', '--output', 'human', '--fail-on-warnings'],
  },
  { name: 'format', file: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
  {
    name: 'layering',
    file: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', '.dependency-cruiser.cjs', 'shared', 'electron', 'renderer'],
  },
]

/**
 * Runs every check that needs no build, two at a time, and prints what the failing ones say. While the last
 * one goes on, `meanwhile` does what need not wait for it.
 *
 * @param {() => Promise<void>} [meanwhile]
 * @returns {Promise<CheckResult[]>}
 */
export async function runChecks(meanwhile = () => Promise.resolve()) {
  /** @type {CheckResult[]} */
  const results = []
  const waiting = [...checks]
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) results.push(await runCheck(check))
  }
  await Promise.all([work(), work().then(meanwhile)])
  return results
}

/**
 * @param {Check} check
 * @returns {Promise<CheckResult>}
 */
async function runCheck({ name, file, args }) {
  const start = performance.now()
  const { code, stdout, stderr } = await runPackage(file, args)
  const seconds = (performance.now() - start) / 1000
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`)
  if (code !== 0) console.log(`${stdout}${stderr}`.trimEnd())
  return { name, ok: code === 0, seconds }
}
