import { createBirpc } from 'birpc'
import type { Engine, EngineEvents } from '../../shared/engine-api.ts'
import type { CacheUsage } from '../../shared/desktop-api.ts'
import { type EngineOrder, type TargetKnown, THREADS_ARGUMENT } from '../../shared/ipc.ts'
import type { Failure } from '../../shared/problem.ts'
import { createEngine } from './engine.ts'
import type { RunningEngine } from './engine.ts'
import { CacheFolder } from './index-cache/cache-folder.ts'
import { cacheSettings, placedCache } from './index-cache/cache-settings.ts'
import { keepNotes, notesFolder } from './save/unfinished.ts'
import { WORKERS, WorkerJobs } from './worker-jobs.ts'

const EVENT_NAMES: (keyof EngineEvents)[] = [
  'progress',
  'stackChanged',
  'problemsChanged',
  'overviewChanged',
  'overviewProgress',
  'comparisonChanged',
  'comparisonProgress',
  'pathsFound',
  'contentsFound',
]

/** An engine that is served, and what ends it. */
interface Served {
  readonly engine: RunningEngine
  readonly jobs: WorkerJobs
  end(): Promise<never>
}

/** As many threads as the app grants, so that many windows do not take the machine apart; all by default. */
function threads(): number {
  const granted = Number(process.argv.find((word) => word.startsWith(THREADS_ARGUMENT))?.slice(THREADS_ARGUMENT.length))
  return granted >= 1 ? Math.min(WORKERS, Math.floor(granted)) : WORKERS
}

/** Serves an engine of its own over `port` until the window lets go of it; then the process ends with code 0. */
function serve(port: Electron.MessagePortMain): Served {
  const jobs = new WorkerJobs(threads(), cacheSettings())
  const engine = createEngine(
    {
      progress: (progress) => void page.progress(progress),
      stackChanged: (status) => void page.stackChanged(status),
      problemsChanged: (count) => void page.problemsChanged(count),
      overviewChanged: () => void page.overviewChanged(),
      overviewProgress: (progress) => void page.overviewProgress(progress),
      comparisonChanged: (comparison) => void page.comparisonChanged(comparison),
      comparisonProgress: (progress) => void page.comparisonProgress(progress),
      pathsFound: (found) => void page.pathsFound(found),
      contentsFound: (found) => void page.contentsFound(found),
    },
    jobs,
  )
  const page = createBirpc<Required<EngineEvents>, Engine>(answering(engine), {
    post: (data) => port.postMessage(data),
    on: (receive) => void port.on('message', (event) => receive(event.data)),
    eventNames: EVENT_NAMES,
    bind: 'functions',
    // Indexing a large image takes as long as it takes; the window has a cancel.
    timeout: -1,
  })
  const end = async (): Promise<never> => {
    await engine.dispose().catch(report)
    process.exit(0)
  }
  port.on('close', () => void end())
  port.start()
  return { engine, jobs, end }
}

/** The engine as the window sees it: a throw, which is a mistake of the engine's, becomes a failure like any other. */
function answering(engine: Engine): Engine {
  const failing =
    <A extends unknown[], R>(call: (...values: A) => Promise<R>, failed: (failure: Failure) => R) =>
    async (...values: A): Promise<R> => {
      try {
        return await call(...values)
      } catch (error) {
        report(error)
        return failed({ code: 'internal', message: `The engine made a mistake: ${String(error)}` })
      }
    }
  const refused = (failure: Failure) => ({ ok: false, failure }) as const
  const nothing = () => undefined
  return {
    openArchive: failing((path) => engine.openArchive(path), refused),
    openImage: failing((image) => engine.openImage(image), refused),
    cancel: failing(() => engine.cancel(), nothing),
    resume: failing(() => engine.resume(), nothing),
    readBeyondBound: failing((layer) => engine.readBeyondBound(layer), refused),
    owners: failing((view) => engine.owners(view), refused),
    children: failing((request) => engine.children(request), refused),
    list: failing((request) => engine.list(request), refused),
    counts: failing((view, filter) => engine.counts(view, filter), refused),
    find: failing((request) => engine.find(request), refused),
    searchContents: failing((request) => engine.searchContents(request), refused),
    cancelSearch: failing(() => engine.cancelSearch(), nothing),
    details: failing((path, view) => engine.details(path, view), refused),
    locate: failing((path, view) => engine.locate(path, view), refused),
    read: failing((request) => engine.read(request), refused),
    members: failing((content, contents) => engine.members(content, contents), refused),
    readBlob: failing((request) => engine.readBlob(request), refused),
    verify: failing(() => engine.verify(), refused),
    overview: failing(() => engine.overview(), refused),
    treemap: failing((request) => engine.treemap(request), refused),
    openComparison: failing((request) => engine.openComparison(request), refused),
    comparison: failing(() => engine.comparison(), refused),
    cancelComparison: failing(() => engine.cancelComparison(), nothing),
    resumeComparison: failing(() => engine.resumeComparison(), nothing),
    comparedChildren: failing((request) => engine.comparedChildren(request), refused),
    nextDifference: failing((request) => engine.nextDifference(request), refused),
    locateCompared: failing((node) => engine.locateCompared(node), refused),
    comparedDetails: failing((node) => engine.comparedDetails(node), refused),
    comparedMembers: failing((side, content) => engine.comparedMembers(side, content), refused),
    readCompared: failing((side, request) => engine.readCompared(side, request), refused),
    save: failing((request) => engine.save(request), refused),
    cancelSave: failing(() => engine.cancelSave(), nothing),
    startScratch: failing(() => engine.startScratch(), refused),
    changeScratch: failing((change) => engine.changeScratch(change), refused),
    scratchMembers: failing((offset, limit) => engine.scratchMembers(offset, limit), refused),
    endScratch: failing(() => engine.endScratch(), nothing),
    problems: failing(
      () => engine.problems(),
      ({ message }) => [{ code: 'internal', severity: 'error', where: { archive: '' }, message }],
    ),
  }
}

function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}

void keepNotes(notesFolder())

let served: Served | null = null

process.parentPort.on('message', ({ data, ports }) => {
  const order = data as EngineOrder
  switch (order) {
    case 'serve':
      served ??= serve(ports[0]!)
      return
    case 'end':
      if (served === null) process.exit(0)
      void served.end()
      return
    case 'describe-cache':
    case 'trim-cache':
    case 'clear-cache': {
      const settings = placedCache()
      const folder = settings === null ? null : new CacheFolder(settings.folder, settings.limit)
      if (order === 'clear-cache') folder?.clear()
      if (order === 'trim-cache') folder?.trim()
      process.parentPort.postMessage((folder?.usage() ?? { entries: 0, bytes: 0 }) satisfies CacheUsage)
      return
    }
    default:
      if ('cacheLimit' in order) {
        served?.jobs.limitCache(order.cacheLimit)
        return
      }
      served?.engine.allowTarget(order)
      process.parentPort.postMessage({ token: order.token } satisfies TargetKnown)
  }
})
