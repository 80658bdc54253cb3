import type { ImageSession } from '../engine/image-session.ts'
import { NO_EVENT } from '../engine/path-events.ts'
import type { ChangeEntry } from './tree-entry.ts'
import { mergedEntry } from './tree-entry.ts'

/** What the layer of an event does to a path. */
export function changeWords(session: ImageSession, path: Uint8Array, event: number): ChangeEntry {
  const { events } = session.stack
  const before = events.before[event]!
  const { kind, difference } = session.changeAt(event)
  if (kind === 'removed') return { ...mergedEntry(session, path, before, false), change: kind }
  const entry = mergedEntry(session, path, event, false)
  if (kind === 'added' || before === NO_EVENT) return { ...entry, change: kind }
  const was = mergedEntry(session, path, before, false)
  return kind === 'unchanged' ? { ...entry, change: kind, was } : { ...entry, change: kind, was, what: difference.what }
}
