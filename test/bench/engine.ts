import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createEngine } from '../../electron/engine/engine.ts'
import type { RunningEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { JobControl } from '../../electron/engine/layer-jobs.ts'
import { transferables } from '../../electron/engine/layer-index.ts'
import { openArchive } from '../../electron/engine/open-archive.ts'
import type { Outcome } from '../../shared/problem.ts'
import type { RowFilter } from '../../shared/row-filter.ts'
import type { ContentRef, Row, Sort, View } from '../../shared/tree.ts'

/*
 * Started by scripts/bench/engine.mjs with the images and the number of runs; prints a list of bars. What is asked here is
 * what the window asks.
 */

interface BenchImage {
  readonly archive: string
  readonly layers: readonly string[]
}

interface Bar {
  readonly text: string
  readonly value: number | null
  readonly limit: number
  readonly unit: string
}

const BY_NAME: Sort = { by: 'name', descending: false }
const PAGE = 200
/** Milliseconds from all being indexed to what is asked first. */
const BEFORE_FIRST_QUESTION = 1500

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`)
  return outcome.value
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** Milliseconds that something takes. */
async function clock(work: () => unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function opened(path: string): Promise<{ engine: RunningEngine; view: View }> {
  let ready = (): void => {}
  const done = new Promise<void>((resolve) => (ready = resolve))
  const engine = createEngine({
    progress: ({ phase }) => {
      if (phase === 'ready') ready()
    },
    stackChanged: () => {},
    problemsChanged: () => {},
  })
  value(await engine.openArchive(path))
  const { layers } = value(await engine.openImage(0))
  await done
  // Nobody asks in the same moment: what the engine prepares when it has nothing else to do, it prepares now.
  await setTimeout(BEFORE_FIRST_QUESTION)
  return { engine, view: { kind: 'merged', upto: layers.length - 1 } }
}

/** Milliseconds until the layers of an image can be listed. */
async function layerList(path: string, runs: number): Promise<number> {
  const times: number[] = []
  for (let run = 0; run <= runs; run++) {
    const engine = createEngine({ progress: () => {}, stackChanged: () => {}, problemsChanged: () => {} })
    const time = await clock(async () => {
      value(await engine.openArchive(path))
    })
    await engine.dispose()
    if (run > 0) times.push(time)
  }
  return median(times)
}

/** The fullest directory, and how many there are, by walking all. */
async function walk(engine: RunningEngine, view: View, limit: number): Promise<{ fullest: Row | null; files: Row[] }> {
  const pending = [0]
  const files: Row[] = []
  let fullest: Row | null = null
  for (let parent = pending.shift(), seen = 0; parent !== undefined && seen < limit; parent = pending.shift(), seen++) {
    const { rows } = value(
      await engine.children({ view, parent, sort: BY_NAME, show: 'all', offset: 0, limit: 10_000 }),
    )
    for (const row of rows) {
      if (row.children > (fullest?.children ?? 0)) fullest = row
      if (row.children > 0) pending.push(row.node)
      else if (row.type === 'file' && row.size > 0) files.push(row)
    }
  }
  return { fullest, files }
}

async function millionBars(image: BenchImage, runs: number): Promise<Bar[]> {
  const { engine, view } = await opened(image.archive)
  const { fullest } = await walk(engine, view, 3000)
  const parents = [0, fullest?.node ?? 0]
  const children: number[] = []
  const pages: number[] = []
  const filters: number[] = []
  for (let run = 0; run < runs; run++)
    for (const parent of parents)
      for (const by of ['name', 'size', 'mtime'] as const) {
        // Another order each time: nothing that was kept answers.
        const sort: Sort = { by, descending: run % 2 === 1 }
        const ask = (offset: number) => engine.children({ view, parent, sort, show: 'all', offset, limit: PAGE })
        children.push(await clock(() => ask(0)))
        pages.push(await clock(() => ask(PAGE)))
      }
  for (let run = 0; run < runs; run++)
    for (const show of ['changed', 'all'] as const)
      filters.push(await clock(() => engine.children({ view, parent: 0, sort: BY_NAME, show, offset: 0, limit: PAGE })))
  const typed = await typing(engine, view, runs)
  await engine.dispose()
  return [
    { text: 'children of a directory, the slowest', value: Math.max(...children), limit: 16, unit: 'ms' },
    { text: 'a page of rows, the slowest', value: Math.max(...pages), limit: 16, unit: 'ms' },
    { text: 'changed only and back, the slowest', value: Math.max(...filters), limit: 100, unit: 'ms' },
    ...typed,
  ]
}

/** The first page of a directory with a million files, in an order that nothing has kept, and the second one. */
async function flatBars(image: BenchImage): Promise<Bar[]> {
  const { engine, view } = await opened(image.archive)
  const top = value(await engine.children({ view, parent: 0, sort: BY_NAME, show: 'all', offset: 0, limit: PAGE }))
  const parent = top.rows[0]?.node ?? 0
  const ask = (offset: number) => engine.children({ view, parent, sort: BY_NAME, show: 'all', offset, limit: PAGE })
  const first = await clock(() => ask(0))
  const second = await clock(() => ask(PAGE))
  await engine.dispose()
  return [
    { text: 'children of a directory with a million files, by name', value: first, limit: 16, unit: 'ms' },
    { text: 'its second page', value: second, limit: 16, unit: 'ms' },
  ]
}

/** What each letter of a word costs: the counts of a filter and its first rows, and the paths that a search finds. */
async function typing(engine: RunningEngine, view: View, runs: number): Promise<Bar[]> {
  const counts: number[] = []
  const rows: number[] = []
  const found: number[] = []
  for (let run = 0; run < runs; run++)
    for (let length = 1; length <= 6; length++) {
      // Another word each time: nothing that was kept answers.
      const word = `f${12345 + run * 11111}`.slice(0, length)
      const filter: RowFilter = [{ kind: 'text', pattern: word }]
      if (length > 1 || run === 0) {
        counts.push(await clock(async () => value(await engine.counts(view, filter))))
        const first = { view, parent: 0, sort: BY_NAME, show: 'all', filter, offset: 0, limit: PAGE } as const
        rows.push(await clock(async () => value(await engine.children(first))))
      }
      found.push(await clock(async () => value(await engine.find({ query: word, limit: 100 }))))
    }
  const both = (text: string, times: readonly number[], limit: number): Bar[] => [
    { text: `${text}, the median`, value: median(times), limit, unit: 'ms' },
    { text: `${text}, the slowest`, value: Math.max(...times), limit, unit: 'ms' },
  ]
  return [
    ...both('counts of a letter in the filter', counts, 100),
    ...both('rows of a filter, once counted', rows, 16),
    ...both('paths found for a letter', found, 100),
  ]
}

async function indexBytes(image: BenchImage): Promise<Bar> {
  const archive = await openArchive(image.archive, new JobControl())
  const jobs = new InlineJobs()
  let bytes = 0
  let entries = 0
  for (const source of archive.images[0]?.sources ?? []) {
    if (source.blob === null) continue
    const { index } = await jobs.index(source.blob, new JobControl())
    bytes += transferables(index).reduce((sum, buffer) => sum + buffer.byteLength, 0)
    entries += index.entryCount
  }
  archive.close()
  return { text: 'the index, for each of a million entries', value: bytes / entries, limit: 100, unit: 'bytes' }
}

function folderSize(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  )
}

async function readBars(image: BenchImage): Promise<Bar[]> {
  const temporary = mkdtempSync(join(tmpdir(), 'onionskin-bench-read-'))
  process.env['TMPDIR'] = temporary
  const { engine, view } = await opened(image.archive)
  const { files } = await walk(engine, view, 2000)
  const wanted = Array.from({ length: 40 }, (_, at) => files[Math.floor(((at * 37) % 40) * (files.length / 40))])
  const cold: number[] = []
  const warm: number[] = []
  for (const row of wanted) {
    if (row === undefined) continue
    const details = value(await engine.details(row.node, view))
    const content: ContentRef | null | undefined = details.versions[details.visible ?? 0]?.entry?.content
    if (!content) continue
    const read = async () => value(await engine.read({ content, offset: content.size - 1, length: 1 }))
    cold.push(await clock(read))
    warm.push(await clock(read))
  }
  const used = folderSize(temporary)
  const stored = image.layers.reduce((sum, path) => sum + statSync(path).size, 0)
  await engine.dispose()
  rmSync(temporary, { recursive: true, force: true })
  return [
    {
      text: `a byte of a file in a gzip layer, the median of ${cold.length} files`,
      value: median(cold),
      limit: 50,
      unit: 'ms',
    },
    { text: 'the same, the slowest', value: Math.max(...cold), limit: 50, unit: 'ms' },
    { text: 'the same byte again, the slowest', value: Math.max(...warm), limit: 50, unit: 'ms' },
    { text: 'temporary disk for that', value: (100 * used) / stored, limit: 2, unit: '% of the layers' },
  ]
}

const [imagesText = '{}', runsText = '5'] = process.argv.slice(2)
const images = JSON.parse(imagesText) as Record<'small' | 'large' | 'million' | 'flat' | 'gzip', BenchImage>
const runs = Number(runsText)
const small = await layerList(images.small.archive, runs)
const large = await layerList(images.large.archive, runs)
const bars: Bar[] = [
  { text: 'layer list of the large image', value: large, limit: small + 10, unit: 'ms' },
  await indexBytes(images.million),
  ...(await millionBars(images.million, runs)),
  ...(await flatBars(images.flat)),
  ...(await readBars(images.gzip)),
]
process.stdout.write(JSON.stringify(bars))
