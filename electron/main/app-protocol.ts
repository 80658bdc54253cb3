import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { protocol } from 'electron'
import { PAGE_SCHEME, pageResource } from './page-resource.ts'

const PAGE_FOLDER = join(import.meta.dirname, '../renderer')

/**
 * Only what the app itself ships, and nothing from a network. Styles may stand in elements, because the editor positions
 * its lines that way; pictures may be made from an image's bytes (`blob:`).
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data: blob:",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Must run before the app is ready: makes `app:` an origin like any other, so that modules, workers and fonts load. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the page's files, and nothing else, from the folder that was built. */
export function servePage(): void {
  protocol.handle(PAGE_SCHEME, async ({ url, method }) => {
    const resource = pageResource(url, PAGE_FOLDER)
    if (resource === null || method !== 'GET') return new Response(null, { status: 404 })
    try {
      return new Response(await readFile(resource.file), {
        headers: {
          'content-type': resource.mediaType,
          'content-security-policy': CONTENT_SECURITY_POLICY,
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-cache',
        },
      })
    } catch {
      return new Response(null, { status: 404 })
    }
  })
}
