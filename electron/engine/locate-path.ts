import type { NodeId, View } from '../../shared/tree.ts'
import type { ImageSession } from './image-session.ts'
import type { ViewCache } from './view-cache.ts'
import { NO_EVENT } from './path-events.ts'
import { NO_NODE } from './path-tree.ts'

/** The nodes of a view that lead to a path, from below the root; ends early where the view lacks the rest. */
export function locatePath(session: ImageSession, cache: ViewCache, path: NodeId, view: View): NodeId[] {
  const { tree, events, layers } = session.stack
  const chain: number[] = []
  for (let at = path; at !== NO_NODE; at = tree.parents[at]!) chain.push(at)
  chain.reverse()
  if (view.kind === 'merged') {
    const missing = chain.findIndex((node) => events.at(node, view.upto) === NO_EVENT)
    return missing < 0 ? chain : chain.slice(0, missing)
  }
  const pathOf = layers[view.layer]?.pathOf
  const rows = cache.rows(view)
  const nodes: number[] = []
  let parent: number = NO_NODE
  for (const wanted of chain) {
    const node = rows.children(parent, 'all').find((child) => pathOf?.[child] === wanted)
    if (node === undefined) break
    nodes.push(node)
    parent = node
  }
  return nodes
}
