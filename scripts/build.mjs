// Builds the app and the command line into `out/`, and the sample archive.
import { build } from './setup/build.mjs'
import { endWith } from './setup/notice.mjs'
import { checkNode, installPackages } from './setup/packages.mjs'

await endWith(async () => {
  checkNode()
  await installPackages()
  return (await build({ output: 'inherit' })) ? 0 : 1
})
