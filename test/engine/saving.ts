import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { INFLATION_BOUND } from '../../electron/engine/inflation-bound.ts'
import { ImageSession } from '../../electron/engine/image-session.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { JobControl } from '../../electron/engine/layer-jobs.ts'
import { openArchive, type OpenedArchive } from '../../electron/engine/open-archive.ts'
import { NO_NODE } from '../../electron/engine/path-tree.ts'
import { findPath } from '../../electron/engine/resolve-links.ts'
import { save, saveTarTo, type SaveMeans, type SaveSubject } from '../../electron/engine/save/save.ts'
import type { SavePlace } from '../../electron/engine/save/save-place.ts'
import { SaveWork } from '../../electron/engine/save/save-work.ts'
import type { LeftOutReason, Saved } from '../../shared/save.ts'
import type { View } from '../../shared/tree.ts'

/** An image of which something is saved, as the engine and the terminal do it. */
export class SavedImage {
  readonly #archive: OpenedArchive
  readonly #jobs = new InlineJobs()
  readonly session: ImageSession

  private constructor(archive: OpenedArchive) {
    this.#archive = archive
    this.session = new ImageSession(archive.images[0]!, archive.info.path, this.#jobs)
  }

  static async open(path: string): Promise<SavedImage> {
    const image = new SavedImage(await openArchive(path, new JobControl(), INFLATION_BOUND))
    for (const { index } of image.session.layers) await image.session.indexLayer(index, new JobControl())
    return image
  }

  get top(): View {
    return { kind: 'merged', upto: this.session.stacked - 1 }
  }

  /** The node of a path of the merged views. */
  node(path: string): number {
    const { tree, names } = this.session.stack
    const node = path === '' ? NO_NODE : findPath(Buffer.from(path, 'latin1'), tree, names)
    if (path !== '' && node === NO_NODE) throw new Error(`${path} is nowhere`)
    return node
  }

  means(means: Partial<SaveMeans> = {}): SaveMeans {
    return {
      session: this.session,
      jobs: this.#jobs,
      work: new SaveWork(new JobControl()),
      archive: this.#archive.info.path,
      ...means,
    }
  }

  /** Saves a path to a place that is replaced only where `place` says so. */
  save(
    path: string,
    form: SaveSubject['form'],
    place: string | SavePlace,
    means: Partial<SaveMeans> = {},
    view = this.top,
  ): Promise<Saved> {
    const subject = { view, node: view.kind === 'merged' ? this.node(path) : 0, form, markers: false }
    return save(subject, typeof place === 'string' ? { path: place, replace: false } : place, this.means(means))
  }

  /** A path as the bytes of a tar. */
  async tar(path = '', view = this.top, markers = false): Promise<{ readonly bytes: Buffer; readonly saved: Saved }> {
    const parts: Uint8Array[] = []
    const node = view.kind === 'merged' ? this.node(path) : 0
    const saved = await saveTarTo(
      (bytes) => void parts.push(Uint8Array.from(bytes)),
      { view, node, form: 'tar', markers },
      this.means(),
    )
    return { bytes: Buffer.concat(parts), saved }
  }

  async close(): Promise<void> {
    await this.#jobs.dispose()
    this.#archive.close()
  }
}

/** Paths that were left out or not kept whole, by reason. */
export function leftOut(saved: Saved): Partial<Record<LeftOutReason, readonly string[]>> {
  return Object.fromEntries(saved.leftOut.map(({ reason, paths }) => [reason, paths]))
}

/** What is on the disk at one path. Names and contents are latin1 text. */
export interface OnDisk {
  readonly type: 'file' | 'dir' | 'symlink' | 'other'
  readonly content: string | null
  readonly link: string | null
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtime: number
  readonly inode: number
}

function typeOf(stats: Stats): OnDisk['type'] {
  if (stats.isDirectory()) return 'dir'
  if (stats.isSymbolicLink()) return 'symlink'
  return stats.isFile() ? 'file' : 'other'
}

/** All below a folder of the disk by path, links not followed. */
export function readDisk(folder: string): Map<string, OnDisk> {
  const found = new Map<string, OnDisk>()
  const walk = (path: Buffer, shown: string): void => {
    for (const name of readdirSync(path, { encoding: 'buffer' })) {
      const at = Buffer.concat([path, Buffer.from('/'), name])
      const below = shown === '' ? name.toString('latin1') : `${shown}/${name.toString('latin1')}`
      const stats = lstatSync(at)
      const type = typeOf(stats)
      found.set(below, {
        type,
        content: type === 'file' ? readFileSync(at, 'latin1') : null,
        link: type === 'symlink' ? readlinkSync(at, { encoding: 'buffer' }).toString('latin1') : null,
        mode: stats.mode & 0o7777,
        uid: stats.uid,
        gid: stats.gid,
        mtime: stats.mtimeMs / 1000,
        inode: stats.ino,
      })
      if (type === 'dir') walk(at, below)
    }
  }
  walk(Buffer.from(folder), '')
  return found
}

/** Makes an empty file that must stay as it is. */
export function touch(folder: string, name: string): string {
  const path = join(folder, name)
  closeSync(openSync(path, 'wx'))
  return path
}
