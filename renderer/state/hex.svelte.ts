import type { ByteSource } from '../model/byte-source.ts'
import { addressDigits, hexRow } from '../model/hex-rows.ts'
import type { HexRow } from '../model/hex-rows.ts'
import { Scroller } from './scroller.svelte.ts'

export const HEX_ROW_HEIGHT = 20

const CHUNK = 64 * 1024
const KEPT_CHUNKS = 64

/** A line on screen; `row` is null until its bytes are read. */
export interface HexSlot {
  readonly index: number
  readonly row: HexRow | null
}

/** The bytes of a file, of which those in sight are read. */
export class HexState {
  readonly scroller = new Scroller(HEX_ROW_HEIGHT)
  #source: ByteSource | null = null
  #digits = 8
  /** Least recently shown first. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- a cache: `#revision` tells that it changed
  readonly #chunks = new Map<number, Uint8Array>()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody shows it
  readonly #asked = new Set<number>()
  #revision = $state(0)
  /** Bytes of a line: as many as there is room for. */
  #width = $state(16)
  /** Bytes are read only while the view is on screen. */
  #shown = false
  failed = $state(false)

  readonly slots: readonly HexSlot[] = $derived.by(() => {
    void this.#revision
    const { first, last } = this.scroller
    return Array.from({ length: last - first }, (_, index) => ({ index: first + index, row: this.#row(first + index) }))
  })

  constructor() {
    this.scroller.onMove = () => this.#load()
  }

  show(source: ByteSource | null): void {
    this.#source = source
    this.#digits = addressDigits(source?.size ?? 0)
    this.#chunks.clear()
    this.#asked.clear()
    this.failed = false
    this.#revision += 1
    this.scroller.rows = Math.ceil((source?.size ?? 0) / this.#width)
    this.scroller.scrollTo(0)
  }

  get width(): number {
    return this.#width
  }

  /** Writes 8 or 16 bytes a line; what is at the top stays there. */
  setWidth(width: 8 | 16): void {
    if (width === this.#width) return
    const top = this.scroller.top * (this.#width / width)
    this.#width = width
    this.scroller.rows = Math.ceil((this.#source?.size ?? 0) / width)
    this.scroller.scrollTo(Math.floor(top / HEX_ROW_HEIGHT) * HEX_ROW_HEIGHT)
  }

  /** Tells whether the view is on screen. */
  setShown(shown: boolean): void {
    this.#shown = shown
    this.#load()
  }

  #row(index: number): HexRow | null {
    const offset = index * this.#width
    const chunk = this.#chunks.get(Math.floor(offset / CHUNK))
    if (!chunk) return null
    const within = offset % CHUNK
    return hexRow(chunk.subarray(within, within + this.#width), offset, this.#digits)
  }

  #load(): void {
    const source = this.#source
    if (!source || !this.#shown || source.size === 0) return
    const first = Math.floor((this.scroller.first * this.#width) / CHUNK)
    const last = Math.floor(Math.max(0, this.scroller.last * this.#width - 1) / CHUNK)
    for (let number = first; number <= last && number * CHUNK < source.size; number += 1) {
      const kept = this.#chunks.get(number)
      if (kept) {
        this.#chunks.delete(number)
        this.#chunks.set(number, kept)
      } else if (!this.#asked.has(number)) {
        this.#asked.add(number)
        void this.#read(source, number)
      }
    }
    for (const number of this.#chunks.keys()) {
      if (this.#chunks.size <= KEPT_CHUNKS) break
      this.#chunks.delete(number)
    }
  }

  async #read(source: ByteSource, number: number): Promise<void> {
    const offset = number * CHUNK
    const answer = await source.read(offset, Math.min(CHUNK, source.size - offset))
    if (source !== this.#source) return
    this.#asked.delete(number)
    if (!answer.ok) {
      this.failed = true
      return
    }
    this.#chunks.set(number, answer.value.bytes)
    this.#revision += 1
  }
}
