import type { Saved } from '../../../shared/save.ts'
import { EngineError } from '../engine-error.ts'
import type { ScratchLayer } from '../scratch/scratch-layer.ts'
import { freeSpace, isSameFile, writeError } from './save-place.ts'
import type { SavePlace } from './save-place.ts'
import type { SaveWork } from './save-work.ts'
import { StagedFile, writeAll } from './staged-file.ts'

const ORDINARY_MODE = 0o666

/**
 * Saves the tar that a commit of the container layer would ship: whole, or not at all. `archive` is never written over.
 * @throws as `save`
 */
export async function saveScratchTar(
  scratch: ScratchLayer,
  place: SavePlace,
  archive: string,
  work: SaveWork,
): Promise<Saved> {
  if (isSameFile(place.path, archive))
    throw new EngineError('target-unwritable', `${place.path}: it is the archive that is being read.`)
  work.totalBytes = scratch.status.storedBytes
  try {
    const file = new StagedFile(place, ORDINARY_MODE, scratch.status.layer.size ?? 0, freeSpace)
    try {
      await scratch.writeTar((bytes) => writeAll(file.fd, bytes, null), work)
      work.check()
      file.commit()
    } catch (error) {
      file.discard()
      throw error
    }
  } catch (error) {
    throw writeError(error, place.path)
  }
  return { path: place.path, form: 'tar', entries: work.entries, bytes: work.bytes, leftOut: [] }
}
