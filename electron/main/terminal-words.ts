import { resolve } from 'node:path'
import { looksLikePath, TERMINAL_COMMANDS, TERMINAL_SWITCHES } from '../../shared/terminal-commands.ts'

/** What has to be known of a start to tell what it is meant for. */
export interface Start {
  /** As `process.argv`: the program first. */
  readonly argv: readonly string[]
  /** The app's own folder, which is an argument where the app runs unpackaged; null where it is packaged. */
  readonly appFolder: string | null
  /** Whether a window can be shown. */
  readonly display: boolean
  /** Whether there is such a file or folder. */
  readonly exists: (path: string) => boolean
}

/**
 * The words of a command line that is meant for the terminal; null where it is meant for a window. It is meant for the
 * terminal where it begins with a command, asks for help or the version, or begins with a word that is neither a command
 * nor a file; and always where there is no display. Switches of Chromium may stand before the words, `--` ends them.
 */
export function terminalWords({ argv, appFolder, display, exists }: Start): readonly string[] | null {
  const words = argv.slice(1)
  while (words.length > 0 && isOtherSwitch(words[0]!)) words.shift()
  if (appFolder !== null && words.length > 0 && resolve(words[0]!) === resolve(appFolder)) words.shift()
  const ended = words[0] === '--'
  if (ended) words.shift()
  const [first] = words
  if (!display) return words
  if (first === undefined) return null
  if (TERMINAL_COMMANDS.includes(first) || TERMINAL_SWITCHES.includes(first)) return words
  return ended || looksLikePath(first) || exists(first) ? null : words
}

function isOtherSwitch(word: string): boolean {
  return word.startsWith('-') && word !== '-' && word !== '--' && !TERMINAL_SWITCHES.includes(word)
}
