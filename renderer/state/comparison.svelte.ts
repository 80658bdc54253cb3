import type { Failure } from '../../shared/problem.ts'
import type { EntryDetails, PathDetails } from '../../shared/tree.ts'
import type { ByteSource } from '../model/byte-source.ts'
import { HexDiff } from '../model/hex-diff.ts'
import { pictureType } from '../model/picture.ts'
import { languageOf } from '../model/language.ts'
import type { Language } from '../model/language.ts'
import { metadataPairs } from '../model/metadata-diff.ts'
import type { FieldPair } from '../model/metadata-diff.ts'
import { isInnerArchive } from '../model/inner-archive-kind.ts'
import { memberPairs } from '../model/member-pairs.ts'
import type { MemberPairs } from '../model/member-pairs.ts'
import { encodingLabel } from '../model/encoding-label.ts'
import { decodeText, detectContent, formatOfBinary, startOfCharacter } from '../model/text-content.ts'
import type { ContentKind, Encoding } from '../model/text-content.ts'

/** So many bytes of each are compared at once. */
const PART = 4 * 1024 * 1024
/** Pictures of more are not drawn. */
const LARGEST_PICTURE = 32 * 1024 * 1024

export type ComparisonTab = 'text' | 'hex' | 'picture' | 'members'

/** One of the two that are compared. */
export interface ComparedSide {
  readonly size: number
  /** The part of the file that is compared; a picture's are all. */
  readonly bytes: Uint8Array
  readonly kind: ContentKind
  /** Media type of a picture that can be drawn; null for all else. */
  readonly picture: string | null
  /** Whether it is an archive whose members can be listed. */
  readonly archive: boolean
}

/** What two archives hold, held against each other. */
export type ComparedMembers =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'pairs'; readonly members: MemberPairs }

export type Compared =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** One of them has no content, or both. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'bytes'
      readonly a: ComparedSide
      readonly b: ComparedSide
      /** Offset of the first byte that is compared. */
      readonly from: number
      /** Whether what is compared is equal to the byte. */
      readonly equal: boolean
      readonly whole: boolean
    }

/** Two texts beside each other. */
export interface TextPair {
  readonly before: string
  readonly after: string
  readonly encodings: readonly [before: string, after: string]
  readonly language: Language
  /** They differ in what no line shows: line ends, byte order marks, the encoding. */
  readonly unseen: boolean
}

/** Two versions of a path beside each other. */
export class ComparisonState {
  readonly #source: (entry: EntryDetails) => ByteSource | null
  #token = 0
  #details = $state.raw<PathDetails | null>(null)
  #pair = $state.raw<readonly [a: number, b: number]>([0, 0])
  #wish = $state.raw<ComparisonTab | null>(null)
  compared = $state.raw<Compared>({ kind: 'loading' })
  /** null where they are no archives, or the same to the byte. */
  members = $state.raw<ComparedMembers | null>(null)

