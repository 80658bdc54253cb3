import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import type { ArchiveCompression, ArchiveFormat, ArchiveInfo, OtherManifest } from '../../shared/archive.ts'
import type { Problem, Where } from '../../shared/problem.ts'
import { folderMembers, readTarMembers } from './archive-members.ts'
import type { ArchiveMembers } from './archive-members.ts'
import { ArchiveProblems } from './archive-problems.ts'
import { readRange } from './byte-reader.ts'
import type { ByteRange } from './byte-reader.ts'
import { MAGIC_LENGTH, detectCompression } from './compression.ts'
import { readDockerManifest } from './docker-archive.ts'
import { EngineError, systemErrorText } from './engine-error.ts'
import { parseConfig } from './image-config.ts'
import { buildImage } from './image.ts'
import type { Image, ImageParts } from './image.ts'
import type { JobControl } from './layer-jobs.ts'
import { readLegacyArchive } from './legacy-archive.ts'
import { readOciIndex } from './oci-index.ts'
import { spoolArchive, spoolInput } from './spool.ts'
import type { Spooled } from './spool.ts'
import { BLOCK, isZeroBlock, looksLikeTar } from './tar-header.ts'

/** An archive whose images are known; its layers are read from the open file. */
export interface OpenedArchive {
  readonly info: ArchiveInfo
  readonly images: readonly Image[]
  /** Closes the file and deletes what was unpacked. Layers can not be read any more. */
  close(): void
}

/** The bytes of an archive, uncompressed and open. */
interface OpenedSource {
  readonly members: ArchiveMembers
  /** The whole tar; null for a folder. */
  readonly range: ByteRange | null
  readonly compression: ArchiveCompression
  /** Bytes as stored. */
  readonly size: number
  close(): void
}

/**
 * Opens an archive file, an OCI layout folder, or `-` for standard input, and lists its images. Reads no layer. An archive
 * that is compressed as a whole is unpacked to a private temporary file; `control` shows how far that is and stops it.
 * @throws EngineError that names the archive, the part and the cause; CancelledError.
 */
export async function openArchive(path: string, control: JobControl): Promise<OpenedArchive> {
  const problems = new ArchiveProblems(path)
  const source = await openSource(path, problems, control)
  try {
    const contents = readContents(source, problems)
    const images = contents.parts.map((parts, index) => toImage(index, parts, problems))
    const info: ArchiveInfo = {
      path,
      format: contents.format,
      compression: source.compression,
      size: source.range === null ? source.members.size : source.size,
      images: images.map((image) => image.info),
      others: contents.others,
      problems: problems.list,
    }
    return { info, images, close: () => source.close() }
  } catch (error) {
    source.close()
    throw error
  }
}

async function openSource(path: string, problems: ArchiveProblems, control: JobControl): Promise<OpenedSource> {
  const where: Where = { archive: path }
  if (path === '-') return spooledSource(await spoolInput(process.stdin, control), path, problems, control)
  let stats: Stats
  try {
    stats = statSync(path)
  } catch (error) {
    throw new EngineError('archive-unreadable', `${path}: ${systemErrorText(error)}.`, where, error)
  }
  if (stats.isDirectory()) {
    const members = folderMembers(path)
    return { members, range: null, compression: 'none', size: 0, close: () => members.close() }
  }
  if (!stats.isFile()) throw new EngineError('archive-unreadable', `${path}: it is neither a file nor a folder.`, where)
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    throw new EngineError('archive-unreadable', `${path}: ${systemErrorText(error)}.`, where, error)
  }
  try {
    return await fileSource(fd, fstatSync(fd).size, path, problems, control, () => closeSync(fd))
  } catch (error) {
    closeSync(fd)
    if (error instanceof EngineError || (error as Error).name === 'CancelledError') throw error
    throw new EngineError('archive-unreadable', `${path}: ${systemErrorText(error)}.`, where, error)
  }
}

/** A source over an open file; unpacks it first where it is compressed as a whole. */
async function fileSource(
  fd: number,
  size: number,
  path: string,
  problems: ArchiveProblems,
  control: JobControl,
  close: () => void,
): Promise<OpenedSource> {
  if (size === 0) throw new EngineError('archive-empty', `${path}: the file is empty.`, { archive: path })
  const head = readRange({ fd, offset: 0, size: Math.min(BLOCK, size) })
  const compression = looksLikeTar(head) ? 'none' : detectCompression(head.subarray(0, MAGIC_LENGTH))
  if (compression === 'none') return tarSource({ fd, offset: 0, size }, head, 'none', size, path, problems, close)
  const spooled = await spoolArchive(fd, size, compression, control)
  const unpacked = unpackedSource(spooled, compression, size, path, problems)
  close()
  return unpacked
}

