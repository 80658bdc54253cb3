import type { ImageInfo } from '../../shared/archive.ts'
import { platformText } from '../../shared/platform.ts'
import type { Problem } from '../../shared/problem.ts'
import { EngineError } from '../engine/engine-error.ts'
import type { Image } from '../engine/image.ts'
import { INFLATION_BOUND, NO_INFLATION_BOUND } from '../engine/inflation-bound.ts'
import type { InflationBound } from '../engine/inflation-bound.ts'
import { ImageSession } from '../engine/image-session.ts'
import { cacheSettings } from '../engine/index-cache/cache-settings.ts'
import type { CacheSettings } from '../engine/index-cache/cache-settings.ts'
import { InlineJobs } from '../engine/inline-jobs.ts'
import { JobControl } from '../engine/layer-jobs.ts'
import { openArchive } from '../engine/open-archive.ts'
import type { OpenedArchive } from '../engine/open-archive.ts'
import { SharedIndexes } from '../engine/shared-indexes.ts'
import { WORKERS, WorkerJobs } from '../engine/worker-jobs.ts'
import { escapeText } from '../engine/display-name.ts'
import { sayLine } from './output.ts'

/** Options that every command takes. */
export interface ImageOptions {
  readonly image?: string
  readonly platform?: string
  /** false: what is compressed is never taken for a bomb. */
  readonly sizeLimit?: boolean
  /** false: indexes of earlier runs are not used, and none are kept. */
  readonly cache?: boolean
}

/** Where what is compressed is taken for a bomb. */
export function boundOf({ sizeLimit }: ImageOptions): InflationBound {
  return sizeLimit === false ? NO_INFLATION_BOUND : INFLATION_BOUND
}

/** Stored bytes of layers below which threads cost more than they save. */
const SMALL = 8 * 1024 * 1024

/** An archive, open for one command. */
export class CommandArchive {
  readonly archive: OpenedArchive
  readonly jobs: SharedIndexes
  readonly control = new JobControl()

  readonly #bound: InflationBound

  private constructor(archive: OpenedArchive, bound: InflationBound, cache: CacheSettings | null) {
    this.archive = archive
    this.#bound = bound
    const bytes = archive.images.reduce((sum, image) => sum + storedBytes(image), 0)
    const jobs =
      bytes <= SMALL ? new InlineJobs(cache) : new WorkerJobs(WORKERS, cache, undefined, new InlineJobs(cache))
    this.jobs = new SharedIndexes(jobs)
  }

  /** Opens an archive, does `work` and closes it again. @throws EngineError also where it holds no image */
  static async with<T>(
    path: string,
    work: (archive: CommandArchive) => Promise<T>,
    options: ImageOptions = {},
  ): Promise<T> {
    const bound = boundOf(options)
    const cache = options.cache === false ? null : cacheSettings()
    const opened = new CommandArchive(await openArchive(path, new JobControl(), bound), bound, cache)
    try {
      if (opened.archive.lack !== null) throw opened.archive.lack
      return await work(opened)
    } finally {
      await opened.jobs.dispose()
      opened.archive.close()
    }
  }

  /** A session of an image, with no layer indexed. */
  newSession(image: Image, other?: ImageSession): ImageSession {
    return new ImageSession(image, this.archive.info.path, this.jobs, this.#bound, other)
  }

  /** Indexes and stacks the layers of an image; `other` is one that it is to be compared with. */
  async session(image: Image, other?: ImageSession): Promise<ImageSession> {
    const used = [image, ...(other === undefined ? [] : [other.image])]
    this.jobs.use(used.flatMap(({ sources }) => sources.map(({ blob }) => blob)))
    const session = this.newSession(image, other)
    await Promise.all(session.layers.map((layer) => session.indexLayer(layer.index, this.control)))
    this.archive.checkUnchanged()
    return session
  }

  /** All images of the archive; the one that the options name where they name one. @throws EngineError as {@link select}. */
  selectAll(options: ImageOptions): readonly Image[] {
    const chosen = options.image !== undefined || options.platform !== undefined
    return chosen ? [this.select(options)] : this.archive.images
  }

  /** The one image that the options name. @throws EngineError that lists the images where they name none or several. */
  select(options: ImageOptions): Image {
    const { images, info } = this.archive
    const byNumber = images.find((image) => String(image.info.index) === options.image)
    const found = (byNumber === undefined ? images : [byNumber]).filter((image) => matches(image.info, options))
    if (found.length === 1) return found[0]!
    const list = images.map((image) => `  ${describe(image.info)}`).join('\n')
    if (found.length === 0)
      throw new EngineError('not-found', `${info.path}: no image of the archive is as asked. It holds:\n${list}`)
    throw new EngineError(
      'image-ambiguous',
      `${info.path}: the archive holds ${images.length} images; name one with --image or --platform:\n${list}`,
    )
  }
}

function storedBytes(image: Image): number {
  return image.sources.reduce((sum, source) => sum + (source.blob?.range.size ?? 0), 0)
}

function describe(image: ImageInfo): string {
  return [String(image.index), image.tags.join(', ') || '(no tag)', platformText(image.platform), image.id ?? '']
    .filter(Boolean)
    .map(escapeText)
    .join('  ')
}

function matches(image: ImageInfo, { image: wanted, platform }: ImageOptions): boolean {
  if (platform !== undefined && !`${platformText(image.platform)}/`.startsWith(`${platform}/`)) return false
  if (wanted === undefined) return true
  if (String(image.index) === wanted) return true
  const hex = wanted.replace(/^sha256:/, '')
  const isId = /^[0-9a-f]{6,64}$/.test(hex)
  if (isId && [image.id, image.manifestDigest].some((id) => id?.slice('sha256:'.length).startsWith(hex))) return true
  return image.tags.some((tag) => tag === wanted || tag.endsWith(`/${wanted}`) || tag.endsWith(`:${wanted}`))
}

/** Writes problems to stderr, a line each: severity, code, where, sentence. */
export function reportProblems(problems: readonly Problem[]): void {
  for (const { severity, code, where, message } of problems) {
    const place = [
      where.image === undefined ? null : `image ${where.image}`,
      where.layer === undefined ? null : `layer ${where.layer}`,
      where.path ?? null,
      where.offset === undefined ? null : `byte ${where.offset}`,
    ].filter((part) => part !== null)
    const at = place.length === 0 ? '' : ` (${place.join(', ')})`
    sayLine(escapeText(`${severity}: ${code}: ${where.archive}${at}: ${message}`))
  }
}

/** A number of a layer that the image has. @throws EngineError */
export function layerNumber(text: string, session: ImageSession): number {
  const count = session.layers.length
  if (!/^\d+$/.test(text) || Number(text) >= count)
    throw new EngineError('argument-invalid', `There is no layer ${text}: the image has layers 0 to ${count - 1}.`)
  return Number(text)
}
