import type { FileMatches, FoundContents, SearchRequest, SearchSummary } from '../../../shared/search.ts'
import type { ImageSession } from '../image-session.ts'
import type { LayerJobs } from '../layer-jobs.ts'
import { NO_NODE } from '../path-tree.ts'
import { ContentSearch } from './search-contents.ts'

const INTERVAL = 100
const LARGEST_LIMIT = 20_000
const MOST_OF_FILE = 1000
const WIDTH = 320

/** A search that a window asked for: tells what it finds and how far it is at most ten times a second. */
export class RunningSearch {
  readonly #id: number
  readonly #search: ContentSearch
  readonly #onFound: (found: FoundContents) => void
  #found: FileMatches[] = []
  #cancelled = false

  /** @throws EngineError with code `argument-invalid` */
  constructor(session: ImageSession, jobs: LayerJobs, request: SearchRequest, onFound: (found: FoundContents) => void) {
    this.#id = request.id
    this.#onFound = onFound
    const limit = Math.max(0, Math.min(request.limit, LARGEST_LIMIT))
    const manner = { below: NO_NODE, mostOfFile: MOST_OF_FILE, width: WIDTH, inOrder: false }
    this.#search = new ContentSearch(session, jobs, { ...request, limit }, manner, (files) => {
      this.#found.push(...files)
    })
  }

  cancel(): void {
    this.#cancelled = true
    this.#search.cancel()
  }

  /** Rejects as {@link ContentSearch.run} does. */
  async run(): Promise<SearchSummary> {
    const timer = setInterval(() => this.#tell(), INTERVAL)
    try {
      const summary = await this.#search.run()
      this.#tell()
      return summary
    } finally {
      clearInterval(timer)
    }
  }

  #tell(): void {
    if (this.#cancelled) return
    const files = this.#found
    this.#found = []
    this.#onFound({ id: this.#id, files, done: this.#search.done, total: this.#search.total })
  }
}
