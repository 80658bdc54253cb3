import { visibleFiles, layerEntries, mergedEntries } from './list-entries.ts'
import type { CommandArchive, ImageOptions } from './open-image.ts'
import { layerNumber, reportProblems } from './open-image.ts'
import type { Output } from './output.ts'
import { entryText } from './terminal-text.ts'
import type { TreeEntry } from './tree-entry.ts'

export interface TreeOptions extends ImageOptions {
  readonly layer?: string
  readonly upto?: string
  readonly json?: boolean
  readonly ndjson?: boolean
  readonly sha256?: boolean
}

/** Prints the merged tree of all layers or of layers 0..upto, or the members of one layer; below `path` where it is given. */
export async function tree(
  command: CommandArchive,
  path: string | undefined,
  options: TreeOptions,
  output: Output,
): Promise<void> {
  const session = await command.session(command.select(options))
  const below = path === undefined ? '' : normalisedPath(path)
  let entries: Iterable<TreeEntry>
  if (options.layer !== undefined) entries = layerEntries(session, layerNumber(options.layer, session))
  else {
    const upto = options.upto === undefined ? session.stacked - 1 : layerNumber(options.upto, session)
    if (options.sha256 === true) await session.readDigests(visibleFiles(session, upto), command.control)
    entries = mergedEntries(session, upto, options.sha256 === true)
  }
  await printEntries(below === '' ? entries : under(entries, below), options, output, entryText)
  reportProblems([...command.archive.info.problems, ...session.problems])
}

/** A path as entries have it: without leading, doubled or trailing slashes. */
export function normalisedPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}

function* under(entries: Iterable<TreeEntry>, path: string): Generator<TreeEntry> {
  for (const entry of entries) if (entry.path === path || entry.path.startsWith(`${path}/`)) yield entry
}

/** Prints entries as JSON, as a line of JSON each, or as `text` shows them. */
export async function printEntries<T extends TreeEntry>(
  entries: Iterable<T>,
  options: { readonly json?: boolean; readonly ndjson?: boolean },
  output: Output,
  text: (entry: T) => string,
): Promise<void> {
  if (options.json === true) await output.json([...entries], true)
  else if (options.ndjson === true) for (const entry of entries) await output.json(entry)
  else for (const entry of entries) await output.line(text(entry))
  await output.flush()
}
