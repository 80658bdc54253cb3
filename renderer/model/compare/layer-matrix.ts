import type { ImageInfo, LayerInfo } from '../../../shared/archive.ts'

/** What two images have in common. */
export interface SharedLayersOf {
  /** Layers of the same content, wherever they are in each. */
  readonly layers: number
  /** Bytes as stored. */
  readonly bytes: number
}

/** Which images of an archive share layers, and what that saves. */
export interface LayerMatrix {
  /** By the places of two images in the list; of an image with itself: all its layers. */
  readonly cells: readonly (readonly SharedLayersOf[])[]
  /** Bytes of all layers of all images, each time that one has them. */
  readonly apart: number
  /** Bytes of all layers, each once. */
  readonly stored: number
}

/** A layer that several images have is the same where its DiffID, else its digest is; one that has neither is by itself. */
function keyOf(image: ImageInfo, { diffId, digest, index }: LayerInfo): string {
  return diffId ?? digest ?? `${image.index} ${index}`
}

function bytesOf({ compressedSize, size }: LayerInfo): number {
  return compressedSize ?? size ?? 0
}

/** Compares the layers of images pair by pair, by what their manifests and configs state. */
export function layerMatrix(images: readonly ImageInfo[]): LayerMatrix {
  const layers = images.map((image) => new Map(image.layers.map((layer) => [keyOf(image, layer), bytesOf(layer)])))
  const all = new Map(layers.flatMap((of) => [...of]))
  const sum = (bytes: Iterable<number>): number => [...bytes].reduce((total, of) => total + of, 0)
  return {
    cells: layers.map((rows) =>
      layers.map((columns) => {
        const both = [...rows].filter(([key]) => columns.has(key))
        return { layers: both.length, bytes: sum(both.map(([, bytes]) => bytes)) }
      }),
    ),
    apart: sum(layers.map((of) => sum(of.values()))),
    stored: sum(all.values()),
  }
}
