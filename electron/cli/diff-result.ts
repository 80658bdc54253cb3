import type { CacheLoss, PackageDifferences } from '../../shared/comparison.ts'
import type { compareImages } from '../engine/compare/image-comparison.ts'
import type { StrictLayer } from '../engine/compare/strict-layers.ts'
import type { ImageSession } from '../engine/image-session.ts'
import type { DiffEntries } from './diff-entries.ts'

/** All that `diff` prints, in any form. */
export interface DiffResult extends DiffEntries {
  readonly a: ImageSession
  readonly b: ImageSession
  readonly facts: ReturnType<typeof compareImages>
  /** Of the whole images, whatever paths are ignored. */
  readonly packages: PackageDifferences | null
  /** Bytes of b less those of a. */
  readonly sizeDifference: number
  /** null where it was not asked for. */
  readonly strict: readonly StrictLayer[] | null
}

/** Why the build cache was lost, in words. */
export const CACHE_LOSS: Readonly<Record<CacheLoss, string>> = {
  'base-changed': 'the base is another one',
  'instruction-changed': 'the instruction is another one',
  'inputs-changed': 'the same instruction had other inputs',
}
