import type { ArchiveInfo } from '../../../shared/archive.ts'
import type {
  ComparedChildrenRequest,
  ComparedDetails,
  ComparedFilter,
  ComparedImage,
  ComparedPage,
  ComparedSide,
  Comparison,
  ComparisonEngine,
  ComparisonEvents,
  ComparisonRequest,
  NextDifferenceRequest,
  Side,
} from '../../../shared/comparison.ts'
import type { InnerArchive } from '../../../shared/inner-archive.ts'
import type { Outcome } from '../../../shared/problem.ts'
import type { ContentRef, Location, NodeId, ReadRequest, ReadResult, View } from '../../../shared/tree.ts'
import { EngineError, toFailure } from '../engine-error.ts'
import { CancelledError } from '../index-layer.ts'
import type { InflationBound } from '../inflation-bound.ts'
import { ImageSession } from '../image-session.ts'
import { JobControl } from '../layer-jobs.ts'
import type { LayerJobs } from '../layer-jobs.ts'
import { openArchive } from '../open-archive.ts'
import type { OpenedArchive } from '../open-archive.ts'
import { outcome } from '../outcome.ts'
import { pathDetails } from '../path-details.ts'
import { NO_NODE } from '../path-tree.ts'
import { LARGEST_PAGE, LARGEST_READ } from '../request-bounds.ts'
import { SharedIndexes } from '../shared-indexes.ts'
import { ComparedRows } from './compared-rows.ts'
import { choosePair } from './image-pair.ts'
import { ImageComparison, compareImages } from './image-comparison.ts'
import { SharedLayers } from './shared-layers.ts'

const PROGRESS_INTERVAL = 100

/** An image that is compared, and what its archive is. */
interface OpenSide {
  readonly archive: OpenedArchive
  readonly session: ImageSession
  readonly view: View
}

/** A comparison that is open. */
interface Open {
  readonly a: OpenSide
  readonly b: OpenSide
  phase: Comparison['phase']
  control: JobControl
  /** null until both images are indexed. */
  comparison: ImageComparison | null
  rows: ComparedRows | null
  moved: boolean
}

/** Compares two images of one archive or of two, which it opens itself. */
export class Comparer implements ComparisonEngine {
  readonly #events: Partial<ComparisonEvents>
  readonly #jobs: SharedIndexes
  readonly #bound: InflationBound
  #open: Open | null = null
  #opening: JobControl | null = null
  #reading = new JobControl()

  constructor(events: Partial<ComparisonEvents>, jobs: LayerJobs, bound: InflationBound) {
    this.#events = events
    this.#jobs = new SharedIndexes(jobs)
    this.#bound = bound
  }

