import type { PackageChange, Packages } from '../../../shared/overview.ts'

/** What one layer did to packages. */
export interface PackageGroup {
  readonly layer: number
  readonly changes: readonly PackageChange[]
  readonly added: number
  readonly removed: number
  /** Versions that changed, to whichever side. */
  readonly changed: number
}

export type PackageChangeKind = 'added' | 'removed' | 'changed'

export function packageChangeKind({ before, after }: PackageChange): PackageChangeKind {
  return before === null ? 'added' : after === null ? 'removed' : 'changed'
}

/** Layers that did something to packages whose name has the text in it, in whatever case; all where it is empty. */
export function packageGroups({ changes }: Packages, text: string): PackageGroup[] {
  const wanted = text.trim().toLowerCase()
  return changes.flatMap((ofLayer, layer) => {
    const found = wanted === '' ? ofLayer : ofLayer.filter(({ name }) => name.toLowerCase().includes(wanted))
    if (found.length === 0) return []
    const count = (kind: PackageChangeKind): number =>
      found.filter((change) => packageChangeKind(change) === kind).length
    return [{ layer, changes: found, added: count('added'), removed: count('removed'), changed: count('changed') }]
  })
}
