import { setImmediate } from 'node:timers/promises'
import type { ContentMatch } from '../../../shared/search.ts'
import { CompressionError } from '../compression-error.ts'
import { storedBytes } from '../file-content.ts'
import type { LayerContent, StoredFile } from '../file-content.ts'
import { compileQuery } from './content-query.ts'
import type { ContentPattern, ContentQuery } from './content-query.ts'
import { FileSearch, HEAD } from './file-search.ts'

/** Milliseconds after which what was found is told, and other work let in between. */
const PAUSE = 50
/** Matches that are told at once. */
const BATCH = 500

/** Some of the matches in one of the files that were given. */
export interface FoundInFile {
  /** Its index among them. */
  readonly file: number
  readonly binary: boolean
  readonly matches: readonly ContentMatch[]
  /** The file was not searched to its end, since it has matches enough. */
  readonly more: boolean
}

/** What a search through files of a layer did. */
export interface SearchedFiles {
  readonly searched: number
  /** Bytes of contents, without holes. */
  readonly bytes: number
  readonly binary: number
  readonly unreadable: number
}

/** Takes what was found; the search waits for it. */
export type FoundListener = (found: readonly FoundInFile[]) => void | Promise<void>

/**
 * Searches files of one layer in the order given; ascending offsets make it one pass. `onBytes` is told of bytes of contents
 * that are done. Rejects with what reading throws, but for damage: a file that is damaged is searched as far as it goes.
 */
export async function searchFiles(
  content: LayerContent,
  files: readonly StoredFile[],
  query: ContentQuery,
  onFound: FoundListener,
  onBytes: (done: number) => void,
): Promise<SearchedFiles> {
  const pattern = compileQuery(query)
  const counts = { searched: 0, bytes: 0, binary: 0, unreadable: 0 }
  let found: FoundInFile[] = []
  let pending = 0
  let since = performance.now()
  const tell = async (): Promise<void> => {
    const batch = found
    found = []
    pending = 0
    if (batch.length > 0) await onFound(batch)
    await setImmediate()
    since = performance.now()
  }
  for (const [at, file] of files.entries()) {
    const one = new OneFile(file, pattern, query)
    const take = (): void => {
      const part = one.take(at)
      if (part === null) return
      found.push(part)
      pending += part.matches.length
    }
    try {
      for (const { offset, bytes } of content.pieces(file)) {
        one.add(offset, bytes)
        counts.bytes += bytes.length
        onBytes(counts.bytes)
        take()
        if (one.over) break
        if (pending >= BATCH || performance.now() - since > PAUSE) await tell()
      }
    } catch (error) {
      if (!(error instanceof CompressionError)) throw error
    }
    one.end()
    take()
    counts.searched++
    if (one.passedOver) counts.binary++
    if (one.isCut) counts.unreadable++
    if (pending >= BATCH || performance.now() - since > PAUSE) await tell()
  }
  if (found.length > 0) await onFound(found)
  return counts
}

/** One file on its way through the search. */
class OneFile {
  readonly #file: StoredFile
  readonly #pattern: ContentPattern
  readonly #query: ContentQuery
  #search: FileSearch | null = null
  #matches: ContentMatch[] = []
  #told = 0
  #bytes = 0
  #binary = false
  /** Binary, and not searched. */
  passedOver = false

  constructor(file: StoredFile, pattern: ContentPattern, query: ContentQuery) {
    this.#file = file
    this.#pattern = pattern
    this.#query = query
  }

  /** Whether nothing more is wanted of the file. */
  get over(): boolean {
    return this.passedOver || this.#isFull
  }

  /** Whether it ended before all of it was read. */
  get isCut(): boolean {
    return !this.over && this.#bytes < storedBytes(this.#file)
  }

  get #isFull(): boolean {
    return this.#told + this.#matches.length >= this.#query.mostOfFile
  }

  add(offset: number, bytes: Uint8Array): void {
    this.#bytes += bytes.length
    if (this.#search === null) {
      this.#begin(offset, bytes)
      if (this.passedOver) return
    }
    this.#search!.add(offset, bytes)
  }

  end(): void {
    if (this.over) return
    this.#search?.end()
  }

  /** What was found since it was asked last. */
  take(file: number): FoundInFile | null {
    if (this.#matches.length === 0) return null
    const matches = this.#matches
    this.#matches = []
    this.#told += matches.length
    return { file, binary: this.#binary, matches, more: this.#told >= this.#query.mostOfFile }
  }

  #begin(offset: number, bytes: Uint8Array): void {
    // A hole is read as zeros.
    const hasHole = this.#file.sparse !== null && offset + bytes.length < Math.min(HEAD, this.#file.size)
    const isBinary = offset > 0 || hasHole || bytes.subarray(0, HEAD).includes(0)
    this.#binary = isBinary && !this.#query.binaryAsText
    this.passedOver = this.#binary && this.#pattern.kind === 'regex'
    const query = { pattern: this.#pattern, binary: this.#binary, width: this.#query.width }
    this.#search = new FileSearch(query, (match) => {
      if (!this.#isFull) this.#matches.push(match)
    })
  }
}
