import type { DesktopBridge } from '../../shared/desktop-api.ts'
import type { Engine } from '../../shared/engine-api.ts'
import type { Failure } from '../../shared/problem.ts'
import type { Saved } from '../../shared/save.ts'
import type { IndexProgress } from '../../shared/tree.ts'
import type { SaveSubject } from '../model/save-subject.ts'

/** What is being saved, and what came of it. */
export class SaveState {
  readonly #bridge: Pick<DesktopBridge, 'chooseSaveTarget' | 'showSaved'>
  readonly #engine: Pick<Engine, 'save' | 'cancelSave'>
  #token = 0
  #target: string | null = null
  running = $state(false)
  progress = $state.raw<IndexProgress | null>(null)
  result = $state.raw<Saved | null>(null)
  /** Why nothing was saved; null also where it was stopped. */
  failure = $state.raw<Failure | null>(null)

  constructor(
    bridge: Pick<DesktopBridge, 'chooseSaveTarget' | 'showSaved'>,
    engine: Pick<Engine, 'save' | 'cancelSave'>,
  ) {
    this.#bridge = bridge
    this.#engine = engine
  }

  /** Asks where to and saves; once at a time. */
  async save(subject: SaveSubject, form: 'plain' | 'tar'): Promise<void> {
    const wanted = form === 'tar' ? 'tar' : subject.plain
    if (this.running || wanted === null) return
    const { view, node, name, markers } = subject
    this.#token += 1
    const token = this.#token
    const target = await this.#bridge.chooseSaveTarget({ form: wanted, name })
    if (target === null || token !== this.#token) return
    this.dismiss()
    this.#target = target
    this.running = true
    const answer = await this.#engine.save({ view, node, target, ...(markers ? { markers } : {}) })
    if (token !== this.#token) return
    this.running = false
    this.progress = null
    if (answer.ok) this.result = answer.value
    else if (answer.failure.code !== 'cancelled') this.failure = answer.failure
  }

  cancel(): void {
    void this.#engine.cancelSave()
  }

  /** Shows what was saved in the file manager. */
  reveal(): void {
    if (this.#target !== null) void this.#bridge.showSaved(this.#target)
  }

  /** Takes the notice away. */
  dismiss(): void {
    this.result = null
    this.failure = null
  }

  /** Another archive is opened. */
  clear(): void {
    this.#token += 1
    this.running = false
    this.progress = null
    this.dismiss()
  }
}
