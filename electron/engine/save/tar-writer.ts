import { EngineError } from '../engine-error.ts'
import { Type } from '../layer-index.ts'
import { ContentEndsError } from './content-reader.ts'
import type { ContentReader } from './content-reader.ts'
import { storedBytes } from './save-plan.ts'
import type { SavePlan } from './save-plan.ts'
import type { SaveWork } from './save-work.ts'
import { TAR_END, tarHeader, tarPadding } from './tar-member.ts'

/** Takes the bytes of a tar in order; a promise where they have to wait. */
export type TarSink = (bytes: Uint8Array) => Promise<void> | void

/** Small writes are collected up to so many bytes. */
const CHUNK = 256 * 1024

/**
 * Writes what is planned as a tar, in the order of the plan. Names begin with that of the planned root, or below it where
 * it is the root of the image. Hard links among what is saved stay links.
 */
export class TarWriter {
  readonly #plan: SavePlan
  readonly #sink: TarSink
  readonly #reader: ContentReader
  readonly #work: SaveWork
  #pending: Uint8Array[] = []
  #length = 0

  constructor(plan: SavePlan, sink: TarSink, reader: ContentReader, work: SaveWork) {
    this.#plan = plan
    this.#sink = sink
    this.#reader = reader
    this.#work = work
  }

  /** @throws CancelledError, an error of the sink, or EngineError where a layer ends before its index says */
  async write(): Promise<void> {
    const { nodes, tree } = this.#plan
    for (const [at, node] of nodes.entries()) {
      await this.#work.breathe()
      const next = nodes[at + 1]
      // A directory without a header of its own comes into being with what is in it.
      if (tree.inode(node) === null && next !== undefined && tree.parent(next) === node) continue
      await this.#writeMember(node)
      this.#work.entries++
    }
    await this.#put(TAR_END)
    await this.#flush()
  }

  async #writeMember(node: number): Promise<void> {
    const facts = this.#plan.facts(node)
    const name = this.#name(node)
    const first = this.#plan.links.get(node)
    if (first !== undefined) {
      await this.#put(tarHeader({ name, type: Type.HardLink, facts: null, link: this.#name(first) }))
      return
    }
    const type = facts?.type ?? Type.Directory
    await this.#put(tarHeader({ name, type, facts, link: facts?.link ?? new Uint8Array(0) }))
    const stored = type === Type.File ? (facts?.stored ?? null) : null
    if (facts === null || stored === null) return
    try {
      for await (const { bytes } of this.#reader.parts(facts)) {
        await this.#put(bytes)
        await this.#work.breathe()
      }
    } catch (error) {
      if (!(error instanceof ContentEndsError)) throw error
      throw new EngineError('layer-truncated', `${this.#plan.displayPath(node)}: ${error.message}`)
    }
    await this.#put(tarPadding(storedBytes(stored)))
  }

  #name(node: number): Uint8Array {
    const { root, tree } = this.#plan
    const names = this.#plan.names(node)
    if (root !== 0) names.unshift(tree.name(root))
    if (names.length === 0) return Buffer.from('./')
    const path = names.flatMap((name, at) => (at === 0 ? [name] : [SLASH, name]))
    return Buffer.concat(this.#plan.isDirectory(node) ? [...path, SLASH] : path)
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#pending.push(bytes)
    this.#length += bytes.length
    if (this.#length >= CHUNK) await this.#flush()
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pending)
    this.#pending = []
    this.#length = 0
    await this.#sink(bytes)
  }
}

const SLASH = Buffer.from('/')
