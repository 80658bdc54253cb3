import { nameBytes } from './name-table.ts'
import type { Names } from './name-table.ts'
import { NO_NODE } from './path-tree.ts'
import type { PathTree } from './path-tree.ts'

const SLASH = 0x2f

/** A child of the directory that is ordered: the path itself, or all that lies below it. */
interface Step {
  readonly node: number
  readonly name: Uint8Array
  readonly below: boolean
}

/**
 * Nodes in byte order of their whole paths, as if each were written out, in time and room that do not grow with the
 * length of the paths. What lies below `a` comes after `a-`, since `-` comes before `/`.
 */
export function inPathOrder(
  tree: Pick<PathTree, 'parents' | 'names'>,
  names: Names,
  nodes: Iterable<number>,
): number[] {
  const wanted = new Set(nodes)
  const below = new Map<number, number[]>()
  const seen = new Set<number>([NO_NODE])
  for (const node of wanted)
    for (let at = node; !seen.has(at); at = tree.parents[at]!) {
      seen.add(at)
      const parent = tree.parents[at]!
      const children = below.get(parent)
      if (children === undefined) below.set(parent, [at])
      else children.push(at)
    }
  const ordered: number[] = wanted.has(NO_NODE) ? [NO_NODE] : []
  const pending: Step[] = [{ node: NO_NODE, name: new Uint8Array(0), below: true }]
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    if (!step.below) {
      ordered.push(step.node)
      continue
    }
    const steps: Step[] = []
    for (const node of below.get(step.node) ?? []) {
      const name = nameBytes(names, tree.names[node]!)
      if (wanted.has(node)) steps.push({ node, name, below: false })
      if (below.has(node)) steps.push({ node, name, below: true })
    }
    // The last is taken first.
    steps.sort((a, b) => compareSteps(b, a))
    for (const one of steps) pending.push(one)
  }
  return ordered
}

function compareSteps(a: Step, b: Step): number {
  const length = Math.min(a.name.length, b.name.length)
  const order = Buffer.compare(a.name.subarray(0, length), b.name.subarray(0, length))
  return order !== 0 ? order : byteAfter(a, length) - byteAfter(b, length)
}

function byteAfter({ name, below }: Step, at: number): number {
  return name[at] ?? (below ? SLASH : -1)
}
