import { Type } from './layer-index.ts'
import type { ImageSession } from './image-session.ts'
import { NO_EVENT } from './path-events.ts'
import { NO_NODE } from './path-tree.ts'

const SLASH = 0x2f
const DOT = 0x2e

/** As many as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40
/** Components that are left to walk, those of links among them. */
const MOST_COMPONENTS = 4096

/**
 * The path that a name leads to in the view of layers 0..upto, as a process inside a container would find it: symbolic links
 * are followed, the last one too, and none leads above the root. null where it leads nowhere.
 */
export function followPath(session: ImageSession, directory: number, name: Uint8Array, upto: number): number | null {
  const { tree, names, events } = session.stack
  const left: Uint8Array[] = componentsOf(name).reverse()
  let node = name[0] === SLASH ? NO_NODE : directory
  let links = 0
  while (left.length > 0) {
    if (left.length > MOST_COMPONENTS) return null
    const part = left.pop()!
    if (part.length === 2 && part[0] === DOT && part[1] === DOT) {
      node = node === NO_NODE ? NO_NODE : tree.parents[node]!
      continue
    }
    const known = names.find(part, 0, part.length)
    const child = known < 0 ? NO_NODE : tree.find(node, known)
    const event = child === NO_NODE ? NO_EVENT : events.at(child, upto)
    if (event === NO_EVENT || !events.isPresent(event)) return null
    const facts = events.isDirectory(event) ? null : session.facts(event)
    if (facts?.type !== Type.Symlink) {
      if (left.length > 0 && !events.isDirectory(event)) return null
      node = child
      continue
    }
    links += 1
    const target = facts.link
    if (links > MOST_LINKS || target === null || target.length === 0) return null
    if (target[0] === SLASH) node = NO_NODE
    left.push(...componentsOf(target).reverse())
  }
  return node
}

/** Components without empty ones and `.`; at most one more than can be walked. */
function componentsOf(path: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  let start = 0
  for (let at = 0; at <= path.length && parts.length <= MOST_COMPONENTS; at++) {
    if (at < path.length && path[at] !== SLASH) continue
    const part = path.subarray(start, at)
    if (part.length > 0 && !(part.length === 1 && part[0] === DOT)) parts.push(part)
    start = at + 1
  }
  return parts
}
