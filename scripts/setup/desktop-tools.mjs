import { isOnPath } from './command.mjs'
import { installDebianPackages } from './debian.mjs'
import { SetupProblem, say } from './notice.mjs'

/** Programs by which a Linux desktop opens a file with its app, each with the Debian package that holds it. */
const tools = [
  { program: 'xdg-open', package: 'xdg-utils' },
  { program: 'update-mime-database', package: 'shared-mime-info' },
  { program: 'update-desktop-database', package: 'desktop-file-utils' },
]

/**
 * Installs what the test of a double click needs, where this may be done; says what is missing where it may not: that test
 * says so again.
 */
export async function installDesktopTools() {
  if (process.platform !== 'linux') return
  const missing = tools.filter(({ program }) => !isOnPath(program))
  if (missing.length === 0) return
  try {
    await installDebianPackages(
      missing.map((tool) => [tool.package]),
      'The test of a double click',
    )
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error
    say(error.message)
  }
}