async function spooledSource(
  input: Spooled,
  path: string,
  problems: ArchiveProblems,
  control: JobControl,
): Promise<OpenedSource> {
  try {
    return await fileSource(input.file.fd, input.size, path, problems, control, () => input.file.remove())
  } catch (error) {
    input.file.remove()
    throw error
  }
}

function unpackedSource(
  spooled: Spooled,
  compression: ArchiveCompression,
  size: number,
  path: string,
  problems: ArchiveProblems,
): OpenedSource {
  try {
    const { damage } = spooled
    if (damage !== null) problems.add(damage.code, 'error', damage.message, { archive: path, offset: spooled.size })
    if (spooled.size === 0)
      throw new EngineError(
        damage?.code ?? 'archive-empty',
        damage === null ? `${path}: the ${compression} stream is empty.` : `${path}: ${damage.message}`,
        { archive: path },
      )
    const range = { fd: spooled.file.fd, offset: 0, size: spooled.size }
    const head = readRange({ ...range, size: Math.min(BLOCK, range.size) })
    return tarSource(range, head, compression, size, path, problems, () => spooled.file.remove())
  } catch (error) {
    spooled.file.remove()
    throw error
  }
}

function tarSource(
  range: ByteRange,
  head: Uint8Array,
  compression: ArchiveCompression,
  size: number,
  path: string,
  problems: ArchiveProblems,
  close: () => void,
): OpenedSource {
  const where = { archive: path }
  if (head.length === BLOCK && isZeroBlock(head))
    throw new EngineError('archive-not-an-image', `${path}: it is an empty tar, there is no image in it.`, where)
  if (!looksLikeTar(head)) throw new EngineError('archive-not-an-image', `${path}: it is no tar archive.`, where)
  const members = readTarMembers(range, (code, severity, offset, message) =>
    problems.add(code === 'tar-checksum' ? 'archive-corrupt' : code, severity, message, { archive: path, offset }),
  )
  if (members.end === 'truncated')
    problems.add('archive-truncated', 'error', 'The archive ends in the middle of a member.', {
      archive: path,
      offset: range.size,
    })
  return {
    members,
    range,
    compression,
    size,
    close() {
      members.close()
      close()
    },
  }
}

interface Contents {
  readonly format: ArchiveFormat
  readonly parts: readonly ImageParts[]
  readonly others: readonly OtherManifest[]
}

/** Finds the images, by every list that the archive has; one image in two lists counts once. */
function readContents(source: OpenedSource, problems: ArchiveProblems): Contents {
  const { members } = source
  const errors: EngineError[] = []
  const attempt = <T>(name: string, read: (member: NonNullable<ReturnType<ArchiveMembers['find']>>) => T): T | null => {
    const member = members.find(name)
    if (member === null) return null
    try {
      return read(member)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      errors.push(error)
      return null
    }
  }
  const docker = attempt('manifest.json', (member) => readDockerManifest(member, members, problems))
  const oci = attempt('index.json', (member) => readOciIndex(member, members, problems))
  const needsLegacy = docker === null && oci === null
  const legacy = needsLegacy ? attempt('repositories', (member) => readLegacyArchive(member, members, problems)) : null
  const others = oci?.others ?? []
  if (docker !== null) return { format: 'docker-archive', parts: merged(docker, oci?.images ?? []), others }
  if (oci !== null && oci.images.length > 0)
    return withErrors(errors, problems, { format: 'oci', parts: oci.images, others })
  if (legacy !== null) return withErrors(errors, problems, { format: 'docker-legacy', parts: legacy, others })
  const failure = errors[0] ?? noImage(source, problems, oci === null ? null : others)
  if (failure !== null) throw failure
  return { format: 'root-file-system', parts: [rootFileSystem(source.range!, problems)], others }
}

function withErrors(errors: readonly EngineError[], problems: ArchiveProblems, contents: Contents): Contents {
  for (const error of errors) problems.addError(error)
  return contents
}

