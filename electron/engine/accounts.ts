import { Buffer } from 'node:buffer'
import type { OwnerNames } from '../../shared/tree.ts'
import { displayName } from './display-name.ts'
import { followPath } from './follow-path.ts'
import type { ImageSession } from './image-session.ts'
import { inodeKey } from './inode.ts'
import type { Inode } from './inode.ts'
import { NO_NODE } from './path-tree.ts'

/** Bytes of a list of accounts that are read; what comes behind is not looked at. */
export const MOST_ACCOUNT_BYTES = 1024 * 1024
/** Bytes of a name; Linux allows 32. */
const LONGEST_NAME = 256
const MOST_LISTS = 16
/** Names of a view that are told at once; images have some tens. */
export const MOST_NAMED = 10_000

/** Reads the beginning of a file of the image. */
export type ReadBeginning = (inode: Inode, length: number) => Promise<Uint8Array>

/**
 * Names by number, of the bytes of /etc/passwd or /etc/group: the name is the first field, the number the third. The first line
 * of a number counts, as for getpwuid(3). Lines of another form, such as comments and those of NIS, tell nothing.
 */
export function parseAccounts(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>()
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let start = 0
  while (start < all.length) {
    const newLine = all.indexOf(0x0a, start)
    const line = all.subarray(start, newLine < 0 ? all.length : newLine)
    start = newLine < 0 ? all.length : newLine + 1
    const colon = line.indexOf(0x3a)
    if (colon <= 0 || colon > LONGEST_NAME || '#+-'.includes(String.fromCharCode(line[0]!))) continue
    const second = line.indexOf(0x3a, colon + 1)
    if (second < 0) continue
    const number = /^\d{1,10}(?=[:\r]|$)/.exec(line.toString('latin1', second + 1, second + 13))?.[0]
    if (number !== undefined && !found.has(Number(number))) found.set(Number(number), line.subarray(0, colon))
  }
  return found
}

/** The names that an image gives to owners, by its own /etc/passwd and /etc/group. */
export class Accounts {
  readonly #session: ImageSession
  readonly #read: ReadBeginning
  /** By inode, the one used last at the end. */
  readonly #lists = new Map<number, Promise<ReadonlyMap<number, Uint8Array>>>()

  constructor(session: ImageSession, read: ReadBeginning) {
    this.#session = session
    this.#read = read
  }

  /** Names of users and groups as the view of layers 0..upto has them; a number without a name is left out. */
  async names(uids: Iterable<number>, gids: Iterable<number>, upto: number): Promise<OwnerNames> {
    const [users, groups] = await Promise.all([this.#list('/etc/passwd', upto), this.#list('/etc/group', upto)])
    return { users: pick(users, uids), groups: pick(groups, gids) }
  }

  /** All that the lists of the view of layers 0..upto name, at most {@link MOST_NAMED} users and as many groups. */
  async all(upto: number): Promise<OwnerNames> {
    const [users, groups] = await Promise.all([this.#list('/etc/passwd', upto), this.#list('/etc/group', upto)])
    return { users: pick(users, firstOf(users)), groups: pick(groups, firstOf(groups)) }
  }

  /** Nobody is named by a list that can not be read. */
  async #list(path: string, upto: number): Promise<ReadonlyMap<number, Uint8Array>> {
    const { events } = this.#session.stack
    const node = followPath(this.#session, NO_NODE, Buffer.from(path), upto)
    const inode = node === null || node === NO_NODE ? null : this.#session.stack.inode(events.at(node, upto))
    if (inode === null || this.#session.factsOf(inode).stored === null) return new Map()
    const key = inodeKey(inode.layer, inode.entry)
    const list =
      this.#lists.get(key) ??
      this.#read(inode, MOST_ACCOUNT_BYTES).then(parseAccounts, () => new Map<number, Uint8Array>())
    this.#lists.delete(key)
    this.#lists.set(key, list)
    if (this.#lists.size > MOST_LISTS) this.#lists.delete(this.#lists.keys().next().value!)
    return list
  }
}

function firstOf(list: ReadonlyMap<number, Uint8Array>): Iterable<number> {
  return [...list.keys()].slice(0, MOST_NAMED)
}

function pick(list: ReadonlyMap<number, Uint8Array>, ids: Iterable<number>): Record<number, string> {
  const found: Record<number, string> = {}
  for (const id of ids) {
    const name = list.get(id)
    if (name !== undefined) found[id] = displayName(name)
  }
  return found
}
