import type { Engine } from '../../shared/engine-api.ts'
import type { Failure } from '../../shared/problem.ts'
import type { ScratchChange, ScratchMemberPage, ScratchRefusal, ScratchStatus } from '../../shared/scratch.ts'
import type { ContentRef, EntryDetails, NodeId } from '../../shared/tree.ts'
import type { EditedText } from '../model/edited-text.ts'
import { MOST_EDITED_BYTES, editedText } from '../model/edited-text.ts'

/** What is asked for in the dialog. */
export type ScratchForm =
  | { readonly kind: 'edit'; readonly node: NodeId; readonly path: string; readonly text: EditedText }
  | { readonly kind: 'rename'; readonly node: NodeId; readonly path: string }
  | { readonly kind: 'mode'; readonly node: NodeId; readonly path: string; readonly entry: EntryDetails }
  | { readonly kind: 'new'; readonly parent: NodeId | string; readonly path: string; readonly type: NewType }
  /** What was changed would be lost by what is to be done. */
  | { readonly kind: 'leave'; readonly go: () => void }

export type NewType = 'file' | 'dir' | 'symlink'

/** Why a change was not made. */
export type ScratchTrouble =
  { readonly refusal: ScratchRefusal } | { readonly failure: Failure } | { readonly why: 'not-text' | 'too-long' }

type ScratchEngine = Pick<Engine, 'startScratch' | 'changeScratch' | 'scratchMembers' | 'endScratch' | 'read'>

/** Members of the tar that are listed. */
export const MOST_MEMBERS = 1000
const PART = 4 * 1024 * 1024

/** The container layer on the image that is looked at, and what is being changed in it. */
export class ScratchState {
  readonly #engine: ScratchEngine
  readonly #onChange: (node: NodeId | null) => void
  #token = 0
  status = $state.raw<ScratchStatus | null>(null)
  /** The panel that says what is stored. */
  open = $state(false)
  members = $state.raw<ScratchMemberPage | null>(null)
  form = $state.raw<ScratchForm | null>(null)
  trouble = $state.raw<ScratchTrouble | null>(null)
  busy = $state(false)

  readonly on: boolean = $derived(this.status !== null)
  readonly changed: boolean = $derived((this.status?.entries ?? 0) > 0)

  /** `onChange` is told of the layer when it comes, changes or goes, with the path that was changed. */
  constructor(engine: ScratchEngine, onChange: (node: NodeId | null) => void) {
    this.#engine = engine
    this.#onChange = onChange
  }

  /** Puts an empty layer on the image, unless one is there. */
  async start(): Promise<boolean> {
    if (this.on) return true
    const token = this.#token
    const answer = await this.#engine.startScratch()
    if (token !== this.#token) return false
    if (!answer.ok) {
      this.trouble = { failure: answer.failure }
      return false
    }
    this.status = answer.value
    this.#onChange(null)
    return true
  }

  /** Makes a change; false where it was not made, and `trouble` says why. */
  async change(change: ScratchChange): Promise<boolean> {
    if (this.busy || !(await this.start())) return false
    const token = this.#token
    this.busy = true
    const answer = await this.#engine.changeScratch(change)
    if (token !== this.#token) return false
    this.busy = false
    if (!answer.ok) this.trouble = { failure: answer.failure }
    else if (!answer.value.done) this.trouble = { refusal: answer.value.refusal }
    else {
      this.trouble = null
      this.form = null
      this.status = answer.value.status
      this.#onChange(answer.value.node)
      if (this.open) await this.#list()
      return true
    }
    return false
  }

  /** Opens the text of a file to be edited. */
  async edit(node: NodeId, path: string, content: ContentRef | null): Promise<void> {
    const token = this.#token
    const text = content === null ? editedText(new Uint8Array(0)) : await this.#read(content)
    if (token !== this.#token || text === null) return
    if ('why' in text) this.trouble = text
    else this.ask({ kind: 'edit', node, path, text })
  }

  async #read(content: ContentRef): Promise<EditedText | { readonly why: 'not-text' | 'too-long' } | null> {
    if (content.size > MOST_EDITED_BYTES) return { why: 'too-long' }
    const bytes = new Uint8Array(content.size)
    for (let offset = 0; offset < content.size;) {
      const answer = await this.#engine.read({ content, offset, length: PART })
      if (!answer.ok) {
        this.trouble = { failure: answer.failure }
        return null
      }
      if (answer.value.bytes.length === 0) return { why: 'not-text' }
      bytes.set(answer.value.bytes, offset)
      offset += answer.value.bytes.length
    }
    return editedText(bytes) ?? { why: 'not-text' }
  }

  /** Opens the dialog. */
  ask(form: ScratchForm): void {
    this.trouble = null
    this.form = form
  }

  /** Goes on at once where nothing would be lost, and asks before where something would. */
  leave(go: () => void): void {
    if (this.changed) this.ask({ kind: 'leave', go })
    else go()
  }

  async show(): Promise<void> {
    this.open = true
    await this.#list()
  }

  async #list(): Promise<void> {
    const token = this.#token
    const answer = await this.#engine.scratchMembers(0, MOST_MEMBERS)
    if (token === this.#token && answer.ok) this.members = answer.value
  }

  /** Takes the layer away, with all that was changed. */
  async end(): Promise<void> {
    this.clear()
    await this.#engine.endScratch()
    this.#onChange(null)
  }

  /** Another image is looked at, or the engine is gone. */
  clear(): void {
    this.#token += 1
    this.status = null
    this.open = false
    this.members = null
    this.form = null
    this.trouble = null
    this.busy = false
  }
}