/** Why there is no image; null where the archive can be shown as a root file system. `others` is null without an index. */
function noImage(
  source: OpenedSource,
  problems: ArchiveProblems,
  others: readonly OtherManifest[] | null,
): EngineError | null {
  const { archive } = problems
  const where = { archive }
  if (source.range === null && others === null)
    return new EngineError(
      'archive-not-an-image',
      `${archive}: the folder is no OCI layout, it has no index.json.`,
      where,
    )
  if (others !== null) {
    const artifact = others.find((other) => other.kind === 'artifact')
    if (artifact !== undefined)
      return new EngineError(
        'artifact-not-an-image',
        `${archive}: it holds no image, but an artifact of the type ${artifact.artifactType ?? 'unknown'}.`,
        where,
      )
    const worst = worstProblem(problems.list)
    if (worst !== null) return new EngineError(worst.code, `${archive}: ${worst.message}`, worst.where)
    return new EngineError('archive-not-an-image', `${archive}: its index lists no image.`, where)
  }
  if (source.members.end !== 'complete') {
    const worst = worstProblem(problems.list)
    const code = source.members.end === 'truncated' ? 'archive-truncated' : 'archive-corrupt'
    return new EngineError(
      code,
      `${archive}: ${worst?.message ?? 'The archive is damaged.'} No image list was found before.`,
      where,
    )
  }
  return null
}

function worstProblem(list: readonly Problem[]): Problem | null {
  return list.find((problem) => problem.severity === 'error') ?? list[0] ?? null
}

/** A tar without any list of images, such as `docker export` writes: one layer. */
function rootFileSystem(range: ByteRange, problems: ArchiveProblems): ImageParts {
  problems.add(
    'root-file-system',
    'note',
    'The archive lists no image; it is shown as a root file system of one layer.',
  )
  return {
    tags: [],
    id: null,
    manifestDigest: null,
    platform: null,
    configValue: null,
    config: { ...parseConfig({}), history: null },
    sources: [{ blob: { range, compression: 'none' }, cut: false, digest: null, mediaType: null, statedSize: null }],
    annotations: {},
  }
}

/** Docker 25 and later list each image twice; the OCI side adds digests, media types and platforms. */
function merged(docker: readonly ImageParts[], oci: readonly ImageParts[]): ImageParts[] {
  const used = new Set<ImageParts>()
  const both = docker.map((image): ImageParts => {
    const twin = oci.find(
      (other) => image.id !== null && other.id === image.id && other.sources.length === image.sources.length,
    )
    if (twin === undefined) return image
    used.add(twin)
    return {
      ...image,
      tags: image.tags.length > 0 ? image.tags : twin.tags,
      manifestDigest: twin.manifestDigest,
      platform: twin.platform,
      annotations: twin.annotations,
      sources: image.sources.map((source, layer) => {
        const other = twin.sources[layer]
        return {
          ...source,
          digest: source.digest ?? other?.digest ?? null,
          mediaType: source.mediaType ?? other?.mediaType ?? null,
          statedSize: source.statedSize ?? other?.statedSize ?? null,
        }
      }),
    }
  })
  return [...both, ...oci.filter((image) => !used.has(image))]
}

function toImage(index: number, parts: ImageParts, problems: ArchiveProblems): Image {
  const at = (layer?: number): Where => ({
    archive: problems.archive,
    image: index,
    ...(layer === undefined ? {} : { layer }),
  })
  for (const field of parts.config.wrong)
    problems.add(
      'config-invalid',
      'warning',
      `The config's ${field} is not as the specification says and is left out.`,
      at(),
    )
  const image = buildImage(index, parts, (code, severity, message, layer) =>
    problems.add(code, severity, message, at(layer)),
  )
  image.sources.forEach((source, layer) => {
    const name = source.digest ?? image.info.layers[layer]?.diffId ?? `layer ${layer}`
    if (source.blob === null) {
      const foreign = source.mediaType !== null && /foreign|nondistributable/.test(source.mediaType)
      if (foreign) problems.add('layer-foreign', 'note', `${name} is kept elsewhere and not in the archive.`, at(layer))
      else problems.add('layer-missing', 'error', `${name} is not in the archive.`, at(layer))
    } else if (source.cut)
      problems.add('archive-truncated', 'error', `The archive ends in the middle of ${name}.`, at(layer))
    else if (source.statedSize !== null && source.statedSize !== source.blob.range.size)
      problems.add(
        'size-mismatch',
        'warning',
        `${name} has ${source.blob.range.size} bytes, its descriptor says ${source.statedSize}.`,
        at(layer),
      )
  })
  return image
}
