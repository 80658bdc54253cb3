import type { RowFilter } from '../../../shared/row-filter.ts'
import type { ChildrenRequest, Row } from '../../../shared/tree.ts'
import { compileTerms } from './filter-terms.ts'
import type { Names } from '../name-table.ts'
import { zeros } from '../new-memory.ts'
import type { RowSource } from '../row-order.ts'
import type { TimeSlices } from '../time-slices.ts'
import type { ViewColumns } from './view-columns.ts'

const MATCHES = 1
const ABOVE = 2

/** Which nodes of a view a filter leaves: those that match, and the directories above them. */
export class FilteredNodes {
  readonly #kept: Uint8Array
  /** Children that are left, by node. */
  readonly #children: Uint32Array
  /** Nodes that match. */
  readonly matches: number

  private constructor(kept: Uint8Array, children: Uint32Array, matches: number) {
    this.#kept = kept
    this.#children = children
    this.matches = matches
  }

  /**
   * Holds every node of a view against a filter, in one pass. With `changed` only what the topmost layer touched is left.
   * @throws EngineError where a pattern is none; CancelledError after `slices.cancel()`
   */
  static async of(
    columns: ViewColumns,
    filter: RowFilter,
    show: ChildrenRequest['show'],
    slices: TimeSlices,
  ): Promise<FilteredNodes> {
    const { byName, byFacts } = compileTerms(filter, columns)
    const { count, parents } = columns
    const kept = zeros(Uint8Array, count)
    const children = zeros(Uint32Array, count)
    let matches = 0
    await slices.run(1, count, (from, to) => {
      for (let node = from; node < to; node++) {
        if (!byName(node) || !columns.read(node) || !byFacts(node)) continue
        if (show === 'changed' && !columns.isChanged()) continue
        kept[node] = MATCHES
        matches++
      }
    })
    for (let node = count - 1; node > 0; node--) {
      if (kept[node] === 0) continue
      const parent = parents[node]!
      kept[parent] = kept[parent]! | ABOVE
      children[parent] = children[parent]! + 1
    }
    return new FilteredNodes(kept, children, matches)
  }

  isKept(node: number): boolean {
    return this.#kept[node] !== 0
  }

  isMatch(node: number): boolean {
    return (this.#kept[node]! & MATCHES) !== 0
  }

  childrenOf(node: number): number {
    return this.#children[node]!
  }
}

/** The rows of a view that a filter leaves. Sizes stay those of the view. */
export class FilteredRows implements RowSource {
  readonly #rows: RowSource
  readonly #nodes: FilteredNodes

  constructor(rows: RowSource, nodes: FilteredNodes) {
    this.#rows = rows
    this.#nodes = nodes
  }

  children(parent: number): Uint32Array {
    return this.#rows.children(parent, 'all').filter((node) => this.#nodes.isKept(node))
  }

  get names(): Names {
    return this.#rows.names
  }

  get nodeNames(): Uint32Array {
    return this.#rows.nodeNames
  }

  row(node: number): Row {
    const row = this.#rows.row(node, 'all')
    const children = this.#nodes.childrenOf(node)
    return this.#nodes.isMatch(node) ? { ...row, children } : { ...row, children, context: true }
  }
}
