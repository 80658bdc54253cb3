import type { FileMatches } from '../../shared/search.ts'

/** Files with what was found in them since: new ones at the end, the others with more matches. */
export function joinMatches(known: readonly FileMatches[], found: readonly FileMatches[]): readonly FileMatches[] {
  const files = new Map(known.map((file) => [keyOf(file), file]))
  for (const file of found) {
    const before = files.get(keyOf(file))
    files.set(keyOf(file), before ? { ...file, matches: [...before.matches, ...file.matches] } : file)
  }
  return [...files.values()]
}

function keyOf({ content }: FileMatches): string {
  return `${content.layer}:${content.entry}`
}
