import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import type { InnerArchive } from '../../../shared/inner-archive.ts'
import { EngineError } from '../engine-error.ts'
import type { StoredFile } from '../file-content.ts'
import type { ImageSession } from '../image-session.ts'
import type { IndexedLayer } from '../index-layer.ts'
import type { LayerBlob } from '../layer-blob.ts'
import type { BlobDigests, JobControl, LayerJobs } from '../layer-jobs.ts'
import { checkSpace, freeSpace } from '../save/save-place.ts'
import { writeAll } from '../save/staged-file.ts'
import type { ContentQuery } from '../search/content-query.ts'
import type { FoundListener, SearchedFiles } from '../search/layer-search.ts'
import { createTemporaryFile } from '../temporary-file.ts'
import { PartEndsError } from './scratch-tar.ts'
import type { ScratchTar } from './scratch-tar.ts'

const STEP = 1024 * 1024

/** Stands for the descriptor of a tar that is not in any file. */
const NO_FILE = -1

/** The blob of a scratch layer, which only {@link ScratchJobs} reads. */
export function scratchBlob(tar: ScratchTar): LayerBlob {
  return { range: { fd: NO_FILE, offset: 0, size: tar.size }, compression: 'none' }
}

/** Work on the layers of an image and on the scratch layer over them; all but the latter is done by the jobs below. */
export class ScratchJobs implements LayerJobs {
  readonly #jobs: LayerJobs
  readonly #image: ImageSession
  readonly #tar: ScratchTar

  constructor(jobs: LayerJobs, image: ImageSession, tar: ScratchTar) {
    this.#jobs = jobs
    this.#image = image
    this.#tar = tar
  }

  readonly index: LayerJobs['index'] = (...job): Promise<IndexedLayer> => this.#jobs.index(...job)
  readonly verify: LayerJobs['verify'] = (...job): Promise<BlobDigests> => this.#jobs.verify(...job)

  async digests(blob: LayerBlob, files: readonly StoredFile[], control: JobControl): Promise<(string | null)[]> {
    if (!isScratch(blob)) return this.#jobs.digests(blob, files, control)
    const digests: (string | null)[] = []
    for (const file of files) digests.push(await this.#digest(file, control))
    return digests
  }

  async #digest(file: StoredFile, control: JobControl): Promise<string | null> {
    const hash = createHash('sha256')
    try {
      for (let at = 0; at < file.size; at += STEP) hash.update(await this.#bytes(file, at, STEP, control))
    } catch (error) {
      if (error instanceof PartEndsError) return null
      throw error
    }
    return hash.digest('hex')
  }

  async read(
    blob: LayerBlob,
    file: StoredFile,
    offset: number,
    length: number,
    control: JobControl,
  ): Promise<Uint8Array> {
    if (!isScratch(blob)) return this.#jobs.read(blob, file, offset, length, control)
    try {
      return await this.#bytes(file, offset, length, control)
    } catch (error) {
      if (error instanceof PartEndsError) return new Uint8Array(0)
      throw error
    }
  }

  async members(
    blob: LayerBlob,
    file: StoredFile,
    contents: boolean,
    control: JobControl,
  ): Promise<InnerArchive | null> {
    if (!isScratch(blob)) return this.#jobs.members(blob, file, contents, control)
    return this.#inFile(file.dataOffset, file.size, control, (written) =>
      this.#jobs.members(written, { ...file, dataOffset: 0 }, contents, control),
    )
  }

  async search(
    blob: LayerBlob,
    files: readonly StoredFile[],
    query: ContentQuery,
    control: JobControl,
    onFound: FoundListener,
  ): Promise<SearchedFiles> {
    if (!isScratch(blob)) return this.#jobs.search(blob, files, query, control, onFound)
    return this.#inFile(0, this.#tar.size, control, (written) =>
      this.#jobs.search(written, files, query, control, onFound),
    )
  }

  /** The jobs below go on: they are not of this layer alone. */
  dispose(): Promise<void> {
    return Promise.resolve()
  }

  #bytes(file: StoredFile, offset: number, length: number, control: JobControl): Promise<Uint8Array> {
    const wanted = Math.min(length, file.size - offset)
    return this.#tar.read(file.dataOffset + offset, Math.max(0, wanted), this.#image, this.#jobs, control)
  }

  /** Does work on bytes of the tar that needs them in a file: a private one, for as long as it takes. */
  async #inFile<T>(
    offset: number,
    size: number,
    control: JobControl,
    work: (blob: LayerBlob) => Promise<T>,
  ): Promise<T> {
    checkSpace(tmpdir(), size, freeSpace)
    const file = createTemporaryFile()
    try {
      for (let at = 0; at < size; at += STEP) {
        const length = Math.min(STEP, size - at)
        writeAll(file.fd, await this.#tar.read(offset + at, length, this.#image, this.#jobs, control), at)
      }
      return await work({ range: { fd: file.fd, offset: 0, size }, compression: 'none' })
    } catch (error) {
      if (error instanceof PartEndsError)
        throw new EngineError('layer-truncated', 'The archive does not hold all of a file that was copied up.')
      throw error
    } finally {
      file.remove()
    }
  }
}

function isScratch({ range }: LayerBlob): boolean {
  return range.fd === NO_FILE
}
