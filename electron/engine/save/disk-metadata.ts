import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  lutimesSync,
  openSync,
  utimesSync,
} from 'node:fs'
import type { LeftOutReason } from '../../../shared/save.ts'
import type { EntryFacts } from '../entry-facts.ts'

/** Told what could not be set. */
export type OnLost = (reason: LeftOutReason) => void

/** setuid and setgid: harmless with the owner they were meant for alone. */
const SET_ID = 0o6000

const isWindows = process.platform === 'win32'
const mine = { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 }
/** Only root gives files away. */
const isRoot = mine.uid === 0

/** How owner, mode and time of one thing are set. */
interface Setters {
  own(uid: number, gid: number): void
  mode(mode: number): void
  time(seconds: number): void
}

function possible(set: () => void): boolean {
  try {
    set()
    return true
  } catch {
    return false
  }
}

/** Whether the owner is as stated. */
function setOwner({ uid, gid }: EntryFacts, set: Setters['own'], onLost: OnLost): boolean {
  const right = !isWindows && ((isRoot && possible(() => set(uid, gid))) || (uid === mine.uid && gid === mine.gid))
  if (!right) onLost('owner')
  return right
}

function apply(facts: EntryFacts, setters: Setters, onLost: OnLost): void {
  const owned = setOwner(facts, (uid, gid) => setters.own(uid, gid), onLost)
  const mode = owned ? facts.mode : facts.mode & ~SET_ID
  const set = !isWindows && possible(() => setters.mode(mode))
  if (!set || mode !== facts.mode) onLost('mode')
  if (facts.attributes.length > 0) onLost('xattrs')
  if (!possible(() => setters.time(facts.mtime))) onLost('time')
}

/** Sets owner, mode and time of an open file, in the order in which none undoes another. */
export function setFileMetadata(fd: number, facts: EntryFacts, onLost: OnLost): void {
  apply(
    facts,
    {
      own: (uid, gid) => fchownSync(fd, uid, gid),
      mode: (mode) => fchmodSync(fd, mode),
      time: (seconds) => futimesSync(fd, seconds, seconds),
    },
    onLost,
  )
}

/** Mode of a directory without a header of its own. */
const IMPLICIT_MODE = 0o755

/** Sets owner, mode and time of a directory; where it has no header, its mode alone. */
export function setFolderMetadata(path: string | Buffer, facts: EntryFacts | null, onLost: OnLost): void {
  if (isWindows) {
    if (facts !== null)
      apply(
        facts,
        {
          own: (uid, gid) => chownSync(path, uid, gid),
          mode: (mode) => chmodSync(path, mode),
          time: (seconds) => utimesSync(path, seconds, seconds),
        },
        onLost,
      )
    return
  }
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    if (facts === null) fchmodSync(fd, IMPLICIT_MODE)
    else setFileMetadata(fd, facts, onLost)
  } finally {
    closeSync(fd)
  }
}

/** Sets owner and time of a symbolic link itself. */
export function setLinkMetadata(path: string | Buffer, facts: EntryFacts, onLost: OnLost): void {
  setOwner(facts, (uid, gid) => lchownSync(path, uid, gid), onLost)
  if (facts.attributes.length > 0) onLost('xattrs')
  if (!possible(() => lutimesSync(path, facts.mtime, facts.mtime))) onLost('time')
}
