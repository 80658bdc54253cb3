// `npm run package`: the app of this system, unpacked, in `dist/`. `npm run package -- --installers` makes what is given
// away (see electron-builder.config.js), for which helpers are fetched; `--for-tests` the copy that `npm test` starts.
import { parseArgs } from 'node:util'
import { buildIfStale } from './setup/build.mjs'
import { installElectron } from './setup/electron.mjs'
import { endWith, say } from './setup/notice.mjs'
import { checkNode, installPackages } from './setup/packages.mjs'
import { packageForTests, packageIfStale, packageInstallers } from './setup/packaging.mjs'

await endWith(async () => {
  const { values } = parseArgs({
    options: { installers: { type: 'boolean', default: false }, 'for-tests': { type: 'boolean', default: false } },
  })
  checkNode()
  await installPackages()
  await buildIfStale()
  if (values.installers) {
    await packageInstallers()
    return 0
  }
  await installElectron()
  say(`packaged: ${values['for-tests'] ? await packageForTests() : await packageIfStale()}`)
  return 0
})
