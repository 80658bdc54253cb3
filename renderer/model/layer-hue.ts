const hues = [45, 75, 110, 150, 190, 235, 275, 315, 350]

/**
 * The hue of a layer, in degrees of OKLCH: the same wherever the layer is named. Neighbours differ most; after nine the hues come
 * again, moved by a part of a step.
 */
export function layerHue(layer: number): number {
  const round = Math.floor(layer / hues.length)
  const hue = hues[layer % hues.length] ?? 0
  return (hue + ((round * 13) % 30)) % 360
}
