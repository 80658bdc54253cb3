import type { OsRelease } from '../../../shared/overview.ts'
import { followLinks } from '../follow-links.ts'
import type { ImageSession } from '../image-session.ts'
import { Type } from '../layer-index.ts'
import type { JobControl } from '../layer-jobs.ts'

/** os-release(5): the first of these that is there. */
export const OS_RELEASE_PLACES = ['etc/os-release', 'usr/lib/os-release']
const MOST_BYTES = 64 * 1024

/** Reads the OS release of the topmost view; null where it has none. Rejects with CancelledError. */
export async function readOsRelease(session: ImageSession, control: JobControl): Promise<OsRelease | null> {
  for (const place of OS_RELEASE_PLACES) {
    const followed = followLinks(session, place)
    if (typeof followed === 'string') continue
    const inode = session.stack.inode(session.stack.events.newest(followed.node))
    if (inode === null || session.factsOf(inode).type !== Type.File) continue
    const bytes = await session.readStart(inode, MOST_BYTES, control)
    const release = parseOsRelease(Buffer.from(bytes).toString('utf8'))
    if (release !== null) return { path: session.stack.displayPath(followed.node), ...release }
  }
  return null
}

/** Reads the assignments of os-release(5); null where there is no name at all. */
export function parseOsRelease(text: string): Omit<OsRelease, 'path'> | null {
  const fields = new Map<string, string>()
  for (const match of text.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)) fields.set(match[1]!, unquoted(match[2]!.trim()))
  const id = fields.get('ID') ?? ''
  const version = fields.get('VERSION_ID') ?? null
  const long = [fields.get('NAME'), fields.get('VERSION') ?? version].filter(Boolean).join(' ')
  const name = [fields.get('PRETTY_NAME'), long, id].find(Boolean)
  if (name === undefined) return null
  return {
    id,
    like: (fields.get('ID_LIKE') ?? '').split(/\s+/).filter(Boolean),
    name,
    version,
    codename: fields.get('VERSION_CODENAME') ?? null,
  }
}

/** A value of a shell assignment: quotes and backslashes as POSIX has them. */
function unquoted(value: string): string {
  const [, double, single] = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/.exec(value) ?? []
  if (single !== undefined) return single
  return (double ?? value).replace(/\\(.)/g, '$1')
}
