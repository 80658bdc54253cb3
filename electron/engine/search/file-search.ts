import type { ContentMatch } from '../../../shared/search.ts'
import { decodeUtf8 } from '../display-name.ts'
import { LONGEST_TEXT } from './content-query.ts'
import type { ContentPattern, LiteralPattern } from './content-query.ts'
import { lineExcerpt } from './line-excerpt.ts'
import type { ByteSpan } from './line-excerpt.ts'

/** Lines are searched whole up to so many bytes; longer ones in pieces, each of which an expression takes for a line. */
export const LONGEST_LINE = 1024 * 1024
/** Bytes by which pieces of a long line overlap: matches of an expression that are longer can be missed there. */
export const OVERLAP = 4 * LONGEST_TEXT
/** A file is binary that has a NUL among its first bytes. */
export const HEAD = 8 * 1024
/** Spans of a line that are told apart. */
const MOST_SPANS = 50
const NEWLINE = 0x0a
const NOTHING = Buffer.alloc(0)

/** What of a query a search through one file needs. */
export interface FileQuery {
  readonly pattern: ContentPattern
  readonly binary: boolean
  readonly width: number
}

/**
 * Searches one file whose bytes come in pieces of any size, in order; what spans two pieces is found. Holds at most a line,
 * or as much of a long one as {@link LONGEST_LINE}, and a piece.
 */
export class FileSearch {
  readonly #query: FileQuery
  readonly #onMatch: (match: ContentMatch) => void
  /** Bytes that are not searched yet, and those before them that a match could begin in. */
  #held: Buffer = NOTHING
  /** Offset in the file of what is held. */
  #base = 0
  /** Offset in the file before which no match is to be told again. */
  #fresh = 0
  /** Of the line that is held, from 1. */
  #line = 1
  /** Whether the line that is held begins before what is held. */
  #within = false
  /** The last line that was told. */
  #told = 0

  constructor(query: FileQuery, onMatch: (match: ContentMatch) => void) {
    this.#query = query
    this.#onMatch = onMatch
  }

