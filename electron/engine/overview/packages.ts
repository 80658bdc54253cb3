import type { Package, PackageChange, PackageSystem, PackageSystemInfo, Packages } from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import type { Inode } from '../inode.ts'
import { Type } from '../layer-index.ts'
import type { JobControl } from '../layer-jobs.ts'
import { NO_EVENT } from '../path-events.ts'
import type { ListedPackage } from './package-lists.ts'
import { packageSources, rpmDatabases } from './package-sources.ts'
import type { PackageSource } from './package-sources.ts'

/** Work is bounded: files that are read, bytes of one, and packages of one. */
const MOST_FILES = 40_000
const MOST_BYTES = 48 * 1024 ** 2
const MOST_PACKAGES = 100_000

/** What a layer makes of a source: its file; or nothing, where it takes it away. */
interface SourceEvent {
  readonly source: PackageSource
  readonly event: number
  readonly layer: number
  /** Offset in the layer of what is to be read, -1 for nothing. */
  readonly offset: number
}

type Known = Omit<Package, 'layer'>

/** Packages that each layer added, removed or changed. `onFiles` is told of files read. Rejects with CancelledError. */
export async function findPackages(
  session: ImageSession,
  control: JobControl,
  onFiles: (done: number, total: number) => void,
): Promise<Packages> {
  const sources = packageSources(session)
  const all = sources.flatMap((source) => eventsOf(session, source))
  all.sort((a, b) => a.layer - b.layer || a.offset - b.offset)
  const events = all.slice(0, MOST_FILES)
  const history = new PackageHistory(session)
  let notRead = all.length - events.length
  for (const [at, { source, event, layer }] of events.entries()) {
    if (at % 64 === 0) onFiles(at, events.length)
    const inode = session.stack.events.isPresent(event) ? session.stack.inode(event) : null
    const listed = await readPackageList(session, source, inode, control)
    if (listed === null) notRead++
    history.set(layer, source, listed ?? [])
  }
  const packages = history.finish()
  return { ...packages, systems: [...systemsOf(session, sources, packages.installed), ...rpmSystem(session)], notRead }
}

function eventsOf(session: ImageSession, source: PackageSource): SourceEvent[] {
  const { events } = session.stack
  const found: SourceEvent[] = []
  for (let event = events.newest(source.node); event !== NO_EVENT; event = events.before[event]!) {
    const offset = session.facts(event)?.stored?.dataOffset ?? -1
    found.push({ source, event, layer: events.layers[event]!, offset })
  }
  return found
}

/** What a list of packages says; null where it is there and can not be read. Rejects with CancelledError. */
export async function readPackageList(
  session: ImageSession,
  { parse }: PackageSource,
  inode: Inode | null,
  control: JobControl,
): Promise<ListedPackage[] | null> {
  if (inode === null) return []
  const facts = session.factsOf(inode)
  if (facts.type !== Type.File) return []
  if (facts.size > MOST_BYTES) return null
  const bytes = await session.readStart(inode, MOST_BYTES, control)
  if (bytes.length < facts.size) return null
  return parse(Buffer.from(bytes).toString('utf8')).slice(0, MOST_PACKAGES)
}

/** Packages by layer, as sources come and go. */
class PackageHistory {
  readonly #session: ImageSession
  readonly #packages = new Map<string, Package>()
  readonly #keysOf = new Map<number, string[]>()
  readonly #changes: PackageChange[][]
  /** What was there before the layer that is worked on, of each key that it touched. */
  #before = new Map<string, Package | null>()
  #layer = 0

  constructor(session: ImageSession) {
    this.#session = session
    this.#changes = session.layers.map(() => [])
  }

  /** Says what a source lists from a layer on; layers come in order. */
  set(layer: number, source: PackageSource, listed: readonly ListedPackage[]): void {
    if (layer !== this.#layer) this.#close()
    this.#layer = layer
    for (const key of this.#keysOf.get(source.node) ?? []) {
      this.#touch(key)
      this.#packages.delete(key)
    }
    const keys = listed.map((one) => {
      const known = this.#known(source, one)
      const key = packageKey(source, known, this.#session)
      this.#touch(key)
      const before = this.#before.get(key) ?? null
      const same = before?.version === known.version
      this.#packages.set(key, { ...known, layer: same ? before.layer : layer })
      return key
    })
    this.#keysOf.set(source.node, keys)
  }

  finish(): Pick<Packages, 'installed' | 'changes'> {
    this.#close()
    return { installed: [...this.#packages.values()].sort(byPackage), changes: this.#changes }
  }

  #known(source: PackageSource, { name, version, architecture }: ListedPackage): Known {
    const path = source.directory === null ? null : this.#session.stack.displayPath(source.directory)
    return { system: source.system, name, version, architecture, path }
  }

  #touch(key: string): void {
    if (!this.#before.has(key)) this.#before.set(key, this.#packages.get(key) ?? null)
  }

  #close(): void {
    const changes = this.#changes[this.#layer]
    for (const [key, before] of this.#before) {
      const after = this.#packages.get(key) ?? null
      const one = after ?? before
      if (one === null || before?.version === after?.version) continue
      const { system, name, architecture, path } = one
      changes?.push({
        system,
        name,
        architecture,
        path,
        before: before?.version ?? null,
        after: after?.version ?? null,
      })
    }
    changes?.sort(byPackage)
    this.#before = new Map()
  }
}

/** What stays the same when a package gets another version. */
export function packageKey(
  source: PackageSource,
  { system, name, architecture, path }: Pick<Package, 'system' | 'name' | 'architecture' | 'path'>,
  session: ImageSession,
): string {
  if (source.directory === null) return [system, name, architecture].join('\n')
  // The directory of pip's metadata has the version in its name.
  if (system !== 'pip') return [system, path].join('\n')
  const site = session.stack.tree.parents[source.directory]!
  return [system, site, name.toLowerCase().replace(/[-_.]+/g, '-')].join('\n')
}

const ORDER: readonly PackageSystem[] = ['dpkg', 'apk', 'rpm', 'npm', 'pip']

type Sorted = Pick<PackageChange, 'system' | 'name' | 'path'>

/** By system, then by name. */
export function byPackage(a: Sorted, b: Sorted): number {
  return (
    ORDER.indexOf(a.system) - ORDER.indexOf(b.system) || compare(a.name, b.name) || compare(a.path ?? '', b.path ?? '')
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function systemsOf(
  session: ImageSession,
  sources: readonly PackageSource[],
  installed: readonly Package[],
): PackageSystemInfo[] {
  return ORDER.flatMap((system) => {
    const source = sources.find((one) => one.system === system)
    if (source === undefined) return []
    const count = installed.filter((one) => one.system === system).length
    return [{ system, path: session.stack.displayPath(source.node), count, listed: true }]
  })
}

function rpmSystem(session: ImageSession): PackageSystemInfo[] {
  const { events } = session.stack
  const node = rpmDatabases(session).find((one) => events.isPresent(events.newest(one)))
  return node === undefined ? [] : [{ system: 'rpm', path: session.stack.displayPath(node), count: 0, listed: false }]
}
