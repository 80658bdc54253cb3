import { ChunkReader, RangeReader } from './byte-reader.ts'
import type { ByteReader } from './byte-reader.ts'
import { Stop } from './layer-core.ts'
import type { LayerCore } from './layer-core.ts'
import type { PlainMembers, TarEnd } from './scan-tar.ts'
import { BLOCK } from './tar-header.ts'

/** Members between two pauses. */
const PAUSE = 4096

/** Told what the core comes to say. */
export interface CoreListener {
  /** Something is to be said of a member: bits of `Said`, the offset of its header, its name, valid until the call ends. */
  onSaid(said: number, headerOffset: number, name: Uint8Array): void
  /** Whether there is memory for more. */
  mayAdd(): boolean
  /** Called every few thousand members. */
  onPause(): void
}

/** Has the core take members: a window of headers at once of a raw tar, header by header of an inflated one. */
export class CorePlainMembers implements PlainMembers {
  readonly #core: LayerCore
  readonly #room: () => number
  readonly #listener: CoreListener
  #adding = true
  #untilPause = PAUSE

  /** `room` tells how many more members may be added. */
  constructor(core: LayerCore, room: () => number, listener: CoreListener) {
    this.#core = core
    this.#room = room
    this.#listener = listener
  }

  take(reader: ByteReader): TarEnd | null {
    if (reader instanceof RangeReader) return this.#takeFromRange(reader)
    return reader instanceof ChunkReader ? this.#takeFromChunks(reader) : null
  }

  #takeFromRange(reader: RangeReader): null {
    const window = this.#core.at('window')
    let wanted = BLOCK
    for (let at = reader.see(wanted); at >= 0; at = reader.see(wanted)) {
      const stop = this.#scan(window + at, window + reader.windowLength, reader.position, reader.size)
      reader.position = this.#core.count('position')
      if (stop === Stop.Unusual) return null
      wanted = stop === Stop.WindowEnds ? this.#core.count('wanted') : BLOCK
    }
    return null
  }

  #takeFromChunks(reader: ChunkReader): TarEnd | null {
    const core = this.#core
    const window = core.at('window')
    let wanted = BLOCK
    for (let bytes = reader.see(wanted); bytes !== null; bytes = reader.see(wanted)) {
      core.bytes.set(bytes, window)
      const before = reader.position
      const stop = this.#scan(window, window + wanted, before, Number.MAX_SAFE_INTEGER)
      if (stop === Stop.Unusual) return null
      const length = core.count('position') - before
      if (length === 0) {
        wanted = core.count('wanted')
        continue
      }
      const headers = wanted
      wanted = BLOCK
      if (reader.skip(length) < headers + core.count('bodySize')) return 'truncated'
    }
    return null
  }

  #scan(at: number, end: number, offset: number, size: number): number {
    const core = this.#core
    this.#adding &&= this.#listener.mayAdd()
    const room = this.#adding ? this.#room() : 0
    const adding = room > 0
    const most = adding ? Math.min(room, this.#untilPause) : this.#untilPause
    const stop = core.exports.scan(at, end, offset, size, most, adding)
    this.#untilPause -= core.count('passed')
    if (stop === Stop.Said) {
      const name = core.view('headerName', core.count('headerNameLength'))
      this.#listener.onSaid(core.count('said'), core.count('saidOffset'), name)
    }
    if (this.#untilPause <= 0) {
      this.#untilPause = PAUSE
      this.#listener.onPause()
    }
    return stop
  }
}
