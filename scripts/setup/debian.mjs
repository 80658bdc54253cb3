import { existsSync } from 'node:fs'
import { isOnPath, run } from './command.mjs'
import { SetupProblem, say } from './notice.mjs'

/**
 * Installs packages of Debian or Ubuntu. Each is given as its names in newer and older releases; the first that the
 * release has is taken. Throws a {@link SetupProblem} that names the command to run where this may not or cannot be done.
 *
 * @param {readonly (readonly string[])[]} packages
 * @param {string} purpose ends the sentence "… needs"
 */
export async function installDebianPackages(packages, purpose) {
  if (!existsSync('/etc/debian_version') || !isOnPath('apt-get')) {
    const names = packages.map((names) => names.at(-1)).join(' ')
    throw new SetupProblem(
      `${purpose} needs system libraries that are missing here; install what your system calls the Debian packages ${names}, then start again.`,
    )
  }
  const root = process.getuid?.() === 0
  let names = await availableNames(packages)
  if (names === null && root) {
    await updateLists()
    names = await availableNames(packages)
  }
  const command = `apt-get install -y --no-install-recommends ${(names ?? packages.map((names) => names.at(-1))).join(' ')}`
  if (!root) {
    throw new SetupProblem(
      `${purpose} needs system packages: run \`sudo apt-get update && sudo ${command}\`, then start again.`,
    )
  }
  if (names === null) {
    throw new SetupProblem(`${purpose} needs system packages that apt does not offer: see what \`${command}\` says.`)
  }
  say(`installing system packages: ${names.join(' ')}`)
  if (await install(names)) return
  // The lists may be older than what the servers still hold.
  await updateLists()
  if (await install(names)) return
  throw new SetupProblem(`The system packages could not be installed: run \`${command}\`, and see what it says.`)
}

/**
 * @param {readonly (readonly string[])[]} packages
 * @returns {Promise<string[] | null>} null where apt offers none of a package's names
 */
async function availableNames(packages) {
  const { stdout } = await run('apt-cache', ['policy', ...packages.flat()], { env: { LC_ALL: 'C' } })
  const offered = new Set(
    [...stdout.matchAll(/^(\S+):\n {2}Installed: .*\n {2}Candidate: (.*)$/gm)]
      .filter(([, , candidate]) => candidate !== '(none)')
      .map(([, name]) => name),
  )
  const names = packages.map((names) => names.find((name) => offered.has(name)))
  return names.every((name) => name !== undefined) ? names : null
}

async function updateLists() {
  say('updating the lists of system packages (apt-get update)')
  const { code, stderr } = await run('apt-get', ['update', '-q'])
  if (code !== 0) process.stderr.write(stderr)
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<boolean>}
 */
async function install(names) {
  const { code, stdout, stderr } = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (code !== 0) process.stderr.write(stdout.slice(-2000) + stderr)
  return code === 0
}
