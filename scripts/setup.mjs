// Makes a fresh clone ready: packages, Electron, and the system libraries that Electron needs. What is there is left as it
// is. `--retry` tries to fetch the official Electron though that failed within the last day.
import { installElectron } from './setup/electron.mjs'
import { endWith, say } from './setup/notice.mjs'
import { checkNode, installPackages } from './setup/packages.mjs'

await endWith(async () => {
  checkNode()
  await installPackages()
  const electron = await installElectron({ retry: process.argv.includes('--retry') })
  say(`ready: ${electron}`)
  return 0
})
