import type { FindRequest, FoundPath, FoundPaths } from '../../../shared/find.ts'
import { BestPaths } from './best-paths.ts'
import { displayName } from '../display-name.ts'
import type { ImageSession } from '../image-session.ts'
import { NO_ENTRY, typeName, Type } from '../layer-index.ts'
import { NO_EVENT } from '../path-events.ts'
import { NO_NODE } from '../path-tree.ts'
import { PathScore, lengthCost, queryBytes } from './path-score.ts'
import type { TimeSlices } from '../time-slices.ts'

const LARGEST_LIMIT = 1000
const PARTIAL_PAUSE = 60
/** Paths whose letters are in several components are scored one by one: at most so many, those with the most in the name first. */
const MOST_ACROSS = 20_000
const SLASH = 0x2f

/**
 * The best paths for a query among those of all stacked layers, hidden and removed ones too. A path matches where it has
 * the letters of the query in order, the last of them in its last component. Paths that have all in that component come
 * first; others are looked for only where these are fewer than asked for.
 * @throws CancelledError after `slices.cancel()`
 */
export async function findPaths(
  session: ImageSession,
  { query, limit }: FindRequest,
  slices: TimeSlices,
  onPartial: (found: FoundPaths) => void,
): Promise<FoundPaths> {
  const letters = queryBytes(query)
  if (letters.length === 0) return { query, paths: [], total: 0, done: true }
  return new Search(session, query, letters, Math.min(limit, LARGEST_LIMIT), slices, onPartial).run()
}

class Search {
  readonly #session: ImageSession
  readonly #query: string
  readonly #score: PathScore
  readonly #letters: number
  readonly #slices: TimeSlices
  readonly #onPartial: (found: FoundPaths) => void
  readonly #best: BestPaths
  readonly #limit: number
  #total = 0
  #toldAt = performance.now()

  constructor(
    session: ImageSession,
    query: string,
    letters: Uint8Array,
    limit: number,
    slices: TimeSlices,
    onPartial: (found: FoundPaths) => void,
  ) {
    this.#session = session
    this.#query = query
    this.#score = new PathScore(letters)
    this.#letters = letters.length
    this.#slices = slices
    this.#onPartial = onPartial
    this.#limit = limit
    this.#best = new BestPaths(limit)
  }

  async run(): Promise<FoundPaths> {
    const { tree, names } = this.#session.stack
    const { count } = tree
    /** Letters that a name has from the end of the query. */
    const endings = new Uint16Array(names.count)
    /** Of names that have the whole query. */
    const scores = new Int32Array(names.count)
    await this.#slices.run(0, names.count, (from, to) => this.#scoreNames(from, to, endings, scores))
    await this.#slices.run(1, count, (from, to) => this.#findInNames(from, to, endings, scores), this.#tell)
    if (this.#total < this.#limit) await this.#findAcross(endings, count)
    return this.#found(true)
  }

  #scoreNames(from: number, to: number, endings: Uint16Array, scores: Int32Array): void {
    const score = this.#score
    const { heap, starts } = this.#session.stack.names
    for (let name = from; name < to; name++) {
      const start = starts[name]!
      const end = starts[name + 1]!
      const ending = score.backward(heap, start, end)
      endings[name] = ending
      if (ending === this.#letters) scores[name] = score.ofName(heap, start, end)
    }
  }

  #findInNames(from: number, to: number, endings: Uint16Array, scores: Int32Array): void {
    const { tree, events } = this.#session.stack
    const letters = this.#letters
    const best = this.#best
    const nodeNames = tree.names
    let { threshold } = best
    let total = 0
    for (let node = from; node < to; node++) {
      const name = nodeNames[node]!
      if (endings[name] !== letters || events.newest(node) === NO_EVENT) continue
      total++
      const score = scores[name]!
      if (score <= threshold) continue
      best.add(node, score - lengthCost(this.#length(node)))
      threshold = best.threshold
    }
    this.#total += total
  }

  /** Paths that have the begin of the query above their last component. */
  async #findAcross(endings: Uint16Array, count: number): Promise<void> {
    /** Letters that a directory's path, with the slash behind it, has from the begin of the query. */
    const begins = new Uint16Array(count)
    begins[0] = this.#afterSlash(0)
    const byEnding: number[][] = Array.from({ length: this.#letters }, () => [])
    await this.#slices.run(1, count, (from, to) => this.#collectAcross(from, to, endings, begins, byEnding), this.#tell)
    const candidates = byEnding.reverse().flat().slice(0, MOST_ACROSS)
    const { tree, names } = this.#session.stack
    const score = (from: number, to: number): void => {
      for (const node of candidates.slice(from, to)) {
        const path = this.#path(node)
        const name = tree.names[node]!
        const nameLength = names.starts[name + 1]! - names.starts[name]!
        this.#best.add(node, this.#score.ofPath(path, path.length - nameLength) - lengthCost(path.length))
      }
    }
    await this.#slices.run(0, candidates.length, score, this.#tell)
  }

  #collectAcross(
    from: number,
    to: number,
    endings: Uint16Array,
    begins: Uint16Array,
    byEnding: readonly number[][],
  ): void {
    const { tree, names, events } = this.#session.stack
    const letters = this.#letters
    for (let node = from; node < to; node++) {
      const name = tree.names[node]!
      const before = begins[tree.parents[node]!]!
      const ending = endings[name]!
      if (ending > 0 && ending < letters && before + ending >= letters && events.newest(node) !== NO_EVENT) {
        this.#total++
        const nodes = byEnding[ending]!
        if (nodes.length < MOST_ACROSS) nodes.push(node)
      }
      if (tree.firstChild[node] !== NO_NODE) {
        const after = this.#score.forward(names.heap, names.starts[name]!, names.starts[name + 1]!, before)
        begins[node] = this.#afterSlash(after)
      }
    }
  }

  /** Bytes of a path with its leading slash. */
  #length(node: number): number {
    const { tree, names } = this.#session.stack
    let length = 0
    for (let at = node; at !== NO_NODE; at = tree.parents[at]!) {
      const name = tree.names[at]!
      length += 1 + names.starts[name + 1]! - names.starts[name]!
    }
    return length
  }

  #afterSlash(found: number): number {
    return found < this.#letters && this.#score.query[found] === SLASH ? found + 1 : found
  }

