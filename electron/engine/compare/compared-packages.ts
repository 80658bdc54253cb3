import type { PackageDifference, PackageDifferences } from '../../../shared/comparison.ts'
import type { JobControl } from '../layer-jobs.ts'
import { Type } from '../layer-index.ts'
import { packageSources, rpmDatabases } from '../overview/package-sources.ts'
import type { PackageSource } from '../overview/package-sources.ts'
import { byPackage, packageKey, readPackageList } from '../overview/packages.ts'
import type { ComparedPaths } from './compared-paths.ts'
import type { SideView } from './side-view.ts'

/** Lists that are read, of both sides. */
const MOST_FILES = 40_000

/** A package as one side has it. */
type Found = Omit<PackageDifference, 'a' | 'b'> & { readonly version: string }

/**
 * Packages that only one side has, or has in another version. Lists that are the same on both sides are not read. Of several
 * packages that are one but for their versions, as in two databases, the last counts. Rejects with CancelledError.
 */
export async function comparePackages(paths: ComparedPaths, control: JobControl): Promise<PackageDifferences> {
  const { session } = paths.a
  const sources = packageSources(session).filter(({ node }) => differs(paths, node))
  const sides = { a: new Map<string, Found>(), b: new Map<string, Found>() }
  let notRead = Math.max(0, sources.length - MOST_FILES)
  for (const side of ['a', 'b'] as const)
    for (const source of inStoredOrder(paths[side], sources.slice(0, MOST_FILES))) {
      const listed = await listOf(paths[side], source, control)
      if (listed === null) notRead++
      for (const [key, found] of listed ?? []) sides[side].set(key, found)
    }
  const changes: PackageDifference[] = []
  for (const [key, a] of sides.a) {
    const b = sides.b.get(key)
    if (a.version !== b?.version) changes.push(difference(a, b))
  }
  for (const [key, b] of sides.b) if (!sides.a.has(key)) changes.push(difference(undefined, b))
  const unread = rpmDatabases(session).filter((node) => differs(paths, node))
  return {
    changes: changes.sort(byPackage),
    notRead,
    unreadDatabases: unread.map((node) => session.stack.displayPath(node)),
  }
}

function differs(paths: ComparedPaths, node: number): boolean {
  const difference = paths.difference(node)
  return difference !== null && difference !== 'same' && difference !== 'times'
}

function difference(a: Found | undefined, b: Found | undefined): PackageDifference {
  const { version: _, ...named } = (b ?? a)!
  return { ...named, a: a?.version ?? null, b: b?.version ?? null }
}

/** Sources that a side has, in the order in which they are read fastest. */
function inStoredOrder(view: SideView, sources: readonly PackageSource[]): readonly PackageSource[] {
  const placed = sources.flatMap((source) => {
    const facts = view.has(source.node) ? view.facts(source.node) : null
    return facts?.type === Type.File ? [{ source, layer: facts.layer, offset: facts.stored?.dataOffset ?? -1 }] : []
  })
  return placed.sort((x, y) => x.layer - y.layer || x.offset - y.offset).map(({ source }) => source)
}

/** null where the list can not be read. */
async function listOf(
  view: SideView,
  source: PackageSource,
  control: JobControl,
): Promise<[key: string, Found][] | null> {
  const { session } = view
  const listed = await readPackageList(session, source, view.inode(source.node), control)
  if (listed === null) return null
  const path = source.directory === null ? null : session.stack.displayPath(source.directory)
  return listed.map(({ name, version, architecture }) => {
    const found = { system: source.system, name, architecture, path, version }
    return [packageKey(source, found, session), found]
  })
}
