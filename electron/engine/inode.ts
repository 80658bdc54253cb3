import type { LayerIndex } from './layer-index.ts'
import { NOT_IN_LAYER, Type, linkPosition } from './layer-index.ts'

/** The entry of a layer that holds what one or more names show. */
export interface Inode {
  readonly layer: number
  readonly entry: number
}

/** One number for an inode, to compare and to look up. */
export function inodeKey(layer: number, entry: number): number {
  return layer * 0x1_0000_0000 + entry
}

/** The layer of an inode by its {@link inodeKey}. */
export function layerOfKey(key: number): number {
  return Math.floor(key / 0x1_0000_0000)
}

/** A layer with what its hard links lead to outside of what stands before them. */
export interface LinkedLayer {
  readonly index: LayerIndex
  /** Hard links whose target no earlier member of the layer names; null for one that leads nowhere. */
  readonly resolved: ReadonlyMap<number, Inode | null>
}

/** The inode that an entry of a layer shows; null for a hard link that leads nowhere. */
export function inodeInLayer({ index, resolved }: LinkedLayer, layer: number, entry: number): Inode | null {
  if (index.types[entry] !== Type.HardLink) return { layer, entry }
  const target = index.links.targets[linkPosition(index.links, entry)]!
  if (target === NOT_IN_LAYER) return resolved.get(entry) ?? null
  if (index.types[target] !== Type.HardLink) return { layer, entry: target }
  return resolved.get(target) ?? null
}

/** {@link inodeInLayer} for one layer of many. */
export function inodeOf(layers: readonly LinkedLayer[], layer: number, entry: number): Inode | null {
  return inodeInLayer(layers[layer]!, layer, entry)
}
