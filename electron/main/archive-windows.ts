import { realpath, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { app, BrowserWindow, dialog, nativeImage, nativeTheme, screen, shell } from 'electron'
import type { Command } from '../../shared/commands.ts'
import type { ComparisonRequest } from '../../shared/comparison.ts'
import type { OpenRequest, SaveQuestion } from '../../shared/desktop-api.ts'
import { type Notices, NOTICES, VERSION_ARGUMENT } from '../../shared/ipc.ts'
import type { WindowSettings } from '../../shared/settings.ts'
import { comparisonKey } from './comparison-request.ts'
import { offerTextMenus } from './context-menus.ts'
import { DragPlaces } from './drag-places.ts'
import { EngineProcess } from './engine-process.ts'
import type { MenuWords } from './menu-words.ts'
import { patientFiles } from './patient-files.ts'
import { SavePlaces } from './save-places.ts'
import { pageUrl, sealedPreferences } from './security.ts'
import { ProgressMark } from './window-progress.ts'
import { MINIMUM_SIZE, placeWindow, readWindowState, type WindowState, writeWindowState } from './window-state.ts'
import type { Zoom } from './zoom.ts'

const PRELOAD = join(import.meta.dirname, '../preload/index.cjs')

/** What is seen before the page has drawn itself: the page's own ground. */
const GROUND = { dark: '#1f1a1f', light: '#fbfaf9' } as const

/** How far a window is from the one that it was opened over, in pixels. */
const STEP = 28

/** Milliseconds after its page has loaded at which a window is shown, drawn or not. */
const LATEST_SHOWN = 400

/** Milliseconds after which a window is taken to stay where it was moved. */
const SETTLED = 500

export interface ArchiveWindowsOptions {
  readonly appName: string
  readonly appVersion: string
  /** The file of the picture that Linux and Windows show for a window. */
  readonly icon: string
  /** The file that remembers where the last window was. */
  readonly stateFile: string
  /** In the language of this moment. */
  readonly words: MenuWords
  /** Bytes that the cache of indexes may have now. */
  readonly cacheLimit: number
  readonly zoom: Zoom
  /** The folder of what is dragged out. */
  readonly dragFolder: string
  /** Called when windows come, go, come to the front, are named otherwise, or can do something else. */
  readonly onChange: () => void
}

/** One window: the welcome view, or one archive or comparison and the engine that reads it. */
export class ArchiveWindow {
  readonly window: BrowserWindow
  readonly #options: ArchiveWindowsOptions
  #request: OpenRequest
  #subject: string | null
  /** The subject that was asked for, of a comparison whose images are left to the engine: by now it is another. */
  #asking: string | null
  #engine: EngineProcess | null = null
  readonly #savePlaces: SavePlaces
  readonly #dragPlaces: DragPlaces
  readonly progress: ProgressMark
  #possible: ReadonlySet<Command> = new Set()
  /** Whether the page knows the request; from then on it is told of another. */
  #asked = false

  /** `subject` is the real path of the request's archive, or the key of its comparison; null for the welcome view. */
  constructor(
    options: ArchiveWindowsOptions,
    request: OpenRequest,
    subject: string | null,
    over: Electron.BrowserWindow | null,
  ) {
    this.#options = options
    this.#savePlaces = new SavePlaces(options)
    this.#dragPlaces = new DragPlaces(options.dragFolder)
    this.#request = request
    this.#subject = subject
    this.#asking = isOpen(request) ? subject : null
    const state = over === null ? readWindowState(options.stateFile) : stateOf(over)
    const { maximized, ...place } = placeWindow(state, workAreas(), over === null ? 0 : STEP)
    this.window = new BrowserWindow({
      ...place,
      minWidth: MINIMUM_SIZE.width,
      minHeight: MINIMUM_SIZE.height,
      show: false,
      backgroundColor: ground(),
      title: options.appName,
      icon: options.icon,
      // Windows of macOS that have this in common can be tabs of each other.
      tabbingIdentifier: 'onionskin',
      webPreferences: {
        ...sealedPreferences(),
        zoomFactor: options.zoom.percent / 100,
        preload: PRELOAD,
        additionalArguments: [VERSION_ARGUMENT + options.appVersion],
      },
    })
    this.progress = new ProgressMark(this.window)
    this.#nameRequest()
    let shown = false
    const show = (): void => {
      if (shown || this.window.isDestroyed()) return
      shown = true
      if (maximized) this.window.maximize()
      else this.window.show()
    }
    this.window.once('ready-to-show', show)
    // Now and then a window that opens beside others is never told to be ready.
    this.window.webContents.once('did-finish-load', () => setTimeout(show, LATEST_SHOWN))
    this.window.on('page-title-updated', (event) => event.preventDefault())
    this.#rememberPlace()
    // The page has changes that no archive has.
    this.window.webContents.on('will-prevent-unload', (event) => {
      if (this.#mayLoseChanges()) event.preventDefault()
    })
    this.window.on('closed', () => {
      this.#engine?.end()
      // An engine that still writes there finds its folder gone.
      this.#dragPlaces.clear()
    })
    this.window.on('focus', () => options.onChange())
    this.window.webContents.on('dom-ready', () => this.applyZoom())
    offerTextMenus(options, this.window)
    this.window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.#asked = false
    })
    this.window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.#offerReload()
    })
    void this.window.loadURL(pageUrl()).catch(show)
  }

  /** Whether it shows an archive, by its real path, or a comparison, by its key. */
  shows(subject: string): boolean {
    return subject === this.#subject || subject === this.#asking
  }

  get isWelcome(): boolean {
    return this.#request.kind === 'welcome'
  }

  /** What the page should show; asked by the page when it has loaded. */
  answerOpenRequest(): OpenRequest {
    this.#asked = true
    return this.#request
  }

  /** Shows an archive or a comparison instead of the welcome view; `subject` as the constructor has it. */
  showRequest(request: OpenRequest, subject: string): void {
    this.#request = request
    this.#subject = subject
    this.#asking = isOpen(request) ? subject : null
    this.#nameRequest()
    this.tellOpenRequest()
  }

  /** Tells the page what to show, unless it has yet to ask. */
  tellOpenRequest(): void {
    if (this.#asked) this.#notify('openRequest', this.#request)
  }

  /** Puts the name of what was opened into the title; `path` is of the archive, null where it is not one alone. */
  showOpened(path: string | null, title: string): void {
    this.#showName(title)
    if (path !== null) this.window.setRepresentedFilename(path)
  }

  /** The page shows this comparison now: what a second opening of it finds, and what a reload shows. */
  async showsComparison(request: ComparisonRequest, title: string): Promise<void> {
    this.#request = { kind: 'comparison', request }
    this.showOpened(null, title)
    this.#subject = await comparisonKey(request)
  }

  /** Asks the page to compare what it shows with another archive. */
  requestComparison(): void {
    this.#notify('compareRequest')
  }

  /** Starts an engine, in place of the one that runs. */
  startEngine(): void {
    this.#engine?.end()
    const engine = new EngineProcess(this.window.webContents, this.#options.cacheLimit, (reason) => {
      if (this.#engine === engine && !this.window.isDestroyed()) this.#notify('engineGone', reason)
    })
    this.#engine = engine
  }

  /** Ends the engine, however busy it is. */
  endEngine(): void {
    this.#engine?.end()
    this.#engine = null
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

  /** Shows the archive in the file manager, where the window shows one alone. */
  showArchive(): void {
    if (this.#request.kind === 'archive') shell.showItemInFolder(this.#request.path)
  }

  /** Makes a place for what is to be dragged out and tells it to the engine; null where there is no engine or no place. */
  async prepareDrag(name: string): Promise<string | null> {
    const engine = this.#engine
    if (engine === null) return null
    try {
      const target = this.#dragPlaces.make(name)
      await engine.allowTarget(target)
      return target.token
    } catch {
      return null
    }
  }

  /** Drags what was saved with a token out of the window; false where that is nothing. */
  async startDrag(token: string): Promise<boolean> {
    const file = this.#dragPlaces.path(token)
    if (file === null || !(await isFile(file)) || this.window.isDestroyed()) return false
    const icon = await dragIcon(file)
    if (this.window.isDestroyed()) return false
    this.window.webContents.startDrag({ file, icon })
    return true
  }

  /** What the page can do at the moment. */
  get possible(): ReadonlySet<Command> {
    return this.#possible
  }

  /** The page can do other things from now on. */
  setPossible(possible: readonly Command[]): void {
    this.#possible = new Set(possible)
    this.#options.onChange()
  }

  /** Has the page do what the menu asks for. */
  runCommand(command: Command): void {
    if (command === 'save') this.requestSave('plain')
    else if (command === 'saveTar') this.requestSave('tar')
    else if (command === 'showArchive') this.showArchive()
    else this.#notify('command', command)
  }

  /** Shows the page as large as all are shown. */
  applyZoom(): void {
    this.window.webContents.setZoomFactor(this.#options.zoom.percent / 100)
  }

  /** Has the page save what is selected in it. */
  requestSave(form: 'plain' | 'tar'): void {
    this.#notify('saveRequest', form)
  }

  /** Shows the settings in this window. */
  requestSettings(): void {
    this.#notify('settingsRequest')
  }

  tellSettings(settings: WindowSettings): void {
    this.#notify('settingsChanged', settings)
  }

  focus(): void {
    if (this.window.isMinimized()) this.window.restore()
    this.window.show()
    this.window.focus()
  }

  /** Keeps the place of the window at its end, and a moment after it has moved: the app may be killed. */
  #rememberPlace(): void {
    let settling: NodeJS.Timeout | undefined
    const write = () => writeWindowState(this.#options.stateFile, stateOf(this.window))
    const moved = () => {
      clearTimeout(settling)
      settling = setTimeout(write, SETTLED)
    }
    this.window.on('resize', moved)
    this.window.on('move', moved)
    this.window.on('close', () => {
      clearTimeout(settling)
      write()
    })
    this.window.on('closed', () => clearTimeout(settling))
  }

  /** What the title says until the page knows better. */
  #nameRequest(): void {
    const request = this.#request
    if (request.kind === 'archive') this.#showName(basename(request.path))
    if (request.kind === 'comparison')
      this.#showName(`${basename(request.request.a.archive)} ↔ ${basename(request.request.b.archive)}`)
  }

  #showName(name: string): void {
    this.window.setTitle(process.platform === 'darwin' ? name : `${name} — ${this.#options.appName}`)
    this.#options.onChange()
  }

  #notify<N extends keyof Notices>(notice: N, ...values: Notices[N]): void {
    this.window.webContents.send(NOTICES[notice], ...values)
  }

  #mayLoseChanges(): boolean {
    const { scratchLost, scratchLostDetail, closeAnyway, cancel } = this.#options.words
    const chosen = dialog.showMessageBoxSync(this.window, {
      type: 'question',
      message: scratchLost,
      detail: scratchLostDetail,
      buttons: [cancel, closeAnyway],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    return chosen === 1
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

/** All windows of the app: at most one per archive, and one per comparison. */
export class ArchiveWindows {
  readonly #options: ArchiveWindowsOptions
  readonly #windows = new Set<ArchiveWindow>()
  #front: ArchiveWindow | null = null

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
    for (const [index, path] of paths.entries())
      this.#show({ kind: 'archive', path: resolve(path) }, files[index]!, from)
  }

  /** Shows a comparison, as {@link open} shows an archive; the same two the other way round are the same comparison. */
  async openComparison(request: ComparisonRequest, from: Electron.BaseWindow | null): Promise<void> {
    const key = await comparisonKey(request)
    this.#show({ kind: 'comparison', request }, key, from)
  }

  /** Brings a welcome view to the front, in a window of its own where there is none. */
  showWelcome(): void {
    const welcome = this.#welcome(null)
    if (welcome === null) this.#add({ kind: 'welcome' }, null)
    else welcome.focus()
  }

  /** Opens a welcome view in a window of its own. */
  addWelcome(): ArchiveWindow {
    return this.#add({ kind: 'welcome' }, null)
  }

  /** What the menu lists, in the order of opening. */
  get titles(): readonly { readonly id: number; readonly title: string; readonly focused: boolean }[] {
    return [...this.#windows].map(({ window }) => ({
      id: window.id,
      title: window.getTitle(),
      focused: window === this.front?.window,
    }))
  }

  /** The window that is or was in front; null where there is none. */
  get front(): ArchiveWindow | null {
    const front = this.#find(({ window }) => window.isFocused()) ?? this.#front
    this.#front = front !== null && this.#windows.has(front) ? front : ([...this.#windows].at(-1) ?? null)
    return this.#front
  }

  /** Brings a window to the front, if it is still there. */
  focus(id: number): void {
    this.#find(({ window }) => window.id === id)?.focus()
  }

  /** All pages are as large as {@link Zoom} has it by now. */
  applyZoom(): void {
    for (const window of this.#windows) window.applyZoom()
  }

  /** Has welcome views read the recent files again. */
  refreshWelcome(): void {
    for (const candidate of this.#windows) if (candidate.isWelcome) candidate.tellOpenRequest()
  }

  /** Has every page follow the settings. */
  tellSettings(settings: WindowSettings): void {
    for (const window of this.#windows) window.tellSettings(settings)
  }

  /** The window of a page; null where it is closed. */
  of(page: Electron.WebContents): ArchiveWindow | null {
    return this.#find(({ window }) => window.webContents === page)
  }

  /** A window by what Electron calls it; null where it is none of these. */
  at(window: Electron.BaseWindow | null): ArchiveWindow | null {
    return this.#find((candidate) => candidate.window === window)
  }

  #show(request: OpenRequest, subject: string, from: Electron.BaseWindow | null): void {
    const showing = this.#find((candidate) => candidate.shows(subject))
    const welcome = this.#welcome(from)
    if (showing !== null) {
      showing.focus()
    } else if (welcome !== null) {
      welcome.showRequest(request, subject)
      welcome.focus()
    } else {
      this.#add(request, subject)
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

  #add(request: OpenRequest, subject: string | null): ArchiveWindow {
    const last = BrowserWindow.getFocusedWindow() ?? [...this.#windows].at(-1)?.window ?? null
    const added = new ArchiveWindow(this.#options, request, subject, last)
    this.#windows.add(added)
    added.window.once('closed', () => {
      this.#windows.delete(added)
      this.#options.onChange()
    })
    this.#options.onChange()
    return added
  }
}

/** Whether it is left to the engine which images are compared. */
function isOpen(request: OpenRequest): boolean {
  if (request.kind !== 'comparison') return false
  const { a, b } = request.request
  return a.image === null || b.image === null
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

/** The picture of a file that the pointer carries; a plain sheet where the system has none. */
async function dragIcon(path: string): Promise<Electron.NativeImage> {
  const icon = await app.getFileIcon(path, { size: 'normal' }).catch(() => nativeImage.createEmpty())
  if (!icon.isEmpty()) return icon
  const side = 32
  return nativeImage.createFromBitmap(Buffer.alloc(side * side * 4, 0xc0), { width: side, height: side })
}

async function realPathOf(path: string): Promise<string> {
  return patientFiles.ask(() => realpath(path), path)
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
