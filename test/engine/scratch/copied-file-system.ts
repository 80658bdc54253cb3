import { Buffer } from 'node:buffer'
import type { ImageSession } from '../../../electron/engine/image-session.ts'
import { inodeKey } from '../../../electron/engine/inode.ts'
import { JobControl } from '../../../electron/engine/layer-jobs.ts'
import { NO_EVENT } from '../../../electron/engine/path-events.ts'

/** What a name of the copy leads to. Names of one file share the object, but for names in the image, which share `origin`. */
export interface CopiedFile {
  readonly type: string
  content: string | null
  readonly link: string | null
  mode: number
  uid: number
  gid: number
  mtime: number
  /** Of what is as the image has it: which file of the image; null once it was touched. */
  origin: number | null
  /** A directory of the image, which a rename does not move. */
  readonly ofImage: boolean
}

/** What a person does, by paths. */
export type Step =
  | { readonly kind: 'write' | 'append'; readonly path: string; readonly text: string }
  | { readonly kind: 'chmod'; readonly path: string; readonly mode: number }
  | { readonly kind: 'chown'; readonly path: string; readonly uid: number; readonly gid: number }
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'dir'; readonly path: string }
  | { readonly kind: 'symlink'; readonly path: string; readonly text: string }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }

/**
 * A naive copy of a file system: a map of paths, changed as any file system is. It knows nothing of upper directories; but
 * that names of a file of the image part when one of them is touched, and that a directory of the image is copied to be moved.
 */
export class CopiedFileSystem {
  readonly files = new Map<string, CopiedFile>()

  /** Makes a change at a time; false where a file system refuses it. */
  apply(step: Step, now: number): boolean {
    const file = this.files.get(step.path)
    switch (step.kind) {
      case 'write':
      case 'append': {
        if (file?.type !== 'file') return false
        // Opened for writing and closed again: it is a file of its own from here on, with the same content and time.
        file.origin = null
        if (step.kind === 'append' && step.text === '') return true
        file.content = step.kind === 'write' ? step.text : `${file.content ?? ''}${step.text}`
        file.mtime = now
        return true
      }
      case 'chmod':
        if (file === undefined || file.type === 'symlink') return false
        file.mode = step.mode
        file.origin = null
        return true
      case 'chown':
        if (file === undefined) return false
        file.uid = step.uid
        file.gid = step.gid
        if (file.type === 'file') file.mode &= (file.mode & 0o010) === 0 ? ~0o4000 : ~0o6000
        file.origin = null
        return true
      case 'file':
        return this.#add(step.path, { type: 'file', content: step.text, link: null, mode: 0o644 }, now)
      case 'dir':
        return this.#add(step.path, { type: 'dir', content: null, link: null, mode: 0o755 }, now)
      case 'symlink':
        return this.#add(step.path, { type: 'symlink', content: null, link: step.text, mode: 0o777 }, now)
      case 'delete':
        if (file === undefined) return false
        this.#remove(step.path)
        this.#touch(step.path, now)
        return true
      case 'rename':
        return file !== undefined && this.#rename(step.path, step.to, file, now)
    }
  }

  #add(path: string, about: Pick<CopiedFile, 'type' | 'content' | 'link' | 'mode'>, now: number): boolean {
    if (!this.#isFree(path)) return false
    const above = this.files.get(parentOf(path))
    const inherits = above !== undefined && (above.mode & 0o2000) !== 0
    const mode = inherits && about.type === 'dir' ? about.mode | 0o2000 : about.mode
    this.files.set(path, {
      ...about,
      mode,
      uid: 0,
      gid: inherits ? above.gid : 0,
      mtime: now,
      origin: null,
      ofImage: false,
    })
    this.#touch(path, now)
    return true
  }

  #rename(from: string, to: string, file: CopiedFile, now: number): boolean {
    if (to === from || to.startsWith(`${from}/`) || !this.#isFree(to)) return false
    const names = [...this.files].filter(([path]) => path === from || path.startsWith(`${from}/`))
    const copies = new Map<unknown, CopiedFile>()
    for (const [path, old] of names) {
      const key = old.origin ?? old
      if (!file.ofImage) {
        this.files.set(to + path.slice(from.length), old)
        continue
      }
      const copy = copies.get(key) ?? { ...old, origin: null, ofImage: false }
      copies.set(key, copy)
      this.files.set(to + path.slice(from.length), copy)
    }
    if (file.type !== 'dir') file.origin = null
    this.#remove(from)
    this.#touch(from, now)
    this.#touch(to, now)
    return true
  }

  #isFree(path: string): boolean {
    const parent = parentOf(path)
    return !this.files.has(path) && (parent === '' || this.files.get(parent)?.type === 'dir')
  }

  #remove(path: string): void {
    for (const other of [...this.files.keys()])
      if (other === path || other.startsWith(`${path}/`)) this.files.delete(other)
  }

  #touch(path: string, now: number): void {
    const parent = this.files.get(parentOf(path))
    if (parent === undefined) return
    parent.mtime = now
    parent.origin = null
  }
}

/** The path of the directory that a path is in; '' is the root. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Everything that a session's topmost view shows. */
export async function copyOf(session: ImageSession): Promise<CopiedFileSystem> {
  const copy = new CopiedFileSystem()
  const { stack } = session
  for (let node = 1; node < stack.tree.count; node++) {
    const event = stack.events.newest(node)
    if (event === NO_EVENT || !stack.events.isPresent(event)) continue
    const facts = session.facts(event)
    if (facts === null) throw new Error(`${stack.displayPath(node)} has no header`)
    const { layer, entry, size } = facts
    const bytes = await session.readStart(facts, size, new JobControl())
    if (facts.stored !== null && bytes.length !== size) throw new Error('a file ends early')
    copy.files.set(Buffer.from(stack.pathBytes(node)).toString('latin1'), {
      type: facts.typeName,
      content: facts.stored === null ? null : Buffer.from(bytes).toString('latin1'),
      link: facts.typeName === 'symlink' ? Buffer.from(facts.link ?? []).toString('latin1') : null,
      mode: facts.mode,
      uid: facts.uid,
      gid: facts.gid,
      mtime: facts.mtime,
      origin: inodeKey(layer, entry),
      ofImage: facts.typeName === 'dir',
    })
  }
  return copy
}

/** A copy in a form to compare: a file by the names that it has. */
export function described({ files }: CopiedFileSystem): Record<string, unknown> {
  const names = new Map<unknown, string[]>()
  for (const [path, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = file.origin ?? file
    names.set(key, [...(names.get(key) ?? []), path])
  }
  return Object.fromEntries(
    [...files].map(([path, file]) => {
      const { origin, ofImage: _, ...rest } = file
      return [path, { ...rest, names: names.get(origin ?? file) }]
    }),
  )
}
