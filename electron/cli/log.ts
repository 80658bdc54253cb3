import type { Version } from '../../shared/tree.ts'
import { escapeText } from '../engine/display-name.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { pathDetails } from '../engine/path-details.ts'
import { knownNode } from './find-path.ts'
import type { CommandArchive, ImageOptions } from './open-image.ts'
import { reportProblems } from './open-image.ts'
import { sayLine } from './output.ts'
import type { Output } from './output.ts'
import { capabilitiesText, modeText, sizeText } from './terminal-text.ts'

export interface LogOptions extends ImageOptions {
  readonly json?: boolean
  readonly ndjson?: boolean
}

/** Prints every version of a path, the oldest first. Answers whether any layer has it. */
export async function log(
  command: CommandArchive,
  path: string,
  options: LogOptions,
  output: Output,
): Promise<boolean> {
  const session = await command.session(command.select(options))
  const node = knownNode(session, path)
  if (node === null) {
    sayLine(`onionskin: No layer of the image has the path ${path}.`)
    return false
  }
  const view = { kind: 'merged', upto: session.stacked - 1 } as const
  const files = pathDetails(session, node, view).versions.flatMap(({ entry }) =>
    entry?.content ? [entry.content] : [],
  )
  await session.readDigests(files, command.control)
  const details = pathDetails(session, node, view)
  const versions = details.versions.map((version, at) => ({
    ...versionJson(version, session),
    visible: details.visible === at,
  }))
  if (options.json === true) await output.json({ path: details.fullPath, versions }, true)
  else if (options.ndjson === true) for (const version of versions) await output.json(version)
  else for (const version of details.versions) await output.line(versionText(version, session))
  await output.flush()
  reportProblems([...command.archive.info.problems, ...session.problems])
  return true
}

function instructionOf(session: ImageSession, layer: number): string | null {
  const at = session.layers[layer]?.history
  return at === null || at === undefined ? null : (session.image.info.history[at]?.createdBy ?? null)
}

function versionJson(version: Version, session: ImageSession): object {
  const { layer, change, what, entry, hidden, removedThrough, hiddenBytes } = version
  return {
    layer,
    change,
    what,
    type: entry?.type ?? null,
    size: entry?.size ?? null,
    mode: entry?.metadata?.mode ?? null,
    uid: entry?.metadata?.uid ?? null,
    gid: entry?.metadata?.gid ?? null,
    mtime: entry?.metadata?.mtime ?? null,
    sha256: entry?.content ? session.digest(entry.content) : null,
    hidden,
    removedThrough,
    hiddenBytes,
    createdBy: instructionOf(session, layer),
  }
}

function versionText(version: Version, session: ImageSession): string {
  const { entry, hidden, removedThrough } = version
  const facts =
    entry === null
      ? ''
      : `  ${entry.metadata === null ? '(no entry of its own)' : modeText(entry.type, entry.metadata.mode)}  ${sizeText(entry.size)}${capabilitiesText(entry.xattrs)}`
  const digest = entry?.content ? `  sha256:${(session.digest(entry.content) ?? '?').slice(0, 12)}` : ''
  const what = version.what.length === 0 ? '' : ` (${version.what.join(', ')})`
  const through = removedThrough === null ? '' : ` through ${removedThrough.by} of ${removedThrough.path}`
  const after = hidden === null ? '' : `  hidden by layer ${hidden.layer} (${hidden.by})`
  const instruction = escapeText((instructionOf(session, version.layer) ?? '').replace(/[ \t]+/g, ' ')).slice(0, 80)
  return `layer ${version.layer}  ${version.change}${what}${through}${facts}${digest}${after}${instruction === '' ? '' : `\n    ${instruction}`}`
}
