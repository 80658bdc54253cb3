import type { Failure } from '../../shared/problem.ts'
import type { ByteSource } from '../model/byte-source.ts'
import { layOutJson } from '../model/json-layout.ts'
import { languageOf } from '../model/language.ts'
import type { Language } from '../model/language.ts'
import { decodeText, detectContent, formatOfBinary } from '../model/text-content.ts'
import type { Encoding } from '../model/text-content.ts'
import { HexState } from './hex.svelte.ts'

const KIB = 1024
const MIB = 1024 * KIB
/** By so many bytes it is decided whether a file is text. */
const BEGINNING = 64 * KIB
/** So much of a text is shown at first. */
const FIRST_PART = MIB
/** So much is added at once. */
const NEXT_PART = 4 * MIB
/** JSON of more is shown as it is stored. */
const MOST_LAID_OUT = 8 * MIB
/** A text view of more answers too slowly; the hex view has no limit. */
const MOST = 17 * MIB

/** Why there is no content to show. */
export type NoContent = 'dir' | 'symlink' | 'device' | 'fifo' | 'dangling' | 'removed' | 'missing'

/** What is looked at: one version of a path, or a blob. */
export type ContentSubject =
  | {
      readonly kind: 'file'
      readonly source: ByteSource
      /** Tells the language; the tab that the user chose stays from source to source of one path. */
      readonly fullPath: string
      /** null: of no layer. */
      readonly layer: number | null
      /** Whether JSON is laid out for reading, as far as it is small enough. */
      readonly json?: boolean
    }
  | { readonly kind: 'none'; readonly why: NoContent; readonly target: string | null }

export type Content =
  | { readonly kind: 'loading' }
  | { readonly kind: 'none'; readonly why: NoContent; readonly target: string | null }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'empty' }
  | { readonly kind: 'binary'; readonly format: string | null }
  | {
      readonly kind: 'text'
      /** Changes with the file, not with the part of it that is shown. */
      readonly key: string
      readonly text: string
      readonly encoding: Encoding
      readonly language: Language
      /** White space was added or taken away. */
      readonly laidOut: boolean
      /** Bytes. */
      readonly shown: number
      readonly size: number
    }

export type ContentTab = 'text' | 'hex'

/** The content of the version that is looked at. */
export class ContentState {
  readonly hex = new HexState()
  #subject = $state.raw<ContentSubject | null>(null)
  #bytes = new Uint8Array()
  #token = 0
  content = $state.raw<Content | null>(null)
  /** What the user chose for this file; else its kind decides. */
  #wish = $state.raw<ContentTab | null>(null)
  loadingMore = $state(false)

