import './display.ts'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, type Page, _electron } from '@playwright/test'
import { findElectron } from '../../scripts/setup/electron.mjs'
import { packagedProgram } from '../../scripts/setup/packaging.mjs'
import { inProject, projectFolder } from '../../scripts/setup/project.mjs'
import { sandboxArguments } from '../../scripts/setup/sandbox.mjs'

export interface LaunchOptions {
  /** What a user would write after the program's name: archives to open, switches. Paths have to be absolute. */
  readonly args?: readonly string[]
  /** Variables in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** What the Open dialog answers, see {@link answerOpenDialog}; the real dialog where this is left out. */
  readonly openDialogAnswer?: readonly string[]
  /** Folder of settings and recent files, to keep them over two launches; a new one, removed at the end, by default. */
  readonly userData?: string
  /** What the system speaks, a BCP 47 tag; American English by default. */
  readonly language?: string
}

export interface LaunchedApp extends AsyncDisposable {
  readonly app: ElectronApplication
  /** The first window, loaded. */
  readonly page: Page
  readonly userData: string
  /** Uncaught errors and logged errors of all windows so far, in order. */
  readonly pageErrors: readonly string[]
  /** Ends the app and removes its private folder. Safe to call twice. */
  close(): Promise<void>
}

/**
 * Starts the app and waits for its first window: as it was built, or as it was packaged where ONIONSKIN_E2E is `packaged`,
 * as `npm test` has it. Rejects when it is neither or Electron is not set up; `npm test` sees to that.
 */
export async function launch(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const { program, args } = startedApp()
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), 'onionskin-e2e-')))
  const app = await _electron.launch({
    executablePath: program,
    args: [
      ...sandboxArguments(program),
      '--disable-gpu',
      // A window on a display without a window manager may count as hidden, and would draw nothing.
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      `--lang=${options.language ?? 'en-US'}`,
      `--user-data-dir=${userData}`,
      ...args,
      ...(options.args ?? []),
    ],
    env: { ...environment(), TZ: 'UTC', ONIONSKIN_CACHE: 'off', ...options.env },
    timeout: 30_000,
  })
  const pageErrors: string[] = []
  app.on('window', (window) => {
    collectErrors(window, pageErrors)
  })
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= end(app, options.userData === undefined ? userData : null))
  try {
    if (options.openDialogAnswer !== undefined) await answerOpenDialog(app, options.openDialogAnswer)
    const page = await app.firstWindow({ timeout: 30_000 })
    await page.waitForLoadState('load')
    return { app, page, userData, pageErrors, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Whether the tests start the packaged app. */
export const isPackaged = process.env['ONIONSKIN_E2E'] === 'packaged'

interface Program {
  readonly program: string
  /** What has to stand before a user's own arguments. */
  readonly args: readonly string[]
}

/** The program that {@link launch} starts. Throws where it is not there. */
export function startedApp(): Program {
  return isPackaged ? packagedApp() : builtApp()
}

function builtApp(): Program {
  const electron = findElectron()
  if (electron === null) throw new Error('Electron is not set up: run `npm run setup`.')
  if (!existsSync(inProject('out', 'main', 'index.js'))) throw new Error('The app is not built: run `npm run build`.')
  return { program: electron, args: [projectFolder] }
}

function packagedApp(): Program {
  const program = packagedProgram('test')
  if (!existsSync(program)) throw new Error('The app is not packaged: run `npm run package -- --for-tests`.')
  return { program, args: [] }
}

/** Makes the Open dialog answer at once, from now on: with these absolute paths, or as cancelled where there are none. */
export async function answerOpenDialog(app: ElectronApplication, paths: readonly string[]): Promise<void> {
  await app.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths })
    },
    [...paths],
  )
}

/**
 * Drags files over a window and drops them, as a file manager does: the page sees real paths. `at` is in pixels of the
 * page; its middle by default.
 */
export async function dropFiles(
  page: Page,
  paths: readonly string[],
  at?: { readonly x: number; readonly y: number },
): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { x, y } = at ?? (await page.evaluate(() => ({ x: innerWidth / 2, y: innerHeight / 2 })))
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data })
  }
  await session.detach()
}

/** This process's variables, without those that would make Electron a plain Node. */
function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE')
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']))
}

function collectErrors(window: Page, errors: string[]): void {
  window.on('pageerror', (error) => errors.push(String(error)))
  window.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
}

/** An app that does not close by itself within ten seconds is killed, so that it cannot hold up the tests after it. */
async function end(app: ElectronApplication, folder: string | null): Promise<void> {
  const clock = setTimeout(() => app.process().kill('SIGKILL'), 10_000)
  try {
    await app.close()
  } finally {
    clearTimeout(clock)
    if (folder !== null) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
