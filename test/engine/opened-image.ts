import { createEngine, type RunningEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import type { ArchiveInfo } from '../../shared/archive.ts'
import type { InnerArchive } from '../../shared/inner-archive.ts'
import type { Outcome, Problem, ProblemCode } from '../../shared/problem.ts'
import type { ListKind, OwnerNames, PathDetails, Row, Sort, StackStatus, View } from '../../shared/tree.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { layer } from '../fixtures/layer-builder.ts'
import type { TarMember } from '../fixtures/tar-writer.ts'
import type { TemporaryFolder } from '../fixtures/temporary-folder.ts'

const BY_NAME: Sort = { by: 'name', descending: false }

/** An image that is indexed, stacked and compared, asked through nothing but the engine's contract. */
export class OpenedImage {
  readonly #engine: RunningEngine
  readonly archive: ArchiveInfo
  readonly status: StackStatus

  private constructor(engine: RunningEngine, archive: ArchiveInfo, status: StackStatus) {
    this.#engine = engine
    this.archive = archive
    this.status = status
  }

  /** Opens an image of an archive and waits until nothing is left to do. */
  static async open(path: string, image = 0): Promise<OpenedImage> {
    const changes: StackStatus[] = []
    let ready = (): void => {}
    const done = new Promise<void>((resolve) => (ready = resolve))
    const engine = createEngine(
      {
        progress: ({ phase }) => {
          if (phase === 'ready') ready()
        },
        stackChanged: (changed) => changes.push(changed),
        problemsChanged: () => {},
      },
      new InlineJobs(),
    )
    const archive = await engine.openArchive(path)
    if (!archive.ok) throw new Error(`${archive.failure.code}: ${archive.failure.message}`)
    const opened = await engine.openImage(image)
    if (!opened.ok) throw new Error(`${opened.failure.code}: ${opened.failure.message}`)
    await done
    return new OpenedImage(engine, archive.value, changes.at(-1) ?? opened.value)
  }

  /** Opens an image of these layers, each a list of members, oldest first. */
  static async of(folder: TemporaryFolder, ...layers: readonly (readonly TarMember[])[]): Promise<OpenedImage> {
    return OpenedImage.open(
      folder.write('image.tar', dockerArchive([imageOf(layers.map((members) => layer(members)))])),
    )
  }

  /** Index of the topmost layer. */
  get top(): number {
    return this.status.layers.length - 1
  }

  /** Every row of a view by path, removed ones among them. */
  async rows(view: View = { kind: 'merged', upto: this.top }): Promise<Map<string, Row>> {
    const found = new Map<string, Row>()
    const pending: { node: number; path: string }[] = [{ node: 0, path: '' }]
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      const page = await this.#engine.children({
        view,
        parent: at.node,
        sort: BY_NAME,
        show: 'all',
        offset: 0,
        limit: 10_000,
      })
      if (!page.ok) throw new Error(page.failure.message)
      for (const row of page.value.rows) {
        const path = at.path === '' ? row.name : `${at.path}/${row.name}`
        found.set(path, row)
        pending.push({ node: row.node, path })
      }
    }
    return found
  }

  /** What a container sees with layers 0..upto, by path. */
  async seen(upto = this.top): Promise<Map<string, Row>> {
    const rows = await this.rows({ kind: 'merged', upto })
    return new Map([...rows].filter(([, row]) => row.change !== 'removed'))
  }

  /** Paths that a container sees with layers 0..upto, sorted. */
  async paths(upto = this.top): Promise<string[]> {
    return [...(await this.seen(upto)).keys()].sort()
  }

  /** What a layer did to each path that it touched. */
  async changes(layerIndex = this.top): Promise<Record<string, string>> {
    const rows = await this.rows({ kind: 'merged', upto: layerIndex })
    const touched = [...rows].filter(([, row]) => row.changeLayer === layerIndex && row.change !== null)
    return Object.fromEntries(touched.map(([path, row]) => [path, row.change ?? '']))
  }

  /** Everything about a path of the topmost view, also of one that is removed. */
  async details(path: string, upto = this.top): Promise<PathDetails> {
    const row = (await this.rows({ kind: 'merged', upto })).get(path)
    if (row?.path == null) throw new Error(`${path} is not in the view`)
    const details = await this.#engine.details(row.path, { kind: 'merged', upto })
    if (!details.ok) throw new Error(details.failure.message)
    return details.value
  }

  /** Owners as the lists of the view of layers 0..upto name them. */
  async owners(upto = this.top): Promise<OwnerNames> {
    const owners = await this.#engine.owners({ kind: 'merged', upto })
    if (!owners.ok) throw new Error(owners.failure.message)
    return owners.value
  }

  /** The bytes of a path, from the newest version that has content or from that of a layer; read in parts. */
  async bytes(path: string, layerIndex?: number): Promise<Buffer> {
    const { versions } = await this.details(path)
    const version = versions.findLast(
      ({ entry, layer: of }) => entry?.content != null && (layerIndex === undefined || of === layerIndex),
    )
    if (version?.entry?.content == null) throw new Error(`${path} has no content`)
    const { content } = version.entry
    const parts: Uint8Array[] = []
    for (let offset = 0; offset < content.size;) {
      const read = await this.#engine.read({ content, offset, length: 3_000_000 })
      if (!read.ok) throw new Error(read.failure.message)
      if (read.value.bytes.length === 0) throw new Error(`${path} ends at ${offset} of ${content.size} bytes`)
      parts.push(read.value.bytes)
      offset += read.value.bytes.length
    }
    return Buffer.concat(parts)
  }

  /** What an archive in the topmost view holds. */
  async members(path: string, contents = false): Promise<Outcome<InnerArchive>> {
    const { versions } = await this.details(path)
    const content = versions.at(-1)?.entry?.content
    if (content == null) throw new Error(`${path} has no content`)
    return this.#engine.members(content, contents)
  }

  /** The text of a path, like {@link bytes}. */
  async text(path: string, layerIndex?: number): Promise<string> {
    return (await this.bytes(path, layerIndex)).toString('utf8')
  }

  /** The whole of a flat list. */
  async list(list: ListKind): Promise<{ bytes: number; rows: Record<string, number> }> {
    const page = await this.#engine.list({ list, upto: this.top, sort: BY_NAME, offset: 0, limit: 10_000 })
    if (!page.ok) throw new Error(page.failure.message)
    return {
      bytes: page.value.bytes,
      rows: Object.fromEntries(page.value.rows.map((row) => [row.fullPath, row.bytes])),
    }
  }

  /** All problems, or those of a code. */
  async problems(code?: ProblemCode): Promise<Problem[]> {
    const all = await this.#engine.problems()
    return all.filter((problem) => code === undefined || problem.code === code)
  }

  /** Ends the engine. */
  async close(): Promise<void> {
    await this.#engine.dispose()
  }
}
