import { createEngine } from '../../electron/engine/engine.ts'
import type { RunningEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import type { Outcome } from '../../shared/problem.ts'
import type { Row, View } from '../../shared/tree.ts'

/** What a walk asks for at most: rows, paths with details, and reads. */
const MOST_ROWS = 3000
const MOST_DETAILS = 12
const MOST_IMAGES = 6

/** Opens, stacks and walks all that an archive has; throws where an answer says that the engine made a mistake. */
export async function walkArchive(path: string): Promise<void> {
  let ready: () => void = () => undefined
  const engine = createEngine(
    {
      progress: ({ phase }) => phase === 'ready' && ready(),
      stackChanged: () => undefined,
      problemsChanged: () => undefined,
    },
    new InlineJobs(),
  )
  try {
    const opened = sound(await engine.openArchive(path))
    for (const { index } of opened?.images.slice(0, MOST_IMAGES) ?? []) {
      const done = new Promise<void>((resolve) => (ready = resolve))
      const status = sound(await engine.openImage(index))
      await done
      if (status !== null) await walkImage(engine, status.layers.length)
    }
    const wrong = (await engine.problems()).find(isMistake)
    if (wrong !== undefined) throw new Error(`problem ${wrong.code}: ${wrong.message}`)
  } finally {
    await engine.dispose()
  }
}

function isMistake({ code, message }: { code: string; message: string }): boolean {
  return code === 'internal' || /EBADF|EINVAL|ERR_|RangeError|TypeError/.test(message)
}

/** The value of an answer; null where it is a failure that says what is wrong with the archive. */
function sound<T>(outcome: Outcome<T>): T | null {
  if (outcome.ok) return outcome.value
  if (isMistake(outcome.failure)) throw new Error(`failure ${outcome.failure.code}: ${outcome.failure.message}`)
  return null
}

async function walkImage(engine: RunningEngine, layers: number): Promise<void> {
  if (layers === 0) return
  const top: View = { kind: 'merged', upto: layers - 1 }
  await walkRows(engine, top, true)
  for (const layer of new Set([0, layers - 1])) await walkRows(engine, { kind: 'layer', layer }, false)
  if (layers > 1) await walkRows(engine, { kind: 'merged', upto: layers - 2 }, false)
  for (const list of ['overridden', 'removed'] as const)
    for (const by of ['bytes', 'path', 'size'] as const)
      sound(await engine.list({ list, upto: layers - 1, sort: { by, descending: true }, offset: 0, limit: 200 }))
  sound(await engine.counts(top))
}

async function walkRows(engine: RunningEngine, view: View, withDetails: boolean): Promise<void> {
  const pending = [0]
  let rows = 0
  let details = 0
  for (let parent = pending.pop(); parent !== undefined && rows < MOST_ROWS; parent = pending.pop()) {
    const show = rows % 5 === 4 ? 'changed' : 'all'
    const page = sound(
      await engine.children({ view, parent, show, sort: { by: 'name', descending: false }, offset: 0, limit: 500 }),
    )
    for (const row of page?.rows ?? []) {
      rows++
      if (row.children > 0) pending.push(row.node)
      if (!withDetails || row.path === null || details >= MOST_DETAILS) continue
      if (row.type !== 'dir' || rows % 7 === 0) {
        details++
        await askDetails(engine, view, row)
      }
    }
  }
}

async function askDetails(engine: RunningEngine, view: View, row: Row): Promise<void> {
  const details = sound(await engine.details(row.path!, view))
  sound(await engine.locate(row.path!, view))
  for (const { entry } of details?.versions ?? []) {
    if (entry?.content == null) continue
    const { content } = entry
    for (const offset of [0, Math.max(0, content.size - 10)])
      sound(await engine.read({ content, offset, length: 64 * 1024 }))
  }
}
