import type { SaveForm } from '../../shared/save.ts'

/** What no file name of any common system holds. */
const RESERVED = /[<>:"/\\|?*\u0000-\u001f\u007f]+/g
const DEVICE = /^(con|prn|aux|nul|(com|lpt)\d)(?=\.|$)/i
const LONGEST = 120

/** A name for a dialog to propose: that of what is saved, as far as a file system can hold it. */
export function proposedName(name: string, form: SaveForm): string {
  const held = Array.from(
    name
      .replace(RESERVED, '_')
      .replace(DEVICE, '_$1')
      .replace(/[. ]+$/, ''),
  )
  const base = held.slice(0, LONGEST).join('') || 'root'
  return form === 'tar' ? `${base}.tar` : base
}
