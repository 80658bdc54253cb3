import type { DifferenceCounts, PathDifference } from '../../../shared/comparison.ts'
import type { EntryFacts, Difference } from '../entry-facts.ts'
import { compareEntries } from '../entry-facts.ts'
import type { Inode } from '../inode.ts'
import { NO_NODE } from '../path-tree.ts'
import type { SharedLayers } from './shared-layers.ts'
import type { SideView } from './side-view.ts'

/** Numbers of {@link PathDifference}, in the column `states`; 0 where neither side has the path. */
const STATES = ['same', 'times', 'changed', 'only-a', 'only-b'] as const
const State = { None: 0, Same: 1, Times: 2, Changed: 3, OnlyA: 4, OnlyB: 5 } as const

const IDENTICAL: Difference = { what: [], contentCompared: true }

/** Two files of which only their bytes tell whether they are the same. */
export interface OpenPair {
  readonly a: Inode
  readonly b: Inode
}

/**
 * Two views held against each other, path by path; both number paths alike, in one tree. What both have from a layer
 * that they share is never looked at.
 */
export class ComparedPaths {
  readonly a: SideView
  readonly b: SideView
  readonly #shared: SharedLayers
  readonly #states: Uint8Array
  /** Nodes of files whose contents are to be compared. */
  #open: number[] = []
  /** Below each directory: by state. */
  #below: readonly Uint32Array[] = []

  constructor(a: SideView, b: SideView, shared: SharedLayers) {
    this.a = a
    this.b = b
    this.#shared = shared
    const { count } = a.session.stack.tree
    this.#states = new Uint8Array(count)
    for (let node = 1; node < count; node++) this.#states[node] = this.#compare(node)
    this.#sumStates()
  }

  /** Paths of both, the root among them. */
  get count(): number {
    return this.#states.length
  }

  /** null where neither side has the path. */
  difference(node: number): PathDifference | null {
    if (node === NO_NODE) return 'same'
    const state = this.#states[node] ?? State.None
    return state === State.None ? null : STATES[state - 1]!
  }

  /** What differs; nothing where only one side has the path. */
  what(node: number): Difference {
    const state = this.#states[node]!
    if (state !== State.Changed && state !== State.Times && state !== State.Same) return IDENTICAL
    if (this.#isShared(node) || this.#isOnlyAbove(node)) return IDENTICAL
    return compareEntries(this.a.facts(node), this.b.facts(node), (a, b) => this.#sameContent(a, b))
  }

  /** Differences below a directory, itself left out. */
  below(node: number): DifferenceCounts {
    const of = (state: number): number => this.#below[state]![node]!
    return { onlyA: of(State.OnlyA), onlyB: of(State.OnlyB), changed: of(State.Changed), times: of(State.Times) }
  }

  /** Paths that either side has, without the root. */
  get total(): number {
    const { onlyA, onlyB, changed, times } = this.counts
    return onlyA + onlyB + changed + times + this.#below[State.Same]![NO_NODE]!
  }

  /** Of all paths. */
  get counts(): DifferenceCounts {
    return this.below(NO_NODE)
  }

  /** Pairs of files of equal size whose contents are not known to be equal or not. */
  *openPairs(): Generator<OpenPair> {
    for (const node of this.#open) yield { a: this.a.inode(node)!, b: this.b.inode(node)! }
  }

  /** Looks again at the pairs that were open, now that their digests were read. */
  settle(): void {
    const open = this.#open
    this.#open = []
    for (const node of open) this.#states[node] = this.#compare(node)
    this.#sumStates()
  }

  #compare(node: number): number {
    const hasA = this.a.has(node)
    const hasB = this.b.has(node)
    if (!hasA || !hasB) return hasA ? State.OnlyA : hasB ? State.OnlyB : State.None
    if (this.#isShared(node) || this.#isOnlyAbove(node)) return State.Same
    const { what, contentCompared } = compareEntries(this.a.facts(node), this.b.facts(node), (a, b) =>
      this.#sameContent(a, b),
    )
    if (!contentCompared) this.#open.push(node)
    if (what.length === 0) return State.Same
    return what.every((field) => field === 'mtime') ? State.Times : State.Changed
  }

  /** Whether both sides have a path from a layer that they share, and below it the same layers where a link leads there. */
  #isShared(node: number): boolean {
    const inodeA = this.a.inode(node)
    const inodeB = this.b.inode(node)
    if (inodeA === null || inodeB === null) return inodeA === inodeB
    return inodeA.entry === inodeB.entry && this.#shared.isShared(inodeA.layer, inodeB.layer)
  }

  /** Whether a path is a directory that one side has only since others lie below it. */
  #isOnlyAbove(node: number): boolean {
    const isParent = this.a.isOnlyParent(node) || this.b.isOnlyParent(node)
    return isParent && this.a.isDirectory(node) && this.b.isDirectory(node)
  }

  #sameContent(a: EntryFacts, b: EntryFacts): boolean | null {
    if (a.size === 0 || (a.entry === b.entry && this.#shared.isShared(a.layer, b.layer))) return true
    const digestA = this.a.session.knownDigest(a)
    const digestB = this.b.session.knownDigest(b)
    if (digestA === undefined || digestB === undefined) return null
    return digestA !== null && digestA === digestB
  }

  #sumStates(): void {
    const { parents } = this.a.session.stack.tree
    const below = Array.from({ length: STATES.length + 1 }, () => new Uint32Array(this.count))
    for (let node = this.count - 1; node > NO_NODE; node--) {
      const parent = parents[node]!
      for (const counts of below) counts[parent] = counts[parent]! + counts[node]!
      const own = below[this.#states[node]!]!
      own[parent] = own[parent]! + 1
    }
    this.#below = below
  }
}
