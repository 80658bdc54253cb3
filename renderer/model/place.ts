import type { NodeId } from '../../shared/tree.ts'

/** What of an archive is shown. */
export interface ArchivePlace {
  readonly kind: 'archive'
  /** Index of the image; null where the archive has none. */
  readonly image: number | null
  /** Index of the manifest that is no image and is shown in place of it; null: the image is. */
  readonly other: number | null
  readonly mode: 'overview' | 'files' | 'compare'
  readonly layer: number
  readonly scope: 'layer' | 'merged'
  readonly list: 'all' | 'changed' | 'overridden' | 'removed'
  /** The filter as it is typed. */
  readonly query: string
  readonly path: NodeId | null
}

/** What of a comparison is shown. */
export interface ComparisonPlace {
  readonly kind: 'comparison'
  /** Tells which way round the sides are. */
  readonly first: string
  readonly filter: 'differences' | 'only-a' | 'only-b' | 'changed' | 'config' | 'packages'
  readonly same: boolean
  readonly node: NodeId | null
}

/** Where one is in a window: what Back and Forward bring again. */
export type Place = ArchivePlace | ComparisonPlace

/** Whether two places are one. */
export function isSamePlace(a: Place, b: Place): boolean {
  const keys = Object.keys(a) as (keyof Place)[]
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
