/** What a POSIX shell takes as it stands (POSIX.1-2017, XCU 2.2). */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/

/** A word as a POSIX shell reads it. */
export function shellWord(word: string): string {
  if (PLAIN.test(word)) return word
  if (!word.includes("'")) return `'${word}'`
  return /[$`\\"!]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : `"${word}"`
}

/** Words as one line for a POSIX shell. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ')
}

/**
 * Entrypoint and cmd as one line. A line of a shell (`/bin/sh -c …`, which is what the shell form of an instruction makes) is
 * shown as it was written.
 */
export function commandLine(entrypoint: readonly string[] | null, cmd: readonly string[] | null): string | null {
  const words = [...(entrypoint ?? []), ...(cmd ?? [])]
  if (words.length === 0) return null
  const isShell = words.length === 3 && /^(?:\/usr)?\/bin\/(?:ba|a|da)?sh$/.test(words[0]!) && words[1] === '-c'
  return isShell ? words[2]! : shellLine(words)
}
