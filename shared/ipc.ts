import type { Command } from './commands.ts'
import type { DesktopBridge, OpenRequest } from './desktop-api.ts'
import type { SaveTarget } from './save.ts'
import type { WindowSettings } from './settings.ts'

/**
 * What the page asks the app and gets an answer to. Each name is the channel, and stands here only: the preload and the
 * app both walk this list, so that a name that one of them lacks is a type error.
 */
export const QUESTIONS = [
  'openRequest',
  'openPaths',
  'openDialog',
  'openSample',
  'recentFiles',
  'clearRecentFiles',
  'archiveOpened',
  'openComparison',
  'compareDialog',
  'comparisonOpened',
  'savePage',
  'startEngine',
  'endEngine',
  'chooseSaveTarget',
  'showSaved',
  'fileMenu',
  'settings',
  'changeSettings',
  'lostSettings',
  'cacheUsage',
  'clearCache',
  'contextMenu',
  'showArchive',
  'prepareDrag',
  'startDrag',
  'progressChanged',
  'commandsChanged',
  'versionIsNew',
  'newsSeen',
] as const satisfies readonly (keyof DesktopBridge)[]

export type Question = (typeof QUESTIONS)[number]

/** Every question with its arguments and its answer. */
export type Questions = Pick<DesktopBridge, Question>

/** What the app tells a page without being asked: the arguments of each notice. */
export interface Notices {
  openRequest: [request: OpenRequest]
  /** Carries the engine's port. */
  enginePort: []
  engineGone: [reason: string]
  /** File › Save As… was chosen. */
  saveRequest: [form: 'plain' | 'tar']
  /** File › Compare with… was chosen. */
  compareRequest: []
  /** Settings… was chosen. */
  settingsRequest: []
  settingsChanged: [settings: WindowSettings]
  /** The menu asks for what only the page can do. */
  command: [command: Command]
}

/** The channel of each notice. */
export const NOTICES = {
  openRequest: 'notice:open-request',
  enginePort: 'notice:engine-port',
  engineGone: 'notice:engine-gone',
  saveRequest: 'notice:save-request',
  compareRequest: 'notice:compare-request',
  settingsRequest: 'notice:settings-request',
  settingsChanged: 'notice:settings-changed',
  command: 'notice:command',
} as const satisfies Record<keyof Notices, string>

/** Begins the argument that tells the preload the app's version: the rest of it is the version. */
export const VERSION_ARGUMENT = '--onionskin-version='

/** Begins the argument that tells an engine how many threads it may have: the rest of it is the number. */
export const THREADS_ARGUMENT = '--threads='

/**
 * What the app tells an engine's process. `serve` comes with the port of the window; `end` asks it to put its temporary
 * files away and to exit; a target is a place that the user chose in a dialog, which the engine answers with
 * {@link TargetKnown}; a limit is what its cache is to keep to from then on; the others are answered with a {@link CacheUsage}.
 */
export type EngineOrder = 'serve' | 'end' | 'describe-cache' | 'trim-cache' | 'clear-cache' | SaveTarget | CacheLimit

/** Bytes that the cache of indexes may have. */
export interface CacheLimit {
  readonly cacheLimit: number
}

/** What an engine's process tells the app: it knows a target, so that the page may name it now. */
export interface TargetKnown {
  readonly token: string
}
