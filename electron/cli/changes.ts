import { changeEntries } from './list-entries.ts'
import type { CommandArchive, ImageOptions } from './open-image.ts'
import { layerNumber, reportProblems } from './open-image.ts'
import type { Output } from './output.ts'
import { entryText } from './terminal-text.ts'
import { printEntries } from './tree.ts'
import type { ChangeEntry } from './tree-entry.ts'

const SIGNS = { added: '+', modified: '~', unchanged: '=', removed: '-' } as const

export interface ChangesOptions extends ImageOptions {
  readonly layer: string
  readonly json?: boolean
  readonly ndjson?: boolean
}

/** Prints what a layer does to the view of the layers below it. */
export async function changes(command: CommandArchive, options: ChangesOptions, output: Output): Promise<void> {
  const session = await command.session(command.select(options))
  const layer = layerNumber(options.layer, session)
  await session.compareContents(layer, command.control)
  await printEntries(changeEntries(session, layer), options, output, changeText)
  reportProblems([...command.archive.info.problems, ...session.problems])
}

function changeText(entry: ChangeEntry): string {
  const what = entry.what === undefined ? '' : `  (${entry.what.join(', ')})`
  return `${SIGNS[entry.change]} ${entryText(entry)}${what}`
}
