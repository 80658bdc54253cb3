import type { PackageSystem } from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import { nameBytes } from '../name-table.ts'
import { NO_NODE } from '../path-tree.ts'
import { findPath } from '../resolve-links.ts'
import { parseApkInstalled, parseDpkgStatus, parsePackageJson, parsePythonMetadata } from './package-lists.ts'
import type { ListedPackage } from './package-lists.ts'

/** A path of the image whose file lists packages. */
export interface PackageSource {
  readonly system: PackageSystem
  readonly node: number
  /** The directory that its one package lies in; null of a database. */
  readonly directory: number | null
  readonly parse: (text: string) => ListedPackage[]
}

const DATABASES: readonly [PackageSystem, string, PackageSource['parse']][] = [
  ['dpkg', 'var/lib/dpkg/status', parseDpkgStatus],
  ['apk', 'lib/apk/db/installed', parseApkInstalled],
  ['apk', 'usr/lib/apk/db/installed', parseApkInstalled],
]
const STATUS_FOLDER = 'var/lib/dpkg/status.d'
/** Databases that are not text: they are named, and not read. */
const RPM_DATABASES = [
  'var/lib/rpm/Packages',
  'var/lib/rpm/Packages.db',
  'var/lib/rpm/rpmdb.sqlite',
  'usr/lib/sysimage/rpm/Packages',
  'usr/lib/sysimage/rpm/Packages.db',
  'usr/lib/sysimage/rpm/rpmdb.sqlite',
]

/** The node of a path that any layer has; null where none does. */
function nodeOf(session: ImageSession, path: string): number | null {
  const node = findPath(Buffer.from(path), session.stack.tree, session.stack.names)
  return node === NO_NODE ? null : node
}

/** Databases of rpm that any layer has. */
export function rpmDatabases(session: ImageSession): number[] {
  return RPM_DATABASES.flatMap((path) => nodeOf(session, path) ?? [])
}

/** Every path of any layer whose file lists packages. One pass over all paths. */
export function packageSources(session: ImageSession): PackageSource[] {
  const { tree } = session.stack
  const found: PackageSource[] = DATABASES.flatMap(([system, path, parse]) => {
    const node = nodeOf(session, path)
    return node === null ? [] : [{ system, node, directory: null, parse }]
  })
  const folder = nodeOf(session, STATUS_FOLDER)
  if (folder !== null)
    for (let child = tree.firstChild[folder]!; child !== NO_NODE; child = tree.nextSibling[child]!)
      if (!nameOf(session, child).endsWith('.md5sums'))
        found.push({ system: 'dpkg', node: child, directory: null, parse: parseDpkgStatus })
  return [...found, ...singlePackages(session)]
}

function nameOf(session: ImageSession, node: number): string {
  const { tree, names } = session.stack
  return Buffer.from(nameBytes(names, tree.names[node]!)).toString('utf8')
}

/** Files that each describe one package: of npm and of pip. */
function singlePackages(session: ImageSession): PackageSource[] {
  const { tree, names } = session.stack
  const idOf = (name: string): number => {
    const bytes = Buffer.from(name)
    return names.find(bytes, 0, bytes.length)
  }
  const packageJson = idOf('package.json')
  const nodeModules = idOf('node_modules')
  const pythonFiles = [idOf('METADATA'), idOf('PKG-INFO')]
  const found: PackageSource[] = []
  for (let node = 1; node < tree.count; node++) {
    const name = tree.names[node]!
    const directory = tree.parents[node]!
    if (directory === NO_NODE) continue
    if (name === packageJson) {
      const parent = tree.parents[directory]!
      const isScope = parent !== NO_NODE && nameOf(session, parent).startsWith('@')
      const holder = isScope ? tree.parents[parent]! : parent
      if (holder !== NO_NODE && tree.names[holder] === nodeModules)
        found.push({ system: 'npm', node, directory, parse: parsePackageJson })
    } else if (pythonFiles.includes(name) && /\.(?:dist-info|egg-info)$/.test(nameOf(session, directory)))
      found.push({ system: 'pip', node, directory, parse: parsePythonMetadata })
  }
  return found
}
