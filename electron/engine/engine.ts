import { setTimeout } from 'node:timers/promises'
import type { ArchiveInfo } from '../../shared/archive.ts'
import type { Engine, EngineEvents } from '../../shared/engine-api.ts'
import type { Overview, TreemapNode, TreemapRequest } from '../../shared/overview.ts'
import type { FindRequest, FoundPaths } from '../../shared/find.ts'
import type { InnerArchive } from '../../shared/inner-archive.ts'
import type { Outcome, Problem } from '../../shared/problem.ts'
import type {
  BlobRequest,
  ContentRef,
  ChildrenRequest,
  IndexProgress,
  ListPage,
  ListRequest,
  Location,
  NodeId,
  OwnerNames,
  PathDetails,
  ReadRequest,
  ReadResult,
  RowPage,
  StackStatus,
  View,
  ViewCounts,
} from '../../shared/tree.ts'
import type { Saved, SaveRequest, SaveTarget } from '../../shared/save.ts'
import type { RowFilter } from '../../shared/row-filter.ts'
import type { SearchRequest, SearchSummary } from '../../shared/search.ts'
import type { ScratchAnswer, ScratchChange, ScratchMemberPage, ScratchStatus } from '../../shared/scratch.ts'
import type { Verification } from '../../shared/verification.ts'
import { Accounts } from './accounts.ts'
import { Comparer } from './compare/comparison-engine.ts'
import { BlobHasher } from './blob-hasher.ts'
import { readRange } from './byte-reader.ts'
import { EngineError } from './engine-error.ts'
import { FilteredRows } from './filter/filtered-nodes.ts'
import { Narrowing, findPaths } from './find/find-paths.ts'
import { RunningSearch } from './search/running-search.ts'
import { INFLATION_BOUND } from './inflation-bound.ts'
import type { InflationBound } from './inflation-bound.ts'
import { ImageSession } from './image-session.ts'
import type { Inode } from './inode.ts'
import { CancelledError } from './index-layer.ts'
import { JobControl } from './layer-jobs.ts'
import type { LayerJobs } from './layer-jobs.ts'
import { locatePath } from './locate-path.ts'
import { openArchive } from './open-archive.ts'
import { ImageOverview } from './overview/image-overview.ts'
import { treemap } from './overview/treemap.ts'
import type { OpenedArchive } from './open-archive.ts'
import { outcome } from './outcome.ts'
import { layersSeen, pathDetails } from './path-details.ts'
import type { KnownDetails } from './path-details.ts'
import { LARGEST_PAGE, LARGEST_READ } from './request-bounds.ts'
import { listRow } from './path-lists.ts'
import type { ListedPath } from './path-lists.ts'
import { rehearse } from './rehearsal.ts'
import { save } from './save/save.ts'
import { SaveWork } from './save/save-work.ts'
import { saveScratchTar } from './save/save-scratch.ts'
import { ScratchLayer } from './scratch/scratch-layer.ts'
import { SharedIndexes } from './shared-indexes.ts'
import { TimeSlices } from './time-slices.ts'
import { verifyImage } from './verify-image.ts'
import { ViewCache } from './view-cache.ts'
import { WORKERS, WorkerJobs } from './worker-jobs.ts'

const PROGRESS_INTERVAL = 100
/** Milliseconds between two views that are prepared: what is asked meanwhile comes first. */
const PREPARE_PAUSE = 20

/** Work on an image that goes on in the background and can be stopped. */
interface Work {
  /** Of each layer. */
  controls: JobControl[]
  /** Layers that are being indexed; null while contents are compared. */
  indexing: Promise<void>[] | null
  stopped: boolean
}

/** A verification under way; who asks meanwhile gets the same answer. */
interface Verifying {
  readonly hasher: BlobHasher
  readonly done: Promise<Verification>
}

/** An engine, and how to end it. */
export type RunningEngine = Engine & {
  /** Names a place that the user chose; {@link Engine.save} may write there once. */
  allowTarget(target: SaveTarget): void
  /** Stops all work, ends the workers, closes the archive and deletes what was unpacked. */
  dispose(): Promise<void>
}

/**
 * Makes an engine. `events` is told of progress; `jobs` is where layers are worked on, by default threads of its own;
 * `bound` is where compressed bytes are taken for a bomb.
 */
