import { isAbsolute, join } from 'node:path'
import { app, BrowserWindow, dialog, nativeTheme, type OpenDialogOptions } from 'electron'
import { z } from 'zod'
import { aboutPanel } from './about-panel.ts'
import { registerPageScheme, servePage } from './app-protocol.ts'
import type { Command } from '../../shared/commands.ts'
import type { ComparedImage } from '../../shared/comparison.ts'
import { ArchiveWindows } from './archive-windows.ts'
import { comparisonOf } from './comparison-request.ts'
import { showContextMenu } from './context-menus.ts'
import { removeOldDrags } from './drag-places.ts'
import { EngineProcess } from './engine-process.ts'
import { showFileMenu } from './file-menu.ts'
import { clearIndexCache, indexCacheUsage, offerToClearIndexCache, trimIndexCache } from './index-cache.ts'
import { menuWords } from './menu-words.ts'
import { type MenuActions, type OpenDialogKind, showMenu, showPossible } from './menu.ts'
import { type CommandLine, filesToOpen } from './open-requests.ts'
import { answerPages } from './page-questions.ts'
import { RecentFiles } from './recent-files.ts'
import { savePage } from './save-page.ts'
import { leaveNetworks, sealWindows } from './security.ts'
import { SettingsFile } from './settings-file.ts'
import { spokenLanguage } from './spoken-language.ts'
import type { SomeSettings, WindowSettings } from '../../shared/settings.ts'
import { showSystemMenus } from './system-menus.ts'
import { VersionNews } from './version-news.ts'
import { Zoom } from './zoom.ts'

const NAME = 'Onionskin'
const SAMPLE = join(import.meta.dirname, '../sample/onionskin-sample.tar')
/** A real file also where the app is packaged: the About panel of Linux cannot read the app's archive. */
const ICON = app.isPackaged
  ? join(process.resourcesPath, 'onionskin.png')
  : join(import.meta.dirname, '../../resources/icons/256x256.png')
const ARCHIVE_EXTENSIONS = ['tar', 'tgz', 'gz', 'tzst', 'zst', 'txz', 'xz', 'tbz2', 'bz2']

/** Folders are OCI layouts. Only the dialog of macOS takes files and folders at once. */
const DIALOG_PROPERTIES = {
  archive: process.platform === 'darwin' ? ['openFile', 'openDirectory'] : ['openFile'],
  folder: ['openDirectory'],
} as const satisfies Record<OpenDialogKind, OpenDialogOptions['properties']>

const commandLineSchema = z.object({ argv: z.array(z.string()), workingDirectory: z.string().refine(isAbsolute) })

app.setName(NAME)
app.setAboutPanelOptions(aboutPanel(NAME, app.getVersion(), ICON))
registerPageScheme()
leaveNetworks()

const commandLine: CommandLine = { argv: process.argv, workingDirectory: process.cwd() }

/** Files that macOS hands over before there can be windows. */
const early: string[] = []
let openFromSystem = (path: string): void => void early.push(path)

if (app.requestSingleInstanceLock({ ...commandLine })) {
  app.on('open-file', (event, path) => {
    event.preventDefault()
    openFromSystem(path)
  })
  // Electron gets ready only once this module has run, so that must not be awaited here.
  void app.whenReady().then(start)
} else {
  // The instance that runs has the command line now.
  app.quit()
}

