import type { InnerArchive, InnerMember } from '../../shared/inner-archive.ts'
import { ChunkReader, copyBlock } from './byte-reader.ts'
import type { ByteReader } from './byte-reader.ts'
import { CompressionError } from './compression-error.ts'
import { displayName } from './display-name.ts'
import type { LayerContent, StoredFile } from './file-content.ts'
import { Inflater } from './inflater.ts'
import { Type, typeName } from './layer-index.ts'
import { typeOfFlag } from './layer-index-builder.ts'
import { MemberList } from './member-list.ts'
import { scanTar } from './scan-tar.ts'
import type { TarMember } from './scan-tar.ts'
import { BodyHasher } from './body-hasher.ts'
import { BLOCK, looksLikeTar } from './tar-header.ts'
import type { HeaderBlock } from './tar-header.ts'
import { listZip } from './zip-members.ts'

/** Bytes that a gzip may grow to. */
const MOST_INFLATED = 4 * 1024 ** 3
const PIECE = 256 * 1024

/** Ends a scan that has found enough. */
class EnoughError extends Error {}

/**
 * Lists what a file of a layer holds where it is a tar, a gzip of one, or a zip, as its first bytes tell; null where it is none.
 * Headers alone are read, but for a gzip, which is inflated; with `contents` the bodies of a tar are read and hashed as well. What
 * is damaged is listed as far as it goes.
 */
export async function listMembers(
  content: LayerContent,
  file: StoredFile,
  contents: boolean,
): Promise<InnerArchive | null> {
  const head = Uint8Array.from(content.read(file, 0, BLOCK))
  if (looksLikeTar(head)) return listTar(new FileReader(content, file), 'tar', contents)
  if (head[0] === 0x1f && head[1] === 0x8b) {
    const first = Uint8Array.from(new ChunkReader(inflated(content, file)).take(BLOCK))
    return looksLikeTar(first) ? listTar(new ChunkReader(inflated(content, file)), 'tar.gz', contents) : null
  }
  if (head[0] === 0x50 && head[1] === 0x4b) return listZip(content, file)
  return null
}

function listTar(source: ByteReader, format: 'tar' | 'tar.gz', contents: boolean): InnerArchive {
  const list = new MemberList()
  const reader = new BodyHasher(source)
  let damage: string | null = null
  try {
    const end = scanTar(
      reader,
      (member) => {
        const told = memberOf(member)
        if (!list.add(told)) throw new EnoughError()
        if (contents && told.type === 'file')
          reader.hashNext(member.storedSize, (digest) => list.tellContent(told, contentOf(digest, member.sparse)))
      },
      (_code, severity, _offset, message) => {
        if (severity !== 'note') damage ??= message
      },
    )
    if (end !== 'complete') damage ??= 'The archive ends in the middle.'
  } catch (error) {
    if (error instanceof CompressionError) damage = error.message
    else if (!(error instanceof EnoughError)) throw error
  } finally {
    reader.close()
  }
  return { format, members: list.members, more: list.more, damage }
}

function memberOf({ name, link, flag, size, mtime, mode }: TarMember): InnerMember {
  const type = typeOfFlag(flag, name)
  const isLink = type === Type.Symlink || type === Type.HardLink
  return {
    name: displayName(name),
    type: typeName(type),
    size,
    storedSize: null,
    mtime,
    mode,
    link: isLink ? displayName(link) : null,
    content: null,
  }
}

/** What tells a body from others; where holes are left out, where they are. */
function contentOf(digest: string, sparse: TarMember['sparse']): string {
  return sparse === null ? `sha256:${digest}` : `sha256:${digest} ${JSON.stringify(sparse)}`
}

/** Reads a file of a layer by position: what is passed over is not read. */
class FileReader implements ByteReader {
  position = 0
  readonly #content: LayerContent
  readonly #file: StoredFile
  #window: Uint8Array = new Uint8Array(0)
  #start = 0

  constructor(content: LayerContent, file: StoredFile) {
    this.#content = content
    this.#file = file
  }

  take(count: number): Uint8Array {
    const at = this.position - this.#start
    if (at < 0 || at + count > this.#window.length) {
      this.#window = this.#content.read(this.#file, this.position, Math.max(count, PIECE / 8))
      this.#start = this.position
    }
    const from = this.position - this.#start
    const bytes = this.#window.subarray(from, from + count)
    this.position += bytes.length
    return bytes
  }

  takeBlock(block: HeaderBlock): number {
    return copyBlock(this.take(BLOCK), block)
  }

  skip(count: number): number {
    const skipped = Math.max(0, Math.min(count, this.#file.size - this.position))
    this.position += skipped
    return skipped
  }

  close(): void {
    this.#window = new Uint8Array(0)
  }
}

/** Inflates a file that is a gzip. Throws CompressionError where it is damaged, or grows too large. */
function* inflated(content: LayerContent, file: StoredFile): Generator<Uint8Array> {
  const inflater = new Inflater()
  let total = 0
  for (let offset = 0; offset < file.size && inflater.failure === null; offset += PIECE) {
    const piece = content.read(file, offset, PIECE)
    if (piece.length === 0) break
    inflater.write(Buffer.from(piece))
    for (const chunk of inflater.take()) {
      total += chunk.length
      yield chunk
    }
    if (total > MOST_INFLATED)
      throw new CompressionError(
        'compression-corrupt',
        `it grows to more than ${MOST_INFLATED} bytes and is not read on`,
      )
  }
  inflater.end()
  yield* inflater.take()
  if (inflater.failure !== null) throw new CompressionError('compression-corrupt', 'the gzip stream is damaged or cut')
}
