import type { Failure, Outcome } from '../../shared/problem.ts'
import type { InnerArchive } from '../../shared/inner-archive.ts'
import type { ByteSource } from '../model/byte-source.ts'
import { readElf } from '../model/elf.ts'
import type { ElfSummary } from '../model/elf.ts'
import { messages } from '../model/messages.ts'
import { pictureType } from '../model/picture.ts'
import { layOutXml } from './xml-layout.ts'
import { layOutJson } from '../model/json-layout.ts'
import { languageOf } from '../model/language.ts'
import type { Language } from '../model/language.ts'
import { isInnerArchive } from '../model/inner-archive-kind.ts'
import { detectContent, formatOfBinary } from '../model/text-content.ts'
import type { Encoding } from '../model/text-content.ts'
import { TEXT_PART, TextWindow } from '../model/text-window.ts'
import type { TextPlace } from '../model/text-window.ts'
import { HexState } from './hex.svelte.ts'

const KIB = 1024
const MIB = 1024 * KIB
/** By so many bytes it is decided whether a file is text. */
const BEGINNING = 64 * KIB
/** JSON of more is shown as it is stored. */
const MOST_LAID_OUT = 8 * MIB
/** Pictures of more are not drawn. */
const LARGEST_PICTURE = 32 * MIB

const LAYOUTS: ReadonlyMap<Language, (text: string) => string | null> = new Map([
  ['json', layOutJson],
  ['xml', layOutXml],
])

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
      /** Changes with the file and with a jump, not with parts that come or go. */
      readonly key: string
      readonly text: string
      readonly encoding: Encoding
      readonly language: Language
      /** White space was added or taken away. */
      readonly laidOut: boolean
      /** Offset of the first byte that is shown. */
      readonly from: number
      /** Offset behind the last byte that is shown. */
      readonly to: number
      /** Bytes of the file. */
      readonly size: number
      /** Lines before the first; a number of the file's own only where `numbered`. */
      readonly line: number
      readonly numbered: boolean
      /** What to put in sight after a jump. */
      readonly place: TextPlace | null
      /** From this offset on the file could not be read, though it is longer. */
      readonly damagedAt: number | null
    }

/** What more is known of a file than its bytes. */
export type Extra =
  | { readonly kind: 'picture'; readonly bytes: Uint8Array; readonly type: string }
  | { readonly kind: 'elf'; readonly summary: ElfSummary }
  /** null: being read. */
  | { readonly kind: 'members'; readonly archive: Outcome<InnerArchive> | null }

export type ContentTab = 'text' | 'hex' | Extra['kind']

/** The content of the version that is looked at. */
export class ContentState {
  readonly hex = new HexState()
  #subject = $state.raw<ContentSubject | null>(null)
  #window: TextWindow | null = null
  #token = 0
  content = $state.raw<Content | null>(null)
  /** What the user chose for this file. */
  #wish = $state.raw<ContentTab | null>(null)
  /** What the user chose last, by the kind of file. */
  #wishes = $state.raw<Readonly<Partial<Record<string, ContentTab>>>>({})
  extra = $state.raw<Extra | null>(null)
  /** Whether text is laid out for reading; null: as is usual for what is looked at. */
  #layOut = $state.raw<boolean | null>(null)
  loadingMore = $state(false)
  /** The line that is to be in sight, from 1; another object each time it is asked for. */
  wanted = $state.raw<{ readonly line: number } | null>(null)

