import { originOf } from './page-resource.ts'

/** What of a request decides whether it may go out. */
export interface PageRequest {
  readonly url: string
  /** As Electron's `OnBeforeRequestListenerDetails` names it. */
  readonly resourceType: string
}

/** What of a frame tells whose it is. */
export interface Frame {
  readonly url: string
}

/** What of an IPC event tells who sent it. */
export interface Sent<F extends Frame> {
  readonly sender: { readonly mainFrame: F }
  readonly senderFrame: F | null
}

/** What a page may make pictures and fonts of, beside its own files. */
const MADE_HERE = new Set(['image', 'font'])

/** Whether a URL is of the app's own page; `home` is the URL that windows load. */
export function isOfPage(url: string, home: string): boolean {
  return URL.canParse(url) && originOf(new URL(url)) === originOf(new URL(home))
}

/**
 * Whether a request may go out: for the page's own files, for pictures and fonts that the page holds already, and for
 * nothing else. In development, where `home` is the bundler's server, its web socket too.
 */
export function isAllowedRequest({ url, resourceType }: PageRequest, home: string): boolean {
  if (isOfPage(url, home)) return true
  if (!URL.canParse(url)) return false
  const { protocol, pathname, host } = new URL(url)
  switch (protocol) {
    case 'data:':
      return MADE_HERE.has(resourceType)
    case 'blob:':
      return MADE_HERE.has(resourceType) && isOfPage(pathname, home)
    case 'ws:':
      return isOfPage(`http://${host}`, home)
    default:
      return false
  }
}

/** Whether a message comes from the top frame of the app's own page. */
export function isFromPage<F extends Frame>({ sender, senderFrame }: Sent<F>, home: string): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOfPage(senderFrame.url, home)
}
