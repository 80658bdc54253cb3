import { app, type IpcMainInvokeEvent, session, type WebPreferences } from 'electron'
import { originOf, PAGE_URL } from './page-resource.ts'

/** What a window loads: the app's own page, or in development that of the bundler's server. */
export function pageUrl(): string {
  return (app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']) ?? PAGE_URL
}

/** What every window has: the page can do what a page of the web can, and what the preload names. */
export const SEALED_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  // Its dictionaries would be fetched from a network.
  spellcheck: false,
} as const satisfies WebPreferences

/** Refuses whatever leads a window away from the app's page, and every right that the page does not need. */
export function sealWindows(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOfPage(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      if (!isOfPage(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  // Copying a path or a digest is all that the page may ask for.
  const allowed = (permission: string, origin: string) => permission === 'clipboard-sanitized-write' && isOfPage(origin)
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin))
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(allowed(permission, contents.getURL())),
  )
  session.defaultSession.setDevicePermissionHandler(() => false)
}

/** Whether a message comes from the top frame of the app's own page. */
export function isFromPage({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOfPage(senderFrame.url)
}

function isOfPage(url: string): boolean {
  return URL.canParse(url) && originOf(new URL(url)) === originOf(new URL(pageUrl()))
}
