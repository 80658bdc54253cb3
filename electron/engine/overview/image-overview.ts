import { FINDING_KINDS } from '../../../shared/overview.ts'
import type { FindingKind, Overview, OverviewPart } from '../../../shared/overview.ts'
import type { ImageSession } from '../image-session.ts'
import { recogniseBase } from './base-image.ts'
import { readConfiguration } from './configuration.ts'
import { reconstructDockerfile } from './dockerfile.ts'
import { identify } from './identity.ts'

/** In the order in which they are found out. */
const PARTS: readonly OverviewPart[] = ['waste', 'release', 'packages', 'secrets', 'duplicates']

/** The overview of one image: what the config tells at once. */
export class ImageOverview {
  readonly #session: ImageSession

  constructor(session: ImageSession) {
    this.#session = session
  }

  /** What is known so far. */
  get overview(): Overview {
    const { info } = this.#session.image
    const configuration = readConfiguration(info)
    const contentBytes = this.#session.layers.map((layer) => layer.contentBytes)
    const base = recogniseBase(info, configuration, null, contentBytes)
    return {
      image: info.index,
      pending: PARTS,
      stopped: false,
      identity: identify(info),
      release: null,
      base,
      configuration,
      dockerfile: reconstructDockerfile(info, base),
      waste: null,
      duplicates: null,
      packages: null,
      findings: [],
      findingCounts: Object.fromEntries(FINDING_KINDS.map((kind) => [kind, 0])) as Record<FindingKind, number>,
      filesNotSearched: 0,
    }
  }
}