  /** Takes the bytes at `offset` of the file. Where that is not where the last ones ended, no match spans the gap. */
  add(offset: number, bytes: Uint8Array): void {
    if (offset !== this.#base + this.#held.length) {
      this.#search(this.#held, false)
      this.#within = this.#base + this.#held.length > 0
      this.#held = NOTHING
      this.#base = offset
    }
    this.#held = this.#held.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#held, bytes])
    if (this.#query.binary) this.#pass(this.#held.length, OVERLAP)
    else {
      const end = this.#held.lastIndexOf(NEWLINE) + 1
      if (end > 0) this.#pass(end, 0)
      if (this.#held.length > LONGEST_LINE) this.#pass(characterBefore(this.#held, this.#held.length), OVERLAP)
    }
  }

  /** Searches what is left. */
  end(): void {
    this.#search(this.#held, false)
    this.#base += this.#held.length
    this.#held = NOTHING
  }

  /** Searches the first `end` bytes that are held, and lets go of them but for the last `keep`. */
  #pass(end: number, keep: number): void {
    const searched = this.#held.subarray(0, end)
    this.#search(searched, keep > 0)
    const from = keep === 0 ? end : characterBefore(this.#held, Math.max(0, end - keep))
    this.#within = keep > 0 ? this.#within || from > 0 : false
    this.#base += from
    this.#held = Buffer.from(this.#held.subarray(from))
  }

  /** `open`: the last line goes on. */
  #search(bytes: Buffer, open: boolean): void {
    if (bytes.length === 0) return
    const { pattern, binary } = this.#query
    if (pattern.kind === 'regex') this.#searchRegex(bytes, pattern.regex, open)
    else if (binary) this.#searchBinary(bytes, pattern)
    else this.#searchLiteral(bytes, pattern, open)
    this.#fresh = Math.max(this.#fresh, this.#base + bytes.length - (open ? OVERLAP : 0))
  }

  #searchBinary(bytes: Buffer, pattern: LiteralPattern): void {
    const folded = pattern.folded(bytes)
    let at = pattern.find(folded, Math.max(0, this.#fresh - this.#base))
    while (at >= 0) {
      this.#onMatch({ line: null, offset: this.#base + at, text: '', marks: [], cut: [false, false] })
      this.#fresh = this.#base + at + pattern.length
      at = pattern.find(folded, at + pattern.length)
    }
  }

  #searchLiteral(bytes: Buffer, pattern: LiteralPattern, open: boolean): void {
    const folded = pattern.folded(bytes)
    let counted = 0
    for (let at = pattern.find(folded, 0); at >= 0;) {
      const start = bytes.lastIndexOf(NEWLINE, at) + 1
      const newline = bytes.indexOf(NEWLINE, at)
      const end = newline < 0 ? bytes.length : newline
      this.#line += newlines(bytes, counted, start)
      if (start > 0) this.#within = false
      counted = start
      const spans: ByteSpan[] = []
      while (at >= 0 && at + pattern.length <= end) {
        if (spans.length < MOST_SPANS) spans.push([at - start, at - start + pattern.length])
        at = pattern.find(folded, at + pattern.length)
      }
      this.#tell(bytes.subarray(start, end), start, spans, newline < 0 && open)
    }
    const rest = newlines(bytes, counted, bytes.length)
    this.#line += rest
    if (rest > 0) this.#within = false
  }

  #searchRegex(bytes: Buffer, regex: RegexPattern, open: boolean): void {
    for (let start = 0; start < bytes.length;) {
      const newline = bytes.indexOf(NEWLINE, start)
      const end = newline < 0 ? bytes.length : newline
      const line = bytes.subarray(start, end)
      const spans = this.#told === this.#line ? [] : regexSpans(line, regex)
      if (spans.length > 0) this.#tell(line, start, spans, newline < 0 && open)
      if (newline < 0) break
      this.#line++
      this.#within = false
      start = newline + 1
    }
  }

  #tell(line: Buffer, start: number, spans: readonly ByteSpan[], open: boolean): void {
    if (this.#told === this.#line) return
    this.#told = this.#line
    this.#onMatch({
      line: this.#line,
      offset: this.#base + start + spans[0]![0],
      ...lineExcerpt(line, spans, this.#query.width, [this.#within, open]),
    })
  }
}

/** Where the last character of UTF-8 before `end` begins; `end` where the bytes are something else. */
function characterBefore(bytes: Uint8Array, end: number): number {
  for (let at = end - 1; at >= Math.max(0, end - 4); at--) if ((bytes[at]! & 0xc0) !== 0x80) return at
  return end
}

type RegexPattern = Extract<ContentPattern, { kind: 'regex' }>['regex']

/** Matches in a line, as bytes; the line is UTF-8, or else every byte is a character of Latin-1. */
function regexSpans(line: Buffer, regex: RegexPattern): ByteSpan[] {
  const stripped = line.at(-1) === 0x0d ? line.subarray(0, -1) : line
  const utf8 = decodeUtf8(stripped)
  const text = utf8 ?? stripped.toString('latin1')
  const spans: ByteSpan[] = []
  const bytesOf = (from: number, to: number): number =>
    utf8 === null || text.length === stripped.length ? to - from : Buffer.byteLength(text.slice(from, to))
  let at = 0
  let bytes = 0
  while (spans.length < MOST_SPANS && at <= text.length) {
    const found = regex.find(text, at)
    if (found === null) break
    const [start, end] = found
    const from = bytes + bytesOf(at, start)
    const to = from + bytesOf(start, end)
    // What matches nothing finds the line, but there is nothing in it to mark twice.
    if (end > start || spans.length === 0) spans.push([from, to])
    if (end === start) break
    at = end
    bytes = to
  }
  return spans
}

function newlines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++) if (bytes[at] === NEWLINE) count++
  return count
}