function start(): void {
  servePage()
  sealWindows()
  const settingsFile = new SettingsFile(join(app.getPath('userData'), 'settings.json'))
  const windowSettings = (): WindowSettings => {
    const { settings } = settingsFile
    return { settings, language: spokenLanguage(settings.language, systemLanguages()) }
  }
  let words = menuWords(windowSettings().language)
  nativeTheme.themeSource = settingsFile.settings.theme
  const recentFiles = new RecentFiles(join(app.getPath('userData'), 'recent-files.json'))
  const zoom = new Zoom(join(app.getPath('userData'), 'zoom.json'))
  const news = new VersionNews(join(app.getPath('userData'), 'version.json'), app.getVersion())
  const dragFolder = join(app.getPath('userData'), 'dragged')
  removeOldDrags(dragFolder)
  const windows = new ArchiveWindows({
    appName: NAME,
    appVersion: app.getVersion(),
    icon: ICON,
    stateFile: join(app.getPath('userData'), 'window-state.json'),
    get words() {
      return words
    },
    get cacheLimit() {
      return settingsFile.settings.cacheLimit
    },
    zoom,
    dragFolder,
    onChange: () => refreshMenu(),
  })

  const openCommandLine = (given: CommandLine) => {
    const files = filesToOpen(given, app.getAppPath())
    const [first, second, ...more] = files
    if (first === undefined) windows.showWelcome()
    else if (second === undefined || more.length > 0) void windows.open(files, null)
    else void windows.openComparison(comparisonOf(first, second), null)
  }

  const openDialog = async (kind: OpenDialogKind, over: Electron.BaseWindow | null) => {
    const options: OpenDialogOptions = {
      properties: [...DIALOG_PROPERTIES[kind], 'multiSelections'],
      filters: [
        { name: words.imageArchives, extensions: ARCHIVE_EXTENSIONS },
        { name: words.allFiles, extensions: ['*'] },
      ],
    }
    const { filePaths } = await (over === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(over, options))
    await windows.open(filePaths, over)
  }

  const chooseArchives = async (title: string, several: boolean, over: Electron.BaseWindow | null) => {
    const options: OpenDialogOptions = {
      title,
      message: title,
      properties: [...DIALOG_PROPERTIES.archive, ...(several ? (['multiSelections'] as const) : [])],
      filters: [
        { name: words.imageArchives, extensions: ARCHIVE_EXTENSIONS },
        { name: words.allFiles, extensions: ['*'] },
      ],
    }
    const { filePaths } = await (over === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(over, options))
    return filePaths
  }

  const compareDialog = async (image: ComparedImage | null, over: Electron.BaseWindow | null) => {
    const { first, other } = words.compareTitles
    const [chosen, second] = image === null ? await chooseArchives(first, true, over) : []
    const a = image ?? (chosen === undefined ? null : { archive: chosen, image: null })
    if (a === null) return
    const b = second ?? (await chooseArchives(other, false, over))[0]
    if (b !== undefined) await windows.openComparison({ a, b: { archive: b, image: null } }, over)
  }

  const compareWith = (over: Electron.BaseWindow | null) => {
    const window = windows.at(over)
    if (window === null) void compareDialog(null, over)
    else window.requestComparison()
  }

  const clearRecentFiles = () => {
    recentFiles.clear()
    app.clearRecentDocuments()
    recentFilesChanged()
  }
  const recentFilesChanged = () => {
    windows.refreshWelcome()
    refreshMenu()
  }
  const newWindow = () => void windows.addWelcome()
  const menuActions: MenuActions = {
    newWindow,
    openDialog: (kind, over) => void openDialog(kind, over),
    openPath: (path, over) => void windows.open([path], over),
    openComparison: (request, over) => void windows.openComparison(request, over),
    compareWith,
    clearRecentFiles,
    clearIndexCache: (over) => void offerToClearIndexCache(words, over),
    command: (command, over) => windows.at(over)?.runCommand(command),
    zoom: (direction) => changeZoom(direction),
    focusWindow: (id) => windows.focus(id),
    settings: (over) => windows.at(over)?.requestSettings(),
  }
  const changeZoom = (direction: 'in' | 'out' | 'actual') => {
    zoom.change(direction)
    windows.applyZoom()
  }
  /** The menu as it was built, without what the page in front can do. */
  let shown = ''
  const refreshMenu = () => {
    const { titles } = windows
    const possible = windows.front?.possible ?? new Set<Command>()
    const now = JSON.stringify([titles, recentFiles.entries, words.file])
    if (now === shown) {
      showPossible(possible)
      return
    }
    shown = now
    showSystemMenus(words, { newWindow, open: () => void openDialog('archive', null) })
    showMenu({ words, recent: recentFiles.entries, windows: titles, possible }, menuActions)
  }

  const changeSettings = (change: SomeSettings) => {
    const { cacheLimit } = settingsFile.settings
    settingsFile.change(change)
    const now = windowSettings()
    words = menuWords(now.language)
    nativeTheme.themeSource = now.settings.theme
    windows.tellSettings(now)
    refreshMenu()
    if (now.settings.cacheLimit === cacheLimit) return
    EngineProcess.limitCache(now.settings.cacheLimit)
    if (now.settings.cacheLimit < cacheLimit) void trimIndexCache(now.settings.cacheLimit)
  }

  answerPages(windows, {
    openRequest: (asking) => asking.answerOpenRequest(),
    openPaths: (asking, paths) => windows.open(paths, asking.window),
    openDialog: (asking) => openDialog('archive', asking.window),
    openSample: (asking) => windows.open([SAMPLE], asking.window),
    recentFiles: () => recentFiles.list(),
    clearRecentFiles: () => clearRecentFiles(),
    archiveOpened: (asking, path, title) => {
      asking.showOpened(path, title)
      // The sample belongs to the app; where that is may change with its next version.
      if (path === SAMPLE) return
      recentFiles.add(path, Date.now())
      app.addRecentDocument(path)
      recentFilesChanged()
    },
    openComparison: (asking, request) => windows.openComparison(request, asking.window),
    compareDialog: (asking, image) => compareDialog(image, asking.window),
    comparisonOpened: async (asking, request, title) => {
      await asking.showsComparison(request, title)
      if (request.a.archive === SAMPLE || request.b.archive === SAMPLE) return
      recentFiles.addComparison(request, title, Date.now())
      recentFilesChanged()
    },
    savePage: (asking, name, html) => savePage(words, asking.window, name, html),
    startEngine: (asking) => asking.startEngine(),
    endEngine: (asking) => asking.endEngine(),
    chooseSaveTarget: (asking, question) => asking.chooseSaveTarget(question),
    showSaved: (asking, token) => asking.showSaved(token),
    settings: () => windowSettings(),
    changeSettings: (_asking, change) => changeSettings(change),
    lostSettings: () => settingsFile.takeLost(),
    cacheUsage: () => indexCacheUsage(),
    clearCache: () => clearIndexCache(),
    fileMenu: (asking, actions) => showFileMenu(words, actions, asking.window),
    contextMenu: (asking, actions) => showContextMenu(words, actions, asking.window),
    showArchive: (asking) => asking.showArchive(),
    prepareDrag: (asking, name) => asking.prepareDrag(name),
    startDrag: (asking, token) => asking.startDrag(token),
    progressChanged: (asking, progress) => asking.progress.show(progress),
    commandsChanged: (asking, possible) => asking.setPossible(possible),
    versionIsNew: () => news.isNew,
    newsSeen: () => news.seen(),
  })

  app.on('web-contents-created', (_event, contents) => {
    contents.on('zoom-changed', (_zoomed, direction) => changeZoom(direction))
  })
  // The plus beside the tabs of macOS; the window that comes is put there.
  app.on('new-window-for-tab', () => {
    const front = BrowserWindow.getFocusedWindow()
    const { window } = windows.addWelcome()
    front?.addTabbedWindow(window)
  })
  app.on('second-instance', (_event, _argv, _workingDirectory, given) => {
    const parsed = commandLineSchema.safeParse(given)
    if (parsed.success) openCommandLine(parsed.data)
    else windows.showWelcome()
  })
  app.on('activate', (_event, hasVisibleWindows) => {
    if (!hasVisibleWindows && BrowserWindow.getAllWindows().length === 0) windows.showWelcome()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', (event) => {
    if (!EngineProcess.anyRunning) return
    event.preventDefault()
    void EngineProcess.endAll().then(() => app.quit())
  })

  recentFilesChanged()
  openFromSystem = (path) => void windows.open([path], null)
  if (early.length > 0) void windows.open(early, null)
  else openCommandLine(commandLine)
}

/** What the system speaks, the first before others; `--lang` says otherwise. */
function systemLanguages(): readonly string[] {
  return app.commandLine.hasSwitch('lang') ? [app.getLocale()] : app.getPreferredSystemLanguages()
}
