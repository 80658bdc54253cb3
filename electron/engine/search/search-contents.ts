import type { FileMatches, SearchRequest, SearchSummary } from '../../../shared/search.ts'
import { EngineError } from '../engine-error.ts'
import type { ImageSession } from '../image-session.ts'
import { CancelledError } from '../index-layer.ts'
import { JobControl } from '../layer-jobs.ts'
import type { LayerJobs } from '../layer-jobs.ts'
import { isCaseSensitive, pathGlob } from '../pattern.ts'
import { TimeSlices } from '../time-slices.ts'
import { compileQuery } from './content-query.ts'
import type { ContentQuery } from './content-query.ts'
import type { FoundInFile } from './layer-search.ts'
import { filesOfScope } from './searched-files.ts'
import type { SearchedFile } from './searched-files.ts'

/** How a search is done, beside what is asked for. */
export interface SearchManner {
  /** A path below which is searched; the root for all. */
  readonly below: number
  /** Matches of one file that are told. */
  readonly mostOfFile: number
  /** Bytes of a line that are shown. */
  readonly width: number
  /** Tells layer by layer, the base first, and not as it comes. */
  readonly inOrder: boolean
}

/** Takes matches as they are found; the search waits for it. */
export type MatchListener = (files: readonly FileMatches[]) => void | Promise<void>

/** One search through the contents of an image. */
export class ContentSearch {
  readonly #session: ImageSession
  readonly #jobs: LayerJobs
  readonly #request: SearchRequest
  readonly #manner: SearchManner
  readonly #onFound: MatchListener
  readonly #slices = new TimeSlices()
  readonly #query: ContentQuery
  #controls: JobControl[] = []
  #cancelled = false
  #limited = false
  #matches = 0
  readonly #files = new Set<SearchedFile>()
  /** Bytes of contents in all; 0 before they are known. */
  total = 0

  /** @throws EngineError with code `argument-invalid` */
  constructor(
    session: ImageSession,
    jobs: LayerJobs,
    request: SearchRequest,
    manner: SearchManner,
    onFound: MatchListener,
  ) {
    this.#session = session
    this.#jobs = jobs
    this.#request = request
    this.#manner = manner
    this.#onFound = onFound
    const { pattern, kind, caseSensitive, binaryAsText = false } = request
    const { mostOfFile, width } = manner
    this.#query = { pattern, kind, caseSensitive, binaryAsText, mostOfFile, width }
    compileQuery(this.#query)
  }

  /** Bytes of contents that are searched. */
  get done(): number {
    return this.#controls.reduce((sum, { done }) => sum + done, 0)
  }

  cancel(): void {
    this.#cancelled = true
    this.#stop()
  }

  /** Rejects with CancelledError after {@link cancel}, and where the archive can not be read any more. */
  async run(): Promise<SearchSummary> {
    const { byLayer, bytes } = await filesOfScope(this.#session, this.#choice(), this.#slices)
    this.#checkCancelled()
    this.total = bytes
    const layers = [...byLayer]
    this.#controls = layers.map(() => new JobControl())
    let turn: Promise<unknown> = Promise.resolve()
    const searches = layers.map(([layer, files], at) => {
      const before = this.#manner.inOrder ? turn : null
      const search = this.#searchLayer(layer, files, this.#controls[at]!, before)
      turn = Promise.all([turn, search.catch(() => undefined)])
      return search
    })
    const settled = await Promise.allSettled(searches)
    this.#checkCancelled()
    const summary = { searched: 0, bytes: 0, binary: 0, unreadable: 0 }
    for (const result of settled) {
      if (result.status === 'fulfilled') {
        const { searched, bytes: read, binary, unreadable } = result.value
        summary.searched += searched
        summary.bytes += read
        summary.binary += binary
        summary.unreadable += unreadable
      } else if (!(this.#limited && result.reason instanceof CancelledError)) throw result.reason
    }
    return {
      id: this.#request.id,
      files: this.#files.size,
      matches: this.#matches,
      ...summary,
      limited: this.#limited,
    }
  }

  async #searchLayer(
    layer: number,
    files: readonly SearchedFile[],
    control: JobControl,
    before: Promise<unknown> | null,
  ): ReturnType<LayerJobs['search']> {
    const blob = this.#session.blob(layer)
    if (blob === null) return { searched: 0, bytes: 0, binary: 0, unreadable: files.length }
    const stored = files.map((file) => file.stored)
    return this.#jobs.search(blob, stored, this.#query, control, async (found) => {
      await before
      if (control.cancelled) return
      await this.#tell(found, files)
    })
  }

  async #tell(found: readonly FoundInFile[], files: readonly SearchedFile[]): Promise<void> {
    const told: FileMatches[] = []
    for (const { file: at, matches, ...rest } of found) {
      const file = files[at]!
      const wanted = matches.slice(0, this.#request.limit - this.#matches)
      if (wanted.length < matches.length) this.#limited = true
      if (wanted.length === 0) break
      this.#matches += wanted.length
      this.#files.add(file)
      told.push(this.#fileMatches(file, { ...rest, matches: wanted }))
    }
    if (this.#limited) this.#stop()
    if (told.length > 0) await this.#onFound(told)
  }

  #fileMatches(
    { inode, stored, node, event, state, otherNames }: SearchedFile,
    found: Omit<FoundInFile, 'file'>,
  ): FileMatches {
    const { stack } = this.#session
    return {
      path: node,
      fullPath: stack.displayPath(node),
      layer: stack.events.layers[event]!,
      content: { ...inode, size: stored.size },
      state,
      otherNames,
      ...found,
    }
  }

  #choice(): Parameters<typeof filesOfScope>[1] {
    const { scope, glob = '' } = this.#request
    const upto = this.#session.stacked - 1
    if (scope.kind === 'layer' && !(scope.layer >= 0 && scope.layer <= upto))
      throw new EngineError('argument-invalid', `There is no layer ${scope.layer} that could be searched.`)
    return {
      scope: scope.kind === 'merged' ? { kind: 'merged', upto: Math.min(scope.upto, upto) } : scope,
      isMeant: glob === '' ? null : pathGlob(glob, isCaseSensitive(glob, 'glob')),
      below: this.#manner.below,
    }
  }

  #checkCancelled(): void {
    if (this.#cancelled) throw new CancelledError()
  }

  #stop(): void {
    this.#slices.cancel()
    for (const control of this.#controls) control.cancel()
  }
}
