import type { OverviewProgress } from '../../../shared/engine-api.ts'
import type {
  Duplicates,
  Finding,
  OsRelease,
  Overview,
  OverviewPart,
  Packages,
  Waste,
} from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import { CancelledError } from '../index-layer.ts'
import { JobControl } from '../layer-jobs.ts'
import { TimeSlices } from '../time-slices.ts'
import { recogniseBase } from './base-image.ts'
import { readConfiguration } from './configuration.ts'
import { reconstructDockerfile } from './dockerfile.ts'
import { findDuplicates } from './duplicates.ts'
import { configurationFindings, summarised } from './findings.ts'
import { identify } from './identity.ts'
import { readOsRelease } from './os-release.ts'
import { findPackages } from './packages.ts'
import { deletedFindings, modeFindings } from './path-findings.ts'
import { configurationSecrets, searchSecrets } from './secret-search.ts'
import type { SecretSearch } from './secret-search.ts'
import { findWaste } from './waste.ts'

const PROGRESS_INTERVAL = 100

/** Told of what an overview finds out. */
export interface OverviewListener {
  changed(): void
  progress(progress: OverviewProgress): void
}

/** The overview of one image: what the config tells at once, then part by part what layers and contents tell. */
export class ImageOverview {
  readonly #session: ImageSession
  readonly #listener: OverviewListener
  readonly #configuration: Overview['configuration']
  readonly #ofConfiguration: readonly Finding[]
  readonly #pending = new Set<OverviewPart>(['waste', 'release', 'packages', 'secrets', 'duplicates'])
  #control: JobControl | null = null
  #slices: TimeSlices | null = null
  #stopped = false
  #waste: Waste | null = null
  #ofPaths: readonly Finding[] = []
  #release: OsRelease | null = null
  #packages: Packages | null = null
  #secrets: SecretSearch = { findings: [], notRead: 0 }
  #duplicates: Duplicates | null = null
  #toldAt = 0

  constructor(session: ImageSession, listener: OverviewListener) {
    const { info } = session.image
    this.#session = session
    this.#listener = listener
    this.#configuration = readConfiguration(info)
    this.#ofConfiguration = [
      ...configurationFindings(this.#configuration, info.tags),
      ...configurationSecrets(info, this.#configuration),
    ]
  }

  /** What is known so far. */
  get overview(): Overview {
    const { info } = this.#session.image
    const base = this.#base()
    return {
      image: info.index,
      pending: [...this.#pending],
      stopped: this.#stopped,
      identity: identify(info),
      release: this.#release,
      base,
      configuration: this.#configuration,
      dockerfile: reconstructDockerfile(info, base),
      waste: this.#waste,
      duplicates: this.#duplicates,
      packages: this.#packages,
      ...summarised([...this.#ofConfiguration, ...this.#ofPaths, ...this.#secrets.findings]),
      filesNotSearched: this.#secrets.notRead,
    }
  }

  #base(): Overview['base'] {
    const contentBytes = this.#session.layers.map((layer) => layer.contentBytes)
    return recogniseBase(this.#session.image.info, this.#configuration, this.#release, contentBytes)
  }

  /**
   * Finds out what is pending. All layers must be stacked, and their contents compared. Ends early where {@link cancel} stops
   * it; does nothing where it is under way. Rejects where something goes wrong that nobody expected.
   */
  async run(): Promise<void> {
    if (this.#control !== null) return
    const control = new JobControl()
    this.#control = control
    const slices = new TimeSlices()
    this.#slices = slices
    this.#stopped = false
    try {
      for (const part of this.#pending) {
        // Between two parts others get their turn.
        await new Promise((resolve) => setImmediate(resolve))
        throwIfCancelled(control)
        await this.#find(part, control, slices)
        throwIfCancelled(control)
        this.#pending.delete(part)
        this.#listener.changed()
      }
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error
      this.#stopped = true
      this.#listener.changed()
    } finally {
      this.#control = null
      this.#slices = null
    }
  }

  /** Stops {@link run}; parts that are known stay. */
  cancel(): void {
    this.#control?.cancel()
    this.#slices?.cancel()
    this.#stopped = this.#pending.size > 0
  }

  async #find(part: OverviewPart, control: JobControl, slices: TimeSlices): Promise<void> {
    const session = this.#session
    const onFiles = (done: number, total: number): void => this.#tell(part, done, total)
    switch (part) {
      case 'waste': {
        const waste = await findWaste(session, slices)
        const modes = await modeFindings(session, this.#base()?.lastLayer ?? null, slices)
        this.#ofPaths = [...modes, ...deletedFindings(session, waste)]
        this.#waste = waste
        return
      }
      case 'release':
        this.#release = await readOsRelease(session, control)
        return
      case 'packages':
        this.#packages = await findPackages(session, control, onFiles)
        return
      case 'secrets':
        this.#secrets = await searchSecrets(session, control, onFiles)
        return
      case 'duplicates':
        this.#duplicates = await findDuplicates(session, control, onFiles)
    }
  }

  #tell(part: OverviewPart, done: number, total: number): void {
    const now = performance.now()
    if (now - this.#toldAt < PROGRESS_INTERVAL) return
    this.#toldAt = now
    this.#listener.progress({ part, done, total })
  }
}

function throwIfCancelled(control: JobControl): void {
  if (control.cancelled) throw new CancelledError()
}
