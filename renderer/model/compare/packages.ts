import type { PackageDifference } from '../../../shared/comparison.ts'
import type { PackageSystem } from '../../../shared/overview.ts'
import { visibleLine } from '../../../shared/visible-text.ts'

/** A package that differs, as it is shown; null where a side does not have it. */
export interface PackageLine {
  readonly key: string
  readonly name: string
  /** What tells it from others of that name: its architecture, or the directory that it lies in; '' where nothing does. */
  readonly detail: string
  readonly mark: 'only-a' | 'only-b' | 'changed'
  readonly a: string | null
  readonly b: string | null
}

export interface PackageGroup {
  readonly system: PackageSystem
  readonly lines: readonly PackageLine[]
}

/** The packages that differ, by the system that they belong to, in their order. */
export function packageGroups(changes: readonly PackageDifference[]): readonly PackageGroup[] {
  const groups = new Map<PackageSystem, PackageLine[]>()
  for (const [index, { system, name, architecture, path, a, b }] of changes.entries()) {
    const lines = groups.get(system) ?? []
    groups.set(system, lines)
    lines.push({
      key: String(index),
      name: visibleLine(name),
      detail: path ?? visibleLine(architecture ?? ''),
      mark: a === null ? 'only-b' : b === null ? 'only-a' : 'changed',
      a: a === null ? null : visibleLine(a),
      b: b === null ? null : visibleLine(b),
    })
  }
  return [...groups].map(([system, lines]) => ({ system, lines }))
}
