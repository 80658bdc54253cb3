import { decodeUtf8 } from '../display-name.ts'

/** Win32, "Naming Files, Paths, and Namespaces": devices, with or without an extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)/i
const RESERVED = /[<>:"/\\|?*\u0000-\u001f]/

/**
 * Whether a name can be that of a file of a folder, and leads nowhere else. File systems that are stricter than their
 * system say so by an error.
 */
export function isDiskName(name: Uint8Array, platform: NodeJS.Platform): boolean {
  if (name.length === 0 || name.includes(0) || name.includes(SLASH)) return false
  if (name[0] === DOT && (name.length === 1 || (name.length === 2 && name[1] === DOT))) return false
  if (platform !== 'win32') return true
  const text = decodeUtf8(name)
  return text !== null && !RESERVED.test(text) && !/[. ]$/.test(text) && !DEVICE.test(text)
}

const DOT = 0x2e
const SLASH = 0x2f
