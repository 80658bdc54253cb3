/** The words that make a command line one of the terminal: each is a command of `onionskin`, and opens no window. */
export const TERMINAL_COMMANDS: readonly string[] = [
  'inspect',
  'tree',
  'changes',
  'log',
  'search',
  'cat',
  'extract',
  'verify',
  'diff',
  'cache',
  'report',
  'help',
]

/** The switches that ask the terminal for an answer where they are the first word. */
export const TERMINAL_SWITCHES: readonly string[] = ['-h', '--help', '-V', '--version']

/** Whether a word that is no command can only be meant as the name of a file, even of one that is not there. */
export function looksLikePath(word: string): boolean {
  return /[./\\]/.test(word)
}
