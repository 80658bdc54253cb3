/**
 * What a window's menu can ask of its page. The page says which of them it can do at the moment, so that the menu shows
 * the others as they are: not to be had.
 */
export const COMMANDS = [
  'back',
  'forward',
  'overview',
  'files',
  'compare',
  'findPath',
  'findContents',
  'filter',
  'nextDifference',
  'previousDifference',
  'save',
  'saveTar',
  'showArchive',
  'shortcuts',
  'whatsNew',
] as const

export type Command = (typeof COMMANDS)[number]

/** What a page's place that is not a row of files can be asked for by its menu. */
export const CONTEXT_ACTIONS = [
  'copyValue',
  'copyArchivePath',
  'showArchive',
  'showLayer',
  'showMerged',
  'compareBelow',
  'saveLayer',
  'copyDigest',
  'copyDiffId',
  'copyInstruction',
] as const

export type ContextAction = (typeof CONTEXT_ACTIONS)[number]

/** How far the work of a window is, for the dock or the task bar. */
export type WindowProgress =
  | { readonly kind: 'none' }
  /** `fraction` is from 0 to 1; null where the end is not known. */
  | { readonly kind: 'busy'; readonly fraction: number | null }
  | { readonly kind: 'failed' }
