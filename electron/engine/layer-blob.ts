import type { LayerCompression } from '../../shared/archive.ts'
import type { ByteRange } from './byte-reader.ts'
import type { Checkpoints } from './checkpoints.ts'

/** A layer as it is stored: where, and how it is compressed. Plain data: can be sent to a worker. */
export interface LayerBlob {
  readonly range: ByteRange
  readonly compression: LayerCompression
  /** Known when the layer was indexed, if it has any. */
  readonly checkpoints?: Checkpoints | undefined
}
