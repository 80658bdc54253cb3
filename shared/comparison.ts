import type { Outcome } from './problem.ts'
import type {
  ReadRequest,
  ReadResult,
  PathDetails,
  StackStatus,
  ChangedField,
  ContentRef,
  EntryType,
  Metadata,
  Location,
  NodeId,
  SortKey,
  View,
} from './tree.ts'
import type { ImageInfo } from './archive.ts'
import type { PackageChange } from './overview.ts'
import type { InnerArchive } from './inner-archive.ts'
import type { RowFilter } from './row-filter.ts'

/** One of the two that are compared: `a` the one before or on the left, `b` the other. */
export type Side = 'a' | 'b'

/** What a path is on one side, held against the other. `times`: nothing but the time stamp differs. */
export type PathDifference = 'same' | 'times' | 'changed' | 'only-a' | 'only-b'

/** What is compared: an image of an archive, and which view of it. */
export interface ComparedImage {
  /** Path of the archive. */
  readonly archive: string
  /** Index in {@link ArchiveInfo.images}; null: the one that goes best with the other side. */
  readonly image: number | null
  /** The whole image where it is not given. */
  readonly view?: View
}

export interface ComparisonRequest {
  readonly a: ComparedImage
  readonly b: ComparedImage
}

/** How two instructions of the histories, or two layers where there is no history, relate. */
export type StepDifference = 'same' | 'inputs' | 'only-a' | 'only-b'

/** A line of the two histories laid side by side, the base first. */
export interface ComparedStep {
  /** `inputs`: the same instruction made another layer. */
  readonly difference: StepDifference
  /** Index in the history of each image; null where it has no such line. */
  readonly historyA: number | null
  readonly historyB: number | null
  /** Index of the layer that each made; null where it made none. */
  readonly layerA: number | null
  readonly layerB: number | null
}

/**
 * Why the build cache was lost: the base is another one, the instruction is another one, or the same instruction had other
 * inputs.
 */
export type CacheLoss = 'base-changed' | 'instruction-changed' | 'inputs-changed'

export interface FirstDifference {
  /** Index in {@link Comparison.steps}. */
  readonly step: number
  /** Index in the history of the images, the same in both up to here; null where there is none. */
  readonly history: number | null
  readonly reason: CacheLoss
}

/** A field of the configuration that differs, such as `env.PATH`; null where a side has no such field. */
export interface ConfigDifference {
  readonly field: string
  readonly a: unknown
  readonly b: unknown
}

/** A package that only one side has, or that it has in another version; null: the side does not have it. */
export interface PackageDifference extends Omit<PackageChange, 'before' | 'after'> {
  readonly a: string | null
  readonly b: string | null
}

/** In which packages two sides differ, as far as their lists tell. */
export interface PackageDifferences {
  /** By system, then by name. */
  readonly changes: readonly PackageDifference[]
  /** Lists that differ and were not read, because the work is bounded or a layer is damaged. */
  readonly notRead: number
  /** Databases that differ and can not be read here, such as those of rpm; paths, escaped for display. */
  readonly unreadDatabases: readonly string[]
}

/** Numbers of paths, of a whole comparison or below a directory. */
export interface DifferenceCounts {
  readonly onlyA: number
  readonly onlyB: number
  readonly changed: number
  readonly times: number
}

/** What tells an image of an archive from the others. */
export type NamedImage = Pick<ImageInfo, 'index' | 'tags' | 'id' | 'manifestDigest' | 'platform'>

export interface ComparedSide {
  readonly archive: string
  /** All images of the archive, so that another can be chosen. */
  readonly images: readonly NamedImage[]
  readonly info: ImageInfo
  readonly view: View
  readonly status: StackStatus
  /** Bytes of the files that the view shows, each inode once. */
  readonly bytes: number
}

/**
 * What is known of a comparison: layers and configuration at once, paths when both images are indexed, the rest when the
 * contents were read that need it.
 */
export interface Comparison {
  readonly a: ComparedSide
  readonly b: ComparedSide
  readonly phase: 'indexing' | 'comparing' | 'ready' | 'cancelled' | 'failed'
  readonly steps: readonly ComparedStep[]
  /** Layers with the same DiffID at the begin of both, which need not be read. */
  readonly sharedLayers: number
  /** Bytes of the uncompressed layers with the same DiffID in both, wherever they are. */
  readonly sharedBytes: number
  readonly firstDifference: FirstDifference | null
  /** The OS release is among them once contents were read. */
  readonly config: readonly ConfigDifference[]
  /** null until the paths are compared; may still fall while contents are read. */
  readonly counts: DifferenceCounts | null
  /** Paths that either side has; null until they are compared. */
  readonly paths: number | null
  /** Files that are on both sides with the same content under another path; null until they were looked for. */
  readonly moved: number | null
  /** null until they were looked for. */
  readonly packages: PackageDifferences | null
}

