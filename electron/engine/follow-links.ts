import { Type } from './layer-index.ts'
import type { ImageSession } from './image-session.ts'
import { NO_EVENT } from './path-events.ts'
import { NO_NODE } from './path-tree.ts'

/** Linux, `MAXSYMLINKS`. */
const MOST_LINKS = 40
/** Linux, `PATH_MAX`, for what links add up to. */
const MOST_PARTS = 4096

/** Where a path leads: to a node; to nothing; or in a circle. */
export type Followed = { readonly node: number } | 'missing' | 'circle'

/** Follows a path in the view of all layers that are stacked as a process in a container would, symbolic links at its end too. */
export function followLinks(session: ImageSession, path: string): Followed {
  const { tree, names, events } = session.stack
  let parts = path.split('/')
  let node: number = NO_NODE
  let links = 0
  while (parts.length > 0) {
    const part = parts.shift()!
    if (part === '' || part === '.') continue
    if (part === '..') {
      node = node === NO_NODE ? NO_NODE : tree.parents[node]!
      continue
    }
    const bytes = Buffer.from(part)
    const name = names.find(bytes, 0, bytes.length)
    const child = name < 0 ? NO_NODE : tree.find(node, name)
    const event = child === NO_NODE ? NO_EVENT : events.newest(child)
    if (event === NO_EVENT || !events.isPresent(event)) return 'missing'
    const facts = session.facts(event)
    if (facts?.type !== Type.Symlink) {
      node = child
      continue
    }
    if (++links > MOST_LINKS) return 'circle'
    const target = Buffer.from(facts.link ?? []).toString('utf8')
    parts = [...target.split('/'), ...parts]
    if (parts.length > MOST_PARTS) return 'missing'
    if (target.startsWith('/')) node = NO_NODE
  }
  return node === NO_NODE ? 'missing' : { node }
}
