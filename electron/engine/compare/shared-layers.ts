import type { ImageSession } from '../image-session.ts'

/**
 * Which layers two images share: those with the same DiffID (OCI image-spec, config.md, `rootfs.diff_ids`), as both
 * configs state it, whose tars have the same size and number of members; or with the same blob of one archive.
 */
export class SharedLayers {
  /** For each layer of a: the one of b; -1 where there is none. */
  readonly #ofA: readonly number[]
  /** Layers at the begin of both that are the same. */
  readonly prefix: number

  constructor(a: ImageSession, b: ImageSession) {
    const free = new Set(b.layers.map(({ index }) => index))
    this.#ofA = a.layers.map(({ index }) => {
      const other = [...free].find((layer) => isSame(a, index, b, layer))
      if (other !== undefined) free.delete(other)
      return other ?? -1
    })
    const end = this.#ofA.findIndex((other, layer) => other !== layer)
    this.prefix = end < 0 ? this.#ofA.length : end
  }

  /** Whether a layer of a is one of b. */
  isShared(a: number, b: number): boolean {
    return this.#ofA[a] === b
  }

  /** The layer of b that a layer of a is; null where it is none. */
  ofA(layer: number): number | null {
    const other = this.#ofA[layer] ?? -1
    return other < 0 ? null : other
  }
}

function isSame(a: ImageSession, layerA: number, b: ImageSession, layerB: number): boolean {
  const infoA = a.layers[layerA]!
  const infoB = b.layers[layerB]!
  const blobA = a.image.sources[layerA]!.blob
  const blobB = b.image.sources[layerB]!.blob
  if (blobA !== null && blobB !== null) {
    const { range } = blobA
    if (range.fd === blobB.range.fd && range.offset === blobB.range.offset && range.size === blobB.range.size)
      return true
  }
  const diffIdA = a.indexed(layerA)?.diffId ?? infoA.diffId
  const diffIdB = b.indexed(layerB)?.diffId ?? infoB.diffId
  if (diffIdA === null || diffIdA !== diffIdB) return false
  return infoA.size === infoB.size && infoA.entries === infoB.entries && infoA.state === infoB.state
}
