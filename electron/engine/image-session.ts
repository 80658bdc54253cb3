import type { ChangeCounts, LayerInfo, LayerState } from '../../shared/archive.ts'
import type { Problem, Where } from '../../shared/problem.ts'
import type { ChangeKind, ImageTotals } from '../../shared/tree.ts'
import { EntryFacts, compareEntries } from './entry-facts.ts'
import type { Difference } from './entry-facts.ts'
import type { StoredFile } from './file-content.ts'
import type { Image } from './image.ts'
import type { IndexedLayer } from './index-layer.ts'
import { NO_INFLATION_BOUND } from './inflation-bound.ts'
import type { InflationBound } from './inflation-bound.ts'
import { inodeKey, layerOfKey } from './inode.ts'
import type { Inode } from './inode.ts'
import type { JobControl, LayerJobs } from './layer-jobs.ts'
import type { LayerBlob } from './layer-blob.ts'
import { Type } from './layer-index.ts'
import type { LayerIndex } from './layer-index.ts'
import { hasEstargzToc } from './lazy-layer.ts'
import { LayerIndexBuilder } from './layer-index-builder.ts'
import { NO_EVENT } from './path-events.ts'
import type { PathEvents } from './path-events.ts'
import { NO_NODE } from './path-tree.ts'
import { LayerProblemLog, withWhere } from './problem-log.ts'
import type { LayerProblem } from './problem-log.ts'
import { Stack } from './stack.ts'
import type { StackProblem } from './stack.ts'
import { EngineError, systemErrorText } from './engine-error.ts'
import { ViewTotals, visibleBytes } from './view-totals.ts'

/** Of a path of a view in its totals, and of all totals that are kept beyond the last four. */
const TOTALS_BYTES = 20
const MOST_TOTALS_BYTES = 64 * 1024 * 1024

const NO_CHANGES: ChangeCounts = { added: 0, modified: 0, removed: 0 }

/** A layer that is not there, or that can not be read. */
function nothingIndexed(problems: readonly LayerProblem[]): IndexedLayer {
  const index = new LayerIndexBuilder(() => undefined).finish(0, 0)
  return { index, state: 'damaged', problems, diffId: null, stopped: null, claimed: 0, refused: false }
}

/** What a layer did to a path: what kind of change, and what differs. */
export interface PathChange {
  readonly kind: ChangeKind
  readonly difference: Difference
}

/** A layer that lies on an image without being of it. */
export interface TopLayer {
  readonly index: LayerIndex
  readonly blob: LayerBlob
  /** Files that are as a lower layer has them: entry to that inode. */
  readonly origins: ReadonlyMap<number, Inode>
}

/** Whether the layers below an event that shows a path do not show it. */
function isAdded(events: PathEvents, event: number): boolean {
  const before = events.before[event]!
  return before === NO_EVENT || !events.isPresent(before)
}

const NO_DIFFERENCE: Difference = { what: [], contentCompared: true }

/**
 * One image with its layers indexed and stacked as they come. Layers may be indexed in any order; they are stacked from the
 * base up. Everything that was said of a layer stays true, but for contents that are compared later.
 */
export class ImageSession {
  readonly image: Image
  readonly #jobs: LayerJobs
  readonly #bound: InflationBound | undefined
  readonly #where: Where
  readonly #other: ImageSession | null
  readonly #indexed: (IndexedLayer | null)[]
  readonly #layers: LayerInfo[]
  /** SHA-256 of files by inode key; null where a file can not be read. */
  readonly #digests = new Map<number, string | null>()
  /** Of the view of all layers; null until somebody asks. */
  #visibleBytes: number | null = null
  readonly #totals = new Map<number, ViewTotals>()
  /** Of each layer: what indexing it found, and what stacking it found. */
  readonly #indexProblems: (readonly Problem[])[] = []
  readonly #stackProblems: (readonly Problem[])[] = []
  readonly #otherProblems: Problem[] = []
  /** Layers that are to be read beyond the bound, and those that were. */
  readonly #wantedBeyond = new Set<number>()
  readonly #readBeyond = new Set<number>()
  #stack: Stack
  /** Files of the topmost layer that are as a lower one has them. */
  #origins: { readonly layer: number; readonly of: ReadonlyMap<number, Inode> } | null = null
  #stackLog = new LayerProblemLog()
  /** Whether all layers below the one that is pushed are there as a whole: else none can say that they lack a path. */
  #isKnownBelow = true

