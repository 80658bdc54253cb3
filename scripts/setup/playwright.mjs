import { run } from './command.mjs'
import { inProject } from './project.mjs'

/**
 * Runs a project of `playwright.config.ts`.
 *
 * @param {string} project
 * @param {readonly string[]} args
 * @param {object} options
 * @param {readonly string[]} options.display words to put before the command, see `displayPrefix`
 * @param {string} [options.report] path of the JSON report to write
 * @param {number} [options.timeout] milliseconds
 * @param {NodeJS.ProcessEnv} [options.env] in addition to this process's own
 * @returns {Promise<import('./command.mjs').Ending>}
 */
export function playwright(project, args, { display, report, timeout, env = {} }) {
  const [command = process.execPath, ...words] = [
    ...display,
    process.execPath,
    inProject('node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    `--project=${project}`,
    `--reporter=${report === undefined ? 'list' : 'list,json'}`,
    ...args,
  ]
  return run(command, words, {
    output: 'inherit',
    env: { ...env, ...(report === undefined ? {} : { PLAYWRIGHT_JSON_OUTPUT_FILE: report }) },
    ...(timeout === undefined ? {} : { timeout }),
  })
}
