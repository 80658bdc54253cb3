import type { Engine } from '../../shared/engine-api.ts'
import type { TreemapNode } from '../../shared/overview.ts'
import type { NodeId } from '../../shared/tree.ts'
import { ROOT } from '../model/tree-model.ts'

/** A directory that the map was entered through. */
export interface Crumb {
  readonly node: NodeId
  /** What it is called below the crumb before it. */
  readonly label: string
}

const DEPTH = 6
const LIMIT = 60
const LEAST_SHARE = 0.0008

/** Which directory fills the map, and what it holds. */
export class TreemapState {
  readonly #engine: Pick<Engine, 'treemap'>
  #token = 0
  #asking = false
  #again = false
  #upto = $state.raw<number | null>(null)
  /** From the root, which is not among them, down to the directory that fills the map. */
  crumbs = $state.raw<readonly Crumb[]>([])
  root = $state.raw<TreemapNode | null>(null)
  failed = $state(false)

  readonly node: NodeId = $derived(this.crumbs.at(-1)?.node ?? ROOT)
  /** The topmost layer of what is drawn. */
  readonly upto: number = $derived(this.#upto ?? 0)

  constructor(engine: Pick<Engine, 'treemap'>) {
    this.#engine = engine
  }

  /** Draws what a container sees with layers 0..upto, from the root; null: nothing. */
  show(upto: number | null): void {
    this.#token += 1
    this.#asking = false
    this.#again = false
    this.#upto = upto
    this.crumbs = []
    this.root = null
    this.failed = false
  }

  /** Reads it again: layers were stacked meanwhile. What is drawn stays until then. */
  refresh(): void {
    if (this.#upto === null) return
    if (this.#asking) this.#again = true
    else void this.#read(this.crumbs, this.#upto)
  }

  /** Fills the map with a directory below the one that fills it. Resolves when it is drawn; false where that failed. */
  enter(node: NodeId, label: string): Promise<boolean> {
    return this.#go([...this.crumbs, { node, label }])
  }

  /** Goes back up so that `depth` directories below the root stay. */
  up(depth = this.crumbs.length - 1): Promise<boolean> {
    if (depth < 0 || depth >= this.crumbs.length) return Promise.resolve(false)
    return this.#go(this.crumbs.slice(0, depth))
  }

  async #go(crumbs: readonly Crumb[]): Promise<boolean> {
    if (this.#upto === null) return false
    this.#token += 1
    return this.#read(crumbs, this.#upto)
  }

  async #read(crumbs: readonly Crumb[], upto: number): Promise<boolean> {
    const token = this.#token
    this.#asking = true
    const answer = await this.#engine.treemap({
      upto,
      node: crumbs.at(-1)?.node ?? ROOT,
      depth: DEPTH,
      limit: LIMIT,
      leastShare: LEAST_SHARE,
    })
    if (token !== this.#token) return false
    this.#asking = false
    this.failed = !answer.ok && (answer.failure.code !== 'not-found' || crumbs.length > 0)
    if (answer.ok) {
      this.root = answer.value
      this.crumbs = crumbs
    }
    if (this.#again) {
      this.#again = false
      void this.#read(this.crumbs, upto)
    }
    return answer.ok
  }
}
