import type { ComparedFilter, ConfigDifference, PackageDifferences } from '../../../shared/comparison.ts'
import type { View } from '../../../shared/tree.ts'
import type { ImageSession } from '../image-session.ts'
import type { JobControl } from '../layer-jobs.ts'
import { compareConfigs } from './compare-config.ts'
import { compareReleases } from './compare-releases.ts'
import { compareSteps, firstDifference } from './compare-steps.ts'
import { comparePackages } from './compared-packages.ts'
import { ComparedPaths } from './compared-paths.ts'
import { inodesOf, moveCandidates, movedFiles } from './moved-files.ts'
import { SharedLayers } from './shared-layers.ts'
import { SideView } from './side-view.ts'

/** A side of a comparison: an image, and which view of it. */
export interface ComparedView {
  readonly session: ImageSession
  readonly view: View
}

const NO_MOVES: ReadonlyMap<number, number> = new Map()

/**
 * Two images, indexed and stacked, held against each other. Both sessions number paths alike: the second was made with
 * the first as its `other`, or both are one.
 */
export class ImageComparison {
  readonly shared: SharedLayers
  readonly paths: ComparedPaths
  /** From paths of a to those of b where a file is now. */
  moved: ReadonlyMap<number, number> = NO_MOVES
  /** null until {@link readFacts}. */
  packages: PackageDifferences | null = null
  /** Of each image as a whole; what it differs in once {@link readFacts} is done. */
  release: ConfigDifference | null = null

  constructor(a: ComparedView, b: ComparedView) {
    this.shared = new SharedLayers(a.session, b.session)
    this.paths = new ComparedPaths(new SideView(a.session, a.view), new SideView(b.session, b.view), this.shared)
  }

  /** Reads what must be read to tell whether files of equal size have equal content. Rejects with CancelledError. */
  async compareContents(control: JobControl): Promise<void> {
    const pairs = [...this.paths.openPairs()]
    await Promise.all([
      this.paths.a.session.readDigests(
        pairs.map(({ a }) => a),
        control,
      ),
      this.paths.b.session.readDigests(
        pairs.map(({ b }) => b),
        control,
      ),
    ])
    this.paths.settle()
  }

  /** Reads what contents tell of the images: their OS release, and their packages. Rejects with CancelledError. */
  async readFacts(control: JobControl): Promise<void> {
    this.release = await compareReleases(this.paths, control)
    this.packages = await comparePackages(this.paths, control)
  }

  /** Looks for files that are on both sides under different paths. Rejects with CancelledError. */
  async findMoved(control: JobControl): Promise<void> {
    const { a, b } = this.paths
    const candidates = moveCandidates(this.paths)
    await Promise.all([
      a.session.readDigests(inodesOf(a, candidates.a), control),
      b.session.readDigests(inodesOf(b, candidates.b), control),
    ])
    this.moved = movedFiles(this.paths, candidates)
  }
}

/** What the histories, layers and configurations of two images have in common, and where they part; `release`: of their contents. */
export function compareImages(
  a: ImageSession,
  b: ImageSession,
  shared: SharedLayers,
  release: ConfigDifference | null = null,
) {
  const steps = compareSteps(a.image.info, b.image.info, (layerA, layerB) => shared.isShared(layerA, layerB))
  return {
    steps,
    firstDifference: firstDifference(steps),
    config: [...(release === null ? [] : [release]), ...compareConfigs(a.image.info, b.image.info)],
    sharedLayers: shared.prefix,
    sharedBytes: a.layers.reduce((sum, { index, size }) => (shared.ofA(index) === null ? sum : sum + (size ?? 0)), 0),
  }
}

/** Whether a path belongs to what a filter shows, itself and not what lies below it. */
export function isDifference(paths: ComparedPaths, node: number, { times, only }: ComparedFilter): boolean {
  const difference = paths.difference(node)
  if (difference === null || difference === 'same') return false
  if (difference === 'times') return times && only === undefined
  return only?.includes(difference) ?? true
}
