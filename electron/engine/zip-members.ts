import { Buffer } from 'node:buffer'
import { Readable } from 'node:stream'
import { RandomAccessReader, fromRandomAccessReader } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import type { InnerArchive, InnerMember } from '../../shared/inner-archive.ts'
import type { EntryType } from '../../shared/tree.ts'
import { displayName } from './display-name.ts'
import type { LayerContent, StoredFile } from './file-content.ts'
import { CancelledError } from './index-layer.ts'
import { MemberList } from './member-list.ts'

/** The system that made an entry, upper byte of "version made by" (APPNOTE.TXT, 4.4.2): its attributes are a Unix mode. */
const UNIX = 3
/** File types of `st_mode` that a zip has. */
const TYPES: Readonly<Record<number, EntryType>> = {
  0o04: 'dir',
  0o12: 'symlink',
  0o02: 'char',
  0o06: 'block',
  0o01: 'fifo',
}

/** Reads a file of a layer; at once, without a stream. */
class FileAccess extends RandomAccessReader {
  readonly #content: LayerContent
  readonly #file: StoredFile

  constructor(content: LayerContent, file: StoredFile) {
    super()
    this.#content = content
    this.#file = file
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from([Buffer.from(this.#content.read(this.#file, start, end - start))])
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    let error: Error | null = null
    try {
      const bytes = this.#content.read(this.#file, position, length)
      buffer.set(bytes, offset)
      if (bytes.length < length) error = new Error('the file ends early')
    } catch (caught) {
      error = caught instanceof Error ? caught : new Error(String(caught))
    }
    setImmediate(callback, error)
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null)
  }
}

/** Lists a zip by its central directory, of which it reads no more than it lists. Rejects with CancelledError. */
export async function listZip(content: LayerContent, file: StoredFile): Promise<InnerArchive> {
  const list = new MemberList()
  let damage: string | null = null
  try {
    const zip = await openZip(new FileAccess(content, file), file.size)
    await readEntries(zip, list)
  } catch (error) {
    if (error instanceof CancelledError) throw error
    damage = displayName(Buffer.from(error instanceof Error ? error.message : String(error)))
  }
  return { format: 'zip', members: list.members, more: list.more, damage }
}

function openZip(reader: FileAccess, size: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are bytes here: a name that would be refused is listed too, escaped.
    fromRandomAccessReader(
      reader,
      size,
      { lazyEntries: true, autoClose: false, decodeStrings: false },
      (error, zip) => {
        if (error === null) resolve(zip)
        else reject(error)
      },
    )
  })
}

function readEntries(zip: ZipFile, list: MemberList): Promise<void> {
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', resolve)
    zip.on('entry', (entry: Entry) => {
      if (list.add(memberOf(entry))) zip.readEntry()
      else resolve()
    })
    zip.readEntry()
  })
}

function memberOf(entry: Entry): InnerMember {
  const name = entry.fileName as unknown as Buffer
  const mode = entry.versionMadeBy >>> 8 === UNIX ? entry.externalFileAttributes >>> 16 : 0
  const seconds = entry.getLastModDate().getTime() / 1000
  return {
    name: displayName(name),
    type: name.at(-1) === 0x2f ? 'dir' : (TYPES[mode >>> 12] ?? 'file'),
    size: entry.uncompressedSize,
    storedSize: entry.compressedSize,
    mtime: Number.isFinite(seconds) ? seconds : null,
    mode: mode === 0 ? null : mode & 0o7777,
    link: null,
    content: `crc32:${entry.crc32.toString(16).padStart(8, '0')}`,
  }
}