export function createEngine(
  events: EngineEvents,
  jobs: LayerJobs = new WorkerJobs(WORKERS),
  bound: InflationBound = INFLATION_BOUND,
): RunningEngine {
  return new SessionEngine(events, jobs, bound)
}

class SessionEngine implements RunningEngine {
  readonly #events: EngineEvents
  readonly #jobs: SharedIndexes
  readonly #bound: InflationBound
  readonly #comparer: Comparer
  #archive: OpenedArchive | null = null
  #session: ImageSession | null = null
  #accounts: Accounts | null = null
  #cache: ViewCache | null = null
  /** The container layer on the open image; null where none was started. */
  #scratch: ScratchLayer | null = null
  #work: Work | null = null
  #verifying: Verifying | null = null
  #saving: SaveWork | null = null
  /** Settles when the last save has put everything away. */
  #lastSave: Promise<unknown> = Promise.resolve()
  readonly #targets = new Map<string, SaveTarget>()
  #overview: ImageOverview | null = null
  /** Whether the work on the overview was stopped and is not to begin by itself. */
  #overviewStopped = false
  #opening: JobControl | null = null
  #startedAt = 0
  #reading = new JobControl()
  #finding: TimeSlices | null = null
  #rehearsing: TimeSlices | null = null
  #narrowing = new Narrowing()
  #searching: RunningSearch | null = null

  constructor(events: EngineEvents, jobs: LayerJobs, bound: InflationBound) {
    this.#events = events
    this.#jobs = new SharedIndexes(jobs)
    this.#bound = bound
    this.#comparer = new Comparer(events, jobs, bound)
  }

  readonly openComparison: Engine['openComparison'] = (request) => this.#comparer.openComparison(request)
  readonly comparison: Engine['comparison'] = () => this.#comparer.comparison()
  readonly cancelComparison: Engine['cancelComparison'] = () => this.#comparer.cancelComparison()
  readonly resumeComparison: Engine['resumeComparison'] = () => this.#comparer.resumeComparison()
  readonly comparedChildren: Engine['comparedChildren'] = (request) => this.#comparer.comparedChildren(request)
  readonly nextDifference: Engine['nextDifference'] = (request) => this.#comparer.nextDifference(request)
  readonly locateCompared: Engine['locateCompared'] = (node) => this.#comparer.locateCompared(node)
  readonly comparedDetails: Engine['comparedDetails'] = (node) => this.#comparer.comparedDetails(node)
  readonly comparedMembers: Engine['comparedMembers'] = (side, content) => this.#comparer.comparedMembers(side, content)
  readonly readCompared: Engine['readCompared'] = (side, request) => this.#comparer.readCompared(side, request)

