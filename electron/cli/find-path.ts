import { EngineError } from '../engine/engine-error.ts'
import { followLinks } from '../engine/follow-links.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { NO_EVENT } from '../engine/path-events.ts'
import { NO_NODE } from '../engine/path-tree.ts'
import { findPath } from '../engine/resolve-links.ts'

/** The node of a path that any layer names; null where none does. */
export function knownNode(session: ImageSession, path: string): number | null {
  const node = findPath(Buffer.from(path), session.stack.tree, session.stack.names)
  return node === NO_NODE || session.stack.events.newest(node) === NO_EVENT ? null : node
}

/** The node of a path that any layer names. @throws EngineError with code `not-found` */
export function pathNode(session: ImageSession, path: string): number {
  const node = knownNode(session, path)
  if (node === null) throw new EngineError('not-found', `No layer of the image has the path ${path}.`)
  return node
}

/**
 * The event that the final view shows for a path, symbolic links followed as a process in a container would.
 * @throws EngineError with code `not-found`
 */
export function followedEvent(session: ImageSession, path: string): number {
  const followed = followLinks(session, path)
  if (followed === 'missing') throw new EngineError('not-found', `The image shows no path ${path}.`)
  if (followed === 'circle') throw new EngineError('not-found', `The symbolic links of ${path} lead in a circle.`)
  return session.stack.events.newest(followed.node)
}