/** What a path is on one side. */
export interface ComparedEntry {
  readonly type: EntryType
  /** Bytes of a file, or of all below a directory, each inode once. */
  readonly size: number
  /** null: an implicit directory. */
  readonly metadata: Metadata | null
  readonly link: string | null
  /** The layer that supplies it. */
  readonly layer: number
  readonly content: ContentRef | null
}

/** A line of the aligned tree. */
export interface ComparedRow {
  /** The same on both sides. */
  readonly node: NodeId
  /** Escaped for display. */
  readonly name: string
  readonly difference: PathDifference
  /** What differs; without `content` while that is not known. */
  readonly what: readonly ChangedField[]
  /** false while equal sizes leave it open whether the content differs. */
  readonly compared: boolean
  readonly a: ComparedEntry | null
  readonly b: ComparedEntry | null
  /** Path on the other side of a file that is on one side only and was found there by content; escaped. */
  readonly moved: { readonly node: NodeId; readonly path: string } | null
  /** Rows that {@link ComparedChildrenRequest} would give for it. */
  readonly children: number
  /** Of all below a directory. */
  readonly below: DifferenceCounts
  /** Bytes of b less those of a. */
  readonly sizeDifference: number
  /** It does not fit the terms of the filter, but something below it does. */
  readonly context: boolean
}

/** Which rows an aligned tree has. Parents of what is shown are shown. */
export interface ComparedFilter {
  readonly show: 'all' | 'differences'
  /** Whether a path that differs in nothing but its time stamp counts as a difference. */
  readonly times: boolean
  /** Kinds to show; all where it is not given. */
  readonly only?: readonly Exclude<PathDifference, 'same' | 'times'>[]
  /**
   * What more must hold, on one of the sides for what an entry is asked; `change` as if b came after a. Paths that do not fit are
   * shown only above others, as {@link ComparedRow.context}.
   */
  readonly terms?: RowFilter
}

export type ComparedSortKey = Extract<SortKey, 'name' | 'size'> | 'difference' | 'sizeDifference'

export interface ComparedChildrenRequest {
  readonly parent: NodeId
  readonly filter: ComparedFilter
  readonly sort: { readonly by: ComparedSortKey; readonly descending: boolean }
  readonly offset: number
  readonly limit: number
}

export interface ComparedPage {
  readonly total: number
  readonly offset: number
  readonly rows: readonly ComparedRow[]
  /** Paths of the whole comparison that fit the terms of the filter; null where it has none. */
  readonly matching: number | null
}

/**
 * The next or the previous difference in the order of the tree. What one side does not have at all, or has as something other than
 * a directory, is one difference with all that lies below it.
 */
export interface NextDifferenceRequest {
  /** The root to begin with the first, or the last. */
  readonly from: NodeId
  readonly direction: 'next' | 'previous'
  readonly filter: ComparedFilter
  readonly sort: ComparedChildrenRequest['sort']
}

/** What is known of a path on each side; null where the side's layers never had it. */
export interface ComparedDetails {
  readonly a: Omit<PathDetails, 'owners'> | null
  readonly b: Omit<PathDetails, 'owners'> | null
}

/** What a window asks of an engine that compares two images; as of `Engine`, no call throws. */
export interface ComparisonEngine {
  /** Opens both archives, one where it is the same, and begins to index and compare; ends a comparison that was open. */
  openComparison(request: ComparisonRequest): Promise<Outcome<Comparison>>
  /** What is known by now. */
  comparison(): Promise<Outcome<Comparison>>
  /** Stops indexing and comparing; what is compared stays usable. */
  cancelComparison(): Promise<void>
  /** Goes on where {@link cancelComparison} stopped. */
  resumeComparison(): Promise<void>
  comparedChildren(request: ComparedChildrenRequest): Promise<Outcome<ComparedPage>>
  /** The way to the next difference, from below the root to the path itself; no nodes where there is none. */
  nextDifference(request: NextDifferenceRequest): Promise<Outcome<Location>>
  /** The way to a path, as {@link nextDifference} gives it. */
  locateCompared(node: NodeId): Promise<Outcome<Location>>
  comparedDetails(node: NodeId): Promise<Outcome<ComparedDetails>>
  /** Lists what an archive inside one of the images holds, with what tells contents apart; as `Engine.members`. */
  comparedMembers(side: Side, content: ContentRef): Promise<Outcome<InnerArchive>>
  readCompared(side: Side, request: ReadRequest): Promise<Outcome<ReadResult>>
}

/** What it tells its window, without being asked. */
export interface ComparisonEvents {
  comparisonChanged(comparison: Comparison): void
  /** Bytes done, and in all of what is read in this phase. */
  comparisonProgress(progress: {
    readonly phase: Comparison['phase']
    readonly done: number
    readonly total: number
  }): void
}
