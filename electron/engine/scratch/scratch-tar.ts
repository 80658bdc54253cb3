import { Buffer } from 'node:buffer'
import type { ScratchMember, ScratchReason } from '../../../shared/scratch.ts'
import { displayName } from '../display-name.ts'
import type { ImageSession } from '../image-session.ts'
import type { Inode } from '../inode.ts'
import type { JobControl, LayerJobs } from '../layer-jobs.ts'
import { Type, typeName } from '../layer-index.ts'
import type { LayerIndex } from '../layer-index.ts'
import { LayerIndexBuilder } from '../layer-index-builder.ts'
import { NO_NODE } from '../path-tree.ts'
import { TAR_END, tarHeader, tarPadding } from '../save/tar-member.ts'
import type { TarFacts } from '../save/tar-member.ts'
import { TypeFlag } from '../tar-header.ts'
import type { UpperDirectory } from './upper-directory.ts'
import { lastName } from './upper-directory.ts'
import { ROOT_OWNER, contentSize } from './upper-entry.ts'
import type { ContentPart, UpperEntry, UpperInode } from './upper-entry.ts'

const SLASH = Buffer.from('/')
const NOTHING = new Uint8Array(0)
const WHITEOUT = Buffer.from('.wh.')
const OPAQUE = Buffer.from('.wh..wh..opq')
/** As Docker writes whiteouts (moby, pkg/archive, `ConvertWrite`). */
const WHITEOUT_MODE = 0o600

const FLAGS: Readonly<Record<number, number>> = {
  [Type.File]: TypeFlag.File,
  [Type.Directory]: TypeFlag.Directory,
  [Type.Symlink]: TypeFlag.Symlink,
  [Type.HardLink]: TypeFlag.HardLink,
  [Type.Character]: TypeFlag.Character,
  [Type.Block]: TypeFlag.Block,
  [Type.Fifo]: TypeFlag.Fifo,
}

/** The layer ends before a file that was copied up does. */
export class PartEndsError extends Error {}

/**
 * The tar that a commit of the upper directory would ship (OCI image-spec, layer.md): directories before what is in them, in
 * byte order of the names, whiteouts as `.wh.NAME`, opaque directories with `.wh..wh..opq`. It is not written anywhere:
 * headers and what a person wrote are in memory, what was copied up is read from the image when it is asked for.
 */
export class ScratchTar {
  readonly index: LayerIndex
  readonly members: readonly ScratchMember[]
  /** Bytes of the whole tar. */
  readonly size: number
  /** Files that are as the image has them: entry to the version that was copied up. */
  readonly origins: ReadonlyMap<number, Inode>
  readonly #starts: readonly number[]
  readonly #parts: readonly ContentPart[]

  constructor(upper: UpperDirectory, image: ImageSession) {
    const plan = new TarPlan(upper, image)
    this.index = plan.finish()
    this.members = plan.members
    this.size = plan.size
    this.origins = plan.origins
    this.#starts = plan.starts
    this.#parts = plan.parts
  }

  /**
   * Bytes [offset, offset + length) of the tar, fewer at its end. `image` reads what was copied up.
   * @throws PartEndsError where the image does not hold all of it; CancelledError
   */
  async read(
    offset: number,
    length: number,
    image: ImageSession,
    jobs: LayerJobs,
    control: JobControl,
  ): Promise<Uint8Array> {
    const end = Math.min(this.size, offset + length)
    const result = new Uint8Array(Math.max(0, end - offset))
    for (let at = offset; at < end;) {
      const part = this.#partAt(at)
      const from = at - this.#starts[part]!
      const stop = Math.min(end, this.#starts[part + 1] ?? this.size)
      const bytes = await readPart(this.#parts[part]!, from, stop - at, image, jobs, control)
      if (bytes.length === 0) throw new PartEndsError('A file that was copied up ends early.')
      result.set(bytes, at - offset)
      at += bytes.length
    }
    return result
  }

  #partAt(offset: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}

async function readPart(
  part: ContentPart,
  from: number,
  length: number,
  image: ImageSession,
  jobs: LayerJobs,
  control: JobControl,
): Promise<Uint8Array> {
  if (part.kind === 'written') return part.bytes.subarray(from, from + length)
  const { blob, stored } = image.file(part.inode)
  return jobs.read(blob, stored, from, length, control)
}

/** One pass over the upper directory. */
class TarPlan {
  readonly members: ScratchMember[] = []
  readonly origins = new Map<number, Inode>()
  readonly starts: number[] = []
  readonly parts: ContentPart[] = []
  size = 0
  readonly #upper: UpperDirectory
  readonly #image: ImageSession
  readonly #builder = new LayerIndexBuilder(() => undefined)
  /** Files that have a member already, with its name. */
  readonly #named = new Map<UpperInode, Uint8Array>()
  #entry = 0

  constructor(upper: UpperDirectory, image: ImageSession) {
    this.#upper = upper
    this.#image = image
    this.#walk()
    this.#bytes(TAR_END)
  }

  finish(): LayerIndex {
    return this.#builder.finish(this.size, 0)
  }

  #walk(): void {
    const pending: { node: number; path: Uint8Array }[] = []
    const push = (node: number, path: Uint8Array): void => {
      const named = [...this.#upper.entries.get(node)!.children].map((child) => ({
        node: child,
        name: lastName(this.#image, child),
      }))
      named.sort((a, b) => Buffer.compare(b.name, a.name))
      for (const child of named)
        pending.push({
          node: child.node,
          path: path.length === 0 ? child.name : Buffer.concat([path, SLASH, child.name]),
        })
    }
    push(NO_NODE, NOTHING)
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { node, path } = next
      this.#add(node, path, this.#upper.entries.get(node)!)
      push(node, path)
    }
  }