  async openComparison(request: ComparisonRequest): Promise<Outcome<Comparison>> {
    return outcome(async () => {
      this.close()
      const opening = new JobControl()
      this.#opening = opening
      const archiveA = await openSideArchive(request.a.archive, opening, this.#bound)
      let archiveB = archiveA
      try {
        if (request.b.archive !== request.a.archive)
          archiveB = await openSideArchive(request.b.archive, opening, this.#bound)
        if (opening.cancelled) throw new CancelledError()
        const [imageA, imageB] = pairOf(archiveA, request.a, archiveB, request.b)
        const a = this.#openSide(archiveA, imageA, request.a.view)
        const b = this.#openSide(archiveB, imageB, request.b.view, a)
        const control = new JobControl()
        const open: Open = { a, b, phase: 'indexing', control, comparison: null, rows: null, moved: false }
        this.#open = open
        this.#jobs.use([a, b].flatMap(({ session }) => session.image.sources.map(({ blob }) => blob)))
        void this.#run(open)
        return describe(open)
      } catch (error) {
        archiveA.close()
        if (archiveB !== archiveA) archiveB.close()
        throw error
      } finally {
        if (this.#opening === opening) this.#opening = null
      }
    })
  }

  async comparison(): Promise<Outcome<Comparison>> {
    return outcome(() => describe(this.#require()))
  }

  async cancelComparison(): Promise<void> {
    this.#opening?.cancel()
    this.#open?.control.cancel()
  }

  async resumeComparison(): Promise<void> {
    const open = this.#open
    if (open?.phase !== 'cancelled') return
    open.control = new JobControl()
    void this.#run(open)
  }

  async comparedChildren({
    parent,
    filter,
    sort,
    offset,
    limit,
  }: ComparedChildrenRequest): Promise<Outcome<ComparedPage>> {
    return outcome(async () => {
      const { rows } = this.#require()
      if (rows === null) return { total: 0, offset, rows: [], matching: null }
      const matching = (await rows.match(filter))?.matches ?? null
      const nodes = rows.children(parent, filter, sort)
      const page = nodes.subarray(offset, offset + Math.min(limit, LARGEST_PAGE))
      return { total: nodes.length, offset, rows: Array.from(page, (node) => rows.row(node, filter)), matching }
    })
  }

  async nextDifference({ from, direction, filter, sort }: NextDifferenceRequest): Promise<Outcome<Location>> {
    return outcome(async () => {
      const open = this.#require()
      const limit: ComparedFilter = { ...filter, show: 'differences' }
      await open.rows?.match(limit)
      const next = open.rows?.next(from, direction, limit, sort) ?? null
      return { nodes: next === null ? [] : wayTo(open, next) }
    })
  }

  async locateCompared(node: NodeId): Promise<Outcome<Location>> {
    return outcome(() => ({ nodes: wayTo(this.#require(), node) }))
  }

  async comparedDetails(node: NodeId): Promise<Outcome<ComparedDetails>> {
    return outcome(() => {
      const { a, b } = this.#require()
      const details = ({ session, view }: OpenSide): ComparedDetails['a'] =>
        session.stack.events.newest(node) === 0 ? null : pathDetails(session, node, view)
      return { a: details(a), b: details(b) }
    })
  }

  async comparedMembers(side: Side, content: ContentRef): Promise<Outcome<InnerArchive>> {
    return outcome(async () => {
      const { session, archive } = this.#require()[side]
      const { blob, stored } = session.file(content)
      const members = await this.#jobs.members(blob, stored, true, this.#reading)
      archive.checkUnchanged()
      if (members === null) throw new EngineError('argument-invalid', 'The file is no archive that can be listed.')
      return members
    })
  }

  async readCompared(side: Side, { content, offset, length }: ReadRequest): Promise<Outcome<ReadResult>> {
    return outcome(async () => {
      const { session, archive } = this.#require()[side]
      const { blob, stored } = session.file(content)
      const bytes = await this.#jobs.read(blob, stored, offset, Math.min(length, LARGEST_READ), this.#reading)
      archive.checkUnchanged()
      return { offset, bytes, size: stored.size }
    })
  }

  /** Ends a comparison and closes its archives. */
  close(): void {
    this.#opening?.cancel()
    const open = this.#open
    if (open === null) return
    this.#open = null
    open.control.cancel()
    this.#reading.cancel()
    this.#reading = new JobControl()
    this.#jobs.clear()
    open.a.archive.close()
    if (open.b.archive !== open.a.archive) open.b.archive.close()
  }

  #openSide(archive: OpenedArchive, image: number, view: View | undefined, other?: OpenSide): OpenSide {
    const found = archive.images[image]!
    const same = other?.session.image === found
    const session = same
      ? other.session
      : new ImageSession(found, archive.info.path, this.#jobs, this.#bound, other?.session)
    return { archive, session, view: checked(view, found.sources.length, archive.info) }
  }

  async #run(open: Open): Promise<void> {
    const { a, b, control } = open
    const sessions = a.session === b.session ? [a.session] : [a.session, b.session]
    const controls = sessions.map(({ layers }) => layers.map(() => new JobControl()))
    const total = sessions.reduce(
      (sum, { layers }) => sum + layers.reduce((of, { compressedSize }) => of + (compressedSize ?? 0), 0),
      0,
    )
    const timer = setInterval(() => {
      if (control.cancelled) for (const one of controls.flat()) one.cancel()
      const done = controls.flat().reduce((sum, one) => sum + one.done, 0)
      this.#events.comparisonProgress?.({ phase: open.phase, done: Math.min(done, total), total })
    }, PROGRESS_INTERVAL)
    try {
      this.#enter(open, 'indexing')
      // One after the other: what the first has found in layers of both, the second need not look for.
      for (const [at, session] of sessions.entries())
        await Promise.all(session.layers.map(({ index }) => session.indexLayer(index, controls[at]![index]!)))
      open.comparison ??= new ImageComparison(a, b)
      open.rows = new ComparedRows(open.comparison)
      this.#enter(open, 'comparing')
      await open.comparison.compareContents(control)
      open.rows = new ComparedRows(open.comparison)
      this.#tell(open)
      await open.comparison.readFacts(control)
      this.#tell(open)
      await open.comparison.findMoved(control)
      open.moved = true
      open.rows = new ComparedRows(open.comparison)
      this.#enter(open, 'ready')
    } catch (error) {
      const cancelled = error instanceof CancelledError
      if (!cancelled) a.session.addMistake(error)
      this.#enter(open, cancelled ? 'cancelled' : 'failed')
    } finally {
      clearInterval(timer)
    }
  }

  #enter(open: Open, phase: Comparison['phase']): void {
    open.phase = phase
    this.#tell(open)
  }

  #tell(open: Open): void {
    if (this.#open === open) this.#events.comparisonChanged?.(describe(open))
  }

  #require(): Open {
    if (this.#open === null) throw new EngineError('argument-invalid', 'No comparison is open.')
    return this.#open
  }
}

/** Opens an archive of a comparison; an error says of which. */
async function openSideArchive(path: string, control: JobControl, bound: InflationBound): Promise<OpenedArchive> {
  try {
    return await openArchive(path, control, bound)
  } catch (error) {
    if (error instanceof CancelledError) throw error
    const { code, message, where } = toFailure(error, { archive: path })
    throw new EngineError(code, message, where ?? { archive: path }, error)
  }
}

/** Which images of two archives are compared. @throws EngineError where one has no image, or not the one that was chosen */
function pairOf(
  archiveA: OpenedArchive,
  a: ComparedImage,
  archiveB: OpenedArchive,
  b: ComparedImage,
): readonly [a: number, b: number] {
  for (const [{ images, lack, info }, { image }] of [
    [archiveA, a],
    [archiveB, b],
  ] as const) {
    if (images[image ?? 0] !== undefined) continue
    if (lack !== null) throw lack
    const what = image === null ? 'no image' : `no image ${image}`
    throw new EngineError('not-found', `${info.path}: there is ${what}.`, { archive: info.path })
  }
  return choosePair(
    { images: archiveA.info.images, chosen: a.image },
    { images: archiveB.info.images, chosen: b.image },
  )
}

/** A view that the image has; the whole image where none is asked for. @throws EngineError */
function checked(view: View | undefined, layers: number, { path }: ArchiveInfo): View {
  if (view === undefined) return { kind: 'merged', upto: layers - 1 }
  const layer = view.kind === 'layer' ? view.layer : view.upto
  if (!Number.isInteger(layer) || layer < 0 || layer >= layers)
    throw new EngineError('argument-invalid', `${path}: there is no layer ${layer}.`)
  return view
}

function wayTo({ a }: Open, node: NodeId): NodeId[] {
  const nodes: NodeId[] = []
  for (let at = node; at !== NO_NODE; at = a.session.stack.tree.parents[at]!) nodes.push(at)
  return nodes.reverse()
}

function describe(open: Open): Comparison {
  const { a, b, phase, comparison, moved } = open
  const shared = comparison?.shared ?? new SharedLayers(a.session, b.session)
  return {
    a: describeSide(a, comparison?.paths.a.bytes(NO_NODE) ?? 0),
    b: describeSide(b, comparison?.paths.b.bytes(NO_NODE) ?? 0),
    phase,
    ...compareImages(a.session, b.session, shared, comparison?.release),
    counts: comparison?.paths.counts ?? null,
    paths: comparison?.paths.total ?? null,
    moved: moved ? (comparison?.moved.size ?? 0) : null,
    packages: comparison?.packages ?? null,
  }
}

function describeSide({ archive, session, view }: OpenSide, bytes: number): ComparedSide {
  return {
    archive: archive.info.path,
    images: archive.info.images.map(({ index, tags, id, manifestDigest, platform }) => ({
      index,
      tags,
      id,
      manifestDigest,
      platform,
    })),
    info: session.image.info,
    view,
    status: {
      image: session.image.info.index,
      layers: [...session.layers],
      stacked: session.stacked,
      totals: session.imageTotals(),
    },
    bytes,
  }
}
