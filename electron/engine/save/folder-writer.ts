import {
  closeSync,
  copyFileSync,
  constants,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import type { LeftOutReason } from '../../../shared/save.ts'
import { decodeUtf8 } from '../display-name.ts'
import { Type } from '../layer-index.ts'
import { ContentEndsError } from './content-reader.ts'
import type { ContentReader } from './content-reader.ts'
import { setFileMetadata, setFolderMetadata, setLinkMetadata } from './disk-metadata.ts'
import { isDiskName } from './disk-name.ts'
import type { LeftOutLog } from './left-out-log.ts'
import type { SavePlan } from './save-plan.ts'
import type { SaveWork } from './save-work.ts'
import { writeAll } from './staged-file.ts'
import type { StagedFolder } from './staged-folder.ts'

/** What a file system says of a name that it can not hold. */
const NAME_ERRORS = new Set(['EILSEQ', 'ENAMETOOLONG', 'EINVAL', 'ENOENT'])
const isWindows = process.platform === 'win32'

type DiskPath = string | Buffer

/**
 * Writes what is planned into a private folder: directories first, then contents in the order in which the layers hold
 * them, then symbolic links, so that nothing is ever written through one. Names that meet an entry are left out.
 */
export class FolderWriter {
  readonly #plan: SavePlan
  readonly #stage: StagedFolder
  readonly #reader: ContentReader
  readonly #leftOut: LeftOutLog
  readonly #work: SaveWork
  /** Directories that could not be made: what is in them is left out for the same reason. */
  readonly #lost = new Map<number, LeftOutReason>()

  constructor(plan: SavePlan, stage: StagedFolder, reader: ContentReader, leftOut: LeftOutLog, work: SaveWork) {
    this.#plan = plan
    this.#stage = stage
    this.#reader = reader
    this.#leftOut = leftOut
    this.#work = work
  }

  /** Fills the folder. @throws CancelledError or an error of the file system, such as ENOSPC */
  async write(): Promise<void> {
    const files: number[] = []
    const symlinks: number[] = []
    const names = new Map<number, number[]>()
    for (const node of this.#plan.nodes) {
      await this.#work.breathe()
      if (this.#isLost(node)) continue
      const type = this.#plan.type(node)
      if (type === Type.Directory) {
        if (node === this.#plan.root || this.#make(node, (path) => mkdirSync(path, 0o700))) this.#work.entries++
      } else if (type === Type.Symlink) symlinks.push(node)
      else if (type === Type.File) {
        const first = this.#plan.links.get(node) ?? node
        const known = names.get(first)
        if (known === undefined) {
          names.set(first, [node])
          files.push(first)
        } else known.push(node)
      } else this.#leave('special-file', node)
    }
    this.#inLayerOrder(files)
    for (const first of files) await this.#writeFile(first, names.get(first)!)
    for (const node of symlinks) {
      await this.#work.breathe()
      this.#writeSymlink(node)
    }
  }

  /** Sets what directories state, in the place where they are now; the deepest first, so that none is closed too early. */
  setFolderMetadata(place: string): void {
    for (let at = this.#plan.nodes.length - 1; at >= 0; at--) {
      const node = this.#plan.nodes[at]!
      if (!this.#plan.isDirectory(node) || this.#lost.has(node)) continue
      if (node === this.#plan.root && this.#stage.isInside) continue
      const path = this.#path(node, place)
      const facts = this.#plan.facts(node)
      setFolderMetadata(path, facts, (reason) => this.#leave(reason, node))
    }
  }

  #inLayerOrder(files: number[]): void {
    const placed = files.map((node) => ({ node, facts: this.#plan.facts(node)! }))
    placed.sort((a, b) => a.facts.layer - b.facts.layer || a.facts.stored!.dataOffset - b.facts.stored!.dataOffset)
    placed.forEach(({ node }, at) => (files[at] = node))
  }

  async #writeFile(first: number, nodes: readonly number[]): Promise<void> {
    let written: DiskPath | null = null
    for (const node of nodes) {
      await this.#work.breathe()
      const path = this.#path(node)
      if (written === null) {
        if (await this.#writeContent(first, node)) written = path
      } else if (this.#make(node, () => linkOrCopy(written!, path))) this.#work.entries++
    }
  }

  async #writeContent(first: number, node: number): Promise<boolean> {
    let fd = -1
    if (!this.#make(node, (path) => (fd = openSync(path, 'wx', 0o600)))) return false
    const facts = this.#plan.facts(first)!
    try {
      for await (const { offset, bytes } of this.#reader.parts(facts)) {
        writeAll(fd, bytes, offset)
        await this.#work.breathe()
      }
      if (facts.stored!.sparse !== null) ftruncateSync(fd, facts.size)
      setFileMetadata(fd, facts, (reason) => this.#leave(reason, node))
      this.#work.entries++
      return true
    } catch (error) {
      if (!(error instanceof ContentEndsError) && (error as NodeJS.ErrnoException).code !== 'EFBIG') throw error
      rmSync(this.#path(node))
      this.#leave('content', node)
      return false
    } finally {
      closeSync(fd)
    }
  }

  #writeSymlink(node: number): void {
    const facts = this.#plan.facts(node)!
    const target = Buffer.from(facts.link ?? [])
    try {
      const made = this.#make(node, (path) => symlinkSync(isWindows ? target.toString() : target, path))
      if (!made) return
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EPERM' && code !== 'EACCES' && code !== 'ENOSYS' && code !== 'ENOTSUP') throw error
      this.#leave('symlink', node)
      return
    }
    this.#work.entries++
    setLinkMetadata(this.#path(node), facts, (reason) => this.#leave(reason, node))
  }

  /** Makes something of a name that must be free; false where it was left out. */
  #make(node: number, make: (path: DiskPath) => void): boolean {
    const reason = this.#tryToMake(node, make)
    if (reason === null) return true
    this.#lost.set(node, reason)
    this.#leave(reason, node)
    return false
  }

  #tryToMake(node: number, make: (path: DiskPath) => void): LeftOutReason | null {
    if (!isDiskName(this.#plan.tree.name(node), process.platform)) return 'name'
    try {
      make(this.#path(node))
      return null
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      if (code === 'EEXIST') return 'name-taken'
      if (NAME_ERRORS.has(code)) return 'name'
      throw error
    }
  }

  #isLost(node: number): boolean {
    if (node === this.#plan.root) return false
    const reason = this.#lost.get(this.#plan.tree.parent(node))
    if (reason === undefined) return false
    this.#lost.set(node, reason)
    this.#leave(reason, node)
    return true
  }

  #leave(reason: LeftOutReason, node: number): void {
    this.#leftOut.add(reason, () => this.#plan.displayPath(node))
  }

  /** All names on the way were made by this writer as directories, or are checked by who makes the path. */
  #path(node: number, base = this.#stage.path): DiskPath {
    const names = this.#plan.names(node)
    if (isWindows) return join(base, ...names.map((name) => decodeUtf8(name) ?? ''))
    return Buffer.concat([Buffer.from(base), ...names.flatMap((name) => [SLASH, name])])
  }
}

/** Links where the file system has hard links, else copies. */
function linkOrCopy(from: DiskPath, to: DiskPath): void {
  try {
    linkSync(from, to)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EMLINK' && code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    copyFileSync(from, to, constants.COPYFILE_EXCL)
  }
}

const SLASH = Buffer.from('/')
