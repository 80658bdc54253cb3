import { EngineError } from '../engine/engine-error.ts'
import type { Inode } from '../engine/inode.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { NO_ENTRY, Type } from '../engine/layer-index.ts'
import { NO_EVENT } from '../engine/path-events.ts'
import { followedEvent, pathNode } from './find-path.ts'
import type { CommandArchive, ImageOptions } from './open-image.ts'
import { layerNumber, reportProblems } from './open-image.ts'
import type { Output } from './output.ts'

const STEP = 4 * 1024 * 1024

export interface CatOptions extends ImageOptions {
  readonly layer?: string
  /** A blob of the archive in place of a path of the image. */
  readonly blob?: string
}

/** Writes the bytes of a file: as the final view shows it, or as one layer shipped it, also where that is hidden. */
export async function cat(command: CommandArchive, path: string, options: CatOptions, output: Output): Promise<void> {
  const session = await command.session(command.select(options))
  const inode =
    options.layer === undefined ? visible(session, path) : shipped(session, path, layerNumber(options.layer, session))
  const stored = inode === null ? null : session.factsOf(inode).stored
  if (inode === null || stored === null) throw new EngineError('not-found', `${path} is no regular file.`)
  const blob = session.blob(inode.layer)!
  for (let offset = 0; offset < stored.size;) {
    const bytes = await command.jobs.read(blob, stored, offset, STEP, command.control)
    if (bytes.length === 0)
      throw new EngineError(
        'layer-truncated',
        `${command.archive.info.path}: layer ${inode.layer} ends at byte ${offset} of ${path}.`,
      )
    await output.bytes(bytes)
    offset += bytes.length
  }
  command.archive.checkUnchanged()
  reportProblems(command.archive.info.problems.filter(({ code }) => code === 'archive-changed'))
}

function visible(session: ImageSession, path: string): Inode | null {
  return session.stack.inode(followedEvent(session, path))
}

function shipped(session: ImageSession, path: string, layer: number): Inode | null {
  const { events } = session.stack
  const event = events.in(pathNode(session, path), layer)
  if (event === NO_EVENT || events.entries[event] === NO_ENTRY)
    throw new EngineError('not-found', `Layer ${layer} has no entry for ${path}.`)
  const inode = session.stack.inode(event)
  return inode !== null && session.factsOf(inode).type === Type.File ? inode : null
}
