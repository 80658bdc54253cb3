import type { InnerArchive } from '../../shared/inner-archive.ts'
import type { Outcome } from '../../shared/problem.ts'
import type { ReadResult } from '../../shared/tree.ts'

/** Bytes that can be looked at: those of a file of a layer, or of a blob. */
export interface ByteSource {
  /** Differs between sources that are not the same bytes. */
  readonly key: string
  readonly size: number
  /**
   * Lists the members where the file is an archive, with `contents` what tells those of its members apart; absent where that can
   * not be asked.
   */
  members?(contents: boolean): Promise<Outcome<InnerArchive>>
  /** Reads bytes from an offset on; fewer than asked for where the engine gives no more at once. */
  read(offset: number, length: number): Promise<Outcome<ReadResult>>
}
