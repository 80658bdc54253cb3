import type { Saved, SaveForm } from '../../../shared/save.ts'
import type { NodeId, View } from '../../../shared/tree.ts'
import { EngineError } from '../engine-error.ts'
import type { ImageSession } from '../image-session.ts'
import { Type } from '../layer-index.ts'
import type { LayerJobs } from '../layer-jobs.ts'
import { ContentEndsError, ContentReader } from './content-reader.ts'
import { setFileMetadata } from './disk-metadata.ts'
import { FolderWriter } from './folder-writer.ts'
import { LeftOutLog } from './left-out-log.ts'
import { freeSpace, isSameFile, writeError } from './save-place.ts'
import type { FreeSpace, SavePlace } from './save-place.ts'
import { SavePlan } from './save-plan.ts'
import type { SaveWork } from './save-work.ts'
import { savedTree } from './saved-tree.ts'
import { StagedFile, writeAll } from './staged-file.ts'
import { StagedFolder } from './staged-folder.ts'
import { TarWriter } from './tar-writer.ts'
import type { TarSink } from './tar-writer.ts'

/** What is to be saved, and how. */
export interface SaveSubject {
  readonly view: View
  readonly node: NodeId
  readonly form: SaveForm
  /** Keeps whiteouts and other markers; of a layer's own tree only. */
  readonly markers: boolean
}

/** What a save works with. */
export interface SaveMeans {
  readonly session: ImageSession
  readonly jobs: LayerJobs
  readonly work: SaveWork
  /** The archive that is read, which is never written over. */
  readonly archive: string
  /** How much room there is; the system's own answer where it is not given. */
  readonly free?: FreeSpace
}

/** Room for the headers of a tar, in bytes for each entry. */
const HEADER_ROOM = 1024

const ORDINARY_MODE = 0o666
/** Until the file has the mode that it states. */
const PRIVATE_MODE = 0o600

/**
 * Saves a file, or a directory with all below it, to a place of the disk: whole, or not at all. What can not be kept is
 * in the answer.
 * @throws EngineError with code `target-exists`, `target-unwritable`, `no-space`, `not-found` or `argument-invalid`;
 * CancelledError. Nothing is left of what was written then.
 */
export async function save(subject: SaveSubject, place: SavePlace, means: SaveMeans): Promise<Saved> {
  const leftOut = new LeftOutLog()
  const plan = makePlan(subject, means, leftOut)
  const { form } = subject
  if (isSameFile(place.path, means.archive))
    throw new EngineError('target-unwritable', `${place.path}: it is the archive that is being read.`)
  try {
    if (form === 'folder') await saveFolder(plan, place, means, leftOut)
    else if (form === 'tar') await saveTar(plan, place, means)
    else await saveFile(plan, place, means, leftOut)
  } catch (error) {
    throw writeError(error, place.path)
  }
  return saved(place.path, form, means.work, leftOut)
}

/** {@link save} as a tar, to a stream in place of the disk. @throws as save, and what `sink` throws */
export async function saveTarTo(sink: TarSink, subject: SaveSubject, means: SaveMeans): Promise<Saved> {
  const leftOut = new LeftOutLog()
  const plan = makePlan(subject, means, leftOut)
  await new TarWriter(plan, sink, readerOf(means), means.work).write()
  return saved(null, 'tar', means.work, leftOut)
}

function makePlan({ view, node, form, markers }: SaveSubject, { session, work }: SaveMeans, log: LeftOutLog): SavePlan {
  const plan = new SavePlan(savedTree(session, view, markers), node, log)
  if (form === 'folder' && !plan.isDirectory(node))
    throw new EngineError('argument-invalid', `${plan.displayPath(node)} is no directory.`)
  if (form === 'file' && plan.type(node) !== Type.File)
    throw new EngineError('argument-invalid', `${plan.displayPath(node)} is no regular file.`)
  if (plan.nodes.length === 0)
    throw new EngineError('layer-truncated', `The archive does not hold all of ${plan.displayPath(node)}.`)
  work.totalBytes = plan.bytes
  return plan
}

function readerOf({ session, jobs, work }: SaveMeans): ContentReader {
  return new ContentReader(session, jobs, work)
}

function saved(path: string | null, form: SaveForm, work: SaveWork, leftOut: LeftOutLog): Saved {
  return { path, form, entries: work.entries, bytes: work.bytes, leftOut: leftOut.finish() }
}

async function saveFolder(plan: SavePlan, place: SavePlace, means: SaveMeans, leftOut: LeftOutLog): Promise<void> {
  const stage = new StagedFolder(place, plan.bytes, means.free ?? freeSpace)
  const writer = new FolderWriter(plan, stage, readerOf(means), leftOut, means.work)
  try {
    await writer.write()
    means.work.check()
    stage.commit()
  } catch (error) {
    await stage.discard()
    throw error
  }
  writer.setFolderMetadata(place.path)
}

async function saveTar(plan: SavePlan, place: SavePlace, means: SaveMeans): Promise<void> {
  const room = plan.bytes + plan.nodes.length * HEADER_ROOM
  await staged(place, ORDINARY_MODE, room, means, async (file) => {
    await new TarWriter(plan, (bytes) => writeAll(file.fd, bytes, null), readerOf(means), means.work).write()
  })
}

async function saveFile(plan: SavePlan, place: SavePlace, means: SaveMeans, leftOut: LeftOutLog): Promise<void> {
  const facts = plan.facts(plan.root)!
  await staged(place, PRIVATE_MODE, plan.bytes, means, async (file) => {
    try {
      for await (const { offset, bytes } of readerOf(means).parts(facts)) {
        writeAll(file.fd, bytes, offset)
        await means.work.breathe()
      }
    } catch (error) {
      if (!(error instanceof ContentEndsError)) throw error
      throw new EngineError('layer-truncated', `${plan.displayPath(plan.root)}: ${error.message}`)
    }
    if (facts.stored!.sparse !== null) file.setSize(facts.size)
    setFileMetadata(file.fd, facts, (reason) => leftOut.add(reason, () => plan.displayPath(plan.root)))
    means.work.entries++
  })
}

async function staged(
  place: SavePlace,
  mode: number,
  bytes: number,
  { work, free }: SaveMeans,
  write: (file: StagedFile) => Promise<void>,
): Promise<void> {
  const file = new StagedFile(place, mode, bytes, free ?? freeSpace)
  try {
    await write(file)
    work.check()
    file.commit()
  } catch (error) {
    file.discard()
    throw error
  }
}
