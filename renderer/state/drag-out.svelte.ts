import type { DesktopBridge } from '../../shared/desktop-api.ts'
import type { Engine } from '../../shared/engine-api.ts'
import type { Row } from '../../shared/tree.ts'
import type { SaveSubject } from '../model/save-subject.ts'

/** Bytes of the largest file that is dragged out of the window; it is written whole before the drag goes on. */
export const LARGEST_DRAG = 64 * 1024 * 1024

/** Why a row is not dragged out. */
export type DragRefusal =
  /** It is no regular file. */
  | 'no-file'
  /** It is larger than {@link LARGEST_DRAG}. */
  | 'too-large'
  /** Something else is being saved. */
  | 'busy'
  /** The archive does not hold it whole, or the disk refuses. */
  | 'failed'

/** A file that is being dragged out of the window. */
export class DragOutState {
  readonly #bridge: Pick<DesktopBridge, 'prepareDrag' | 'startDrag'>
  readonly #engine: Pick<Engine, 'save' | 'cancelSave'>
  #token = 0
  /** The file is being written. */
  preparing = $state(false)
  /** A drag of this window is on its way: what comes over the window is its own. */
  active = $state(false)
  refusal = $state.raw<DragRefusal | null>(null)

  constructor(bridge: Pick<DesktopBridge, 'prepareDrag' | 'startDrag'>, engine: Pick<Engine, 'save' | 'cancelSave'>) {
    this.#bridge = bridge
    this.#engine = engine
  }

  /** Begins to drag a row; `subject` is what is saved of it. `saving`: something else is being saved. */
  async begin(row: Row, subject: SaveSubject | null, saving: boolean): Promise<void> {
    this.refusal = refusalOf(row, subject, saving || this.preparing)
    if (this.refusal !== null || subject === null) return
    this.#token += 1
    const token = this.#token
    this.preparing = true
    try {
      const target = await this.#bridge.prepareDrag(subject.name)
      if (target === null) {
        this.refusal = 'failed'
        return
      }
      if (token !== this.#token) return
      const answer = await this.#engine.save({ view: subject.view, node: subject.node, target })
      // Let go of meanwhile: there is nothing to go on with.
      if (token !== this.#token) return
      if (!answer.ok) {
        if (answer.failure.code !== 'cancelled') this.refusal = 'failed'
        return
      }
      this.active = true
      if (!(await this.#bridge.startDrag(target))) this.active = false
    } finally {
      this.preparing = false
    }
  }

  /** The pointer let go before the file was there. */
  release(): void {
    this.active = false
    if (!this.preparing) return
    this.#token += 1
    void this.#engine.cancelSave()
  }

  /** The pointer moves over the window without a drag. */
  over(): void {
    this.active = false
  }

  dismiss(): void {
    this.refusal = null
  }
}

function refusalOf(row: Row, subject: SaveSubject | null, busy: boolean): DragRefusal | null {
  if (subject?.plain !== 'file') return 'no-file'
  if (row.size > LARGEST_DRAG) return 'too-large'
  return busy ? 'busy' : null
}
