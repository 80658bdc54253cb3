import type { Row, Sort } from '../../shared/tree.ts'
import { nameOrder } from './name-order.ts'
import type { Names } from './name-table.ts'

const CHANGE_ORDER = ['removed', 'modified', 'added', 'unchanged', null]

function compareBy(by: Sort['by'], a: Row, b: Row): number {
  switch (by) {
    case 'size':
      return a.size - b.size
    case 'layer':
      return a.layer - b.layer
    case 'mode':
      return (a.metadata?.mode ?? -1) - (b.metadata?.mode ?? -1)
    case 'owner':
      return (a.metadata?.uid ?? -1) - (b.metadata?.uid ?? -1) || (a.metadata?.gid ?? -1) - (b.metadata?.gid ?? -1)
    case 'mtime':
      return (a.metadata?.mtime ?? -Infinity) - (b.metadata?.mtime ?? -Infinity)
    case 'change':
      return CHANGE_ORDER.indexOf(a.change) - CHANGE_ORDER.indexOf(b.change)
    case 'name':
      return 0
  }
}

/** What can list and show the children of a directory. */
export interface RowSource {
  children(parent: number, show: 'all' | 'changed'): Uint32Array
  readonly names: Names
  /** The number of each node's name. */
  readonly nodeNames: Uint32Array
  row(node: number, show: 'all' | 'changed'): Row
}

/** Child nodes in order: by bytes of the name, or by a column and then by name. */
export function orderedChildren(source: RowSource, parent: number, show: 'all' | 'changed', sort: Sort): Uint32Array {
  const nodes = source.children(parent, show)
  const { names, nodeNames } = source
  const places = nameOrder(
    names,
    nodes.map((node) => nodeNames[node]!),
  )
  if (sort.by !== 'name') {
    const rows = Array.from(nodes, (node) => source.row(node, show))
    const sign = sort.descending ? -1 : 1
    // What is equal stays in the order of the names.
    places.sort((a, b) => sign * compareBy(sort.by, rows[a]!, rows[b]!))
  } else if (sort.descending) places.reverse()
  return places.map((place) => nodes[place]!)
}

/** Compares two rows by a column; 0 where they are equal in it. */
export function compareRows(by: Sort['by'], a: Row, b: Row): number {
  return compareBy(by, a, b)
}
