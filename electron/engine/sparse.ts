import { BLOCK, Field, parseNumber } from './tar-header.ts'
import type { ByteReader } from './byte-reader.ts'
import type { PaxRecords } from './pax.ts'

/** Parts of a sparse file that are stored, in order: offset in the file and length, alternately. All else is zeros. */
export interface SparseMap {
  readonly parts: Float64Array
  /** Bytes of the file with its holes. */
  readonly realSize: number
}

/** Bytes that a map says are stored. */
export function mappedBytes({ parts }: SparseMap): number {
  let sum = 0
  for (let at = 1; at < parts.length; at += 2) sum += parts[at]!
  return sum
}

/** A sparse file whose map can not be true. */
export class SparseError extends Error {}

/** More parts than this are refused: a map is held in memory. */
const MOST_PARTS = 1_000_000

function checked(numbers: readonly number[], realSize: number): SparseMap {
  let last = 0
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const offset = numbers[at]!
    const length = numbers[at + 1]!
    const valid = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && length >= 0 && offset >= last
    if (!valid || offset + length > realSize) throw new SparseError('the map of a sparse file is not in order')
    last = offset + length
  }
  if (numbers.length % 2 !== 0) throw new SparseError('the map of a sparse file ends early')
  return { parts: Float64Array.from(numbers), realSize }
}

function pushOldParts(block: Uint8Array, offset: number, count: number, numbers: number[]): void {
  for (let index = 0; index < count; index++) {
    const at = offset + index * 24
    if (block[at] === 0) return
    numbers.push(parseNumber(block, [at, 12]), parseNumber(block, [at + 12, 12]))
  }
}

/**
 * GNU tar, "Old GNU Format": four parts in the header, 21 in each block that follows.
 * @throws SparseError
 */
export function readOldSparse(header: Uint8Array, reader: ByteReader): SparseMap {
  const numbers: number[] = []
  const realSize = parseNumber(header, Field.GnuRealSize)
  pushOldParts(header, 386, 4, numbers)
  let more = header[482] !== 0
  while (more) {
    const block = reader.take(BLOCK)
    if (block.length < BLOCK) throw new SparseError('the map of a sparse file ends early')
    if (numbers.length > 2 * MOST_PARTS) throw new SparseError('the map of a sparse file is too long')
    pushOldParts(block, 0, 21, numbers)
    more = block[504] !== 0
  }
  return checked(numbers, realSize)
}

/**
 * GNU tar, "Storing Sparse Files", PAX formats 0.0, 0.1 and 1.0; null where the records speak of no sparse file. The map
 * of 1.0 is the beginning of the body, which is read from `reader`; `bodySize` is the size that the body states.
 * @throws SparseError
 */
export function readPaxSparse(records: PaxRecords, reader: ByteReader, bodySize: number): SparseMap | null {
  const { sparse } = records
  const realSize = Number(sparse.get('realsize') ?? sparse.get('size') ?? Number.NaN)
  if (sparse.get('major') === '1') return checked(readSparseMap(reader, bodySize), realSize)
  const map = sparse.get('map')
  if (map !== undefined) return checked(map === '' ? [] : map.split(',').map(Number), realSize)
  if (sparse.has('numblocks') || records.sparseParts.length > 0) return checked(records.sparseParts, realSize)
  return null
}

function readSparseMap(reader: ByteReader, bodySize: number): number[] {
  const numbers: number[] = []
  let wanted = -1
  let value = 0
  let digits = 0
  let read = 0
  while (wanted < 0 || numbers.length < wanted) {
    const block = read < bodySize ? reader.take(BLOCK) : new Uint8Array(0)
    if (block.length < BLOCK) throw new SparseError('the map of a sparse file ends early')
    read += BLOCK
    for (const byte of block) {
      if (byte === 0x0a && digits > 0) {
        if (wanted < 0) wanted = value * 2
        else numbers.push(value)
        if (wanted > 2 * MOST_PARTS) throw new SparseError('the map of a sparse file is too long')
        if (numbers.length === wanted) break
        value = 0
        digits = 0
      } else if (byte >= 0x30 && byte <= 0x39 && digits < 16) {
        value = value * 10 + byte - 0x30
        digits++
      } else throw new SparseError('the map of a sparse file is not a list of numbers')
    }
  }
  return numbers
}
