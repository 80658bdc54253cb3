/** The systems that the window's keys differ on. */
export type Platform = 'linux' | 'darwin' | 'win32'

/** Where a key means something. */
export const SHORTCUT_AREAS = ['window', 'go', 'find', 'files', 'layers', 'treemap', 'comparison'] as const

export type ShortcutArea = (typeof SHORTCUT_AREAS)[number]

interface Shortcut {
  readonly area: ShortcutArea
  /** Each by itself does it. `Mod` is ⌘ on macOS and Ctrl elsewhere; names of keys are those of `KeyboardEvent.key`. */
  readonly keys: readonly string[]
  /** In place of `keys` on one system. */
  readonly on?: Readonly<Partial<Record<Platform, readonly string[]>>>
}

/**
 * Every key of the window, in the order in which they are listed. The menu takes its accelerators from here, the page what
 * it listens for, the sheet of keys what it shows.
 */
export const SHORTCUTS = {
  newWindow: { area: 'window', keys: ['Mod+N'] },
  open: { area: 'window', keys: ['Mod+O'] },
  openFolder: { area: 'window', keys: ['Mod+Shift+O'], on: { darwin: [] } },
  save: { area: 'window', keys: ['Mod+Shift+S'] },
  settings: { area: 'window', keys: ['Mod+,'] },
  closeWindow: { area: 'window', keys: ['Mod+W'] },
  quit: { area: 'window', keys: ['Mod+Q'], on: { win32: ['Alt+F4'] } },
  zoomIn: { area: 'window', keys: ['Mod+Plus'] },
  zoomOut: { area: 'window', keys: ['Mod+-'] },
  actualSize: { area: 'window', keys: ['Mod+0'] },
  fullScreen: { area: 'window', keys: ['F11'], on: { darwin: ['Ctrl+Mod+F'] } },
  shortcuts: { area: 'window', keys: ['F1', 'Mod+/', '?'] },
  back: { area: 'go', keys: ['Alt+ArrowLeft'], on: { darwin: ['Mod+['] } },
  forward: { area: 'go', keys: ['Alt+ArrowRight'], on: { darwin: ['Mod+]'] } },
  overview: { area: 'go', keys: ['Mod+1'] },
  files: { area: 'go', keys: ['Mod+2'] },
  compare: { area: 'go', keys: ['Mod+3'] },
  nextPane: { area: 'go', keys: ['F6'] },
  previousPane: { area: 'go', keys: ['Shift+F6'] },
  findPath: { area: 'find', keys: ['Mod+K'] },
  findContents: { area: 'find', keys: ['Mod+Shift+F'] },
  filter: { area: 'find', keys: ['Mod+F'] },
  moveRow: { area: 'files', keys: ['ArrowUp', 'ArrowDown'] },
  movePage: { area: 'files', keys: ['PageUp', 'PageDown'] },
  moveEnd: { area: 'files', keys: ['Home', 'End'] },
  expand: { area: 'files', keys: ['ArrowRight'] },
  collapse: { area: 'files', keys: ['ArrowLeft'] },
  toggle: { area: 'files', keys: ['Enter', 'Space'] },
  expandSiblings: { area: 'files', keys: ['*'] },
  copyPath: { area: 'files', keys: ['Mod+C'] },
  contextMenu: { area: 'files', keys: ['Shift+F10'], on: { darwin: [] } },
  moveLayer: { area: 'layers', keys: ['ArrowUp', 'ArrowDown'] },
  moveLayerEnd: { area: 'layers', keys: ['Home', 'End'] },
  enterCell: { area: 'treemap', keys: ['Enter'] },
  leaveCell: { area: 'treemap', keys: ['Backspace', 'Escape'] },
  showCell: { area: 'treemap', keys: ['F'] },
  nextDifference: { area: 'comparison', keys: ['F7', 'Alt+ArrowDown'] },
  previousDifference: { area: 'comparison', keys: ['Shift+F7', 'Alt+ArrowUp'] },
  otherEnd: { area: 'comparison', keys: ['Shift+M'] },
} as const satisfies Readonly<Record<string, Shortcut>>

export type ShortcutId = keyof typeof SHORTCUTS

export const SHORTCUT_IDS = Object.keys(SHORTCUTS) as readonly ShortcutId[]

/** The keys of a shortcut on a system, the usual one first; none where the system has no use for it. */
export function keysOf(id: ShortcutId, platform: Platform): readonly string[] {
  const { keys, on }: Shortcut = SHORTCUTS[id]
  return on?.[platform] ?? keys
}

/** What an event of the keyboard tells; a DOM `KeyboardEvent` is one. */
export interface PressedKey {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** Whether an event of the keyboard is a shortcut. */
export function isShortcut(event: PressedKey, id: ShortcutId, platform: Platform): boolean {
  return keysOf(id, platform).some((keys) => isPressed(event, keys, platform))
}

function isPressed(event: PressedKey, keys: string, platform: Platform): boolean {
  const { held, key } = partsOf(keys)
  const mod = held.has('Mod')
  const ctrl = held.has('Ctrl') || (mod && platform !== 'darwin')
  const meta = mod && platform === 'darwin'
  if (event.ctrlKey !== ctrl || event.metaKey !== meta || event.altKey !== held.has('Alt')) return false
  // Where a sign lies on a keyboard, and whether Shift is needed for it, is for the layout to say.
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key)
  if (!isSign && event.shiftKey !== held.has('Shift')) return false
  return event.key.toLowerCase() === NAMES_OF_SIGNS[key] || event.key.toLowerCase() === key.toLowerCase()
}

const NAMES_OF_SIGNS: Readonly<Partial<Record<string, string>>> = { Space: ' ', Plus: '+' }

/** The first keys of a shortcut as Electron's menus name them; undefined where there are none. */
export function acceleratorOf(id: ShortcutId, platform: Platform): string | undefined {
  const [keys] = keysOf(id, platform)
  return keys?.replace('Mod', 'CmdOrCtrl').replace(/Arrow(?=Left|Right|Up|Down)/, '')
}

const MAC_SIGNS: Readonly<Partial<Record<string, string>>> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Plus: '+' }
const SIGNS: Readonly<Partial<Record<string, string>>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Mod: 'Ctrl',
  Plus: '+',
}
/** The order in which macOS writes what is held. */
const MAC_ORDER = ['Ctrl', 'Alt', 'Shift', 'Mod']

/** What stands on the keys of one of {@link keysOf}, as the system writes it: `Ctrl`, `Shift`, `F`, or `⇧`, `⌘`, `F`. */
export function keyCaps(keys: string, platform: Platform): readonly string[] {
  const { held, key } = partsOf(keys)
  if (platform !== 'darwin') return [...held, key].map((name) => SIGNS[name] ?? name)
  const ordered = [...held].sort((a, b) => MAC_ORDER.indexOf(a) - MAC_ORDER.indexOf(b))
  return [...ordered, key].map((name) => MAC_SIGNS[name] ?? SIGNS[name] ?? name)
}

/** The same in one word, for hints: `Ctrl+Shift+F` or `⇧⌘F`. */
export function keyName(id: ShortcutId, platform: Platform): string {
  const [keys] = keysOf(id, platform)
  return keys === undefined ? '' : keyCaps(keys, platform).join(platform === 'darwin' ? '' : '+')
}

function partsOf(keys: string): { readonly held: ReadonlySet<string>; readonly key: string } {
  const parts = keys.split('+')
  return { held: new Set(parts.slice(0, -1)), key: parts.at(-1) ?? '' }
}
