import type { ImageSession } from './image-session.ts'
import type { JobControl, LayerJobs } from './layer-jobs.ts'

/** What a layer is said to be and what it is; `computed` is null where the layer can not be read to its end. */
export interface LayerVerdict {
  readonly layer: number
  readonly kind: 'diffId' | 'digest'
  readonly stated: string
  readonly computed: string | null
}

/**
 * Computes the DiffIDs and blob digests of all layers that are there and have one stated. Wrong ones become problems of the
 * session. Rejects with CancelledError.
 */
export async function verifyLayers(
  session: ImageSession,
  jobs: LayerJobs,
  control: JobControl,
): Promise<LayerVerdict[]> {
  const verdicts = await Promise.all(
    session.layers.map(async (layer): Promise<LayerVerdict[]> => {
      const blob = session.image.sources[layer.index]?.blob
      if (!blob || (layer.diffId === null && layer.digest === null)) return []
      const { diffId, digest } = await jobs.verify(blob, control)
      const found: LayerVerdict[] = []
      if (layer.diffId !== null)
        found.push({ layer: layer.index, kind: 'diffId', stated: layer.diffId, computed: diffId })
      if (layer.digest !== null)
        found.push({ layer: layer.index, kind: 'digest', stated: layer.digest, computed: digest })
      return found
    }),
  )
  const all = verdicts.flat()
  for (const verdict of all) {
    if (verdict.computed === null || verdict.computed === verdict.stated) continue
    if (verdict.kind === 'diffId') session.addDiffIdMismatch(verdict.layer, verdict.computed)
    else session.addDigestMismatch(verdict.layer, verdict.computed)
  }
  return all
}
