import { Buffer } from 'node:buffer'
import { gunzipSync, gzipSync } from 'node:zlib'
import { digestOf } from '../fixtures/digest.ts'
import { paxRecords, writeMember, writeTar } from '../fixtures/tar-writer.ts'
import type { TarMember } from '../fixtures/tar-writer.ts'
import type { Random } from './random.ts'
import { BLOCK, findMembers, isTar, repairChecksum } from './tar-blocks.ts'

/** Changes bytes; gets other archives to take parts from. */
export type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer

/** More than this is never made. */
const LARGEST = 4 * 1024 * 1024

function flip(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  for (let count = 1 + random.below(8); count > 0 && copy.length > 0; count--)
    copy[random.below(copy.length)] = random.pick([0, 0xff, 0x2f, 0x2e, 0x30, 0x80, random.below(256)])
  return copy
}

function cut(bytes: Buffer, random: Random): Buffer {
  if (random.oneIn(2)) return bytes.subarray(0, random.below(bytes.length))
  const from = random.below(bytes.length)
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random.below(2 * BLOCK))])
}

function splice(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const other = random.pick(others)
  const block = (of: Buffer): number => random.below(Math.ceil(of.length / BLOCK)) * BLOCK
  const from = block(other)
  return Buffer.concat([bytes.subarray(0, block(bytes)), other.subarray(from, from + block(other))])
}

function duplicateBlocks(bytes: Buffer, random: Random): Buffer {
  const blocks = Math.max(1, Math.floor(bytes.length / BLOCK))
  const from = random.below(blocks) * BLOCK
  const part = bytes.subarray(from, from + (1 + random.below(8)) * BLOCK)
  const at = random.below(blocks) * BLOCK
  const times = random.oneIn(8) ? Math.min(2000, Math.floor(LARGEST / Math.max(1, part.length))) : 1 + random.below(4)
  return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: times }, () => part), bytes.subarray(at)])
}

const SIZES = [0, 1, 511, 512, 513, 4096, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 33 - 1]
const FLAGS = '01234567LKxgXSVMND\0\xff'

/** Changes a field of a header and repairs the checksum. */
function changeHeader(bytes: Buffer, random: Random): Buffer {
  const members = findMembers(bytes)
  if (members.length === 0) return flip(bytes, random)
  const copy = Buffer.from(bytes)
  for (let count = 1 + random.below(3); count > 0; count--) {
    const { at } = random.pick(members)
    const field = random.below(8)
    if (field <= 2) {
      const size = random.oneIn(3) ? random.below(copy.length) : random.pick(SIZES)
      copy.write(size.toString(8).padStart(11, '0'), at + 124, 11, 'latin1')
    } else if (field === 3) {
      for (let byte = 124; byte < 136; byte++) copy[at + byte] = random.oneIn(2) ? 0xff : random.below(256)
      copy[at + 124] = random.pick([0x80, 0xff, 0x81])
    } else if (field === 4) copy.write(FLAGS.charAt(random.below(FLAGS.length)), at + 156, 1, 'latin1')
    else if (field === 5) copy.write(random.pick(NAMES).slice(0, 99), at + random.pick([0, 157]), 'latin1')
    else if (field === 6)
      random
        .pick(members)
        .name.split('')
        .forEach((c, n) => n < 100 && copy.write(c, at + 157 + n))
    else copy[at + random.below(BLOCK)] = random.below(256)
    repairChecksum(copy, at)
  }
  return copy
}

const NAMES = [
  '',
  '.',
  '..',
  '/',
  '../../x',
  'a/../b',
  '.wh.',
  '.wh..',
  '.wh...',
  '.wh..wh..opq',
  '.wh..wh.aufs',
  'etc/.wh..wh..opq',
  'etc/.wh.etc',
  '.wh.etc/x',
  'etc/passwd/x',
  'a//////b',
  './././a',
  '\x1b[31mred',
  '\xff\xfe',
  '__proto__',
  'constructor/x',
  'C:\\x',
  'a'.repeat(99),
  'a/'.repeat(49),
]

const LONG_NAMES = ['n/'.repeat(2000), '/'.repeat(5000) + 'x', 'x'.repeat(5000), '\xf0'.repeat(3000)]