  readonly tabs: readonly ContentTab[] = $derived(
    this.extra === null ? ['text', 'hex'] : [this.extra.kind, 'text', 'hex'],
  )
  readonly tab: ContentTab = $derived.by(() => {
    const wanted = this.#wish ?? this.#wishes[this.#kind]
    if (wanted !== undefined && this.tabs.includes(wanted)) return wanted
    return this.extra?.kind ?? (this.content?.kind === 'binary' ? 'hex' : 'text')
  })
  readonly #kind: string = $derived(this.extra?.kind ?? this.content?.kind ?? '')
  /** Whether the text can be laid out: it is JSON or XML, and not too long. */
  readonly canLayOut: boolean = $derived.by(() => {
    const { content } = this
    return content?.kind === 'text' && LAYOUTS.has(content.language) && content.size <= MOST_LAID_OUT
  })
  /** It was wanted, but the text is not well-formed. */
  layOutFailed = $state(false)
  readonly layOut: boolean = $derived.by(() => {
    const subject = this.#subject
    return this.#layOut ?? (subject?.kind === 'file' && subject.json === true)
  })
  /** Whether there are bytes to look at. */
  readonly hasBytes: boolean = $derived(this.#subject?.kind === 'file' && this.#subject.source.size > 0)
  readonly fullPath: string = $derived(this.#subject?.kind === 'file' ? this.#subject.fullPath : '')
  readonly layer: number | null = $derived(this.#subject?.kind === 'file' ? this.#subject.layer : null)
  /** Bytes that the next `more` adds; 0 at the end of what can be read. */
  readonly nextPart: number = $derived.by(() => {
    const { content } = this
    if (content?.kind !== 'text' || content.damagedAt === content.to) return 0
    return Math.min(TEXT_PART, content.size - content.to)
  })

  /** Looks at another version or path; null: at nothing. */
  show(subject: ContentSubject | null): void {
    if (same(this.#subject, subject)) return
    const before = this.#subject
    this.#subject = subject
    this.wanted = null
    this.#token += 1
    this.#window = null
    this.loadingMore = false
    this.extra = null
    this.layOutFailed = false
    if (before?.kind !== 'file' || subject?.kind !== 'file' || before.fullPath !== subject.fullPath) this.#wish = null
    this.hex.show(subject?.kind === 'file' ? subject.source : null)
    if (subject?.kind === 'file') void this.#open(subject)
    else this.content = subject
  }

  /** Brings a line of the text into sight, from 1. */
  reveal(line: number | null): void {
    this.wanted = line === null ? null : { line }
    if (line !== null) this.#wish = null
  }

  choose(tab: ContentTab): void {
    this.#wish = tab
    this.#wishes = { ...this.#wishes, [this.#kind]: tab }
  }

  /** Lays text out for reading, or shows it as it is stored; stays so from file to file. */
  async setLayOut(layOut: boolean): Promise<void> {
    this.#layOut = layOut
    const subject = this.#subject
    const { content } = this
    if (content?.kind !== 'text' || subject?.kind !== 'file') return
    const window = this.#window
    if (layOut && this.canLayOut && window) await this.#move(() => window.fill(window.source.size))
    else this.#showText(subject, content.encoding)
  }

  retry(): void {
    const subject = this.#subject
    this.#subject = null
    this.show(subject)
  }

  /** Shows the next part of a long text too; the first is let go where that is too much. */
  async more(): Promise<void> {
    if (this.nextPart > 0) await this.#move((window) => window.next())
  }

  /** Shows the part before too; the last is let go where that is too much. */
  async before(): Promise<void> {
    if (this.content?.kind === 'text' && this.content.from > 0) await this.#move((window) => window.previous())
  }

  /** Shows the text around an offset in bytes. */
  async goTo(offset: number): Promise<void> {
    await this.#move((window) => window.jump(offset))
  }

  async #move(step: (window: TextWindow) => Promise<Failure | TextPlace | null>): Promise<void> {
    const { content } = this
    const subject = this.#subject
    const window = this.#window
    if (content?.kind !== 'text' || subject?.kind !== 'file' || !window || this.loadingMore) return
    this.loadingMore = true
    const token = this.#token
    const answer = await step(window)
    if (token !== this.#token) return
    this.loadingMore = false
    if (answer && 'code' in answer) this.content = { kind: 'failed', failure: answer }
    else this.#showText(subject, content.encoding, answer)
  }

  /** Shows a binary file as text all the same. */
  async showAsText(): Promise<void> {
    const subject = this.#subject
    const window = this.#window
    if (subject?.kind !== 'file' || !window) return
    this.#wish = 'text'
    const token = this.#token
    window.encoding = 'latin-1'
    const failure = await window.fill(TEXT_PART)
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
    const window = new TextWindow(subject.source)
    this.#window = window
    // What was shown stays for the moment that a read takes; only a slow one is worth a word.
    const slow = setTimeout(() => {
      if (token === this.#token) this.content = { kind: 'loading' }
    }, 120)
    try {
      const failure = await window.fill(BEGINNING)
      if (token !== this.#token) return
      if (failure) {
        this.content = { kind: 'failed', failure }
        return
      }
      const kind = detectContent(window.bytes, window.whole)
      if (kind.kind === 'binary') {
        const format = formatOfBinary(window.bytes)
        const extra = await this.#readExtra(subject, window, format)
        if (token !== this.#token) return
        this.extra = extra
        this.content = { kind: 'binary', format: pictureName(window.bytes) ?? format }
        if (extra?.kind === 'members') void this.#readMembers(subject, token)
        return
      }
      const language = subject.json === true ? 'json' : languageOf(subject.fullPath, '')
      const whole = this.layOut && LAYOUTS.has(language) && size <= MOST_LAID_OUT
      window.encoding = kind.encoding
      const later = await window.fill(whole ? size : TEXT_PART)
      if (token !== this.#token) return
      if (later) this.content = { kind: 'failed', failure: later }
      else this.#showText(subject, kind.encoding)
    } finally {
      clearTimeout(slow)
    }
  }

  #showText(
    { source, fullPath, json }: ContentSubject & { readonly kind: 'file' },
    encoding: Encoding,
    place: TextPlace | null = null,
  ): void {
    const window = this.#window
    if (!window) return
    const stored = window.text
    const language = json === true ? 'json' : languageOf(fullPath, window.from === 0 ? stored : '')
    const whole = window.whole && source.size <= MOST_LAID_OUT
    const laidOut = this.layOut && whole ? (LAYOUTS.get(language)?.(stored) ?? null) : null
    const text = laidOut ?? stored
    this.layOutFailed = this.layOut && whole && LAYOUTS.has(language) && laidOut === null && json !== true
    this.content = {
      kind: 'text',
      key: `${source.key}@${window.jumps}`,
      text,
      encoding,
      language,
      laidOut: text !== stored,
      from: window.from,
      to: window.to,
      size: source.size,
      line: window.line,
      numbered: window.numbered,
      place,
      damagedAt: window.damagedAt,
    }
  }

  /** What can be known of a binary file from a few of its bytes; a picture is read whole. */
  async #readExtra(
    { source, fullPath }: ContentSubject & { readonly kind: 'file' },
    window: TextWindow,
    format: string | null,
  ): Promise<Extra | null> {
    const type = pictureType(window.bytes)
    if (type !== null && source.size <= LARGEST_PICTURE) {
      const failure = await window.fill(source.size)
      return failure ? null : { kind: 'picture', bytes: window.bytes, type }
    }
    if (format === 'ELF') {
      const summary = await readElf(async (offset, length) => {
        const answer = await source.read(offset, length)
        return answer.ok ? answer.value.bytes : new Uint8Array()
      })
      return summary && { kind: 'elf', summary }
    }
    const isArchive = source.members !== undefined && (await isInnerArchive(format, window.bytes, fullPath))
    return isArchive ? { kind: 'members', archive: null } : null
  }

  async #readMembers({ source }: ContentSubject & { readonly kind: 'file' }, token: number): Promise<void> {
    const archive = await source.members?.(false)
    if (archive && token === this.#token) this.extra = { kind: 'members', archive }
  }
}

function pictureName(bytes: Uint8Array): string | null {
  const type = pictureType(bytes)
  return type && (messages.picture.types[type] ?? null)
}

function same(a: ContentSubject | null, b: ContentSubject | null): boolean {
  if (a?.kind === 'file' && b?.kind === 'file') {
    return a.fullPath === b.fullPath && a.source.key === b.source.key
  }
  if (a?.kind === 'none' && b?.kind === 'none') return a.why === b.why && a.target === b.target
  return a === b
}
