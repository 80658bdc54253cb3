// Starts the project folder that is the first argument, as the official binary's own default app does: the fallback
// distribution has none. It is an ES module that awaits the project, so that Electron waits with `ready`.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const folder = process.argv.slice(1).find((word) => !word.startsWith('-'))
if (folder === undefined) {
  console.error('Give the folder of the project to start as the first argument.')
  process.exit(2)
}
const project = resolve(folder)
const { name, productName, version, main } =
  /** @type {{ name: string, productName?: string, version: string, main: string }} */ (
    JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  )
/** What only a default app may call: not in Electron's published types. */
const host = /** @type {typeof app & { setVersion(version: string): void, setAppPath(path: string): void }} */ (app)

Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
host.setName(productName ?? name)
host.setVersion(version)
host.setAppPath(project)
await import(pathToFileURL(join(project, main)).href)
