import type { EntryType } from './tree.ts'

/** A member of an archive that is a file of the image. */
export interface InnerMember {
  /** Escaped for display, as it is written in the archive. */
  readonly name: string
  readonly type: EntryType
  /** Bytes, uncompressed. */
  readonly size: number
  /** Bytes that are stored for it; null where the archive is compressed as a whole, or not at all. */
  readonly storedSize: number | null
  /** Seconds since 1970; null where it is not known. */
  readonly mtime: number | null
  /** Permission bits; null where it is not known. */
  readonly mode: number | null
  /** Target of a link, escaped for display. */
  readonly link: string | null
  /**
   * What tells the content of a file from others: the CRC-32 that a zip states, a SHA-256 where contents were asked for; null where
   * neither is known. To be compared within one form of archive only.
   */
  readonly content: string | null
}

/** What an archive inside the image holds. */
export interface InnerArchive {
  readonly format: 'tar' | 'tar.gz' | 'zip'
  /** In the order of the archive. */
  readonly members: readonly InnerMember[]
  /** There are more, which are not listed. */
  readonly more: boolean
  /** What is wrong with it, in words; null where nothing was found. */
  readonly damage: string | null
}
