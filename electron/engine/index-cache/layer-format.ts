import { DefaultSerializer, Deserializer } from 'node:v8'
import type { IndexedLayer } from '../index-layer.ts'

/** Kinds of columns, by the number that stands for them. */
const KINDS = [Uint8Array, Uint16Array, Uint32Array, Int32Array, Float64Array] as const

/**
 * Writes values as the structured clone algorithm takes them apart, in V8's format, which newer versions read. Columns
 * are written as they lie in memory; whatever part an index gets in the future is written without further ado.
 */
class LayerWriter extends DefaultSerializer {
  _writeHostObject(column: ArrayBufferView): void {
    const kind = KINDS.findIndex((Kind) => column instanceof Kind)
    if (kind < 0) throw new TypeError('a column is of a kind that is not kept')
    this.writeUint32(kind)
    this.writeUint32(column.buffer instanceof SharedArrayBuffer ? 1 : 0)
    this.writeUint32(column.byteLength)
    this.writeRawBytes(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  }
}

/** Each column gets a buffer of its own, shared where it was: so it can be sent to another thread alone. */
class LayerReader extends Deserializer {
  _readHostObject(): ArrayBufferView {
    const Kind = KINDS[this.readUint32()]
    const shared = this.readUint32() === 1
    const length = this.readUint32()
    if (Kind === undefined || length % Kind.BYTES_PER_ELEMENT !== 0)
      throw new RangeError('a column is of no known kind')
    const buffer = shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length)
    new Uint8Array(buffer).set(this.readRawBytes(length))
    return new Kind(buffer as ArrayBuffer)
  }
}

/** An indexed layer as bytes. Hashes of names are left out: they are of this process only. */
export function encodeLayer(indexed: IndexedLayer): Uint8Array {
  const { index } = indexed
  const { byHash: _, ...names } = index.names
  const writer = new LayerWriter()
  writer.writeHeader()
  writer.writeValue({ ...indexed, index: { ...index, names } })
  return writer.releaseBuffer()
}

/** The layer that {@link encodeLayer} was given. @throws Error where the bytes are not its */
export function decodeLayer(bytes: Uint8Array): IndexedLayer {
  const reader = new LayerReader(bytes)
  reader.readHeader()
  return reader.readValue() as IndexedLayer
}
