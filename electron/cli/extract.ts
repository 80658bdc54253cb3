import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { LeftOutReason, Saved } from '../../shared/save.ts'
import type { View } from '../../shared/tree.ts'
import { EngineError } from '../engine/engine-error.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { Type } from '../engine/layer-index.ts'
import { NO_EVENT } from '../engine/path-events.ts'
import { NO_NODE } from '../engine/path-tree.ts'
import { save, saveTarTo } from '../engine/save/save.ts'
import type { SaveMeans, SaveSubject } from '../engine/save/save.ts'
import { SaveWork } from '../engine/save/save-work.ts'
import { keepNotes, notesFolder } from '../engine/save/unfinished.ts'
import { findPath } from '../engine/resolve-links.ts'
import { layerNode } from './layer-node.ts'
import type { CommandArchive, ImageOptions } from './open-image.ts'
import { layerNumber } from './open-image.ts'
import { sayLine } from './output.ts'
import { normalisedPath } from './tree.ts'

export interface ExtractOptions extends ImageOptions {
  readonly output: string
  readonly layer?: string
  readonly upto?: string
  readonly tar?: boolean
  readonly markers?: boolean
  readonly force?: boolean
}

const STANDARD_OUTPUT = '-'

/**
 * Writes a file or a directory to the disk, or as a tar: from the final view, from that of layers 0..upto, or as one layer
 * ships it. What could not be kept is told on stderr, a line for each reason. Answers false where the archive does not
 * hold the content of a file to its end.
 */
export async function extract(command: CommandArchive, path: string, options: ExtractOptions): Promise<boolean> {
  const toStream = options.output === STANDARD_OUTPUT
  const asTar = options.tar === true || options.output.toLowerCase().endsWith('.tar')
  if (toStream && !asTar) throw new EngineError('argument-invalid', 'Standard output takes a tar: add --tar.')
  if (options.markers === true && options.layer === undefined)
    throw new EngineError('argument-invalid', 'Markers are in the tree of one layer: add --layer.')
  const session = await command.session(command.select(options))
  const view = viewOf(session, options)
  const { node, type } = nodeOf(session, view, path)
  const form = asTar ? 'tar' : type === Type.Directory ? 'folder' : 'file'
  if (form === 'file' && type !== Type.File)
    throw new EngineError('argument-invalid', `${path} is neither a file nor a directory: save it with --tar.`)
  const subject: SaveSubject = { view, node, form, markers: options.markers === true }
  const means: SaveMeans = {
    session,
    jobs: command.jobs,
    work: new SaveWork(command.control),
    archive: command.archive.info.path,
  }
  if (!toStream) await keepNotes(notesFolder())
  const saved = toStream
    ? await saveTarTo(toStandardOutput, subject, means)
    : await save(subject, { path: targetOf(path, form, options), replace: options.force === true }, means)
  report(saved)
  command.archive.checkUnchanged()
  return saved.leftOut.every(({ reason }) => reason !== 'content')
}

function viewOf(session: ImageSession, { layer, upto }: ExtractOptions): View {
  if (layer !== undefined) return { kind: 'layer', layer: layerNumber(layer, session) }
  return { kind: 'merged', upto: upto === undefined ? session.stacked - 1 : layerNumber(upto, session) }
}

/** @throws EngineError with code `not-found` */
function nodeOf(session: ImageSession, view: View, path: string): { node: number; type: number } {
  const wanted = normalisedPath(path)
  const bytes = Buffer.from(wanted)
  if (view.kind === 'layer') {
    const found = layerNode(session, view.layer, bytes)
    if (found === null) throw new EngineError('not-found', `Layer ${view.layer} has no entry for ${path}.`)
    return found
  }
  const { events, tree, names } = session.stack
  const node = wanted === '' ? NO_NODE : findPath(bytes, tree, names)
  const event = events.at(node, view.upto)
  const isSeen = wanted === '' || (node !== NO_NODE && event !== NO_EVENT && events.isPresent(event))
  if (!isSeen) throw new EngineError('not-found', `Layers 0 to ${view.upto} show no path ${path}.`)
  return { node, type: wanted === '' ? Type.Directory : (session.facts(event)?.type ?? Type.Directory) }
}

/** As `cp` does: a file or tar goes into a folder that is there, under its own name. */
function targetOf(path: string, form: SaveSubject['form'], { output }: ExtractOptions): string {
  const isFolder = form !== 'folder' && existsSync(output) && statSync(output).isDirectory()
  const name = basename(normalisedPath(path)) || 'root'
  return isFolder ? join(resolve(output), form === 'tar' ? `${name}.tar` : name) : resolve(output)
}

async function toStandardOutput(bytes: Uint8Array): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, 'drain')
}

const REASONS: Readonly<Record<LeftOutReason, string>> = {
  'special-file': 'left out: devices and named pipes can only be kept in a tar',
  name: 'left out: the file system can not hold the name',
  'name-taken': 'left out: for the file system the name is that of another entry',
  symlink: 'left out: symbolic links may not be made here',
  content: 'left out: the archive does not hold the content to its end',
  dangling: 'left out: the hard link leads nowhere',
  owner: 'saved without the owner',
  mode: 'saved without all bits of the mode',
  time: 'saved with another time',
  xattrs: 'saved without extended attributes, which can only be kept in a tar',
}

function report({ leftOut }: Saved): void {
  for (const { reason, count, paths } of leftOut) {
    const more = count > paths.length ? `, and ${count - paths.length} more` : ''
    sayLine(`onionskin: ${REASONS[reason]}: ${paths.join(', ')}${more}`)
  }
}
