import { EngineError } from '../engine/engine-error.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { Type } from '../engine/layer-index.ts'
import { NO_EVENT } from '../engine/path-events.ts'
import { NO_NODE } from '../engine/path-tree.ts'
import { findPath } from '../engine/resolve-links.ts'

const MOST_LINKS = 40

/** The node of a path that any layer names. @throws EngineError with code `not-found` */
export function pathNode(session: ImageSession, path: string): number {
  const node = findPath(Buffer.from(path), session.stack.tree, session.stack.names)
  if (node === NO_NODE || session.stack.events.newest(node) === NO_EVENT)
    throw new EngineError('not-found', `No layer of the image has the path ${path}.`)
  return node
}

/**
 * The event that the final view shows for a path, symbolic links followed as a process in a container would.
 * @throws EngineError with code `not-found`
 */
export function followedEvent(session: ImageSession, path: string): number {
  const { tree, names, events } = session.stack
  let parts = path.split('/')
  let node: number = NO_NODE
  let links = 0
  const missing = (): EngineError => new EngineError('not-found', `The image shows no path ${path}.`)
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
    if (event === NO_EVENT || !events.isPresent(event)) throw missing()
    const facts = session.facts(event)
    if (facts?.type !== Type.Symlink) {
      node = child
      continue
    }
    if (++links > MOST_LINKS) throw new EngineError('not-found', `The symbolic links of ${path} lead in a circle.`)
    const target = Buffer.from(facts.link ?? []).toString('utf8')
    parts = [...target.split('/'), ...parts]
    if (target.startsWith('/')) node = NO_NODE
  }
  if (node === NO_NODE) throw missing()
  return events.newest(node)
}
