/**
 * Places in a compressed layer from where it can be inflated, so that no read starts at the front. Columns over shared
 * memory, in ascending order: all threads of the process see them without a copy.
 */
export interface Checkpoints {
  /** Offset in the stored blob of the first byte that has bits of what follows. */
  readonly inputs: Float64Array
  /** How many low bits of that byte belong to what came before: 0 to 7 (RFC 1951, 3.1.1). */
  readonly bits: Uint8Array
  /** Offset in the uncompressed tar. */
  readonly outputs: Float64Array
  /** Uncompressed bytes that come before, the window that what follows may refer to: those of one after those of another. */
  readonly windows: Uint8Array
  /** Where the window of each begins in `windows`, and as last value where the last one ends. */
  readonly starts: Float64Array
}

/** One place from where a layer can be inflated. */
export interface Checkpoint {
  readonly input: number
  readonly bit: number
  readonly output: number
  readonly window: Uint8Array
}

/** The front of any layer. */
export const FRONT: Checkpoint = { input: 0, bit: 0, output: 0, window: new Uint8Array(0) }

/** The last check-point at or before an offset in the uncompressed tar; {@link FRONT} where there is none. */
export function checkpointBefore(checkpoints: Checkpoints | undefined, position: number): Checkpoint {
  if (checkpoints === undefined) return FRONT
  const { inputs, bits, outputs, windows, starts } = checkpoints
  let low = 0
  let high = outputs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (outputs[middle]! <= position) low = middle + 1
    else high = middle
  }
  if (low === 0) return FRONT
  const at = low - 1
  return {
    input: inputs[at]!,
    bit: bits[at]!,
    output: outputs[at]!,
    window: windows.subarray(starts[at], starts[at + 1]),
  }
}

const FIRST_SPACING = 4 * 1024 * 1024
const MOST = 1024

/**
 * Collects check-points of one layer. They lie at least 4 MiB of uncompressed bytes apart; where there are more than
 * 1,024, every second is dropped and the distance doubled, so that windows take 32 MiB at most.
 */
export class CheckpointList {
  #points: Checkpoint[] = []
  #spacing = FIRST_SPACING

  /** Offset in the uncompressed tar from which on the next one is wanted. */
  get next(): number {
    return (this.#points.at(-1)?.output ?? 0) + this.#spacing
  }

  /** Keeps a check-point; ascending offsets. */
  add(point: Checkpoint): void {
    this.#points.push(point)
    if (this.#points.length <= MOST) return
    this.#points = this.#points.filter((_, at) => at % 2 === 1)
    this.#spacing *= 2
  }

  /** The columns; undefined where the layer has no check-points. */
  finish(): Checkpoints | undefined {
    const count = this.#points.length
    if (count === 0) return undefined
    const size = this.#points.reduce((sum, { window }) => sum + window.length, 0)
    const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes)
    const result = {
      inputs: new Float64Array(shared(count * 8)),
      bits: new Uint8Array(shared(count)),
      outputs: new Float64Array(shared(count * 8)),
      windows: new Uint8Array(shared(size)),
      starts: new Float64Array(shared((count + 1) * 8)),
    }
    let end = 0
    this.#points.forEach(({ input, bit, output, window }, at) => {
      result.inputs[at] = input
      result.bits[at] = bit
      result.outputs[at] = output
      result.windows.set(window, end)
      result.starts[at] = end
      end += window.length
    })
    result.starts[count] = end
    return result
  }
}
