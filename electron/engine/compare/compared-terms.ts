import type { PathDifference } from '../../../shared/comparison.ts'
import type { FilterTerm, RowFilter } from '../../../shared/row-filter.ts'
import type { ChangeKind } from '../../../shared/tree.ts'
import { compileTerms } from '../filter/filter-terms.ts'
import type { ViewColumns } from '../filter/view-columns.ts'
import { NO_ENTRY } from '../layer-index.ts'
import type { LayerIndex } from '../layer-index.ts'
import type { Names } from '../name-table.ts'
import type { ComparedPaths } from './compared-paths.ts'
import type { SideView } from './side-view.ts'

type NodeTest = (node: number) => boolean

/** What a filter calls a difference: a as what was before. */
const CHANGES: Readonly<Record<PathDifference, ChangeKind>> = {
  'only-a': 'removed',
  'only-b': 'added',
  changed: 'modified',
  times: 'modified',
  same: 'unchanged',
}

/** The columns of one side, by the numbers that both sides give to paths. */
class SideColumns implements ViewColumns {
  readonly #view: SideView
  readonly count: number
  readonly parents: Uint32Array
  readonly nodeNames: Uint32Array
  readonly names: Names
  layer = 0
  /** Of no use before {@link read}: a side may have no layer at all. */
  index!: LayerIndex
  entry: number = NO_ENTRY

  constructor(view: SideView) {
    const { tree, names } = view.session.stack
    this.#view = view
    this.count = tree.count
    this.parents = tree.parents
    this.nodeNames = tree.names
    this.names = names
  }

  read(node: number): boolean {
    if (!this.#view.has(node)) return false
    const inode = this.#view.inode(node)
    this.layer = this.#view.layer(node)
    this.entry = inode?.entry ?? NO_ENTRY
    this.index = this.#view.session.stack.layers[inode?.layer ?? this.layer]!.index
    return true
  }

  /** Of two sides only both together tell it. */
  change(): ChangeKind | null {
    return null
  }

  isOverridden(): boolean {
    return false
  }

  isChanged(): boolean {
    return false
  }
}

/**
 * Whether a path of a comparison fits all terms of a filter; what is asked of an entry, such as its size, holds where it does on
 * one of the sides. `change` asks for the difference, as if b came after a. The order is that of the terms' costs.
 * @throws EngineError with code `argument-invalid` where a pattern is none
 */
export function compileComparedTerms(paths: ComparedPaths, filter: RowFilter): NodeTest {
  const columns = [new SideColumns(paths.a), new SideColumns(paths.b)] as const
  const tests = filter.map((term) => ({ cost: costOf(term), test: testOf(paths, columns, term) }))
  const sorted = tests.sort((x, y) => x.cost - y.cost).map(({ test }) => test)
  return (node) => sorted.every((test) => test(node))
}

function costOf({ kind }: FilterTerm): number {
  return kind === 'text' || kind === 'glob' || kind === 'regex' ? 0 : kind === 'change' ? 1 : 2
}

function testOf(
  paths: ComparedPaths,
  [a, b]: readonly [SideColumns, SideColumns],
  { not = false, ...term }: RowFilter[number],
): NodeTest {
  if (term.kind === 'change')
    return (node) => {
      const difference = paths.difference(node)
      return (difference !== null && term.values.includes(CHANGES[difference])) !== not
    }
  const ofA = compileTerms([term], a)
  if (costOf(term) === 0) return (node) => ofA.byName(node) !== not
  const ofB = compileTerms([term], b)
  return (node) => ((a.read(node) && ofA.byFacts(node)) || (b.read(node) && ofB.byFacts(node))) !== not
}