  /**
   * `bound` is where a layer is taken for a bomb; the engine's own where it is not given. `other` is an image that this
   * one is to be compared with: both then number paths alike, and layers that it has are not indexed again.
   */
  constructor(image: Image, archive: string, jobs: LayerJobs, bound?: InflationBound, other?: ImageSession) {
    this.image = image
    this.#other = other ?? null
    this.#jobs = jobs
    this.#bound = bound
    this.#where = { archive, image: image.info.index }
    this.#indexed = image.sources.map(() => null)
    this.#layers = [...image.info.layers]
    this.#stack = this.#newStack(other?.stack)
  }

  #newStack(known?: Stack, below?: Stack): Stack {
    const onProblem: StackProblem = (code, severity, path, message) => {
      if (this.#isKnownBelow || code !== 'whiteout-of-nothing') this.#stackLog.add(code, severity, null, message, path)
    }
    return new Stack(onProblem, known, below)
  }

  /**
   * This image with one more layer on top, as a session of its own; this one stays as it is, and both number paths alike.
   * All layers are stacked. `jobs` reads the blob of the layer, too.
   */
  withLayer({ index, blob, origins }: TopLayer, jobs: LayerJobs): ImageSession {
    const layer = this.#layers.length
    const stated = { digest: null, mediaType: null }
    const size = { size: index.size, compressedSize: index.size, contentBytes: index.contentBytes }
    const info: LayerInfo = {
      ...stated,
      ...size,
      index: layer,
      diffId: null,
      compression: 'none',
      entries: index.entryCount,
      history: null,
      state: 'ok',
      changes: null,
    }
    const image: Image = {
      ...this.image,
      sources: [...this.image.sources, { ...stated, blob, cut: false, statedSize: null }],
      info: { ...this.image.info, layers: [...this.#layers, info] },
    }
    const session = new ImageSession(image, this.#where.archive, jobs, this.#bound, this)
    session.#indexed.splice(0, layer + 1, ...this.#indexed, { ...nothingIndexed([]), index, state: 'ok' })
    for (const [key, digest] of this.#digests) session.#digests.set(key, digest)
    session.#stack = session.#newStack(this.stack, this.stack)
    session.#origins = { layer, of: origins }
    session.#push(layer)
    return session
  }

  /** The layers that are stacked; another one once a layer was read beyond its bound. */
  get stack(): Stack {
    return this.#stack
  }

  /** What was found so far: layer by layer, then what verifying found. */
  get problems(): readonly Problem[] {
    const ofLayers = this.#layers.flatMap((_, layer) => [
      ...(this.#indexProblems[layer] ?? []),
      ...(this.#stackProblems[layer] ?? []),
    ])
    return [...ofLayers, ...this.#otherProblems]
  }

  /** Layers as far as they are known, the base first. */
  get layers(): readonly LayerInfo[] {
    return this.#layers
  }

  /** Layers 0..stacked-1 are stacked. */
  get stacked(): number {
    return this.stack.layers.length
  }

  /** What indexing a layer found; null before. */
  indexed(layer: number): IndexedLayer | null {
    return this.#indexed[layer] ?? null
  }

  /** Whether {@link indexLayer} has something to do. */
  isPending(layer: number): boolean {
    return this.#indexed[layer] === null || this.#wantedBeyond.has(layer)
  }

  /** Has {@link indexLayer} read a layer that was stopped at its bound to its end; false where it was not stopped. */
  wantBeyondBound(layer: number): boolean {
    if (!this.#indexed[layer]?.stopped) return false
    this.#wantedBeyond.add(layer)
    this.#setState(layer, 'indexing')
    return true
  }

  /** Where a layer is taken for a bomb; the engine's own where it is undefined. */
  boundOf(layer: number): InflationBound | undefined {
    return this.#readBeyond.has(layer) ? NO_INFLATION_BOUND : this.#bound
  }

  /** A layer as it is stored, with the check-points that were found when it was indexed; null where it is missing. */
  blob(layer: number): LayerBlob | null {
    const blob = this.image.sources[layer]?.blob ?? null
    const checkpoints = this.#indexed[layer]?.checkpoints
    return blob === null || checkpoints === undefined ? blob : { ...blob, checkpoints }
  }

  /** Where the content of a file is. @throws EngineError with code `not-found` where a layer has no such file, or is not there */
  file({ layer, entry }: Inode): { readonly blob: LayerBlob; readonly stored: StoredFile } {
    const blob = this.blob(layer)
    if (blob === null || this.indexed(layer)?.index.types[entry] !== Type.File)
      throw new EngineError('not-found', `Layer ${layer} has no file ${entry}.`)
    return { blob, stored: this.factsOf({ layer, entry }).stored! }
  }

  /** Indexes one layer and stacks what can be. Rejects with CancelledError only; then the layer is as before. */
  async indexLayer(layer: number, control: JobControl): Promise<void> {
    const source = this.image.sources[layer]!
    if (!this.isPending(layer)) return
    if (source.blob === null) {
      this.#finish(layer, nothingIndexed([]), 'missing')
      return
    }
    if (source.unreadable !== undefined) {
      this.#finish(layer, nothingIndexed([]), 'damaged')
      return
    }
    if (this.#indexed[layer] !== null) return this.#indexBeyond(layer, source.blob, source.cut, control)
    const shared = source.cut ? null : this.#sharedIndex(layer, source.blob)
    if (shared !== null) {
      this.#finish(layer, shared, shared.state)
      return
    }
    this.#setState(layer, 'indexing')
    let indexed: IndexedLayer
    try {
      indexed = await this.#jobs.index(source.blob, control, this.#bound, source.digest)
    } catch (error) {
      if (error instanceof Error && error.name === 'CancelledError') {
        this.#setState(layer, 'pending')
        throw error
      }
      const log = new LayerProblemLog()
      log.add('archive-unreadable', 'error', null, `The layer can not be read: ${systemErrorText(error)}.`)
      indexed = nothingIndexed(log.finish())
    }
    this.#finish(layer, indexed, source.cut ? 'damaged' : indexed.state)
  }

  /** What the other image has found in a layer of the same DiffID, which is the same tar; null where it has none. */
  #sharedIndex(layer: number, blob: LayerBlob): IndexedLayer | null {
    const other = this.#other
    const { diffId } = this.#layers[layer]!
    const same = other?.layers.find((one) => one.diffId === diffId && one.state === 'ok') ?? null
    if (other === null || same === null || diffId === null) return null
    const indexed = other.indexed(same.index)
    if (indexed === null || (indexed.diffId !== null && indexed.diffId !== diffId)) return null
    if (blob.compression === 'none' && blob.range.size !== indexed.index.size) return null
    const { checkpoints: _, ...plain } = indexed
    return same.digest !== null && same.digest === this.#layers[layer]!.digest ? indexed : plain
  }

  async #indexBeyond(layer: number, blob: LayerBlob, cut: boolean, control: JobControl): Promise<void> {
    let indexed: IndexedLayer
    try {
      indexed = await this.#jobs.index(blob, control, NO_INFLATION_BOUND, this.image.sources[layer]!.digest)
    } catch (error) {
      this.#wantedBeyond.delete(layer)
      this.#setState(layer, 'damaged')
      if (error instanceof Error && error.name === 'CancelledError') throw error
      this.addUnreadable(layer, systemErrorText(error))
      return
    }
    this.#wantedBeyond.delete(layer)
    this.#readBeyond.add(layer)
    for (const key of this.#digests.keys()) if (layerOfKey(key) === layer) this.#digests.delete(key)
    this.#finish(layer, indexed, cut ? 'damaged' : indexed.state)
  }

  #setState(layer: number, state: LayerState): void {
    this.#layers[layer] = { ...this.#layers[layer]!, state }
  }

  #finish(layer: number, indexed: IndexedLayer, state: LayerState): void {
    const { index } = indexed
    const known = state !== 'missing'
    const restack = layer < this.stacked
    const { stoppedAtBound: _, ...info } = this.#layers[layer]!
    this.#indexed[layer] = indexed
    this.#layers[layer] = {
      ...info,
      state,
      size: known ? index.size : null,
      entries: known ? index.entryCount : null,
      contentBytes: known ? index.contentBytes : null,
      ...(indexed.stopped === null ? {} : { stoppedAtBound: indexed.stopped }),
      ...(info.lazy === undefined && hasEstargzToc(index) ? { lazy: 'estargz' as const } : {}),
    }
    this.#indexProblems[layer] = this.#placed(indexed.problems, layer)
    this.#checkDiffId(layer, indexed.diffId)
    if (restack) this.#clearStack()
    while (this.stacked < this.#indexed.length && this.#indexed[this.stacked] !== null) this.#push(this.stacked)
  }

  #placed(problems: readonly LayerProblem[], layer: number): Problem[] {
    return problems.map((problem) => withWhere(problem, { ...this.#where, layer }))
  }

  /** Takes all layers off the stack; paths keep their numbers. */
  #clearStack(): void {
    this.#stack = this.#newStack(this.#stack)
    this.#stackProblems.length = 0
    this.#totals.clear()
    this.#visibleBytes = null
  }

  #checkDiffId(layer: number, diffId: string | null): void {
    const stated = this.#layers[layer]!.diffId
    if (diffId !== null && stated !== null && diffId !== stated) this.addDiffIdMismatch(layer, diffId)
  }

  /** Says that the uncompressed tar of a layer has another digest than the config states. */
  addDiffIdMismatch(layer: number, diffId: string): void {
    const stated = this.#layers[layer]!.diffId ?? 'none'
    this.#addOnce('diff-id-mismatch', 'warning', layer, `The layer's DiffID is ${diffId}, the config says ${stated}.`)
  }

  /** Says that the stored blob of a layer has another digest than its descriptor states. */
  addDigestMismatch(layer: number, digest: string): void {
    const stated = this.#layers[layer]!.digest ?? 'none'
    this.#addOnce(
      'digest-mismatch',
      'warning',
      layer,
      `The layer's blob has the digest ${digest}, its descriptor says ${stated}.`,
    )
  }

  /** Says that work on the image ended in a way that nobody expected. */
  addMistake(error: unknown): void {
    const message = `The image could not be worked on to its end: ${systemErrorText(error)}.`
    this.#otherProblems.push({ code: 'internal', severity: 'error', where: this.#where, message })
  }

  /** Says that a layer could not be read to compute its digests. */
  addUnreadable(layer: number, cause: string): void {
    this.#addOnce('archive-unreadable', 'error', layer, `The layer can not be read: ${cause}.`)
  }

  #addOnce(code: Problem['code'], severity: Problem['severity'], layer: number, message: string): void {
    const known = this.problems.some((problem) => problem.code === code && problem.where.layer === layer)
    if (!known) this.#otherProblems.push({ code, severity, where: { ...this.#where, layer }, message })
  }

  #push(layer: number): void {
    this.#visibleBytes = null
    this.#stackLog = new LayerProblemLog()
    this.#isKnownBelow = this.#layers.slice(0, layer).every(({ state }) => state === 'ok')
    this.stack.push(this.#indexed[layer]!.index)
    this.#stackProblems[layer] = this.#placed(this.#stackLog.finish(), layer)
    this.#countChanges(layer)
  }

  /** Columns of the entry that an event shows; null for an implicit directory. */
  facts(event: number): EntryFacts | null {
    const inode = this.stack.inode(event)
    return inode === null ? null : this.factsOf(inode)
  }

  factsOf(inode: Inode): EntryFacts {
    return new EntryFacts(this.stack.layers[inode.layer]!.index, inode)
  }

  /** What the event's layer did to its path. */
  changeAt(event: number): PathChange {
    const { events } = this.stack
    if (!events.isPresent(event)) return { kind: 'removed', difference: NO_DIFFERENCE }
    if (isAdded(events, event)) return { kind: 'added', difference: NO_DIFFERENCE }
    const before = events.before[event]!
    const difference = compareEntries(this.facts(before), this.facts(event), (a, b) => this.sameContent(a, b))
    return { kind: difference.what.length === 0 ? 'unchanged' : 'modified', difference }
  }

  /** Whether two files have equal bytes; null where they must be read to tell. The caller has compared the sizes. */
  sameContent(one: EntryFacts, other: EntryFacts): boolean | null {
    const a = this.#origin(one)
    const b = this.#origin(other)
    if (a.size === 0 || (a.entry === b.entry && (a.layer === b.layer || this.#sameLayer(a.layer, b.layer)))) return true
    const digestA = this.#digests.get(inodeKey(a.layer, a.entry))
    const digestB = this.#digests.get(inodeKey(b.layer, b.entry))
    if (digestA === undefined || digestB === undefined) return null
    return digestA !== null && digestA === digestB
  }

  #origin(facts: EntryFacts): EntryFacts {
    const origin = facts.layer === this.#origins?.layer ? this.#origins.of.get(facts.entry) : undefined
    return origin === undefined ? facts : this.factsOf(origin)
  }

  #sameLayer(a: number, b: number): boolean {
    const blobA = this.image.sources[a]!.blob
    const blobB = this.image.sources[b]!.blob
    return (
      blobA !== null && blobB !== null && blobA.range.fd === blobB.range.fd && blobA.range.offset === blobB.range.offset
    )
  }

  /** SHA-256 in hex of a file that {@link readDigests} has read; null where it can not be read or was not. */
  digest(inode: Inode): string | null {
    return this.#digests.get(inodeKey(inode.layer, inode.entry)) ?? null
  }

  /** As {@link digest}, but undefined where it was not read. */
  knownDigest(inode: Inode): string | null | undefined {
    return this.#digests.get(inodeKey(inode.layer, inode.entry))
  }

  /** The first bytes of a file, fewer where it ends or the layer is damaged; none of what is no file. Rejects with CancelledError. */
  async readStart(inode: Inode, length: number, control: JobControl): Promise<Uint8Array> {
    const blob = this.blob(inode.layer)
    const { stored } = this.factsOf(inode)
    if (blob === null || stored === null) return new Uint8Array(0)
    return this.#jobs.read(blob, stored, 0, Math.min(length, stored.size), control)
  }

  /** Reads and keeps the digests of files, one pass over each layer. Rejects with CancelledError. */
  async readDigests(inodes: Iterable<Inode>, control: JobControl): Promise<void> {
    const byLayer = new Map<number, Map<number, StoredFile>>()
    for (const { layer, entry } of inodes) {
      if (this.#digests.has(inodeKey(layer, entry))) continue
      const stored = this.factsOf({ layer, entry }).stored
      if (stored === null) continue
      let files = byLayer.get(layer)
      if (files === undefined) byLayer.set(layer, (files = new Map<number, StoredFile>()))
      files.set(entry, stored)
    }
    await Promise.all(Array.from(byLayer, ([layer, files]) => this.#digestLayer(layer, files, control)))
  }

  async #digestLayer(layer: number, files: Map<number, StoredFile>, control: JobControl): Promise<void> {
    const blob = this.blob(layer)
    if (blob === null) return
    const sorted = [...files].sort(([, a], [, b]) => a.dataOffset - b.dataOffset)
    const digests = await this.#jobs.digests(
      blob,
      sorted.map(([, file]) => file),
      control,
    )
    sorted.forEach(([entry], at) => this.#digests.set(inodeKey(layer, entry), digests[at] ?? null))
  }

  /** Reads the contents of which it is open whether a layer changed them. Rejects with CancelledError. */
  async compareContents(layer: number, control: JobControl): Promise<void> {
    const open: Inode[] = []
    for (const path of this.stack.layers[layer]!.touched) {
      const event = this.stack.events.in(path, layer)
      if (this.changeAt(event).difference.contentCompared) continue
      open.push(this.stack.inode(event)!, this.stack.inode(this.stack.events.before[event]!)!)
    }
    if (open.length === 0) return
    await this.readDigests(open, control)
    this.#countChanges(layer)
  }

  #countChanges(layer: number): void {
    const { events } = this.stack
    const counts = { ...NO_CHANGES }
    const { touched, firstEvent } = this.stack.layers[layer]!
    for (let at = 0; at < touched.length; at++) {
      if (touched[at] === NO_NODE) continue
      const event = firstEvent + at
      if (!events.isPresent(event)) counts.removed++
      else if (isAdded(events, event)) counts.added++
      else {
        const { kind, difference } = this.changeAt(event)
        if (kind === 'modified' && !this.#onlyListedAgain(event, difference)) counts.modified++
      }
    }
    this.#layers[layer] = { ...this.#layers[layer]!, changes: counts }
  }

  #onlyListedAgain(event: number, difference: Difference): boolean {
    return this.stack.events.isDirectory(event) && difference.what.every((field) => field === 'mtime')
  }

  /** What a row says of an event: a directory that is only listed again, with a new time, counts as unchanged. */
  shownChange(event: number): ChangeKind {
    const { kind, difference } = this.changeAt(event)
    return kind === 'modified' && this.#onlyListedAgain(event, difference) ? 'unchanged' : kind
  }

  /** Whether an event changes something that a person would count: not a directory that is only listed again. */
  isCounted(event: number): boolean {
    return this.shownChange(event) !== 'unchanged'
  }

  /** How many views have their totals kept: four, and more where these are small. */
  get #mostTotals(): number {
    return Math.max(4, Math.floor(MOST_TOTALS_BYTES / (TOTALS_BYTES * this.stack.tree.count)))
  }

  /**
   * Makes the totals of views that nobody has looked at yet, as many as are kept, so that a first look need not wait for them.
   * `pause` is called before each. Ends where it says so.
   */
  async prepareTotals(pause: () => Promise<'go on' | 'end'>): Promise<void> {
    const first = Math.max(0, this.stacked - this.#mostTotals)
    for (let upto = first; upto < this.stacked; upto++) {
      if (this.#totals.has(upto)) continue
      if ((await pause()) === 'end') return
      if (upto < this.stacked) this.totals(upto)
    }
  }

  /** Sizes and row counts of the view of layers 0..upto; kept for the views asked last. */
  totals(upto: number): ViewTotals {
    let totals = this.#totals.get(upto)
    if (totals === undefined) {
      if (this.#totals.size >= this.#mostTotals) this.#totals.delete(this.#totals.keys().next().value!)
      totals = new ViewTotals(this, upto)
    }
    this.#totals.delete(upto)
    this.#totals.set(upto, totals)
    return totals
  }

  /** Totals of the whole image; null until all layers are stacked. */
  imageTotals(): ImageTotals | null {
    if (this.stacked < this.#layers.length) return null
    const shippedBytes = this.#layers.reduce((sum, layer) => sum + (layer.contentBytes ?? 0), 0)
    const visible = (this.#visibleBytes ??= visibleBytes(this.stack))
    return {
      entries: this.#layers.reduce((sum, layer) => sum + (layer.entries ?? 0), 0),
      shippedBytes,
      visibleBytes: visible,
      reclaimableBytes: Math.max(0, shippedBytes - visible),
    }
  }

  /** Whether an event's entry is a regular file. */
  isFile(event: number): boolean {
    return this.facts(event)?.type === Type.File
  }
}
