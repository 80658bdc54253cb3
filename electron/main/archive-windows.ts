import { realpath } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import type { OpenRequest, SaveQuestion } from '../../shared/desktop-api.ts'
import { type Notices, NOTICES, VERSION_ARGUMENT } from '../../shared/ipc.ts'
import { EngineProcess } from './engine-process.ts'
import type { MenuWords } from './menu-words.ts'
import { SavePlaces } from './save-places.ts'
import { pageUrl, SEALED_PREFERENCES } from './security.ts'
import { MINIMUM_SIZE, placeWindow, readWindowState, type WindowState, writeWindowState } from './window-state.ts'

const PRELOAD = join(import.meta.dirname, '../preload/index.cjs')

/** What is seen before the page has drawn itself: the page's own ground. */
const GROUND = { dark: '#1f1a1f', light: '#fbfaf9' } as const

/** How far a window is from the one that it was opened over, in pixels. */
const STEP = 28

export interface ArchiveWindowsOptions {
  readonly appName: string
  readonly appVersion: string
  /** The file that remembers where the last window was. */
  readonly stateFile: string
  readonly words: MenuWords
}

/** One window: the welcome view, or one archive and the engine that reads it. */
export class ArchiveWindow {
  readonly window: BrowserWindow
  readonly #options: ArchiveWindowsOptions
  #request: OpenRequest
  #file: string | null
  #engine: EngineProcess | null = null
  readonly #savePlaces: SavePlaces
  /** Whether the page knows the request; from then on it is told of another. */
  #asked = false

  /** `file` is the real path of the request's archive, null for the welcome view. */
  constructor(
    options: ArchiveWindowsOptions,
    request: OpenRequest,
    file: string | null,
    over: Electron.BrowserWindow | null,
  ) {
    this.#options = options
    this.#savePlaces = new SavePlaces(options.words)
    this.#request = request
    this.#file = file
    const state = over === null ? readWindowState(options.stateFile) : stateOf(over)
    const { maximized, ...place } = placeWindow(state, workAreas(), over === null ? 0 : STEP)
    this.window = new BrowserWindow({
      ...place,
      minWidth: MINIMUM_SIZE.width,
      minHeight: MINIMUM_SIZE.height,
      show: false,
      backgroundColor: ground(),
      title: options.appName,
      webPreferences: {
        ...SEALED_PREFERENCES,
        preload: PRELOAD,
        additionalArguments: [VERSION_ARGUMENT + options.appVersion],
      },
    })
    if (request.kind === 'archive') this.#showName(basename(request.path))
    const show = () => (maximized ? this.window.maximize() : this.window.show())
    this.window.once('ready-to-show', show)
    this.window.on('page-title-updated', (event) => event.preventDefault())
    this.window.on('close', () => writeWindowState(options.stateFile, stateOf(this.window)))
    this.window.on('closed', () => this.#engine?.end())
    this.window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.#asked = false
    })
    this.window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.#offerReload()
    })
    void this.window.loadURL(pageUrl()).catch(() => {
      if (!this.window.isDestroyed()) show()
    })
  }

  /** Real path of the archive that is shown; null for the welcome view. */
  get file(): string | null {
    return this.#file
  }

  get isWelcome(): boolean {
    return this.#request.kind === 'welcome'
  }

  /** What the page should show; asked by the page when it has loaded. */
  answerOpenRequest(): OpenRequest {
    this.#asked = true
    return this.#request
  }

  /** Shows an archive instead of the welcome view. `file` is the real path of `path`. */
  showArchive(path: string, file: string): void {
    this.#request = { kind: 'archive', path }
    this.#file = file
    this.#showName(basename(path))
    this.tellOpenRequest()
  }

  /** Tells the page what to show, unless it has yet to ask. */
  tellOpenRequest(): void {
    if (this.#asked) this.#notify('openRequest', this.#request)
  }

  /** Puts the name of what was opened into the title. */
  showOpened(path: string, title: string): void {
    this.#showName(title)
    this.window.setRepresentedFilename(path)
  }

  /** Starts an engine, in place of the one that runs. */
  startEngine(): void {
    this.#engine?.end()
    const engine = new EngineProcess(this.window.webContents, (reason) => {
      if (this.#engine === engine && !this.window.isDestroyed()) this.#notify('engineGone', reason)
    })
    this.#engine = engine
  }

  /** Has the user choose a place to save to and tells it to the engine; null where none was chosen. */
  async chooseSaveTarget(question: SaveQuestion): Promise<string | null> {
    const engine = this.#engine
    const target = await this.#savePlaces.choose(question, this.window)
    if (target === null || engine === null || engine !== this.#engine) return null
    await engine.allowTarget(target)
    return target.token
  }

  /** Shows what was saved with a token in the file manager. */
  showSaved(token: string): void {
    this.#savePlaces.show(token)
  }

  /** Has the page save what is selected in it. */
  requestSave(form: 'plain' | 'tar'): void {
    this.#notify('saveRequest', form)
  }

  focus(): void {
    if (this.window.isMinimized()) this.window.restore()
    this.window.show()
    this.window.focus()
  }

  #showName(name: string): void {
    this.window.setTitle(process.platform === 'darwin' ? name : `${name} — ${this.#options.appName}`)
  }

  #notify<N extends keyof Notices>(notice: N, ...values: Notices[N]): void {
    this.window.webContents.send(NOTICES[notice], ...values)
  }

  async #offerReload(): Promise<void> {
    const { words } = this.#options
    const { response } = await dialog.showMessageBox(this.window, {
      type: 'error',
      message: words.pageGone,
      detail: words.pageGoneDetail,
      buttons: [words.loadAgain, words.closeWindow],
      cancelId: 1,
    })
    if (this.window.isDestroyed()) return
    if (response === 0) this.window.webContents.reload()
    else this.window.destroy()
  }
}

