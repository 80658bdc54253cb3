import type { ComparedDetails, Side } from '../../../shared/comparison.ts'
import type { Engine } from '../../../shared/engine-api.ts'
import type { ContentRef, EntryDetails, PathDetails } from '../../../shared/tree.ts'
import type { ByteSource } from '../../model/byte-source.ts'
import type { AlignedRow } from '../../model/compare/row.ts'
import { ComparisonState } from '../comparison.svelte.ts'
import { ContentState } from '../content.svelte.ts'

/** What of an engine is asked for a path of a comparison. */
export type ComparedFileEngine = Pick<Engine, 'comparedDetails' | 'comparedMembers' | 'readCompared'>

/** What is looked at: a path that both sides have, one that one has, or one whose details could not be read. */
export type ComparedPath =
  | { readonly kind: 'both'; readonly row: AlignedRow; readonly fullPath: string }
  | { readonly kind: 'one'; readonly row: AlignedRow; readonly fullPath: string; readonly side: Side }
  | { readonly kind: 'failed'; readonly row: AlignedRow }

/** The path of a comparison that is looked at, and its content on both sides. */
export class ComparedFileState {
  /** Contents and metadata of a path that both sides have. */
  readonly pair: ComparisonState
  /** The content of a path that one side has. */
  readonly content = new ContentState()
  readonly #engine: ComparedFileEngine
  #sides: { readonly a: EntryDetails; readonly b: EntryDetails } | null = null
  #token = 0
  path = $state.raw<ComparedPath | null>(null)

  constructor(engine: ComparedFileEngine) {
    this.#engine = engine
    this.pair = new ComparisonState((entry) => {
      const side: Side = entry === this.#sides?.a ? 'a' : 'b'
      return entry.content && this.#source(side, entry.content)
    })
  }

  /** Looks at another path; null: at none. */
  async show(row: AlignedRow | null): Promise<void> {
    this.#token += 1
    const token = this.#token
    if (row === null) {
      this.#clear()
      return
    }
    const answer = await this.#engine.comparedDetails(row.node)
    if (token !== this.#token) return
    if (!answer.ok) {
      this.#clear()
      this.path = { kind: 'failed', row }
      return
    }
    this.#take(row, answer.value)
  }

  #take(row: AlignedRow, { a, b }: ComparedDetails): void {
    const fullPath = a?.fullPath ?? b?.fullPath ?? ''
    const [first, second] = [row.a && entryOf(a), row.b && entryOf(b)]
    if (row.a && row.b) {
      this.content.show(null)
      this.path = { kind: 'both', row, fullPath }
      if (first && second) {
        this.#sides = { a: first, b: second }
        this.pair.open(pairDetails(row, fullPath, first, second), 1)
      } else {
        this.#sides = null
        this.pair.close()
      }
      return
    }
    this.#sides = null
    this.pair.close()
    const side: Side = row.a ? 'a' : 'b'
    this.path = { kind: 'one', row, fullPath, side }
    this.#showContent(side, row, fullPath)
  }

  #showContent(side: Side, row: AlignedRow, fullPath: string): void {
    const entry = row[side]
    if (!entry) return
    const { content, type, link } = entry
    if (content) {
      this.content.show({ kind: 'file', source: this.#source(side, content), fullPath, layer: entry.layer })
      return
    }
    const why =
      type === 'dir' || type === 'symlink' || type === 'fifo'
        ? type
        : type === 'char' || type === 'block'
          ? 'device'
          : 'dangling'
    this.content.show({ kind: 'none', why, target: link })
  }

  #source(side: Side, content: ContentRef): ByteSource {
    return {
      key: `${side} ${content.layer} ${content.entry}`,
      size: content.size,
      read: (offset, length) => this.#engine.readCompared(side, { content, offset, length }),
      members: () => this.#engine.comparedMembers(side, content),
    }
  }

  #clear(): void {
    this.#sides = null
    this.path = null
    this.pair.close()
    this.content.show(null)
  }
}

/** The entry that a side shows; null for an implicit directory. */
function entryOf(details: Omit<PathDetails, 'owners'> | null): EntryDetails | null {
  if (details?.visible == null) return null
  return details.versions[details.visible]?.entry ?? null
}

/** The two sides as two versions of one path: as such they are compared field by field. */
function pairDetails(row: AlignedRow, fullPath: string, a: EntryDetails, b: EntryDetails): PathDetails {
  const version = (entry: EntryDetails): PathDetails['versions'][number] => ({
    layer: entry.layer,
    change: 'modified',
    what: row.what,
    contentCompared: row.compared,
    entry,
    hidden: null,
    removedThrough: null,
    hiddenBytes: 0,
  })
  return {
    node: row.node,
    fullPath,
    versions: [version(a), version(b)],
    visible: 1,
    owners: { users: {}, groups: {} },
  }
}
