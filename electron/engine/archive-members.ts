import { closeSync, fstatSync, lstatSync, openSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import type { ProblemCode, Severity } from '../../shared/problem.ts'
import { RangeReader } from './byte-reader.ts'
import type { ByteRange } from './byte-reader.ts'
import { systemErrorText } from './engine-error.ts'
import { changeSince, fileState } from './file-state.ts'
import type { FileState } from './file-state.ts'
import { scanTar } from './scan-tar.ts'
import type { TarEnd } from './scan-tar.ts'
import { TypeFlag } from './tar-header.ts'
import { newNameParts, splitName } from './tar-names.ts'

/** A file of an archive. */
export interface Member {
  readonly range: ByteRange
  /** Whether the archive ends before the file does. */
  readonly cut: boolean
  /** Why the file is there but can not be read, as the end of a sentence; absent where it can. */
  readonly unreadable?: string
}

/** The files that an archive is made of, by name. Names are `/`-separated, without a leading `./`. */
export interface ArchiveMembers {
  /** The file of a name, links followed within the archive; null where there is none. One file is always the same object. */
  find(name: string): Member | null
  /** Whether there is nothing at all. */
  readonly empty: boolean
  /**
   * Whether there are names that only image archives have, names that only root file systems have, at the root, and
   * anything but directories. These are hints: they decide only where no list of images can be read.
   */
  readonly traces: { readonly image: boolean; readonly rootFileSystem: boolean; readonly files: boolean }
  /** How the tar ended; of a folder `complete`. */
  readonly end: TarEnd
  /** Bytes that the archive must have for its members to be whole; 0 for a folder. */
  readonly needed: number
  /** Bytes of the archive, of a folder: of the files that were asked for. */
  readonly size: number
  /** What happened to a file of a folder since it was opened, with its name; null where nothing did, and for a tar. */
  change(): string | null
  close(): void
}

/** A file, or the name of the member that it is a link to. */
type TarFile = Member | string

/** Members whose names can matter to an image, and others, are kept up to these numbers; no image has more blobs. */
const MOST_IMAGE_NAMES = 500_000
const MOST_OTHER_NAMES = 50_000
/** The lists of images: found however many members there are. */
const LISTS = new Set(['manifest.json', 'index.json', 'repositories', 'oci-layout'])
const IMAGE_NAME =
  /\.(json|tar|gz|tgz|zst)$|(^|\/)(json|VERSION|layer\.tar|oci-layout|repositories)$|^blobs\/|^sha(256|512):/
const MOST_LINKS = 16

/** Blobs of an OCI layout; the layers and configs of docker (`<id>/layer.tar`), podman (`<id>.tar`) and kaniko (`sha256:<id>`). */
const IMAGE_TRACE =
  /^(oci-layout$|blobs\/sha(256|512)(\/|$)|sha256:[0-9a-f]{64}$|[0-9a-f]{64}($|\/(layer\.tar|json|VERSION)$|\.json$|\.tar(\.gz)?$))/
/** Filesystem Hierarchy Standard 3.0, chapter 3; what Docker adds; the top folder of Windows layers. */
const ROOT_TRACE =
  /^(bin|boot|dev|etc|home|lib|lib32|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|\.dockerenv|Files)(\/|$)/

/** A name as this archive's own names are kept; null where it would leave the archive. */
function normalised(name: string): string | null {
  const parts: string[] = []
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (parts.pop() === undefined) return null
    } else parts.push(part)
  }
  return parts.join('/')
}

/** A problem of the archive's own tar. */
export type MemberProblem = (code: ProblemCode, severity: Severity, offset: number, message: string) => void

