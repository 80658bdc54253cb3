import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A command line, and where it was typed. */
export interface CommandLine {
  /** As `process.argv`: the program first. */
  readonly argv: readonly string[]
  /** Absolute; relative paths start here. */
  readonly workingDirectory: string
}

/** Switches whose value is the next argument. Chromium's own hold it after an equals sign. */
const SWITCHES_WITH_VALUE = new Set(['-r', '--require'])

/**
 * The files that a command line asks to open: absolute paths in the order given, each once. Left out are switches, the
 * serial number that the Finder of older macOS adds, and the app's own folder, which is an argument when the app runs
 * unpackaged. After `--` everything is a file. Knows `file:` URLs, which desktop files may hand over. Whether the files
 * exist is not asked.
 */
export function filesToOpen({ argv, workingDirectory }: CommandLine, appPath: string): readonly string[] {
  const files = new Set<string>()
  const rest = argv.slice(1)
  while (rest.length > 0) {
    const value = rest.shift()!
    if (value === '--') {
      for (const name of rest) if (name !== '') files.add(absolute(name, workingDirectory))
      break
    }
    if (SWITCHES_WITH_VALUE.has(value)) rest.shift()
    else if (value !== '' && !value.startsWith('-')) files.add(absolute(value, workingDirectory))
  }
  files.delete(resolve(appPath))
  return [...files]
}

function absolute(name: string, workingDirectory: string): string {
  if (/^file:\/\//i.test(name)) {
    try {
      return fileURLToPath(name)
    } catch {
      // No path on this system, such as another machine's: it stays a name, and whoever opens it says that it is missing.
    }
  }
  return resolve(workingDirectory, name)
}