function randomRecords(random: Random): Record<string, string> {
  const number = (): string =>
    random.pick(['0', '-1', '1e9', '9'.repeat(30), '0x10', 'NaN', '', String(random.next()), '3.5', '1.', '+7'])
  const records: Record<string, string> = {}
  for (let count = 1 + random.below(5); count > 0; count--) {
    const key = random.pick(PAX_KEYS)
    records[key] = random.oneIn(3) ? random.pick(random.oneIn(2) ? NAMES : LONG_NAMES) : number()
    if (key === 'GNU.sparse.map') records[key] = [number(), number(), number(), number()].join(',')
    if (key === 'SCHILY.xattr.trusted.overlay.opaque') records[key] = 'y'
  }
  return records
}

const PAX_KEYS = [
  'path',
  'linkpath',
  'size',
  'uid',
  'gid',
  'mtime',
  'uname',
  'gname',
  'hdrcharset',
  'SCHILY.xattr.user.x',
  'SCHILY.xattr.',
  'SCHILY.xattr.__proto__',
  'SCHILY.xattr.trusted.overlay.opaque',
  'SCHILY.xattr.security.capability',
  'GNU.sparse.major',
  'GNU.sparse.minor',
  'GNU.sparse.name',
  'GNU.sparse.realsize',
  'GNU.sparse.size',
  'GNU.sparse.numblocks',
  'GNU.sparse.map',
  'GNU.sparse.offset',
  'GNU.sparse.numbytes',
]

function randomMember(random: Random): Buffer {
  const kind = random.below(6)
  if (kind <= 1) {
    let body = paxRecords(randomRecords(random))
    if (random.oneIn(4)) body = flip(body, random)
    return writeMember({ name: 'PaxHeaders/0', type: random.pick(['x', 'x', 'x', 'g', 'X']), body, format: 'ustar' })
  }
  const name = Buffer.from(random.pick(random.oneIn(5) ? LONG_NAMES : NAMES), 'latin1')
  if (kind === 2)
    return writeMember({ name: '././@LongLink', type: random.pick(['L', 'K']), body: name, format: 'gnu' })
  const member: TarMember = {
    name,
    type: random.pick(['0', '1', '2', '3', '4', '5', '6', '7', 'S']),
    link: Buffer.from(random.pick(NAMES), 'latin1'),
    body: random.oneIn(2) ? '' : 'body\n'.repeat(random.below(300)),
    device: [random.below(2), random.below(2)],
    format: 'gnu',
    mtime: random.oneIn(4) ? random.next() * random.next() : 0,
    ...(random.oneIn(4)
      ? {
          patch: new Map([
            [386, Buffer.from(Array.from({ length: 110 }, () => random.pick([0x30, 0x37, 0, 0x20, 0x80])))],
          ]),
        }
      : {}),
  }
  return writeMember(member)
}

/** Puts helper headers and odd members in front of a member. */
function insertMembers(bytes: Buffer, random: Random): Buffer {
  const members = findMembers(bytes)
  if (members.length === 0) return flip(bytes, random)
  const { at } = random.pick(members)
  const parts = Array.from({ length: 1 + random.below(3) }, () => randomMember(random))
  return Buffer.concat([bytes.subarray(0, at), ...parts, bytes.subarray(at)])
}

const ODD_VALUES: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  '',
  'sha256:',
  'sha256:../../x',
  '\u001b[31m\u202e',
  [],
  {},
  [null],
  [[]],
  true,
  '__proto__',
  'manifest.json',
  'index.json',
  '../layer.tar',
]

/** Changes values somewhere within a JSON value. */
function changeJson(value: unknown, random: Random): unknown {
  if (random.oneIn(6)) return random.pick(ODD_VALUES)
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])]
    if (list.length === 0) return [random.pick(ODD_VALUES)]
    const at = random.below(list.length)
    const way = random.below(6)
    const copies = way === 1 ? random.below(random.oneIn(8) ? 2000 : 5) : 0
    if (way === 0) list.splice(at, 1)
    else if (way > 1) list[at] = changeJson(list[at], random)
    for (let copy = 0; copy < copies; copy++) list.push(list[at])
    return list
  }
  if (typeof value === 'object' && value !== null) {
    const entries: [string, unknown][] = Object.entries(value)
    if (entries.length === 0) return { [String(random.pick(ODD_VALUES))]: random.pick(ODD_VALUES) }
    const at = random.below(entries.length)
    const [key, old] = entries[at]!
    if (random.oneIn(8)) entries.splice(at, 1)
    else entries[at] = [key, changeJson(old, random)]
    return Object.fromEntries(entries)
  }
  return random.pick(ODD_VALUES)
}

