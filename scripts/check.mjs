// Everything that can be said of the sources without running them: types, lint, format, layering.
import { runChecks } from './setup/checks.mjs'
import { endWith } from './setup/notice.mjs'
import { checkNode, installPackages } from './setup/packages.mjs'

await endWith(async () => {
  checkNode()
  await installPackages()
  const results = await runChecks()
  return results.every(({ ok }) => ok) ? 0 : 1
})