/** Reads the headers of the outer tar; bodies stay where they are. Never throws for what the tar says. */
export function readTarMembers(range: ByteRange, onProblem: MemberProblem): ArchiveMembers {
  const files = new Map<string, TarFile>()
  const parts = newNameParts()
  const traces = { image: false, rootFileSystem: false, files: false }
  let images = 0
  let others = 0
  let count = 0
  let needed = 0
  const reader = new RangeReader(range)
  const end = scanTar(
    reader,
    (member) => {
      count++
      needed = Math.max(needed, member.dataOffset + member.storedSize)
      splitName(member.name, parts)
      if (parts.kind !== 'path') return
      const name = normalised(Buffer.from(member.name).toString('utf8'))
      if (name === null) return
      traces.image ||= IMAGE_TRACE.test(name)
      traces.rootFileSystem ||= ROOT_TRACE.test(name)
      traces.files ||= member.flag !== TypeFlag.Directory
      const isFile =
        member.flag === TypeFlag.File || member.flag === TypeFlag.OldFile || member.flag === TypeFlag.Contiguous
      const isLink = member.flag === TypeFlag.Symlink || member.flag === TypeFlag.HardLink
      if (!isFile && !isLink) return
      if (!LISTS.has(name)) {
        if (IMAGE_NAME.test(name)) {
          if (++images > MOST_IMAGE_NAMES) return
        } else if (++others > MOST_OTHER_NAMES) return
      }
      files.set(name, isLink ? linkName(name, member) : fileAt(range, member.dataOffset, member.storedSize))
    },
    onProblem,
  )
  if (images > MOST_IMAGE_NAMES)
    onProblem('entry-limit', 'error', range.size, 'The archive has more files than any image; the rest is left out.')
  return {
    empty: count === 0,
    traces,
    end,
    needed,
    size: range.size,
    find(name) {
      let wanted = normalised(name)
      for (let links = 0; wanted !== null && links < MOST_LINKS; links++) {
        const file = files.get(wanted)
        if (file === undefined) return null
        if (typeof file !== 'string') return file
        wanted = normalised(file)
      }
      return null
    },
    change: () => null,
    close() {
      files.clear()
    },
  }
}

function fileAt(archive: ByteRange, offset: number, stated: number): Member {
  const size = Math.min(stated, Math.max(0, archive.size - offset))
  return { range: { fd: archive.fd, offset: archive.offset + offset, size }, cut: size < stated }
}

function linkName(name: string, member: { flag: number; link: Uint8Array }): string {
  const target = Buffer.from(member.link).toString('utf8')
  if (member.flag === TypeFlag.HardLink || target.startsWith('/')) return target
  return `${name.slice(0, name.lastIndexOf('/') + 1)}${target}`
}

/** Whether an error says that there is no such file: any other leaves it open what is there. */
function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')
}

/** Bytes of a file that can not be opened; 0 where not even they can be asked for. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}

function unreadableMember(path: string, error: unknown): Member {
  return { range: { fd: -1, offset: 0, size: sizeOf(path) }, cut: false, unreadable: systemErrorText(error) }
}

/** Files of a folder, such as an OCI layout. A link that leads out of the folder is as good as missing. */
export function folderMembers(folder: string): ArchiveMembers {
  const root = realpathSync(folder)
  const open = new Map<string, Member>()
  const states = new Map<string, FileState>()
  let size = 0
  return {
    empty: false,
    traces: { image: true, rootFileSystem: false, files: true },
    end: 'complete',
    needed: 0,
    get size() {
      return size
    },
    find(name) {
      const wanted = normalised(name)
      if (wanted === null || wanted === '') return null
      const known = open.get(wanted)
      if (known !== undefined) return known
      const path = join(root, ...wanted.split('/'))
      try {
        const real = realpathSync(path)
        const inside = relative(root, real)
        if (inside.startsWith(`..${sep}`) || inside === '..' || isAbsolute(inside) || !lstatSync(real).isFile())
          return null
        const fd = openSync(real, 'r')
        const member: Member = { range: { fd, offset: 0, size: fstatSync(fd).size }, cut: false }
        size += member.range.size
        open.set(wanted, member)
        states.set(wanted, fileState(fd))
        return member
      } catch (error) {
        const member = isAbsent(error) ? null : unreadableMember(path, error)
        if (member !== null) open.set(wanted, member)
        return member
      }
    },
    change() {
      for (const [name, state] of states) {
        const change = changeSince(state, open.get(name)!.range.fd, join(root, ...name.split('/')))
        if (change !== null) return `${name} ${change}`
      }
      return null
    },
    close() {
      for (const { range, unreadable } of open.values()) if (unreadable === undefined) closeSync(range.fd)
      open.clear()
      states.clear()
    },
  }
}
