import { createEngine, type RunningEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import type { ArchiveInfo } from '../../shared/archive.ts'
import type { Overview, TreemapNode, TreemapRequest } from '../../shared/overview.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf, type FixtureImage } from '../fixtures/image.ts'
import { layer } from '../fixtures/layer-builder.ts'
import type { TarMember } from '../fixtures/tar-writer.ts'
import type { TemporaryFolder } from '../fixtures/temporary-folder.ts'

/** An image whose overview is known in full, asked through nothing but the engine's contract. */
export class OpenedOverview {
  readonly engine: RunningEngine
  readonly archive: ArchiveInfo
  readonly overview: Overview
  /** Overviews as they were told of, the last one without anything pending. */
  readonly told: readonly Overview[]

  private constructor(engine: RunningEngine, archive: ArchiveInfo, told: readonly Overview[]) {
    this.engine = engine
    this.archive = archive
    this.told = told
    this.overview = told.at(-1)!
  }

  /** Opens an image of an archive and asks for its overview until nothing is pending. */
  static async open(path: string, image = 0): Promise<OpenedOverview> {
    let changed = (): void => {}
    const engine = createEngine(
      {
        progress: () => undefined,
        stackChanged: () => undefined,
        problemsChanged: () => undefined,
        overviewChanged: () => changed(),
      },
      new InlineJobs(),
    )
    const archive = value(await engine.openArchive(path))
    value(await engine.openImage(image))
    const told = [value(await engine.overview())]
    while (told.at(-1)!.pending.length > 0) {
      await new Promise<void>((resolve) => (changed = resolve))
      told.push(value(await engine.overview()))
    }
    return new OpenedOverview(engine, archive, told)
  }

  /** Opens an image of these layers, each a list of members, oldest first. */
  static async of(
    folder: TemporaryFolder,
    layers: readonly (readonly TarMember[])[],
    image: Partial<FixtureImage> = {},
  ): Promise<OpenedOverview> {
    const built = imageOf(layers.map((members) => layer(members)))
    return OpenedOverview.open(folder.write('image.tar', dockerArchive([{ ...built, ...image }])))
  }

  async treemap(request: Partial<TreemapRequest> = {}): Promise<TreemapNode> {
    const whole = { upto: 1000, node: 0, depth: 8, limit: 200, leastShare: 0 }
    return value(await this.engine.treemap({ ...whole, ...request }))
  }

  async close(): Promise<void> {
    await this.engine.dispose()
  }
}

function value<T>(outcome: { ok: true; value: T } | { ok: false; failure: { code: string; message: string } }): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`)
  return outcome.value
}