  readonly tab: ContentTab = $derived(this.#wish ?? (this.content?.kind === 'binary' ? 'hex' : 'text'))
  /** Whether there are bytes to look at. */
  readonly hasBytes: boolean = $derived(this.#subject?.kind === 'file' && this.#subject.source.size > 0)
  readonly fullPath: string = $derived(this.#subject?.kind === 'file' ? this.#subject.fullPath : '')
  readonly layer: number | null = $derived(this.#subject?.kind === 'file' ? this.#subject.layer : null)
  /** Bytes that the next `more` adds; 0 where all is shown, or as much as a text view can hold. */
  readonly nextPart: number = $derived.by(() => {
    const { content } = this
    return content?.kind === 'text'
      ? Math.max(0, Math.min(NEXT_PART, content.size - content.shown, MOST - content.shown))
      : 0
  })

  /** Looks at another version or path; null: at nothing. */
  show(subject: ContentSubject | null): void {
    if (same(this.#subject, subject)) return
    const before = this.#subject
    this.#subject = subject
    this.#token += 1
    this.#bytes = new Uint8Array()
    if (before?.kind !== 'file' || subject?.kind !== 'file' || before.fullPath !== subject.fullPath) this.#wish = null
    this.hex.show(subject?.kind === 'file' ? subject.source : null)
    if (subject?.kind === 'file') void this.#open(subject)
    else this.content = subject
  }

  choose(tab: ContentTab): void {
    this.#wish = tab
  }

  retry(): void {
    const subject = this.#subject
    this.#subject = null
    this.show(subject)
  }

  /** Shows the next part of a long text too. */
  async more(): Promise<void> {
    const { content } = this
    const subject = this.#subject
    if (content?.kind !== 'text' || subject?.kind !== 'file' || this.nextPart === 0 || this.loadingMore) return
    this.loadingMore = true
    const token = this.#token
    const failure = await this.#fill(subject.source, content.shown + this.nextPart, token)
    this.loadingMore = false
    if (token !== this.#token) return
    if (failure) this.content = { kind: 'failed', failure }
    else this.#showText(subject, content.encoding)
  }

  /** Shows a binary file as text all the same. */
  async showAsText(): Promise<void> {
    const subject = this.#subject
    if (subject?.kind !== 'file') return
    this.#wish = 'text'
    const token = this.#token
    const failure = await this.#fill(subject.source, FIRST_PART, token)
    if (token !== this.#token) return
    if (failure) this.content = { kind: 'failed', failure }
    else this.#showText(subject, 'latin-1')
  }

  async #open(subject: ContentSubject & { readonly kind: 'file' }): Promise<void> {
    const token = this.#token
    const { size } = subject.source
    if (size === 0) {
      this.content = { kind: 'empty' }
      return
    }
    // What was shown stays for the moment that a read takes; only a slow one is worth a word.
    const slow = setTimeout(() => {
      if (token === this.#token) this.content = { kind: 'loading' }
    }, 120)
    try {
      const failure = await this.#fill(subject.source, BEGINNING, token)
      if (token !== this.#token) return
      if (failure) {
        this.content = { kind: 'failed', failure }
        return
      }
      const kind = detectContent(this.#bytes, this.#bytes.length === size)
      if (kind.kind === 'binary') {
        this.content = { kind: 'binary', format: formatOfBinary(this.#bytes) }
        return
      }
      const whole = subject.json === true && size <= MOST_LAID_OUT
      const later = await this.#fill(subject.source, whole ? size : FIRST_PART, token)
      if (token !== this.#token) return
      if (later) this.content = { kind: 'failed', failure: later }
      else this.#showText(subject, kind.encoding)
    } finally {
      clearTimeout(slow)
    }
  }

  #showText({ source, fullPath, json }: ContentSubject & { readonly kind: 'file' }, encoding: Encoding): void {
    const shown = this.#bytes.length
    const stored = decodeText(this.#bytes, encoding, shown === source.size)
    const laidOut = json === true && shown === source.size && shown <= MOST_LAID_OUT ? layOutJson(stored) : null
    const text = laidOut ?? stored
    this.content = {
      kind: 'text',
      key: source.key,
      text,
      encoding,
      language: json === true ? 'json' : languageOf(fullPath, text),
      laidOut: text !== stored,
      shown,
      size: source.size,
    }
  }

  /** Reads on until `wanted` bytes of the file, or all, are there. */
  async #fill(source: ByteSource, wanted: number, token: number): Promise<Failure | null> {
    while (this.#bytes.length < Math.min(wanted, source.size)) {
      const offset = this.#bytes.length
      const answer = await source.read(offset, Math.min(wanted, source.size) - offset)
      if (token !== this.#token) return null
      if (!answer.ok) return answer.failure
      const { bytes } = answer.value
      if (bytes.length === 0) return null
      const joined = new Uint8Array(offset + bytes.length)
      joined.set(this.#bytes)
      joined.set(bytes, offset)
      this.#bytes = joined
    }
    return null
  }
}

function same(a: ContentSubject | null, b: ContentSubject | null): boolean {
  if (a?.kind === 'file' && b?.kind === 'file') {
    return a.fullPath === b.fullPath && a.source.key === b.source.key
  }
  if (a?.kind === 'none' && b?.kind === 'none') return a.why === b.why && a.target === b.target
  return a === b
}
