import type { LayerInfo } from '../../../shared/archive.ts'

/** A layer of the cake. */
export interface CakeSlice {
  readonly layer: number
  /** Bytes of files; of a layer that is not indexed yet, what is known of its size; 0 where nothing is. */
  readonly bytes: number
  /** Part of all slices, 0..1. */
  readonly share: number
}

/** The layers from the base up, each with its part of the whole. */
export function cakeSlices(layers: readonly LayerInfo[]): CakeSlice[] {
  const sizes = layers.map((layer) => layer.contentBytes ?? layer.size ?? layer.compressedSize ?? 0)
  const all = sizes.reduce((sum, bytes) => sum + bytes, 0)
  return sizes.map((bytes, layer) => ({ layer, bytes, share: all > 0 ? bytes / all : 0 }))
}

/** What stands below the cake: the largest layers in their order, and the others as one. */
export interface CakeLegend {
  readonly named: readonly CakeSlice[]
  readonly others: { readonly layers: number; readonly bytes: number }
}

/** Names at most `most` layers; one alone is not folded. */
export function cakeLegend(slices: readonly CakeSlice[], most: number): CakeLegend {
  const kept = slices.length <= most + 1 ? slices.length : most
  const largest = new Set(
    slices
      .toSorted((a, b) => b.bytes - a.bytes || a.layer - b.layer)
      .slice(0, kept)
      .map(({ layer }) => layer),
  )
  const folded = slices.filter(({ layer }) => !largest.has(layer))
  return {
    named: slices.filter(({ layer }) => largest.has(layer)),
    others: { layers: folded.length, bytes: folded.reduce((sum, { bytes }) => sum + bytes, 0) },
  }
}
