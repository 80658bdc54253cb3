// Takes the pictures of the documentation: runs `test/e2e/screenshots.spec.ts` in the real app.
import { existsSync } from 'node:fs'
import { buildIfStale } from './setup/build.mjs'
import { displayPrefix } from './setup/display.mjs'
import { installElectron } from './setup/electron.mjs'
import { SetupProblem, endWith } from './setup/notice.mjs'
import { checkNode, installPackages } from './setup/packages.mjs'
import { playwright } from './setup/playwright.mjs'
import { inProject } from './setup/project.mjs'

await endWith(async () => {
  checkNode()
  await installPackages()
  if (!existsSync(inProject('test', 'e2e', 'screenshots.spec.ts'))) {
    throw new SetupProblem('There is no test/e2e/screenshots.spec.ts to run.')
  }
  await installElectron()
  await buildIfStale()
  const { code } = await playwright('screenshots', process.argv.slice(2), { display: await displayPrefix() })
  return code ?? 1
})