  /** With a leading slash. */
  #path(node: number): Uint8Array {
    return Buffer.concat([Uint8Array.of(SLASH), this.#session.stack.pathBytes(node)])
  }

  readonly #tell = (): void => {
    if (performance.now() - this.#toldAt < PARTIAL_PAUSE || this.#total === 0) return
    this.#onPartial(this.#found(false))
    this.#toldAt = performance.now()
  }

  #found(done: boolean): FoundPaths {
    return {
      query: this.#query,
      paths: this.#best.nodes().map((node) => this.#foundPath(node)),
      total: this.#total,
      done,
    }
  }

  #foundPath(node: number): FoundPath {
    const session = this.#session
    const { tree, names, events } = session.stack
    const path = this.#path(node)
    const name = tree.names[node]!
    const nameStart = path.length - (names.starts[name + 1]! - names.starts[name]!)
    const inName = this.#score.backward(path, nameStart, path.length) === this.#letters
    const positions = inName
      ? this.#score.positions(path, nameStart, path.length, nameStart)
      : this.#score.positions(path, 0, path.length, nameStart)
    const newest = events.newest(node)
    const seen = events.isPresent(newest) ? newest : events.before[newest]!
    const layers: number[] = []
    let versions = 0
    let onlyDirectories = true
    for (let event = newest; event !== NO_EVENT; event = events.before[event]!) {
      layers.push(events.layers[event]!)
      if (!events.isPresent(event)) continue
      if (events.entries[event] !== NO_ENTRY) versions++
      if (!events.isDirectory(event)) onlyDirectories = false
    }
    return {
      path: node,
      fullPath: displayName(path),
      marks: displayedMarks(path, positions),
      type: typeName(session.facts(seen)?.type ?? Type.Directory),
      state: !events.isPresent(newest) ? 'removed' : versions > 1 && !onlyDirectories ? 'overridden' : 'visible',
      layers: layers.reverse(),
    }
  }
}

/** Runs of bytes as runs of the text that is shown of them. */
function displayedMarks(path: Uint8Array, positions: readonly number[]): [number, number][] {
  const runs: [number, number][] = []
  for (const at of positions) {
    const last = runs.at(-1)
    if (last?.[1] === at) last[1] = at + 1
    else runs.push([at, at + 1])
  }
  const marks: [number, number][] = []
  for (const [start, end] of runs) {
    // A run that begins within a character is widened to it.
    let from = start
    while (from > 0 && (path[from]! & 0xc0) === 0x80) from--
    let to = end
    while (to < path.length && (path[to]! & 0xc0) === 0x80) to++
    const begin = displayName(path.subarray(0, from)).length
    const mark: [number, number] = [begin, begin + displayName(path.subarray(from, to)).length]
    const last = marks.at(-1)
    if (last !== undefined && last[1] >= mark[0]) last[1] = Math.max(last[1], mark[1])
    else marks.push(mark)
  }
  return marks
}
