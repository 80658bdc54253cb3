import { Buffer } from 'node:buffer'
import type { ScratchAnswer, ScratchChange, ScratchMemberPage, ScratchStatus } from '../../../shared/scratch.ts'
import { Accounts } from '../accounts.ts'
import { EngineError } from '../engine-error.ts'
import type { ImageSession } from '../image-session.ts'
import { followPath } from '../follow-path.ts'
import type { Inode } from '../inode.ts'
import { JobControl } from '../layer-jobs.ts'
import type { LayerJobs } from '../layer-jobs.ts'
import { NO_NODE } from '../path-tree.ts'
import { LARGEST_PAGE } from '../request-bounds.ts'
import type { SaveWork } from '../save/save-work.ts'
import type { TarSink } from '../save/tar-writer.ts'
import { ViewCache } from '../view-cache.ts'
import { differingBytes } from './differing-bytes.ts'
import { ScratchJobs, scratchBlob } from './scratch-jobs.ts'
import { PartEndsError, ScratchTar } from './scratch-tar.ts'
import { RefusedError, UpperDirectory } from './upper-directory.ts'

const STEP = 1024 * 1024

/** What is shown while a scratch layer is on: the image with that layer, and who reads it. */
export interface ScratchView {
  readonly session: ImageSession
  readonly cache: ViewCache
  readonly jobs: ScratchJobs
  readonly accounts: Accounts
  readonly tar: ScratchTar
}

/**
 * The writable layer that a container would have on an image. Changes are made one after the other; each gives a new view, and
 * leaves the one before as it was. The image is never written to.
 */
export class ScratchLayer {
  readonly #jobs: LayerJobs
  readonly upper: UpperDirectory
  #image: ImageSession
  #view: ScratchView
  #last: Promise<unknown> = Promise.resolve()
  readonly #control = new JobControl()

  /**
   * `now` tells seconds since 1970.
   * @throws EngineError with code `argument-invalid` where not all layers of the image are stacked
   */
  constructor(image: ImageSession, jobs: LayerJobs, now: () => number = () => Math.floor(Date.now() / 1000)) {
    if (image.stacked < image.layers.length || image.layers.length === 0)
      throw new EngineError('argument-invalid', 'Not all layers of the image are stacked yet.')
    this.#image = image
    this.#jobs = jobs
    this.upper = new UpperDirectory(image, now)
    this.#view = this.#newView()
  }

  /** The image with this layer on top, as it is now. */
  get view(): ScratchView {
    return this.#view
  }

  get status(): ScratchStatus {
    const { session, tar } = this.#view
    const sum = (of: 'storedBytes' | 'changedBytes' | 'copiedBytes'): number =>
      tar.members.reduce((total, member) => total + member[of], 0)
    return {
      layer: session.layers.at(-1)!,
      entries: this.upper.count,
      members: tar.members.length,
      storedBytes: sum('storedBytes'),
      changedBytes: sum('changedBytes'),
      copiedBytes: sum('copiedBytes'),
    }
  }

  /** Makes one change, after those that were asked for before. Rejects with CancelledError. */
  change(change: ScratchChange): Promise<ScratchAnswer> {
    const done = this.#last.then(() => this.#change(change))
    this.#last = done.catch(() => undefined)
    return done
  }

  /** Members of the tar that a commit would ship, in its order. */
  members(offset: number, limit: number): ScratchMemberPage {
    const { members } = this.#view.tar
    return { total: members.length, offset, members: members.slice(offset, offset + Math.min(limit, LARGEST_PAGE)) }
  }

  /** The image was stacked anew, or more of its contents are compared. */
  rebase(image: ImageSession): void {
    this.#image = image
    this.upper.rebase(image)
    this.#renew()
  }

  /** Writes the tar that a commit would ship. @throws EngineError with code `layer-truncated`, CancelledError, and what `sink` throws */
  async writeTar(sink: TarSink, work: SaveWork): Promise<void> {
    const { tar } = this.#view
    try {
      for (let at = 0; at < tar.size; at += STEP) {
        const bytes = await tar.read(at, STEP, this.#image, this.#jobs, work.control)
        await sink(bytes)
        work.bytes = Math.min(work.totalBytes, at + bytes.length)
        await work.breathe()
      }
    } catch (error) {
      if (!(error instanceof PartEndsError)) throw error
      throw new EngineError('layer-truncated', 'The archive does not hold all of a file that was copied up.')
    }
    work.entries = tar.members.length
    work.bytes = work.totalBytes
  }

  dispose(): void {
    this.#control.cancel()
  }

  async #change(change: ScratchChange): Promise<ScratchAnswer> {
    let node: number | null
    try {
      node = await this.#apply(change)
    } catch (error) {
      if (error instanceof RefusedError) return { done: false, refusal: error.refusal }
      throw error
    }
    this.#renew()
    const { session } = this.#view
    await session.compareContents(session.layers.length - 1, this.#control)
    this.#view.cache.clear()
    return { done: true, status: this.status, node }
  }

  async #apply(change: ScratchChange): Promise<number | null> {
    const upper = this.upper
    switch (change.kind) {
      case 'write':
        upper.write(change.node, change.bytes, await this.#differing(change.node, change.bytes))
        return change.node
      case 'append':
        upper.append(change.node, change.bytes)
        return change.node
      case 'attributes':
        upper.setAttributes(change.node, change.mode, change.uid, change.gid)
        return change.node
      case 'create':
        return upper.create(this.#directory(NO_NODE, change.parent), change.name, change.what)
      case 'rename':
        return upper.rename(change.node, this.#directory(change.node, change.parent), change.name)
      case 'delete':
        upper.delete(change.node)
        return change.node
      case 'discard':
        upper.discard(change.node)
        return change.node
      case 'discard-all':
        upper.discardAll()
        return null
    }
  }

  /** @throws RefusedError */
  #directory(node: number, parent: number | string): number {
    if (typeof parent === 'number') return parent
    const { session } = this.#view
    const { parents, count } = session.stack.tree
    const from = Number.isInteger(node) && node > NO_NODE && node < count ? parents[node]! : NO_NODE
    const found = followPath(session, from, Buffer.from(parent), session.layers.length - 1)
    if (found === null) throw new RefusedError('gone')
    return found
  }

  /** Bytes of a new content that differ from the image's version of the path; all of them where it has none. */
  async #differing(node: number, bytes: Uint8Array): Promise<number> {
    this.upper.file(node)
    const event = this.upper.versionBelow(node)
    const facts = event === 0 ? null : this.#image.facts(event)
    const stored = facts?.stored ?? null
    if (facts === null || stored === null) return bytes.length
    const inode: Inode = { layer: facts.layer, entry: facts.entry }
    const { blob } = this.#image.file(inode)
    return differingBytes(bytes, stored.size, (offset, length) =>
      this.#jobs.read(blob, stored, offset, length, this.#control),
    )
  }

  #renew(): void {
    this.#view = this.#newView()
  }

  #newView(): ScratchView {
    const tar = new ScratchTar(this.upper, this.#image)
    const jobs = new ScratchJobs(this.#jobs, this.#image, tar)
    const session = this.#image.withLayer({ index: tar.index, blob: scratchBlob(tar), origins: tar.origins }, jobs)
    const accounts = new Accounts(session, (inode, length) => session.readStart(inode, length, this.#control))
    return { session, cache: new ViewCache(session), jobs, accounts, tar }
  }
}
