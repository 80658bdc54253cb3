import type { ContentRef, NodeId } from './tree.ts'

/** Which files are searched: those that the view of layers 0..upto shows, those of one layer, or every version of every layer. */
export type SearchScope =
  | { readonly kind: 'merged'; readonly upto: number }
  | { readonly kind: 'layer'; readonly layer: number }
  | { readonly kind: 'all' }

/** What is looked for in the contents of files. */
export interface SearchRequest {
  /** Comes back with all that is told of the search. */
  readonly id: number
  /** One line: `text` as it stands, `regex` in RE2's syntax, held against one line at a time. */
  readonly pattern: string
  readonly kind: 'text' | 'regex'
  /** false: `text` takes ASCII letters for equal to their capitals, `regex` all letters. */
  readonly caseSensitive: boolean
  readonly scope: SearchScope
  /** Only files for which it holds, as the glob of a filter does; all where it is not given or empty. */
  readonly glob?: string
  /** Whether binary files are searched as if they were text. Else a text is looked for in them, an expression is not. */
  readonly binaryAsText?: boolean
  /** At most so many lines are told; the engine has a bound of its own. */
  readonly limit: number
}

/** What the topmost view does with a version of a file: `hidden` by a newer one, `deleted` where the path is gone. */
export type VersionState = 'visible' | 'hidden' | 'deleted'

/** A line of a text, or a place of a binary file, where the pattern is. */
export interface ContentMatch {
  /** From 1; null in a binary file. */
  readonly line: number | null
  /** Of the first match of the line, in bytes from the begin of the file. */
  readonly offset: number
  /** The line, or the part of it that has the match, without its end; escaped for display, but for tabs. '' in a binary file. */
  readonly text: string
  /** Where matches are in `text`, in UTF-16 units, ascending. */
  readonly marks: readonly (readonly [start: number, end: number])[]
  /** Whether the line begins before `text`, and whether it goes on behind it. */
  readonly cut: readonly [before: boolean, after: boolean]
}

/** Some of the matches of one version of a file. */
export interface FileMatches {
  readonly path: NodeId
  /** With a leading slash, escaped for display. */
  readonly fullPath: string
  /** The layer of the version. Its content can be that of a lower one, where it is a hard link to it. */
  readonly layer: number
  readonly content: ContentRef
  readonly state: VersionState
  readonly binary: boolean
  /** Names of the same content that are in the scope beside this one. */
  readonly otherNames: number
  readonly matches: readonly ContentMatch[]
  /** The file has more than are told of one file. */
  readonly more: boolean
}

/** What was found since it was told last; a file can come again with more matches. */
export interface FoundContents {
  readonly id: number
  readonly files: readonly FileMatches[]
  /** Bytes of contents that were searched, and in all. */
  readonly done: number
  readonly total: number
}

/** What a search that is over has done. */
export interface SearchSummary {
  readonly id: number
  /** Files with a match, and lines or places in them. */
  readonly files: number
  readonly matches: number
  /** Files that were looked into. */
  readonly searched: number
  /** Bytes of contents. */
  readonly bytes: number
  /** Binary files that were passed over, since an expression was looked for. */
  readonly binary: number
  /** Files that can not be read to their end. */
  readonly unreadable: number
  /** The search ended at its limit. */
  readonly limited: boolean
}
