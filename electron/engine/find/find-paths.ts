import type { FindRequest, FoundPath, FoundPaths } from '../../../shared/find.ts'
import { BestPaths } from './best-paths.ts'
import { displayName } from '../display-name.ts'
import { smallLetters } from '../filter/name-matches.ts'
import type { ImageSession } from '../image-session.ts'
import { NO_ENTRY, typeName, Type } from '../layer-index.ts'
import { NO_EVENT } from '../path-events.ts'
import { NO_NODE } from '../path-tree.ts'
import { grown, zeros } from '../new-memory.ts'
import type { Stack } from '../stack.ts'
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
 * first; others are looked for only where these are fewer than asked for. `narrowing` is kept from one query to the next.
 * @throws CancelledError after `slices.cancel()`
 */
export async function findPaths(
  session: ImageSession,
  { query, limit }: FindRequest,
  slices: TimeSlices,
  onPartial: (found: FoundPaths) => void,
  narrowing: Narrowing = new Narrowing(),
): Promise<FoundPaths> {
  const letters = queryBytes(query)
  if (letters.length === 0) return { query, paths: [], total: 0, done: true }
  return new Search(session, query, letters, Math.min(limit, LARGEST_LIMIT), slices, onPartial, narrowing).run()
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
  readonly #narrowing: Narrowing
  /** Of names that have the whole query: 1. */
  readonly #has: Uint8Array
  /** Of names that have been scored; 0 of others. */
  readonly #scores: Int32Array
  #total = 0
  #toldAt = performance.now()

  constructor(
    session: ImageSession,
    query: string,
    letters: Uint8Array,
    limit: number,
    slices: TimeSlices,
    onPartial: (found: FoundPaths) => void,
    narrowing: Narrowing,
  ) {
    this.#narrowing = narrowing
    this.#has = new Uint8Array(session.stack.names.count)
    this.#scores = zeros(Int32Array, session.stack.names.count)
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
    const { stack } = this.#session
    const { tree, names } = stack
    const nodeCount = tree.count
    const before = this.#narrowing.for(stack, this.#score)
    const foundNames = new NumberList(names.count >> 1)
    const foundNodes = new NumberList(nodeCount >> 1)
    const from = before?.names ?? null
    await this.#slices.run(0, from?.length ?? names.count, (first, end) =>
      this.#matchNames(from, first, end, foundNames),
    )
    const nodes = before?.nodes ?? null
    await this.#slices.run(
      nodes === null ? 1 : 0,
      nodes?.length ?? nodeCount,
      (first, end) => this.#findInNames(nodes, first, end, foundNodes),
      this.#tell,
    )
    this.#narrowing.keep(stack, this.#score, foundNames, foundNodes)
    if (this.#total < this.#limit) await this.#findAcross(await this.#endings(), nodeCount)
    return this.#found(true)
  }

  /** Which names have the whole query, of all or of those that a shorter query left. */
  #matchNames(of: Uint32Array | null, from: number, to: number, found: NumberList): void {
    const score = this.#score
    const has = this.#has
    const { names } = this.#session.stack
    const { starts } = names
    const heap = smallLetters(names)
    for (let at = from; at < to; at++) {
      const name = of === null ? at : of[at]!
      if (!score.isIn(heap, starts[name]!, starts[name + 1]!)) continue
      has[name] = 1
      found.push(name)
    }
  }

  /** Letters that each name has from the end of the query. */
  async #endings(): Promise<Uint16Array> {
    const { heap, starts, count } = this.#session.stack.names
    const endings = new Uint16Array(count)
    await this.#slices.run(0, count, (from, to) => {
      for (let name = from; name < to; name++)
        endings[name] = this.#score.backward(heap, starts[name]!, starts[name + 1]!)
    })
    return endings
  }

  #findInNames(of: Uint32Array | null, from: number, to: number, found: NumberList): void {
    const { tree, events, names } = this.#session.stack
    const { heap, starts } = names
    const { parents, names: nodeNames } = tree
    const has = this.#has
    const scores = this.#scores
    const best = this.#best
    const score = this.#score
    let { threshold } = best
    let total = 0
    let directory = -1
    let directoryLength = 0
    for (let at = from; at < to; at++) {
      const node = of === null ? at : of[at]!
      const name = nodeNames[node]!
      if (has[name] === 0 || events.newest(node) === NO_EVENT) continue
      total++
      found.push(node)
      const start = starts[name]!
      const end = starts[name + 1]!
      if (parents[node] !== directory) {
        directory = parents[node]!
        directoryLength = this.#length(directory)
      }
      const cost = lengthCost(directoryLength + 1 + end - start)
      let ofName = scores[name]!
      // Most are not among the best, whatever their letters are worth.
      if (ofName === 0 && score.mostOfName(heap, start, end) - cost > threshold)
        ofName = scores[name] = score.ofName(heap, start, end)
      if (ofName - cost <= threshold) continue
      best.add(node, ofName - cost)
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

/** Numbers in the order in which they come, as many as there is room for. */
class NumberList {
  readonly #room: number
  #numbers = new Uint32Array(1024)
  #count = 0

  constructor(room: number) {
    this.#room = room
  }

  push(number: number): void {
    if (this.#count < this.#numbers.length) this.#numbers[this.#count] = number
    else if (this.#count < this.#room) {
      this.#numbers = grown(this.#numbers, Math.min(this.#room, this.#numbers.length * 4))
      this.#numbers[this.#count] = number
    }
    this.#count++
  }

  /** All of them; null where there were more than there is room for. */
  get all(): Uint32Array | null {
    return this.#count > this.#room || this.#count > this.#numbers.length
      ? null
      : this.#numbers.subarray(0, this.#count)
  }
}

/** What one query found, for the next: with another letter it finds no others. Kept where it is at most half of all. */
export class Narrowing {
  #last: {
    readonly stack: Stack
    readonly layers: number
    readonly query: Uint8Array
    readonly names: Uint32Array
    readonly nodes: Uint32Array
  } | null = null

  /** Names and nodes among which all that a query finds are; null where nothing is known. */
  for(stack: Stack, score: PathScore): { readonly names: Uint32Array; readonly nodes: Uint32Array } | null {
    const last = this.#last
    if (last?.stack !== stack || last.layers !== stack.layers.length) return null
    const { query } = last
    return new PathScore(query).forward(score.query, 0, score.query.length, 0) === query.length ? last : null
  }

  keep(stack: Stack, { query }: PathScore, { all: names }: NumberList, { all: nodes }: NumberList): void {
    this.#last = names === null || nodes === null ? null : { stack, layers: stack.layers.length, query, names, nodes }
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
