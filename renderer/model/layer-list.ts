import type { HistoryEntry, LayerInfo } from '../../shared/archive.ts'

/** A line of the list of layers. */
export type LayerListItem =
  | { readonly kind: 'layer'; readonly layer: LayerInfo; readonly entry: HistoryEntry | null }
  | { readonly kind: 'instruction'; readonly index: number; readonly entry: HistoryEntry }

/** The history of an image with its layers, newest first. */
export interface LayerList {
  readonly items: readonly LayerListItem[]
  /** Why layers stand without instructions; null where each has its own. */
  readonly unmatched: 'no-history' | 'counts-differ' | null
  /** Where history cannot be matched: all of it, newest first; else empty. */
  readonly loose: readonly { readonly index: number; readonly entry: HistoryEntry }[]
}

/** Puts instructions that made no layer between the layers. Where history and layers do not match nothing is guessed. */
export function layerList(layers: readonly LayerInfo[], history: readonly HistoryEntry[]): LayerList {
  const indexed = history.map((entry, index) => ({ entry, index }))
  if (layers.some((layer) => layer.history === null)) {
    const items = layers.map((layer): LayerListItem => {
      const entry = layer.history === null ? null : (history[layer.history] ?? null)
      return { kind: 'layer', layer, entry }
    })
    return {
      items: items.reverse(),
      unmatched: history.length === 0 ? 'no-history' : 'counts-differ',
      loose: indexed.reverse(),
    }
  }
  const byHistory = new Map(layers.map((layer) => [layer.history, layer]))
  const items = indexed.map(({ entry, index }): LayerListItem => {
    const layer = byHistory.get(index)
    return layer ? { kind: 'layer', layer, entry } : { kind: 'instruction', index, entry }
  })
  return { items: items.reverse(), unmatched: null, loose: [] }
}
