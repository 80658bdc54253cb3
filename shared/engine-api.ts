import type { ArchiveInfo } from './archive.ts'
import type { Overview, OverviewPart, TreemapNode, TreemapRequest } from './overview.ts'
import type { ComparisonEngine, ComparisonEvents } from './comparison.ts'
import type { FindRequest, FoundPaths } from './find.ts'
import type { InnerArchive } from './inner-archive.ts'
import type { Outcome, Problem } from './problem.ts'
import type { Saved, SaveRequest } from './save.ts'
import type {
  BlobRequest,
  ContentRef,
  ChildrenRequest,
  IndexProgress,
  ListPage,
  ListRequest,
  Location,
  NodeId,
  OwnerNames,
  PathDetails,
  ReadRequest,
  ReadResult,
  RowPage,
  StackStatus,
  View,
  ViewCounts,
} from './tree.ts'
import type { RowFilter } from './row-filter.ts'
import type { FoundContents, SearchRequest, SearchSummary } from './search.ts'
import type { ScratchAnswer, ScratchChange, ScratchMemberPage, ScratchStatus } from './scratch.ts'
import type { Verification } from './verification.ts'

/**
 * What a window asks its engine. One engine has one archive open, and beside it a comparison, which opens its own. No call throws: failures are data. Calls that need a
 * layer that is not stacked yet answer with what is there; `stackChanged` says when to ask again.
 */
export interface Engine extends ComparisonEngine {
  /**
   * Opens an archive file or an OCI layout folder and lists its images; reads no layer. Closes what was open before. An archive
   * of artifacts alone has no images, but others.
   */
  openArchive(path: string): Promise<Outcome<ArchiveInfo>>
  /** Begins to index and stack the layers of an image; answers at once. A second call switches the image. */
  openImage(image: number): Promise<Outcome<StackStatus>>
  /** Stops indexing, comparing, verifying and the work on the overview; what is indexed stays usable. */
  cancel(): Promise<void>
  /** Goes on with the indexing, comparing or work on the overview that `cancel` stopped. */
  resume(): Promise<void>
  /**
   * Indexes a layer again that was `LayerInfo.stoppedAtBound`, this time to its end however far it grows, and stacks
   * all layers anew; answers at once. The other layers are not indexed again. Until it is done all stays as it was, and so
   * it does after {@link cancel}. Node ids stay valid. Fails with `argument-invalid` where the layer was not stopped.
   */
  readBeyondBound(layer: number): Promise<Outcome<StackStatus>>
  children(request: ChildrenRequest): Promise<Outcome<RowPage>>
  list(request: ListRequest): Promise<Outcome<ListPage>>
  counts(view: View, filter?: RowFilter): Promise<Outcome<ViewCounts>>
  /**
   * Finds paths of all stacked layers. Tells the best so far by `pathsFound` where it takes longer than a moment. The next call
   * ends the one before, which fails with `cancelled`.
   */
  find(request: FindRequest): Promise<Outcome<FoundPaths>>
  /**
   * Looks for a pattern in the contents of files of the layers that are stacked; tells what it finds by `contentsFound`, all
   * of it before it answers. The next call ends the one before, which fails with `cancelled`, as it does after
   * {@link cancelSearch} or when the image is left.
   */
  searchContents(request: SearchRequest): Promise<Outcome<SearchSummary>>
  cancelSearch(): Promise<void>
  /** Details of a path of the merged views; `view` decides which version counts as the visible one. */
  details(path: NodeId, view: View): Promise<Outcome<PathDetails>>
  /** Names of owners as the view's own /etc/passwd and /etc/group have them; none where they can not be read. */
  owners(view: View): Promise<Outcome<OwnerNames>>
  /** Finds a path of the merged views in a view; `nodes` ends early where the view lacks the rest. */
  locate(path: NodeId, view: View): Promise<Outcome<Location>>
  read(request: ReadRequest): Promise<Outcome<ReadResult>>
  /**
   * Lists what an archive inside the image holds: a tar, a gzip of one, or a zip; with `contents` what tells the contents of its
   * members apart, for which a tar is read whole. Fails with `argument-invalid` where the file is none.
   */
  members(content: ContentRef, contents: boolean): Promise<Outcome<InnerArchive>>
  /** Reads a blob of the archive by its digest, as it is stored; no image need be open. Its bytes are not held against the digest. */
  readBlob(request: BlobRequest): Promise<Outcome<ReadResult>>
  problems(): Promise<readonly Problem[]>
  /**
   * Reads all of the open image and holds it against what the archive states; what is wrong is among the problems then.
   * Tells its progress in the phase `verifying`. Fails with `cancelled` after {@link cancel} or when the image is left.
   */
  verify(): Promise<Outcome<Verification>>
  /**
   * What the open image is, and what of it deserves a look: what is known, at once. The first call for an image begins to find
   * out the rest, as soon as layers are stacked and compared; `overviewChanged` says when to ask again, until nothing is
   * `pending`. {@link cancel} stops that, {@link resume} goes on.
   */
  overview(): Promise<Outcome<Overview>>
  /** Sizes below a directory, by layer; counts what is stacked. One pass over all paths. Fails with `not-found` where the view has no such directory. */
  treemap(request: TreemapRequest): Promise<Outcome<TreemapNode>>
  /**
   * Saves a file or a directory to a place that a dialog of the app gave: whole, or not at all. Tells its progress in the
   * phase `saving`, in bytes of contents. One at a time. Fails with `target-exists`, `target-unwritable`, `no-space`, with
   * `cancelled` after {@link cancelSave}, and with `argument-invalid` where no dialog gave the place, which then stays as it was.
   */
  save(request: SaveRequest): Promise<Outcome<Saved>>
  cancelSave(): Promise<void>
  /**
   * Puts an empty container layer on the open image, as one more layer of all views, with the number after the topmost one;
   * where one is there already, that stays. The archive is never changed. The layer is gone with {@link endScratch}, with
   * {@link openImage} and with the engine. What speaks of the image itself (overview, treemap, verification, problems) leaves it
   * out. {@link save} of the whole layer as a tar writes what a commit would ship. Fails with `argument-invalid` where
   * layers are not stacked yet.
   */
  startScratch(): Promise<Outcome<ScratchStatus>>
  /** Changes the container layer as a process of root in a container would; one change after the other. */
  changeScratch(change: ScratchChange): Promise<Outcome<ScratchAnswer>>
  /** What a commit would ship, in the order of its tar. */
  scratchMembers(offset: number, limit: number): Promise<Outcome<ScratchMemberPage>>
  endScratch(): Promise<void>
}

/** What an engine tells its window, without being asked. */
export interface EngineEvents extends Partial<ComparisonEvents> {
  progress(progress: IndexProgress): void
  /** A layer was indexed or stacked, counts or totals became known. */
  stackChanged(status: StackStatus): void
  problemsChanged(count: number): void
  /** {@link Engine.overview} has more to say. */
  overviewChanged?(): void
  /** How far the work on a part of the overview is; at most ten times a second. */
  overviewProgress?(progress: OverviewProgress): void
  /** {@link Engine.find} has found these so far. */
  pathsFound?(found: FoundPaths): void
  /** {@link Engine.searchContents} has found more, or has come further; at most ten times a second. */
  contentsFound?(found: FoundContents): void
}

export interface OverviewProgress {
  readonly part: OverviewPart
  /** Files that were read, and files in all; total is null where it is not known yet. */
  readonly done: number
  readonly total: number | null
}
