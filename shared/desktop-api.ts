import type { Command, ContextAction, WindowProgress } from './commands.ts'
import type { ComparedImage, ComparisonRequest } from './comparison.ts'
import type { SaveForm } from './save.ts'
import type { LostSettings, SomeSettings, WindowSettings } from './settings.ts'

/** A file that was opened before, or two that were compared; newest first. */
export interface RecentFile {
  /** Of a comparison: the path of its first side. */
  readonly path: string
  /** Last component of the path; of a comparison its title. */
  readonly name: string
  /** Bytes, of a comparison those of both; null where a file is gone. */
  readonly size: number | null
  /** Milliseconds since 1970. */
  readonly openedAt: number
  /** What was compared; null where a file was opened. */
  readonly comparison: ComparisonRequest | null
}

/** What a window was asked to show. */
export type OpenRequest =
  /** The welcome view. */
  | { readonly kind: 'welcome' }
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'comparison'; readonly request: ComparisonRequest }

/** Asks for a place to save to. */
export interface SaveQuestion {
  readonly form: SaveForm
  /** The name that the dialog proposes; what a file system can not hold of it is left out. */
  readonly name: string
}

/** What a row of files can be asked for by its menu. */
export type FileAction =
  'save' | 'saveTar' | 'copyPath' | 'copyLayerDigest' | 'copyDockerCommand' | 'copyExtractCommand' | ScratchAction

/** What a row can be asked for that changes the container layer. */
export type ScratchAction =
  | 'scratchEdit'
  | 'scratchDelete'
  | 'scratchRename'
  | 'scratchMode'
  | 'scratchNewFile'
  | 'scratchNewFolder'
  | 'scratchNewLink'
  | 'scratchDiscard'

/** What is kept of layers between runs. */
export interface CacheUsage {
  /** Layers. */
  readonly entries: number
  readonly bytes: number
}

/** The names that the preload puts on `window.onionskin`; nothing else crosses from the app to the page. */
export interface DesktopBridge {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly appVersion: string
  /** Real path of a dropped file; '' where it has none. */
  pathForFile(file: File): string
  /** What this window should show when it has loaded. */
  openRequest(): Promise<OpenRequest>
  /** Called when this window is asked to show something else. Returns a function that stops it. */
  onOpenRequest(listener: (request: OpenRequest) => void): () => void
  /** Opens paths as File › Open would: in this window while it shows the welcome view, else in one of their own. */
  openPaths(paths: readonly string[]): Promise<void>
  /** Shows the Open dialog, then goes on as {@link openPaths}. */
  openDialog(): Promise<void>
  openSample(): Promise<void>
  recentFiles(): Promise<readonly RecentFile[]>
  clearRecentFiles(): Promise<void>
  /** Tells the app that the archive could be opened, so that it goes to the recent files and the window's title. */
  archiveOpened(path: string, title: string): Promise<void>
  /** Shows a comparison in a window of its own; one that shows the same two, either way round, comes to the front. */
  openComparison(request: ComparisonRequest): Promise<void>
  /** Has the user choose an archive to compare with an image, or two archives where none is given; then shows it. */
  compareDialog(image: ComparedImage | null): Promise<void>
  /** Tells the app that a comparison could be opened, so that it goes to the recent files and the window's title. */
  comparisonOpened(request: ComparisonRequest, title: string): Promise<void>
  /** Has the user choose where to save a page of HTML, and writes it there. Answers whether it was written. */
  savePage(name: string, html: string): Promise<boolean>
  /** Called when File › Compare with… is chosen. Returns a function that stops it. */
  onCompareRequest(listener: () => void): () => void
  /**
   * Starts an engine for this window and hands its port over as a `message` event on `window` with data
   * {@link ENGINE_PORT_MESSAGE}. An engine that runs already is ended first.
   */
  startEngine(): Promise<void>
  /** Ends the engine of this window, also where it does not answer. */
  endEngine(): Promise<void>
  /**
   * Has the user choose a place to save to, and tells it to the engine of this window. Answers with a token for
   * `Engine.save`, null where the user chose none. The page can neither choose nor change the place.
   */
  chooseSaveTarget(question: SaveQuestion): Promise<string | null>
  /** Shows what was saved with a token in the system's file manager. */
  showSaved(token: string): Promise<void>
  /** Shows the menu of a row of files, with these actions; answers with the one chosen, null where none was. */
  fileMenu(actions: readonly FileAction[]): Promise<FileAction | null>
  /** Shows a menu with these actions; answers with the one chosen, null where none was. */
  contextMenu(actions: readonly ContextAction[]): Promise<ContextAction | null>
  /** Shows the archive of this window in the system's file manager; without effect where it shows none alone. */
  showArchive(): Promise<void>
  /**
   * Makes a private place for a file that is to be dragged out of the window, and tells it to the engine. Answers with a
   * token for `Engine.save`; null where there is no engine or the disk refuses.
   */
  prepareDrag(name: string): Promise<string | null>
  /** Goes on with the drag of what was saved with a token, out of the window. Answers whether it did. */
  startDrag(token: string): Promise<boolean>
  /** Tells how far the window's work is. */
  progressChanged(progress: WindowProgress): Promise<void>
  /** Tells what the menu can ask this page for, from now on. */
  commandsChanged(possible: readonly Command[]): Promise<void>
  /** Called when the menu asks for something. Returns a function that stops it. */
  onCommand(listener: (command: Command) => void): () => void
  /** Whether another version of the app ran before this one, and nobody has looked at what is new. */
  versionIsNew(): Promise<boolean>
  /** What is new was looked at, or was not wanted. */
  newsSeen(): Promise<void>
  /** Called when File › Save As… is chosen: `plain` is a file or a folder. Returns a function that stops it. */
  onSaveRequest(listener: (form: 'plain' | 'tar') => void): () => void
  settings(): Promise<WindowSettings>
  /** Changes settings, those that are named, for all windows. */
  changeSettings(change: SomeSettings): Promise<void>
  /** Whether the settings of the last time could not be understood; answered with something once, to the first window. */
  lostSettings(): Promise<LostSettings | null>
  /** Called when settings have changed. Returns a function that stops it. */
  onSettingsChanged(listener: (settings: WindowSettings) => void): () => void
  /** Called when Settings… is chosen in the menu. Returns a function that stops it. */
  onSettingsRequest(listener: () => void): () => void
  /** What the cache of indexes holds. */
  cacheUsage(): Promise<CacheUsage>
  /** Clears the cache of indexes; answers with what it holds then. */
  clearCache(): Promise<CacheUsage>
  /** Called when the engine's process ended unasked; `reason` is a short word such as `crashed` or `oom`. */
  onEngineGone(listener: (reason: string) => void): () => void
}

/** `event.data` of the window message that carries the engine's port in `event.ports[0]`. */
export const ENGINE_PORT_MESSAGE = 'onionskin:engine-port'
