import { extname, join, sep } from 'node:path'

/** The scheme of the app's own page. */
export const PAGE_SCHEME = 'app'
export const PAGE_URL = `${PAGE_SCHEME}://onionskin/index.html`

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

/** A file of the page. */
export interface PageResource {
  readonly file: string
  readonly mediaType: string
}

/**
 * The file of `folder` that a URL of the page names; null for another origin, for what would lead out of the folder, and
 * for names that a URL cannot spell plainly.
 */
export function pageResource(url: string, folder: string): PageResource | null {
  if (!URL.canParse(url)) return null
  const asked = new URL(url)
  if (originOf(asked) !== originOf(new URL(PAGE_URL))) return null
  const name = decoded(asked.pathname)
  if (name === null || /[\\:\0]/.test(name) || name.endsWith('/')) return null
  const file = join(folder, name)
  if (!file.startsWith(join(folder, sep))) return null
  return { file, mediaType: MEDIA_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream' }
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}

/** Scheme and host of a URL. `URL.origin` is `null` for schemes that Node does not know. */
export function originOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`
}