/** All windows of the app: at most one per archive. */
export class ArchiveWindows {
  readonly #options: ArchiveWindowsOptions
  readonly #windows = new Set<ArchiveWindow>()

  constructor(options: ArchiveWindowsOptions) {
    this.#options = options
    nativeTheme.on('updated', () => {
      for (const { window } of this.#windows) window.setBackgroundColor(ground())
    })
  }

  /**
   * Opens archives, in order: one that a window shows already brings that window to the front; the first other one takes
   * the place of a welcome view, `from` before others; each further one gets a window. Relative paths start at the
   * working directory of the app. Whether the files exist is for the engine to say.
   */
  async open(paths: readonly string[], from: Electron.BaseWindow | null): Promise<void> {
    const files = await Promise.all(paths.map((path) => realPathOf(resolve(path))))
    // From here on nothing waits, so that no other call can open the same file in between.
    for (const [index, path] of paths.entries()) this.#openFile(resolve(path), files[index]!, from)
  }

  /** Brings a welcome view to the front, in a window of its own where there is none. */
  showWelcome(): void {
    const welcome = this.#welcome(null)
    if (welcome === null) this.#add({ kind: 'welcome' }, null)
    else welcome.focus()
  }

  /** Has welcome views read the recent files again. */
  refreshWelcome(): void {
    for (const candidate of this.#windows) if (candidate.isWelcome) candidate.tellOpenRequest()
  }

  /** The window of a page; null where it is closed. */
  of(page: Electron.WebContents): ArchiveWindow | null {
    return this.#find(({ window }) => window.webContents === page)
  }

  /** A window by what Electron calls it; null where it is none of these. */
  at(window: Electron.BaseWindow | null): ArchiveWindow | null {
    return this.#find((candidate) => candidate.window === window)
  }

  #openFile(path: string, file: string, from: Electron.BaseWindow | null): void {
    const showing = this.#find((candidate) => candidate.file === file)
    const welcome = this.#welcome(from)
    if (showing !== null) {
      showing.focus()
    } else if (welcome !== null) {
      welcome.showArchive(path, file)
      welcome.focus()
    } else {
      this.#add({ kind: 'archive', path }, file)
    }
  }

  #welcome(preferred: Electron.BaseWindow | null): ArchiveWindow | null {
    return (
      this.#find((candidate) => candidate.isWelcome && candidate.window === preferred) ??
      this.#find((candidate) => candidate.isWelcome)
    )
  }

  #find(wanted: (candidate: ArchiveWindow) => boolean): ArchiveWindow | null {
    for (const candidate of this.#windows) if (wanted(candidate)) return candidate
    return null
  }

  #add(request: OpenRequest, file: string | null): void {
    const last = BrowserWindow.getFocusedWindow() ?? [...this.#windows].at(-1)?.window ?? null
    const added = new ArchiveWindow(this.#options, request, file, last)
    this.#windows.add(added)
    added.window.once('closed', () => this.#windows.delete(added))
  }
}

async function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => path)
}

function ground(): string {
  return nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light
}

function stateOf(window: Electron.BrowserWindow): WindowState {
  return { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
}

function workAreas(): readonly Electron.Rectangle[] {
  const primary = screen.getPrimaryDisplay()
  return [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)].map(({ workArea }) => workArea)
}