  async openArchive(path: string): Promise<Outcome<ArchiveInfo>> {
    return outcome(async () => {
      this.#close()
      const control = new JobControl()
      this.#opening = control
      this.#startedAt = performance.now()
      const timer = setInterval(() => {
        this.#progress(control.done > 0 ? 'decompressing' : 'opening', control.done, null)
      }, PROGRESS_INTERVAL)
      try {
        const archive = await openArchive(path, control, this.#bound)
        if (control.cancelled) {
          archive.close()
          throw new CancelledError()
        }
        this.#archive = archive
        return archive.info
      } finally {
        clearInterval(timer)
        if (this.#opening === control) this.#opening = null
      }
    }, path)
  }

  async openImage(image: number): Promise<Outcome<StackStatus>> {
    return outcome(() => {
      const archive = this.#requireArchive()
      if (archive.lack !== null) throw archive.lack
      const found = archive.images[image]
      if (found === undefined) throw new EngineError('not-found', `${archive.info.path}: there is no image ${image}.`)
      this.#stop()
      this.#leaveOverview()
      this.#leaveScratch()
      this.#jobs.use(found.sources.map(({ blob }) => blob))
      const session = new ImageSession(found, archive.info.path, this.#jobs, this.#bound)
      this.#session = session
      this.#accounts = new Accounts(session, (inode, length) => this.#readFile(session, inode, 0, length))
      this.#cache = new ViewCache(session)
      this.#startedAt = performance.now()
      void this.#run(session)
      return this.#status(session)
    })
  }

  async cancel(): Promise<void> {
    this.#opening?.cancel()
    this.#stop()
    this.#overviewStopped = true
    this.#overview?.cancel()
  }

  async resume(): Promise<void> {
    this.#overviewStopped = false
    if (this.#session !== null && this.#work === null) void this.#run(this.#session)
  }

  async readBeyondBound(layer: number): Promise<Outcome<StackStatus>> {
    return outcome(() => {
      const { session } = this.#requireImage()
      if (!session.wantBeyondBound(layer))
        throw new EngineError('argument-invalid', `Layer ${layer} was not stopped at a bound.`)
      this.#overview?.cancel()
      this.#overview &&= this.#newOverview(session)
      const work = this.#work
      if (work === null) {
        this.#startedAt = performance.now()
        void this.#run(session)
      } else if (work.indexing !== null) {
        work.controls[layer] = new JobControl()
        work.indexing.push(this.#indexLayer(session, layer, work.controls[layer], work))
      } else for (const control of work.controls) control.cancel()
      return this.#status(session)
    })
  }

  async children(request: ChildrenRequest): Promise<Outcome<RowPage>> {
    return outcome(async () => {
      const { session, cache } = this.#require()
      const view = this.#available(session, request.view)
      if (view === null) return { total: 0, offset: request.offset, rows: [] }
      const filtered = isEmpty(request.filter) ? null : await cache.filtered(view, request.filter, request.show)
      const nodes = cache.children(view, request.parent, request.show, request.sort, filtered)
      const rows = filtered === null ? cache.rows(view) : new FilteredRows(cache.rows(view), filtered.nodes)
      const page = nodes.subarray(request.offset, request.offset + Math.min(request.limit, LARGEST_PAGE))
      return {
        total: nodes.length,
        offset: request.offset,
        rows: Array.from(page, (node) => rows.row(node, request.show)),
      }
    })
  }

  async list(request: ListRequest): Promise<Outcome<ListPage>> {
    return outcome(async () => {
      const { session, cache } = this.#require()
      const upto = Math.min(request.upto, session.stacked - 1)
      if (upto < 0) return { total: 0, bytes: 0, offset: request.offset, rows: [] }
      const whole = cache.list(request.list, upto, request.sort)
      const left = isEmpty(request.filter)
        ? null
        : await cache.filtered({ kind: 'merged', upto }, request.filter, 'all')
      const list = whole.filter(
        ({ node, layer }) =>
          (request.ofLayer !== true || layer === request.upto) && (left === null || left.nodes.isMatch(node)),
      )
      const page = list.slice(request.offset, request.offset + Math.min(request.limit, LARGEST_PAGE))
      const rows = cache.merged(upto)
      return {
        total: list.length,
        bytes: list.reduce((sum, path) => sum + path.bytes, 0),
        offset: request.offset,
        rows: page.map((path) => listRow(request.list, path, rows)),
      }
    })
  }

  async counts(view: View, filter?: RowFilter): Promise<Outcome<ViewCounts>> {
    return outcome(async () => {
      const { session, cache } = this.#require()
      if (!isEmpty(filter)) this.#rehearsing?.cancel()
      const layer = view.kind === 'merged' ? view.upto : view.layer
      const upto = Math.min(layer, session.stacked - 1)
      if (upto < 0) return { matching: null, changed: 0, overridden: 0, removed: 0 }
      const lists = cache.lists(upto)
      const changes = session.layers[upto]?.changes
      const changed = changes === null || changes === undefined ? 0 : changes.added + changes.modified + changes.removed
      const isMeant = ({ layer: of }: ListedPath): boolean => view.kind === 'merged' || of === view.layer
      if (isEmpty(filter)) {
        const [overridden, removed] = [lists.overridden, lists.removed].map((list) => list.filter(isMeant).length)
        return { matching: null, changed, overridden: overridden!, removed: removed! }
      }
      const merged = await cache.filtered({ kind: 'merged', upto }, filter, 'all')
      const shown = view.kind === 'merged' ? merged : await cache.filtered(view, filter, 'all')
      const leftOf = (list: readonly ListedPath[]): number =>
        list.reduce((count, path) => count + (isMeant(path) && merged.nodes.isMatch(path.node) ? 1 : 0), 0)
      const { touched } = session.stack.layers[upto]!
      const { events } = session.stack
      return {
        matching: shown.nodes.matches,
        changed: touched.reduce(
          (count, node) => count + (merged.nodes.isMatch(node) && session.isCounted(events.in(node, upto)) ? 1 : 0),
          0,
        ),
        overridden: leftOf(lists.overridden),
        removed: leftOf(lists.removed),
      }
    })
  }

  async find(request: FindRequest): Promise<Outcome<FoundPaths>> {
    return outcome(async () => {
      const { session } = this.#require()
      this.#rehearsing?.cancel()
      this.#finding?.cancel()
      const slices = new TimeSlices()
      this.#finding = slices
      try {
        const tell = (found: FoundPaths): void => this.#events.pathsFound?.(found)
        return await findPaths(session, request, slices, tell, this.#narrowing)
      } finally {
        if (this.#finding === slices) this.#finding = null
      }
    })
  }

  async searchContents(request: SearchRequest): Promise<Outcome<SearchSummary>> {
    return outcome(async () => {
      const { session, jobs } = this.#require()
      this.#searching?.cancel()
      const search = new RunningSearch(session, jobs, request, (found) => this.#events.contentsFound?.(found))
      this.#searching = search
      try {
        const summary = await search.run()
        this.#checkUnchanged(session)
        return summary
      } finally {
        if (this.#searching === search) this.#searching = null
      }
    }, this.#archive?.info.path)
  }

  async cancelSearch(): Promise<void> {
    this.#searching?.cancel()
  }

  async details(path: NodeId, view: View): Promise<Outcome<PathDetails>> {
    return outcome(async () => {
      const { session, accounts } = this.#require()
      if (!(path >= 0 && path < session.stack.tree.count))
        throw new EngineError('argument-invalid', `There is no path ${path}.`)
      const details = pathDetails(session, path, view)
      if (details.versions.every((version) => version.contentCompared))
        return withOwners(session, accounts, details, view)
      const files = details.versions.flatMap(({ entry }) => (entry?.content ? [entry.content] : []))
      await session.readDigests(files, new JobControl())
      return withOwners(session, accounts, pathDetails(session, path, view), view)
    })
  }

  async owners(view: View): Promise<Outcome<OwnerNames>> {
    return outcome(async () => {
      const { session, accounts } = this.#require()
      const seen = layersSeen(session, view)
      return seen < 0 ? { users: {}, groups: {} } : accounts.all(seen)
    })
  }

  async locate(path: NodeId, view: View): Promise<Outcome<Location>> {
    return outcome(() => {
      const { session, cache } = this.#require()
      const available = this.#available(session, view)
      return { nodes: available === null ? [] : locatePath(session, cache, path, available) }
    })
  }

  async read(request: ReadRequest): Promise<Outcome<ReadResult>> {
    return outcome(async () => {
      const { session, jobs } = this.#require()
      const { blob, stored } = session.file(request.content)
      const { size } = stored
      const length = Math.min(request.length, LARGEST_READ)
      const bytes = await jobs.read(blob, stored, request.offset, length, this.#reading)
      this.#checkUnchanged(session)
      return { offset: request.offset, bytes, size }
    })
  }

  async #readFile(session: ImageSession, inode: Inode, offset: number, length: number): Promise<Uint8Array> {
    const { blob, stored } = session.file(inode)
    return this.#jobs.read(blob, stored, offset, length, this.#reading)
  }

  async members(content: ContentRef, contents: boolean): Promise<Outcome<InnerArchive>> {
    return outcome(async () => {
      const { session, jobs } = this.#require()
      const { blob, stored } = session.file(content)
      const archive = await jobs.members(blob, stored, contents, this.#reading)
      this.#checkUnchanged(session)
      if (archive === null) throw new EngineError('argument-invalid', 'The file is no archive that can be listed.')
      return archive
    })
  }

  async readBlob({ digest, offset, length }: BlobRequest): Promise<Outcome<ReadResult>> {
    return outcome(() => {
      const archive = this.#requireArchive()
      const range = archive.blob(digest)?.range
      if (range === undefined)
        throw new EngineError('not-found', `${archive.info.path}: the archive has no blob ${digest}.`)
      const start = Math.min(Math.max(0, offset), range.size)
      const size = Math.max(0, Math.min(length, LARGEST_READ, range.size - start))
      const bytes = readRange({ fd: range.fd, offset: range.offset + start, size })
      return { offset: start, bytes, size: range.size }
    })
  }

  async problems(): Promise<readonly Problem[]> {
    return [...(this.#archive?.info.problems ?? []), ...(this.#session?.problems ?? [])]
  }

  async verify(): Promise<Outcome<Verification>> {
    return outcome(() => {
      const { session } = this.#requireImage()
      if (this.#verifying === null) {
        const hasher = new BlobHasher(this.#jobs)
        this.#verifying = { hasher, done: this.#verify(session, hasher) }
      }
      return this.#verifying.done
    }, this.#archive?.info.path)
  }

  async overview(): Promise<Outcome<Overview>> {
    return outcome(() => {
      const { session } = this.#requireImage()
      this.#overview ??= this.#newOverview(session)
      this.#findOut(session)
      return this.#overview.overview
    })
  }

  async treemap(request: TreemapRequest): Promise<Outcome<TreemapNode>> {
    return outcome(() => treemap(this.#requireImage().session, request))
  }

  async startScratch(): Promise<Outcome<ScratchStatus>> {
    return outcome(() => {
      this.#scratch ??= new ScratchLayer(this.#requireImage().session, this.#jobs)
      return this.#scratch.status
    })
  }

  async changeScratch(change: ScratchChange): Promise<Outcome<ScratchAnswer>> {
    return outcome(() => this.#requireScratch().change(change), this.#archive?.info.path)
  }

  async scratchMembers(offset: number, limit: number): Promise<Outcome<ScratchMemberPage>> {
    return outcome(() => this.#requireScratch().members(offset, limit))
  }

  async endScratch(): Promise<void> {
    this.#leaveScratch()
  }

  allowTarget(target: SaveTarget): void {
    this.#targets.set(target.token, target)
  }

  async save(request: SaveRequest): Promise<Outcome<Saved>> {
    return outcome(async () => {
      const target = this.#targets.get(request.target)
      this.#targets.delete(request.target)
      if (target === undefined) throw new EngineError('argument-invalid', 'No dialog gave this place.')
      this.#require()
      if (this.#saving !== null) throw new EngineError('argument-invalid', 'Something else is being saved.')
      const work = new SaveWork(new JobControl())
      this.#saving = work
      const saving = this.#save(request, target, work)
      this.#lastSave = saving.catch(() => undefined)
      return saving
    }, this.#archive?.info.path)
  }

  async cancelSave(): Promise<void> {
    this.#saving?.control.cancel()
  }

  async dispose(): Promise<void> {
    this.#opening?.cancel()
    this.#close()
    this.#comparer.close()
    await this.#lastSave
    await this.#jobs.dispose()
  }

  #close(): void {
    this.#stop()
    this.#saving?.control.cancel()
    this.#leaveOverview()
    this.#leaveScratch()
    this.#reading.cancel()
    this.#reading = new JobControl()
    this.#session = null
    this.#narrowing = new Narrowing()
    this.#accounts = null
    this.#cache = null
    this.#jobs.clear()
    this.#archive?.close()
    this.#archive = null
  }

  /** Goes on with the overview where the window has asked for one and all layers are stacked and compared. */
  #findOut(session: ImageSession): void {
    const overview = this.#overview
    const ready = this.#work === null && session.stacked === session.layers.length
    if (overview === null || this.#session !== session || this.#overviewStopped || !ready) return
    void overview.run().catch((error: unknown) => {
      if (this.#overview === overview) session.addMistake(error)
    })
  }

  #newOverview(session: ImageSession): ImageOverview {
    return new ImageOverview(session, {
      changed: () => this.#events.overviewChanged?.(),
      progress: (progress) => this.#events.overviewProgress?.(progress),
    })
  }

  #leaveOverview(): void {
    this.#overview?.cancel()
    this.#overview = null
    this.#overviewStopped = false
  }

  #stop(): void {
    this.#rehearsing?.cancel()
    this.#finding?.cancel()
    this.#searching?.cancel()
    this.#verifying?.hasher.cancel()
    this.#verifying = null
    const work = this.#work
    if (work === null) return
    this.#work = null
    work.stopped = true
    for (const control of work.controls) control.cancel()
  }

  async #save({ view, node, markers = false }: SaveRequest, target: SaveTarget, work: SaveWork): Promise<Saved> {
    const { session, jobs } = this.#require()
    const scratch = this.#scratch
    const started = performance.now()
    const report = (): void => {
      const seconds = (performance.now() - started) / 1000
      this.#events.progress({ phase: 'saving', done: work.bytes, total: work.totalBytes, seconds })
    }
    const timer = setInterval(report, PROGRESS_INTERVAL)
    try {
      const { form } = target
      const archive = this.#requireArchive().info.path
      const isScratch = view.kind === 'layer' && view.layer === session.layers.length - 1 && node === 0
      const saved =
        scratch !== null && isScratch && form === 'tar'
          ? await saveScratchTar(scratch, target, archive, work)
          : await save({ view, node, form, markers: markers && form === 'tar' && view.kind === 'layer' }, target, {
              session,
              jobs,
              work,
              archive,
            })
      this.#checkUnchanged(session)
      return saved
    } finally {
      clearInterval(timer)
      if (this.#saving === work) this.#saving = null
    }
  }

  async #verify(session: ImageSession, hasher: BlobHasher): Promise<Verification> {
    const started = performance.now()
    const report = (): void => {
      const { done, total } = hasher.progress
      const seconds = (performance.now() - started) / 1000
      if (this.#verifying?.hasher === hasher) this.#events.progress({ phase: 'verifying', done, total, seconds })
    }
    const timer = setInterval(report, PROGRESS_INTERVAL)
    try {
      const verification = await verifyImage(session, hasher)
      if (this.#verifying?.hasher !== hasher) throw new CancelledError()
      report()
      this.#checkUnchanged(session)
      this.#tellProblems(session)
      return verification
    } finally {
      clearInterval(timer)
      if (this.#verifying?.hasher === hasher) this.#verifying = null
    }
  }

  /** Indexes what is not indexed yet, base first as far as threads allow, then compares contents. */
  async #run(session: ImageSession): Promise<void> {
    const work: Work = { controls: [], indexing: null, stopped: false }
    this.#work = work
    const sizes = session.layers.map((layer) => layer.compressedSize ?? 0)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    let phase: IndexProgress['phase'] = 'indexing'
    const report = (): void => {
      const done = work.controls.map((control, layer) => (session.isPending(layer) ? control.done : sizes[layer]!))
      this.#progress(phase, phase === 'comparing' ? total : done.reduce((sum, bytes) => sum + bytes, 0), total)
    }
    const timer = setInterval(report, PROGRESS_INTERVAL)
    try {
      do {
        phase = 'indexing'
        await this.#indexPending(session, work)
        if (work.stopped) break
        phase = 'comparing'
        report()
        if (!(await this.#compareContents(session, work))) break
      } while (session.layers.some(({ index }) => session.isPending(index)))
    } catch (error) {
      session.addMistake(error)
    } finally {
      clearInterval(timer)
      this.#checkUnchanged(session)
      if (this.#work === work) this.#work = null
      if (!work.stopped) {
        this.#findOut(session)
        void this.#prepare(session).catch((error: unknown) => session.addMistake(error))
      }
      if (this.#session === session)
        this.#progress(work.stopped ? 'cancelled' : 'ready', work.stopped ? 0 : total, total)
    }
  }

  /** Sums sizes for views that were not looked at yet, and is ready for a first letter, when there is nothing else to do. */
  async #prepare(session: ImageSession): Promise<void> {
    const pause = async (): Promise<'go on' | 'end'> => {
      await setTimeout(PREPARE_PAUSE, undefined, { ref: false })
      return this.#session === session && this.#work === null ? 'go on' : 'end'
    }
    await session.prepareTotals(pause)
    const cache = this.#cache
    if ((await pause()) === 'end' || cache === null) return
    await cache.prepareLayers(pause)
    if ((await pause()) === 'end') return
    const slices = (this.#rehearsing = new TimeSlices())
    try {
      await rehearse(session, cache, slices)
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error
    } finally {
      if (this.#rehearsing === slices) this.#rehearsing = null
    }
  }

  /** Indexes what is not indexed yet, and what is asked for meanwhile. */
  async #indexPending(session: ImageSession, work: Work): Promise<void> {
    work.controls = session.layers.map(() => new JobControl())
    const indexing = work.controls.map((control, layer) => this.#indexLayer(session, layer, control, work))
    work.indexing = indexing
    while (indexing.length > 0) await Promise.all(indexing.splice(0))
    work.indexing = null
  }

  async #indexLayer(session: ImageSession, layer: number, control: JobControl, work: Work): Promise<void> {
    try {
      await session.indexLayer(layer, control)
    } catch (error) {
      if (error instanceof CancelledError) return
      throw error
    }
    if (!work.stopped) this.#changed(session)
  }

  /** Answers false where the work was stopped meanwhile. */
  async #compareContents(session: ImageSession, work: Work): Promise<boolean> {
    const controls = [...work.controls]
    try {
      for (let layer = 1; layer < session.stacked && !work.stopped; layer++)
        await session.compareContents(layer, controls[layer]!)
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error
    }
    if (!work.stopped) this.#changed(session)
    return !work.stopped
  }

  #changed(session: ImageSession): void {
    if (this.#session !== session) return
    this.#cache?.clear()
    if (session.stacked === session.layers.length) this.#scratch?.rebase(session)
    this.#events.stackChanged(this.#status(session))
    this.#tellProblems(session)
  }

  #tellProblems(session: ImageSession): void {
    this.#events.problemsChanged((this.#archive?.info.problems.length ?? 0) + session.problems.length)
  }

  #checkUnchanged(session: ImageSession): void {
    const archive = this.#archive
    if (archive === null || this.#session !== session) return
    const before = archive.info.problems.length
    archive.checkUnchanged()
    if (archive.info.problems.length > before)
      this.#events.problemsChanged(archive.info.problems.length + session.problems.length)
  }

  #status(session: ImageSession): StackStatus {
    return {
      image: session.image.info.index,
      layers: [...session.layers],
      stacked: session.stacked,
      totals: session.imageTotals(),
    }
  }

  #progress(phase: IndexProgress['phase'], done: number, total: number | null): void {
    this.#events.progress({ phase, done, total, seconds: (performance.now() - this.#startedAt) / 1000 })
  }

  #requireArchive(): OpenedArchive {
    if (this.#archive === null) throw new EngineError('argument-invalid', 'No archive is open.')
    return this.#archive
  }

  /** The open image as its archive has it. */
  #requireImage(): { session: ImageSession; cache: ViewCache; accounts: Accounts } {
    if (this.#session === null || this.#cache === null || this.#accounts === null)
      throw new EngineError('argument-invalid', 'No image is open.')
    return { session: this.#session, cache: this.#cache, accounts: this.#accounts }
  }

  /** What is shown: the open image, with the container layer on it where one was started. */
  #require(): { session: ImageSession; cache: ViewCache; accounts: Accounts; jobs: LayerJobs } {
    return this.#scratch?.view ?? { ...this.#requireImage(), jobs: this.#jobs }
  }

  #requireScratch(): ScratchLayer {
    if (this.#scratch === null) throw new EngineError('argument-invalid', 'No container layer was started.')
    return this.#scratch
  }

  #leaveScratch(): void {
    this.#scratch?.dispose()
    this.#scratch = null
  }

  /** The part of a view that is there already; null where nothing is. */
  #available(session: ImageSession, view: View): View | null {
    if (view.kind === 'layer') return session.indexed(view.layer) === null ? null : view
    const upto = Math.min(view.upto, session.stacked - 1)
    return upto < 0 ? null : { kind: 'merged', upto }
  }
}

async function withOwners(
  session: ImageSession,
  accounts: Accounts,
  details: KnownDetails,
  view: View,
): Promise<PathDetails> {
  const owned = details.versions.flatMap(({ entry }) => entry?.metadata ?? [])
  const uids = owned.map(({ uid }) => uid)
  const gids = owned.map(({ gid }) => gid)
  return { ...details, owners: await accounts.names(uids, gids, layersSeen(session, view)) }
}

function isEmpty(filter: RowFilter | undefined): filter is undefined {
  return filter === undefined || filter.length === 0
}