interface Blob {
  name: string
  readonly flag: string
  body: Buffer
  readonly header: Buffer
}

/**
 * Changes what an archive's files hold (JSON, or a layer, packed again) and goes on to name them rightly: digests in
 * file names and in all other files follow, so that a reader comes to look at what was changed.
 */
function changeInside(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const blobs = findMembers(bytes).map(({ name, flag, at, body, size }): Blob => ({
    name,
    flag,
    header: bytes.subarray(at, at + BLOCK),
    body: Buffer.from(bytes.subarray(body, body + size)),
  }))
  const files = blobs.filter(({ flag, body }) => (flag === '0' || flag === '\0') && body.length > 1)
  if (files.length === 0) return flip(bytes, random)
  for (let count = 1 + random.below(2); count > 0; count--) {
    const blob = random.pick(files)
    const before = blob.body
    blob.body = changeBody(before, random, others)
    rename(blobs, digestOf(before), digestOf(blob.body))
  }
  return writeTar(
    blobs.map(({ name, header, body, flag }) => {
      const head = Buffer.from(header)
      if (name.length <= 100) head.fill(0, 0, 100).write(name, 'latin1')
      if (flag === '0' || flag === '\0') head.write(body.length.toString(8).padStart(11, '0'), 124, 'latin1')
      repairChecksum(head, 0)
      return Buffer.concat([head, body, Buffer.alloc(-body.length & (BLOCK - 1))])
    }),
  )
}

/** A digest stands in names and in JSON; where JSON changes, so does its own digest, up to index.json. */
function rename(blobs: readonly Blob[], before: string, after: string, depth = 0): void {
  const [old, now] = [before.slice(7), after.slice(7)]
  if (depth > 6 || old === now) return
  for (const blob of blobs) {
    blob.name = blob.name.replace(old, now)
    const isJson = blob.body.length < 1_000_000 && (blob.body[0] === 0x7b || blob.body[0] === 0x5b)
    if (!isJson || !blob.body.includes(old)) continue
    const was = digestOf(blob.body)
    blob.body = Buffer.from(blob.body.toString('latin1').replaceAll(old, now), 'latin1')
    rename(blobs, was, digestOf(blob.body), depth + 1)
  }
}

function changeBody(body: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  if (body[0] === 0x7b || body[0] === 0x5b) {
    if (random.oneIn(8)) return flip(body, random)
    try {
      const changed = changeJson(JSON.parse(body.toString('utf8')) as unknown, random)
      return Buffer.from(JSON.stringify(changed))
    } catch {
      return flip(body, random)
    }
  }
  if (body[0] === 0x1f && body[1] === 0x8b) {
    if (random.oneIn(8)) return flip(body, random)
    try {
      const inflated = gunzipSync(body, { maxOutputLength: LARGEST })
      return gzipSync(mutateTar(inflated, random, others), { level: 1 })
    } catch {
      return flip(body, random)
    }
  }
  if (isTar(body)) {
    const changed = mutateTar(body, random, others)
    return random.oneIn(6) ? gzipSync(changed, { level: 1 }) : changed
  }
  return flip(body, random)
}

const TAR_MUTATIONS: readonly Mutation[] = [
  changeHeader,
  changeHeader,
  insertMembers,
  insertMembers,
  duplicateBlocks,
  flip,
  cut,
  splice,
]

function mutateTar(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let changed = bytes
  for (let count = 1 + random.below(3); count > 0; count--)
    changed = random.pick(TAR_MUTATIONS)(changed, random, others)
  return changed.subarray(0, LARGEST)
}

const MUTATIONS: readonly Mutation[] = [changeInside, changeInside, changeInside, changeInside, ...TAR_MUTATIONS]

/** An archive made of another one by one to three mutations. */
export function mutate(original: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let bytes = original
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b && !random.oneIn(4)
  if (packed) {
    try {
      bytes = gunzipSync(bytes, { maxOutputLength: LARGEST })
    } catch {
      bytes = original
    }
  }
  for (let count = 1 + random.below(3); count > 0; count--) bytes = random.pick(MUTATIONS)(bytes, random, others)
  bytes = bytes.subarray(0, LARGEST)
  return random.oneIn(packed ? 2 : 12) ? gzipSync(bytes, { level: 1 }) : bytes
}
