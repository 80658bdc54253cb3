import type { HistoryEntry, ImageInfo, LayerInfo } from '../../shared/archive.ts'
import type { ImageTotals, IndexProgress, StackStatus, View } from '../../shared/tree.ts'
import { layerList } from '../model/layer-list.ts'
import type { LayerList } from '../model/layer-list.ts'

/** Whether the tree shows one layer, or all up to it. */
export type Scope = 'layer' | 'merged'

/** The image that is looked at: its layers as far as they are indexed, and which of them is selected. */
export class ImageState {
  info = $state.raw<ImageInfo | null>(null)
  #status = $state.raw<StackStatus | null>(null)
  progress = $state.raw<IndexProgress | null>(null)
  selected = $state(0)
  scope = $state.raw<Scope>('merged')

  /** Whether the engine has it open. */
  readonly opened: boolean = $derived(this.#status !== null)
  /** The layers that the archive has. */
  readonly ownLayers: readonly LayerInfo[] = $derived(this.#status?.layers ?? this.info?.layers ?? [])
  /** The container layer that was started on them; null: none. */
  scratch = $state.raw<LayerInfo | null>(null)
  /** All that can be looked at: the container layer is the topmost. */
  readonly layers: readonly LayerInfo[] = $derived(this.scratch ? [...this.ownLayers, this.scratch] : this.ownLayers)
  readonly history: readonly HistoryEntry[] = $derived(this.info?.history ?? [])
  readonly list: LayerList = $derived(layerList(this.ownLayers, this.history))
  /** Layers 0 to `stacked` - 1 can be shown merged. */
  readonly stacked: number = $derived((this.#status?.stacked ?? 0) + (this.scratch ? 1 : 0))
  readonly totals: ImageTotals | null = $derived(this.#status?.totals ?? null)
  readonly layer: LayerInfo | null = $derived(this.layers[this.selected] ?? null)
  readonly view: View = $derived(
    this.scope === 'layer' ? { kind: 'layer', layer: this.selected } : { kind: 'merged', upto: this.selected },
  )
  readonly busy: boolean = $derived.by(() => {
    const phase = this.progress?.phase
    return phase !== undefined && phase !== 'ready' && phase !== 'cancelled'
  })
  readonly stopped: boolean = $derived(this.progress?.phase === 'cancelled')

  /** Looks at another image, at its topmost layer. */
  show(info: ImageInfo): void {
    this.info = info
    this.scratch = null
    this.#status = null
    this.progress = null
    this.selected = Math.max(0, info.layers.length - 1)
  }

  clear(): void {
    this.info = null
    this.scratch = null
    this.#status = null
    this.progress = null
    this.selected = 0
    this.scope = 'merged'
  }

  /** Takes in how far the engine is; false where it speaks of another image. */
  update(status: StackStatus): boolean {
    if (status.image !== this.info?.index) return false
    this.#status = status
    return true
  }

  /** The instruction that made a layer; null where that is not known. */
  instructionOf(layer: number): HistoryEntry | null {
    const at = this.layers[layer]?.history
    return at == null ? null : (this.history[at] ?? null)
  }
}
