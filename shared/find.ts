import type { EntryType, NodeId } from './tree.ts'

/** What is looked for among the paths of all layers. */
export interface FindRequest {
  /** Letters that a path must have in this order; blanks count for nothing. Case counts only to choose between equals. */
  readonly query: string
  /** At most so many paths are told, the best. */
  readonly limit: number
}

/** What the topmost view does with a path: `overridden` it shows the newest of several versions. */
export type PathState = 'visible' | 'overridden' | 'removed'

/** A path that was found. */
export interface FoundPath {
  readonly path: NodeId
  /** With a leading slash, escaped for display. */
  readonly fullPath: string
  /** Where letters of the query are in `fullPath`: begin and end of each run, in UTF-16 units, ascending. */
  readonly marks: readonly (readonly [start: number, end: number])[]
  /** Of the version that is seen, or was seen last. */
  readonly type: EntryType
  readonly state: PathState
  /** Layers that touch the path, the base first. */
  readonly layers: readonly number[]
}

/** The best paths so far, or of all. */
export interface FoundPaths {
  readonly query: string
  /** Best first. */
  readonly paths: readonly FoundPath[]
  /** Paths that match, of those that were looked at. */
  readonly total: number
  readonly done: boolean
}
