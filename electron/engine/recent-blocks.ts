/** Bytes of a block; blocks lie at multiples of it. */
export const BLOCK = 256 * 1024

const MOST = 32

/** The blocks of one inflated layer that were read last, 8 MiB at most. */
export class RecentBlocks {
  readonly #blocks = new Map<number, Uint8Array>()

  /** The block that begins at an offset of the uncompressed tar; undefined where it is not kept. */
  get(start: number): Uint8Array | undefined {
    const block = this.#blocks.get(start)
    if (block !== undefined) this.keep(start, block)
    return block
  }

  /** Keeps a block as the one that was read last. */
  keep(start: number, block: Uint8Array): Uint8Array {
    this.#blocks.delete(start)
    this.#blocks.set(start, block)
    if (this.#blocks.size > MOST) this.#blocks.delete(this.#blocks.keys().next().value!)
    return block
  }
}