  #add(node: number, path: Uint8Array, entry: UpperEntry): void {
    const { inode, why } = entry
    if (inode === null) {
      const cut = path.lastIndexOf(0x2f) + 1
      const name = Buffer.concat([path.subarray(0, cut), WHITEOUT, path.subarray(cut)])
      this.#marker(node, name, 'whiteout', why, { mode: WHITEOUT_MODE, owner: ROOT_OWNER, mtime: entry.since })
      return
    }
    const first = this.#named.get(inode)
    if (first !== undefined) {
      this.#member(node, path, Type.HardLink, inode, first, why)
      return
    }
    const isDirectory = inode.type === Type.Directory
    if (!isDirectory) this.#named.set(inode, path)
    this.#member(node, isDirectory ? Buffer.concat([path, SLASH]) : path, inode.type, inode, inode.link, why)
    if (isDirectory && entry.opaque) {
      const { owner, mtime } = inode
      const about = { mode: inode.mode & 0o777, owner, mtime }
      this.#marker(node, Buffer.concat([path, SLASH, OPAQUE]), 'opaque', ['opaque'], about)
    }
  }

  #marker(
    node: number,
    name: Uint8Array,
    marker: 'whiteout' | 'opaque',
    why: Iterable<ScratchReason>,
    about: Pick<UpperInode, 'mode' | 'owner' | 'mtime'>,
  ): void {
    const inode: UpperInode = {
      ...about,
      type: Type.File,
      attributes: [],
      link: NOTHING,
      device: null,
      parts: [],
      changedBytes: 0,
    }
    this.#member(node, name, Type.File, inode, NOTHING, why, marker)
  }

  #member(
    node: number,
    name: Uint8Array,
    type: Type,
    inode: UpperInode,
    link: Uint8Array,
    why: Iterable<ScratchReason>,
    marker: ScratchMember['marker'] = null,
  ): void {
    const size = type === Type.File ? contentSize(inode) : 0
    const facts = factsOf(inode, size)
    const headerOffset = this.size
    this.#bytes(tarHeader({ name, type, facts, link }))
    const dataOffset = this.size
    const { owner, attributes, device, mode, mtime, parts } = inode
    const [devMajor, devMinor] = device ?? [0, 0]
    this.#builder.add({
      ...owner,
      ownerHeader: null,
      name,
      link,
      flag: FLAGS[type]!,
      mode,
      mtime,
      size,
      storedSize: size,
      devMajor,
      devMinor,
      attributes: type === Type.HardLink ? [] : attributes,
      sparse: null,
      headerOffset,
      dataOffset,
    })
    if (type === Type.File) {
      for (const part of parts) this.#part(part)
      this.#bytes(tarPadding(size))
      const [only] = parts
      if (parts.length === 1 && only?.kind === 'image') this.origins.set(this.#entry, only.inode)
    }
    this.#entry++
    this.members.push({
      node,
      fullPath: this.#image.stack.displayPath(node),
      name: displayName(name),
      type: typeName(type),
      marker,
      why: [...why],
      storedBytes: size,
      changedBytes: size === 0 ? 0 : Math.min(size, inode.changedBytes),
      copiedBytes: size === 0 ? 0 : Math.max(0, size - inode.changedBytes),
    })
  }

  #part(part: ContentPart): void {
    const size = part.kind === 'image' ? part.size : part.bytes.length
    if (size === 0) return
    this.starts.push(this.size)
    this.parts.push(part)
    this.size += size
  }

  #bytes(bytes: Uint8Array): void {
    this.#part({ kind: 'written', bytes })
  }
}

function factsOf({ mode, owner, mtime, attributes, device }: UpperInode, size: number): TarFacts {
  const { uid, gid } = owner
  return {
    mode,
    uid,
    gid,
    mtime,
    metadata: { mode, mtime, ...owner },
    device,
    attributes,
    stored: { dataOffset: 0, size, sparse: null },
  }
}
