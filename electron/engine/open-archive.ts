import { closeSync, constants, openSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import type { ArchiveCompression, ArchiveFormat, ArchiveInfo, OtherManifest } from '../../shared/archive.ts'
import type { Problem, Where } from '../../shared/problem.ts'
import { findBlob } from './archive-blob.ts'
import { folderMembers, readTarMembers } from './archive-members.ts'
import type { ArchiveMembers, Member } from './archive-members.ts'
import { ArchiveProblems } from './archive-problems.ts'
import { withArticle } from './artifact.ts'
import { readRange } from './byte-reader.ts'
import type { ByteRange } from './byte-reader.ts'
import { MAGIC_LENGTH, detectCompression } from './compression.ts'
import { readDockerManifest } from './docker-archive.ts'
import { escapeText } from './display-name.ts'
import { EngineError, isSystemError, systemErrorText } from './engine-error.ts'
import { changeSince, fileState } from './file-state.ts'
import { parseConfig } from './image-config.ts'
import { buildImage, isForeign } from './image.ts'
import type { DocumentSource, Image, ImageParts } from './image.ts'
import { INFLATION_BOUND } from './inflation-bound.ts'
import type { InflationBound } from './inflation-bound.ts'
import type { JobControl } from './layer-jobs.ts'
import { readLegacyArchive } from './legacy-archive.ts'
import { readOciIndex } from './oci-index.ts'
import { spoolArchive, spoolInput } from './spool.ts'
import type { Spooled } from './spool.ts'
import { BLOCK, isZeroBlock, looksLikeTar } from './tar-header.ts'

/** An archive whose images are known; its layers are read from the open file. */
export interface OpenedArchive {
  readonly info: ArchiveInfo
  /** None where the archive holds artifacts alone, such as a Helm chart. */
  readonly images: readonly Image[]
  /** Why there is no image; null where there is one. */
  readonly lack: EngineError | null
  /** The stored blob of a digest; null where the archive does not hold it. @throws EngineError where it is no digest */
  blob(digest: string): Member | null
  /** Whether the archive is as it was when it was opened; the first time that it is not, `info.problems` grows by one. */
  checkUnchanged(): boolean
  /** Closes the file and deletes what was unpacked. Layers can not be read any more. */
  close(): void
}

/** Kinds of artifacts that a sentence names. */
const MOST_LISTED = 3

/** Windows has no such flag, and no pipes among its files. */
const NO_WAIT = process.platform === 'win32' ? 0 : constants.O_NONBLOCK

/** The bytes of an archive, uncompressed and open. */
interface OpenedSource {
  readonly members: ArchiveMembers
  /** The whole tar; null for a folder. */
  readonly range: ByteRange | null
  readonly compression: ArchiveCompression
  /** Bytes as stored. */
  readonly size: number
  /** What happened to the file since it was opened, as the end of a sentence; null where nothing did. */
  change(): string | null
  close(): void
}

/**
 * Opens an archive file, an OCI layout folder, or `-` for standard input, and lists its images. Reads no layer. An archive
 * that is compressed as a whole is unpacked to a private temporary file; `control` shows how far that is and stops it.
 * @throws EngineError that names the archive, the part and the cause; CancelledError.
 */
export async function openArchive(
  path: string,
  control: JobControl,
  bound: InflationBound = INFLATION_BOUND,
): Promise<OpenedArchive> {
  const problems = new ArchiveProblems(path)
  const source = await openSource(path, problems, control, bound)
  try {
    const contents = readContents(source, problems)
    const images = bounded(contents.parts, problems).map((parts, index) => toImage(index, parts, problems))
    const info: ArchiveInfo = {
      path,
      format: contents.format,
      compression: source.compression,
      size: source.range === null ? source.members.size : source.size,
      images: images.map((image) => image.info),
      others: contents.others,
      problems: problems.list,
    }
    let unchanged = !problems.list.some(({ code }) => code === 'archive-changed')
    return {
      info,
      images,
      lack: contents.lack ?? null,
      blob: (digest) => findBlob(source.members, images, digest),
      checkUnchanged() {
        const change = unchanged ? source.change() : null
        if (change !== null) addChange(problems, change)
        unchanged &&= change === null
        return unchanged
      },
      close: () => source.close(),
    }
  } catch (error) {
    source.close()
    throw error
  }
}

/**
 * Opens an archive for one blob, also where it holds no image: an artifact, or what is left of a damaged image.
 * @throws EngineError where the archive can not be read, does not hold the blob, or the digest is none; CancelledError.
 */
export async function openBlob(
  path: string,
  digest: string,
  control: JobControl,
  bound: InflationBound = INFLATION_BOUND,
): Promise<Member & { close(): void }> {
  const problems = new ArchiveProblems(path)
  const source = await openSource(path, problems, control, bound)
  try {
    const member = findBlob(source.members, imagesOf(source, problems), digest)
    if (member === null)
      throw new EngineError('not-found', `${path}: the archive has no blob ${digest}.`, { archive: path })
    return { ...member, close: () => source.close() }
  } catch (error) {
    source.close()
    throw error
  }
}

/** The images of an archive; none where it has none. */
function imagesOf(source: OpenedSource, problems: ArchiveProblems): Image[] {
  try {
    return readContents(source, problems).parts.map((parts, index) => toImage(index, parts, problems))
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return []
  }
}

async function openSource(
  path: string,
  problems: ArchiveProblems,
  control: JobControl,
  bound: InflationBound,
): Promise<OpenedSource> {
  const where: Where = { archive: path }
  if (path === '-') return spooledSource(await spoolInput(process.stdin, control), path, problems, control, bound)
  let stats: Stats
  try {
    stats = statSync(path)
  } catch (error) {
    throw new EngineError('archive-unreadable', `${path}: ${systemErrorText(error)}.`, where, error)
  }
  if (stats.isDirectory()) {
    const members = folderMembers(path)
    return {
      members,
      range: null,
      compression: 'none',
      size: 0,
      change: () => members.change(),
      close: () => members.close(),
    }
  }
  if (!stats.isFile()) throw new EngineError('archive-unreadable', `${path}: it is neither a file nor a folder.`, where)
  let fd: number
  try {
    // A pipe that took the file's place in between would wait for a writer.
    fd = openSync(path, constants.O_RDONLY | NO_WAIT)
  } catch (error) {
    throw new EngineError('archive-unreadable', `${path}: ${systemErrorText(error)}.`, where, error)
  }
  try {
    const before = fileState(fd)
    const close = (): void => {
      const change = changeSince(before, fd, path)
      if (change !== null) addChange(problems, change)
      closeSync(fd)
    }
    const source = await fileSource(fd, Number(before.size), path, problems, control, bound, close)
    return source.compression === 'none' ? { ...source, change: () => changeSince(before, fd, path) } : source
  } catch (error) {
    closeSync(fd)
    if (!isSystemError(error)) throw error
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
  bound: InflationBound,
  close: () => void,
): Promise<OpenedSource> {
  if (size === 0) throw new EngineError('archive-empty', `${path}: the file is empty.`, { archive: path })
  const head = readRange({ fd, offset: 0, size: Math.min(BLOCK, size) })
  const compression = looksLikeTar(head) ? 'none' : detectCompression(head.subarray(0, MAGIC_LENGTH))
  if (compression === 'none') return tarSource({ fd, offset: 0, size }, head, 'none', size, path, problems, close)
  const spooled = await spoolArchive(fd, size, compression, control, bound)
  const unpacked = unpackedSource(spooled, compression, size, path, problems)
  close()
  return unpacked
}

async function spooledSource(
  input: Spooled,
  path: string,
  problems: ArchiveProblems,
  control: JobControl,
  bound: InflationBound,
): Promise<OpenedSource> {
  const { damage } = input
  if (damage !== null) problems.add(damage.code, 'error', damage.message, { archive: path, offset: input.size })
  try {
    return await fileSource(input.file.fd, input.size, path, problems, control, bound, () => input.file.remove())
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
    problems.add(
      'archive-truncated',
      'error',
      `The archive ends in the middle of a member${missing(members, range)}.`,
      {
        archive: path,
        offset: range.size,
      },
    )
  return {
    members,
    range,
    compression,
    size,
    change: () => null,
    close() {
      members.close()
      close()
    },
  }
}

/** How much of the archive is there, as far as its last member says. */
function missing({ needed }: ArchiveMembers, { size }: ByteRange): string {
  return needed > size ? `: only the first ${size} of at least ${needed} bytes are here` : ''
}

function addChange(problems: ArchiveProblems, change: string): void {
  problems.add(
    'archive-changed',
    'warning',
    `The archive ${change} after it was opened: what is shown may mix old and new. Open it again.`,
  )
}

interface Contents {
  readonly format: ArchiveFormat
  readonly parts: readonly ImageParts[]
  readonly others: readonly OtherManifest[]
  /** Why there are no images, where something else is there to be looked at. */
  readonly lack?: EngineError
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
  if (docker !== null) {
    const parts = merged(docker, oci?.images ?? [])
    return withErrors(errors, problems, { format: 'docker-archive', parts, others })
  }
  if (oci !== null && oci.images.length > 0)
    return withErrors(errors, problems, { format: 'oci', parts: oci.images, others })
  if (legacy !== null) return withErrors(errors, problems, { format: 'docker-legacy', parts: legacy, others })
  if (oci === null && isRootFileSystem(source, errors))
    return { format: 'root-file-system', parts: [rootFileSystem(source.range!, problems, errors)], others }
  const lack = errors[0] ?? noImage(source, problems, oci === null ? null : others)
  if (!others.some(canBeRead)) throw lack
  return withErrors(errors, problems, { format: 'oci', parts: [], others, lack })
}

/** Whether an archive has something of a manifest that is no image. */
function canBeRead({ kind, blobs }: OtherManifest): boolean {
  return kind === 'artifact' || blobs.some(({ state }) => state === 'ok')
}

/**
 * Whether an archive without a list of images is what `docker export` writes. A file that has the name of a list is no
 * hindrance where it is something else, such as the manifest of a web app; an archive that is damaged or has such a file
 * must look like a root file system, and nothing may look like a part of an image.
 */
function isRootFileSystem({ range, members }: OpenedSource, errors: readonly EngineError[]): boolean {
  if (range === null || members.traces.image) return false
  if (errors.length === 0 && members.end === 'complete') return members.traces.files || members.traces.rootFileSystem
  const foreign = errors.every(({ code }) => code === 'manifest-invalid' || code === 'archive-not-an-image')
  return foreign && members.traces.rootFileSystem
}

function withErrors(errors: readonly EngineError[], problems: ArchiveProblems, contents: Contents): Contents {
  for (const error of errors) problems.addError(error)
  return contents
}

/** Why there is no image. `others` is null without an index. */
function noImage(
  source: OpenedSource,
  problems: ArchiveProblems,
  others: readonly OtherManifest[] | null,
): EngineError {
  const { archive } = problems
  const where = { archive }
  if (source.range === null && others === null)
    return new EngineError(
      'archive-not-an-image',
      `${archive}: the folder is no OCI layout, it has no index.json.`,
      where,
    )
  if (others !== null) {
    const artifacts = others.filter((other) => other.kind === 'artifact')
    const worst = artifacts.length > 0 ? null : worstProblem(problems.list)
    if (worst !== null) return new EngineError(worst.code, `${archive}: ${worst.message}`, worst.where)
    if (others.length > 0)
      return new EngineError(
        'artifact-not-an-image',
        `${archive}: it holds no image, but ${escapeText(listed(artifacts.length > 0 ? artifacts : others))}.`,
        where,
      )
    return new EngineError('archive-not-an-image', `${archive}: its index lists no image.`, where)
  }
  if (source.members.end !== 'complete') {
    const worst = worstProblem(problems.list)
    const damage = source.members.end === 'truncated' ? 'archive-truncated' : 'archive-corrupt'
    const code = worst?.code === 'no-space' ? worst.code : damage
    return new EngineError(
      code,
      `${archive}: ${worst?.message ?? 'The archive is damaged.'} No image list was found up to there.`,
      where,
    )
  }
  return new EngineError(
    'archive-not-an-image',
    source.members.traces.image
      ? `${archive}: it has parts of an image, but no list of images: manifest.json and index.json are missing.`
      : `${archive}: there is no image and no file in it.`,
    where,
  )
}

/** Artifacts in words, each kind once: `a Helm chart (application/…), a cosign signature (application/…)`. */
function listed(others: readonly OtherManifest[]): string {
  const words = others.map(({ artifact, artifactType, description }) =>
    artifact === 'unknown' || artifactType === null
      ? withArticle(description)
      : `${withArticle(description)} (${artifactType})`,
  )
  const unique = [...new Set(words)]
  const more = unique.length - MOST_LISTED
  return unique.slice(0, MOST_LISTED).join(', ') + (more > 0 ? `, and ${more} more kinds of artifacts` : '')
}

function worstProblem(list: readonly Problem[]): Problem | null {
  return list.find((problem) => problem.severity === 'error') ?? list[0] ?? null
}

/** A tar without any list of images, such as `docker export` writes: one layer. */
function rootFileSystem(range: ByteRange, problems: ArchiveProblems, errors: readonly EngineError[]): ImageParts {
  const files = errors.map(({ where }) => where?.path).filter((name) => name !== undefined)
  const why = files.length === 0 ? 'The archive lists no image' : `Its ${files.join(' and ')} lists no images`
  problems.add('root-file-system', 'note', `${why}; it is shown as a root file system of one layer.`)
  return {
    tags: [],
    id: null,
    manifestDigest: null,
    platform: null,
    configValue: null,
    config: { ...parseConfig({}), history: null },
    sources: [{ blob: { range, compression: 'none' }, cut: false, digest: null, mediaType: null, statedSize: null }],
    documents: [],
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
      documents: mergedDocuments(twin.documents, image.documents),
      sources: image.sources.map((source, layer) => {
        const other = twin.sources[layer]
        return {
          ...source,
          digest: source.digest ?? other?.digest ?? null,
          mediaType: source.mediaType ?? other?.mediaType ?? null,
          statedSize: source.statedSize ?? other?.statedSize ?? null,
          ...(source.urls === undefined && other?.urls ? { urls: other.urls } : {}),
        }
      }),
    }
  })
  return [...both, ...oci.filter((image) => !used.has(image))]
}

/** Both lists name one config; where both name it alike, that is stated once. */
function mergedDocuments(oci: readonly DocumentSource[], docker: readonly DocumentSource[]): DocumentSource[] {
  const known = (document: DocumentSource): boolean =>
    oci.some(({ part, digest }) => part === document.part && (document.digest === null || digest === document.digest))
  return [...oci, ...docker.filter((document) => !known(document))]
}

/** Where the first address leads that is one: ` (at example.test)`; '' where none is. Nothing is ever fetched. */
function hostOf(urls: readonly string[] | undefined): string {
  for (const url of urls ?? []) if (URL.canParse(url) && new URL(url).host !== '') return ` (at ${new URL(url).host})`
  return ''
}

/** Layers of one image, and images of one archive; overlayfs takes 500 layers, Docker 127. */
const MOST_LAYERS = 1000
const MOST_IMAGES = 1000
/** Layers and instructions of all images together: each is described to whoever asks. */
const MOST_DESCRIBED = 200_000

/** Images and layers as far as any real archive has them; what is left out is a problem. */
function bounded(images: readonly ImageParts[], problems: ArchiveProblems): ImageParts[] {
  const kept: ImageParts[] = []
  let described = 0
  for (const image of images) {
    const { sources } = image
    described += Math.min(sources.length, MOST_LAYERS) + (image.config.history?.length ?? 0)
    if (kept.length === MOST_IMAGES || described > MOST_DESCRIBED) {
      const message = `The archive lists ${images.length} images; only the first ${kept.length} are read.`
      problems.add('entry-limit', 'error', message)
      break
    }
    if (sources.length <= MOST_LAYERS) kept.push(image)
    else {
      const message = `The image has ${sources.length} layers, more than can be stacked; only the first ${MOST_LAYERS} are read.`
      problems.add('entry-limit', 'error', message, { archive: problems.archive, image: kept.length })
      kept.push({ ...image, sources: sources.slice(0, MOST_LAYERS) })
    }
  }
  return kept
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
      if (isForeign(source))
        problems.add(
          'layer-foreign',
          'note',
          `${name} is kept elsewhere${hostOf(source.urls)} and not in the archive.`,
          at(layer),
        )
      else problems.add('layer-missing', 'error', `${name} is not in the archive.`, at(layer))
    } else if (source.unreadable !== undefined)
      problems.add('archive-unreadable', 'error', `${name} can not be read: ${source.unreadable}.`, at(layer))
    else if (source.cut)
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
