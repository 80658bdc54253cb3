import type { Engine } from '../../shared/engine-api.ts'
import type { ContentRef, EntryType, NodeId, PathDetails, Row, Version, View } from '../../shared/tree.ts'
import type { ByteSource } from '../model/byte-source.ts'
import { ComparisonState } from './comparison.svelte.ts'
import { ContentState } from './content.svelte.ts'
import type { ContentSubject, NoContent } from './content.svelte.ts'

const NO_CONTENT: Readonly<Record<EntryType, NoContent>> = {
  file: 'dangling',
  dir: 'dir',
  symlink: 'symlink',
  hardlink: 'dangling',
  char: 'device',
  block: 'device',
  fifo: 'fifo',
}

/** The path that is looked at: its versions, and the content of one of them. */
export class DetailsState {
  readonly content = new ContentState()
  readonly comparison = new ComparisonState((entry) => entry.content && this.#sourceOf(entry.content))
  readonly #engine: Pick<Engine, 'details' | 'read' | 'members'>
  /** The layer that can change, and how often it has. */
  #changing: { readonly layer: number; readonly turn: number } | null = null
  #token = 0
  #view: View | null = null
  #asked: Promise<void> = Promise.resolve()
  path = $state.raw<NodeId | null>(null)
  /** The row that was selected: what is known before the details are there. */
  row = $state.raw<Row | null>(null)
  details = $state.raw<PathDetails | null>(null)
  failed = $state(false)
  /** The version that the user chose; null: the one that the view shows. */
  #chosen = $state.raw<Version | null>(null)

  /** Index of the version that is looked at; -1: none. */
  readonly index: number = $derived.by(() => {
    const { details } = this
    if (!details) return -1
    const chosen = details.versions.findIndex(
      ({ layer, change }) => layer === this.#chosen?.layer && change === this.#chosen.change,
    )
    return chosen >= 0 ? chosen : shownVersion(details, this.#view)
  })
  readonly version: Version | null = $derived(this.details?.versions[this.index] ?? null)

  constructor(engine: Pick<Engine, 'details' | 'read' | 'members'>) {
    this.#engine = engine
  }

  /** Looks at a path of a view; null: at none. */
  show(row: Row | null, view: View): void {
    this.row = row
    this.#ask(row?.path ?? null, view, false)
  }

  /** Looks at a path that may have no row. */
  showPath(path: NodeId, view: View): void {
    this.row = null
    this.#ask(path, view, false)
  }

  /** The view is another; the path stays. */
  follow(view: View): void {
    this.#ask(this.path, view, false)
  }

  /** More layers are stacked. */
  refresh(): void {
    if (this.#view) this.#ask(this.path, this.#view, true)
  }

  /** The details that were asked for last, as soon as they are there. */
  async loaded(): Promise<PathDetails | null> {
    await this.#asked
    return this.details
  }

  /** What a layer has is another; null: no layer changes any more. */
  changed(layer: number | null): void {
    this.#changing = layer === null ? null : { layer, turn: (this.#changing?.turn ?? 0) + 1 }
    this.refresh()
  }

  choose(version: Version): void {
    this.#chosen = version
    this.#showContent()
  }

  clear(): void {
    this.#token += 1
    this.path = null
    this.row = null
    this.details = null
    this.failed = false
    this.#chosen = null
    this.comparison.close()
    this.content.show(null)
  }

  #ask(path: NodeId | null, view: View, keepChosen: boolean): void {
    this.#token += 1
    const token = this.#token
    if (path !== this.path || !keepChosen) this.#chosen = null
    this.path = path
    this.#view = view
    this.failed = false
    if (path === null) {
      this.details = null
      this.content.show(null)
      return
    }
    this.#asked = this.#engine.details(path, view).then((answer) => {
      if (token !== this.#token) return
      this.failed = !answer.ok
      this.details = answer.ok ? answer.value : null
      this.#showContent()
    })
  }

  #showContent(): void {
    const { details, version } = this
    this.content.show(details && version && this.#subjectOf(details.fullPath, version))
  }

  #subjectOf(fullPath: string, { entry }: Version): ContentSubject {
    if (!entry) return { kind: 'none', why: 'removed', target: null }
    if (entry.content) {
      const { layer } = entry.content
      return { kind: 'file', source: this.#sourceOf(entry.content), fullPath, layer }
    }
    return { kind: 'none', why: NO_CONTENT[entry.type], target: entry.link }
  }

  #sourceOf(content: ContentRef): ByteSource {
    return {
      key: `${content.layer}:${content.entry}${content.layer === this.#changing?.layer ? `:${this.#changing.turn}` : ''}`,
      size: content.size,
      read: (offset, length) => this.#engine.read({ content, offset, length }),
      members: (contents) => this.#engine.members(content, contents),
    }
  }
}

/** The version that a view shows; where it shows none, the newest that can be read. */
function shownVersion(details: PathDetails, view: View | null): number {
  if (details.visible !== null) return details.visible
  const upto = view?.kind === 'merged' ? view.upto : (view?.layer ?? Infinity)
  const below = details.versions.findLastIndex((version) => version.entry !== null && version.layer <= upto)
  return below >= 0 ? below : details.versions.findIndex((version) => version.entry !== null)
}
