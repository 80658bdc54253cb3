import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { Worker } from 'node:worker_threads'

const SLOT = 128 * 1024
const SLOTS = 16
/** After so many slots the other side is woken, if it waits: to wake it for each costs more than to copy what is in it. */
const WAKE = 8
/** Milliseconds after which a thread that has not begun, or does not go on, is given up. */
const PATIENCE = 20_000

/** Cells of the ring; behind them the length of what is in each slot, {@link END} where nothing follows. */
const Cell = { Written: 0, Read: 1, State: 2, Lengths: 3 } as const
const State = { New: 0, Hashing: 1, Done: 2, Left: 3 } as const
const END = -1

interface Ring {
  readonly cells: SharedArrayBuffer
  readonly bytes: SharedArrayBuffer
  readonly digest: SharedArrayBuffer
}

/** What the thread does. Its text is all that the thread is started with, so it names nothing that is outside of it. */
function hashRing(
  { cells, bytes, digest }: Ring,
  newHash: typeof createHash,
  [slot, slots, wake, written, read, state, lengths]: readonly [number, number, number, number, number, number, number],
): void {
  const [hashing, done] = [1, 2]
  const shared = new Int32Array(cells)
  if (Atomics.compareExchange(shared, state, 0, hashing) !== 0) return
  const hash = newHash('sha256')
  for (let at = 0; ; at++) {
    while (Atomics.load(shared, written) === at) {
      if (Atomics.load(shared, state) !== hashing) return
      Atomics.wait(shared, written, at, 1000)
    }
    const place = at % slots
    const length = Atomics.load(shared, lengths + place)
    if (length < 0) break
    hash.update(new Uint8Array(bytes, place * slot, length))
    Atomics.store(shared, read, at + 1)
    if ((at + 1) % wake === 0) Atomics.notify(shared, read)
  }
  new Uint8Array(digest).set(hash.digest())
  Atomics.store(shared, state, done)
  Atomics.notify(shared, state)
}

const SOURCE = `(${hashRing.toString()})(
  require('node:worker_threads').workerData,
  require('node:crypto').createHash,
  ${JSON.stringify([SLOT, SLOTS, WAKE, Cell.Written, Cell.Read, Cell.State, Cell.Lengths])},
)`

/**
 * SHA-256 in a thread of its own, so that who makes the bytes need not wait for it; they are copied. Where no thread can be
 * had they are hashed here.
 */
export class HashThread {
  readonly #ring: Ring = {
    cells: new SharedArrayBuffer(4 * (Cell.Lengths + SLOTS)),
    bytes: new SharedArrayBuffer(SLOT * SLOTS),
    digest: new SharedArrayBuffer(32),
  }
  readonly #cells = new Int32Array(this.#ring.cells)
  readonly #bytes = new Uint8Array(this.#ring.bytes)
  readonly #patience: number
  #written = 0
  /** Where the thread did not begin. */
  #own: Hash | null = null

  /** `source` is what the thread runs, `patience` the milliseconds after which it is given up. */
  constructor(source = SOURCE, patience = PATIENCE) {
    this.#patience = patience
    try {
      const worker = new Worker(source, { eval: true, workerData: this.#ring })
      // That it ended is seen by waiting: this thread looks at no events while it inflates.
      worker.on('error', () => undefined)
      worker.unref()
    } catch {
      this.#hashHere()
    }
  }

  /** Takes the next bytes. @throws Error where the thread has ended */
  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += SLOT) this.#put(bytes.subarray(at, at + SLOT))
  }

  /** @throws Error where the thread has ended */
  digest(encoding: 'hex'): string {
    if (this.#own === null) this.#takeSlot()
    if (this.#own !== null) return this.#own.digest(encoding)
    this.#give(END)
    this.#wait(Cell.State, State.Hashing)
    const taken = this.#taken()
    if (taken !== null) return taken.digest(encoding)
    return Buffer.from(new Uint8Array(this.#ring.digest)).toString(encoding)
  }

  /** What goes on here, where the thread was given up. */
  #taken(): Hash | null {
    return this.#own
  }

  /** The digest is not wanted any more. */
  close(): void {
    if (Atomics.load(this.#cells, Cell.State) === State.Done) return
    Atomics.store(this.#cells, Cell.State, State.Left)
    Atomics.notify(this.#cells, Cell.Written)
  }

  #put(bytes: Uint8Array): void {
    if (this.#own === null) this.#takeSlot()
    if (this.#own !== null) {
      this.#own.update(bytes)
      return
    }
    this.#bytes.set(bytes, (this.#written % SLOTS) * SLOT)
    this.#give(bytes.length)
  }

  /** Waits until a slot is free. */
  #takeSlot(): void {
    for (;;) {
      const read = Atomics.load(this.#cells, Cell.Read)
      if (this.#own !== null || this.#written - read < SLOTS) return
      this.#wait(Cell.Read, read)
    }
  }

  #give(length: number): void {
    this.#cells[Cell.Lengths + (this.#written % SLOTS)] = length
    Atomics.store(this.#cells, Cell.Written, ++this.#written)
    if (length === END || this.#written % WAKE === 0) Atomics.notify(this.#cells, Cell.Written)
  }

  /** Waits while a cell has a value; for the thread's begin, too. */
  #wait(cell: number, value: number): void {
    const begun = cell !== Cell.State || Atomics.wait(this.#cells, cell, State.New, this.#patience) !== 'timed-out'
    if (!begun && this.#hashHere()) return
    if (Atomics.wait(this.#cells, cell, value, this.#patience) !== 'timed-out') return
    if (!this.#hashHere()) throw new Error('the thread that computes a digest has ended')
  }

  /** Takes over, with all that was put in the ring, unless the thread has begun. */
  #hashHere(): boolean {
    const before = Atomics.compareExchange(this.#cells, Cell.State, State.New, State.Left)
    if (before !== State.New) return false
    const hash = createHash('sha256')
    for (let at = 0; at < this.#written; at++) {
      const length = this.#cells[Cell.Lengths + at]!
      if (length >= 0) hash.update(this.#bytes.subarray(at * SLOT, at * SLOT + length))
    }
    this.#own = hash
    return true
  }
}
