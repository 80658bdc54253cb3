import type { Inode } from '../inode.ts'
import { Type } from '../layer-index.ts'
import { nameBytes } from '../name-table.ts'
import type { ComparedPaths } from './compared-paths.ts'
import type { SideView } from './side-view.ts'

/** Files up to which, on each side, moved ones are looked for; more are too many to read. */
const MOST_CANDIDATES = 50_000

/** Files that are on one side only and of a size that is also among those of the other side. */
export interface MoveCandidates {
  readonly a: readonly number[]
  readonly b: readonly number[]
}

function filesOf(paths: ComparedPaths, side: SideView, only: 'only-a' | 'only-b'): Map<number, number[]> {
  const bySize = new Map<number, number[]>()
  for (let node = 1; node < paths.count; node++) {
    if (paths.difference(node) !== only) continue
    const facts = side.facts(node)
    if (facts?.type !== Type.File || facts.size === 0) continue
    const nodes = bySize.get(facts.size)
    if (nodes === undefined) bySize.set(facts.size, [node])
    else nodes.push(node)
  }
  return bySize
}

/** Which files may have moved, by their sizes alone. */
export function moveCandidates(paths: ComparedPaths): MoveCandidates {
  const ofA = filesOf(paths, paths.a, 'only-a')
  const ofB = filesOf(paths, paths.b, 'only-b')
  const both = [...ofA.keys()].filter((size) => ofB.has(size)).sort((x, y) => y - x)
  const pick = (files: Map<number, number[]>): number[] => both.flatMap((size) => files.get(size)!)
  return { a: pick(ofA).slice(0, MOST_CANDIDATES), b: pick(ofB).slice(0, MOST_CANDIDATES) }
}

export function inodesOf(side: SideView, nodes: readonly number[]): Inode[] {
  return nodes.map((node) => side.inode(node)!)
}

/**
 * Pairs files of equal content, from a path of a to one of b; their digests were read. Each is in one pair at most; a
 * file with the same name goes first.
 */
export function movedFiles(paths: ComparedPaths, candidates: MoveCandidates): ReadonlyMap<number, number> {
  const { tree, names } = paths.a.session.stack
  const nameOf = (node: number): string => Buffer.from(nameBytes(names, tree.names[node]!)).toString('latin1')
  const digestOf = (side: SideView, node: number): string | null => side.session.digest(side.inode(node)!)
  const ofB = new Map<string, number[]>()
  for (const node of candidates.b) {
    const digest = digestOf(paths.b, node)
    if (digest === null) continue
    const nodes = ofB.get(digest)
    if (nodes === undefined) ofB.set(digest, [node])
    else nodes.push(node)
  }
  const moved = new Map<number, number>()
  const take = (node: number, sameName: boolean): void => {
    const free = ofB.get(digestOf(paths.a, node) ?? '') ?? []
    const at = sameName ? free.findIndex((other) => nameOf(other) === nameOf(node)) : 0
    if (at < 0 || free.length === 0) return
    moved.set(node, free.splice(at, 1)[0]!)
  }
  for (const node of candidates.a) take(node, true)
  for (const node of candidates.a) if (!moved.has(node)) take(node, false)
  return moved
}