  readonly details: PathDetails | null = $derived(this.#details)
  readonly a: number = $derived(this.#pair[0])
  readonly b: number = $derived(this.#pair[1])
  readonly fields: readonly FieldPair[] = $derived.by(() => {
    const [before, after] = [this.#entry(this.a), this.#entry(this.b)]
    return this.#details && before && after ? metadataPairs(before, after, this.#details.owners) : []
  })
  readonly tabs: readonly ComparisonTab[] = $derived.by(() => {
    const { compared } = this
    if (compared.kind !== 'bytes') return []
    const { a, b } = compared
    return [
      ...(this.members === null ? [] : (['members'] as const)),
      ...(a.picture !== null && b.picture !== null ? (['picture'] as const) : []),
      ...(a.kind.kind === 'text' && b.kind.kind === 'text' ? (['text'] as const) : []),
      'hex',
    ]
  })
  readonly tab: ComparisonTab = $derived(
    this.#wish !== null && this.tabs.includes(this.#wish) ? this.#wish : (this.tabs[0] ?? 'hex'),
  )
  readonly texts: TextPair | null = $derived.by(() => {
    const { compared } = this
    return this.tab === 'text' && compared.kind === 'bytes' ? textPair(compared, this.#details?.fullPath ?? '') : null
  })
  readonly hex: HexDiff | null = $derived.by(() => {
    const { compared } = this
    return this.tab === 'hex' && compared.kind === 'bytes'
      ? new HexDiff(compared.a.bytes, compared.b.bytes, compared.from)
      : null
  })
  /** Where the parts before and behind begin; null: there is none. */
  readonly parts: { readonly before: number | null; readonly next: number | null } = $derived.by(() => {
    const { compared } = this
    if (compared.kind !== 'bytes') return { before: null, next: null }
    const { a, b, from } = compared
    return {
      before: from > 0 ? Math.max(0, from - PART) : null,
      next: from + PART < Math.max(a.size, b.size) ? from + PART : null,
    }
  })

  /** `source` gives the bytes of a version. */
  constructor(source: (entry: EntryDetails) => ByteSource | null) {
    this.#source = source
  }

  /** Versions that can be compared: those that the layers have, not the removals. */
  static comparable({ versions }: PathDetails): number[] {
    return versions.flatMap(({ entry }, index) => (entry === null ? [] : [index]))
  }

  /** Compares a version with the one before it, the oldest with the one behind. */
  open(details: PathDetails, version: number): void {
    const indexes = ComparisonState.comparable(details)
    if (indexes.length < 2) return
    const chosen = indexes.includes(version)
      ? version
      : (indexes.findLast((index) => index < version) ?? indexes[0] ?? 0)
    const at = Math.max(1, indexes.indexOf(chosen))
    this.#details = details
    this.#wish = null
    this.compare(indexes[at - 1] ?? 0, indexes[at] ?? 0)
  }

  close(): void {
    this.#token += 1
    this.#details = null
    this.compared = { kind: 'loading' }
    this.members = null
  }

  /** Compares two versions, by their place among all. */
  compare(a: number, b: number): void {
    this.#pair = [a, b]
    this.members = null
    void this.read(0)
  }

  swap(): void {
    this.compare(this.b, this.a)
  }

  choose(tab: ComparisonTab): void {
    this.#wish = tab
  }

  /** Compares the part that begins at an offset. */
  async read(from: number): Promise<void> {
    this.#token += 1
    const token = this.#token
    const sources = [this.#entry(this.a), this.#entry(this.b)].map((entry) => entry && this.#source(entry))
    const [first, second] = sources
    if (!first || !second) {
      this.compared = { kind: 'none' }
      return
    }
    this.compared = { kind: 'loading' }
    const fullPath = this.#details?.fullPath ?? ''
    const [a, b] = await Promise.all([readSide(first, from, fullPath), readSide(second, from, fullPath)])
    if (token !== this.#token) return
    if (!a.ok) this.compared = { kind: 'failed', failure: a.failure }
    else if (!b.ok) this.compared = { kind: 'failed', failure: b.failure }
    else {
      const whole = from === 0 && Math.max(first.size, second.size) <= PART
      const equal = sameBytes(a.side.bytes, b.side.bytes)
      const listed = a.side.archive && b.side.archive && !(whole && equal)
      if (listed && this.members === null) void this.#readMembers(first, second)
      this.compared = { kind: 'bytes', a: a.side, b: b.side, from, equal, whole }
    }
  }

  async #readMembers(first: ByteSource, second: ByteSource): Promise<void> {
    const loading: ComparedMembers = { kind: 'loading' }
    this.members = loading
    const [a, b] = await Promise.all([first.members?.(true), second.members?.(true)])
    if (this.members !== loading || !a || !b) return
    if (!a.ok) this.members = { kind: 'failed', failure: a.failure }
    else if (!b.ok) this.members = { kind: 'failed', failure: b.failure }
    else this.members = { kind: 'pairs', members: memberPairs(a.value, b.value) }
  }

  #entry(index: number): EntryDetails | null {
    return this.#details?.versions[index]?.entry ?? null
  }
}

type SideRead = { readonly ok: true; readonly side: ComparedSide } | { readonly ok: false; readonly failure: Failure }

async function readSide(source: ByteSource, from: number, fullPath: string): Promise<SideRead> {
  const first = await readBytes(source, 0, Math.min(source.size, 64 * 1024))
  if ('code' in first) return { ok: false, failure: first }
  const type = pictureType(first)
  const picture = type !== null && source.size <= LARGEST_PICTURE ? type : null
  const wanted = picture === null ? PART : source.size
  const bytes = await readBytes(source, from, Math.max(0, Math.min(wanted, source.size - from)))
  if ('code' in bytes) return { ok: false, failure: bytes }
  const kind = detectContent(first, first.length === source.size)
  const archive =
    kind.kind === 'binary' &&
    source.members !== undefined &&
    (await isInnerArchive(formatOfBinary(first), Uint8Array.from(first), fullPath))
  return { ok: true, side: { size: source.size, bytes, kind, picture, archive } }
}

async function readBytes(source: ByteSource, from: number, length: number): Promise<Uint8Array | Failure> {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const answer = await source.read(from + done, length - done)
    if (!answer.ok) return answer.failure
    if (answer.value.bytes.length === 0) break
    bytes.set(answer.value.bytes, done)
    done += answer.value.bytes.length
  }
  return bytes.subarray(0, done)
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

/** The text of a part, from its first whole character on. */
function decodePart(bytes: Uint8Array, encoding: Encoding, from: number, last: boolean): string {
  const skipped = from === 0 ? 0 : startOfCharacter(bytes, encoding)
  return decodeText(bytes.subarray(skipped), encoding, last, from === 0)
}

function textPair({ a, b, from, equal }: Compared & { readonly kind: 'bytes' }, fullPath: string): TextPair {
  const text = ({ kind, bytes, size }: ComparedSide): string =>
    kind.kind === 'text' ? decodePart(bytes, kind.encoding, from, from + bytes.length >= size) : ''
  const [before, after] = [text(a), text(b)]
  const lines = (whole: string): string => whole.replace(/\r\n?/g, '\n')
  return {
    before,
    after,
    encodings: [encodingLabel(a.kind, a.bytes), encodingLabel(b.kind, b.bytes)],
    language: languageOf(fullPath, after),
    unseen: !equal && lines(before) === lines(after),
  }
}
