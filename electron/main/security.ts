import { app, type IpcMainInvokeEvent, session, type WebPreferences } from 'electron'
import * as policy from './page-policy.ts'
import { PAGE_URL } from './page-resource.ts'

/** No host of this name can be there (RFC 6761, section 6.4). */
const NOWHERE = 'http://nowhere.invalid:1'

/** What a window loads: the app's own page, or in development that of the bundler's server. */
export function pageUrl(): string {
  return (app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']) ?? PAGE_URL
}

/** What every window has: the page can do what a page of the web can, and what the preload names. */
export function sealedPreferences(): WebPreferences {
  return {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // Its dictionaries would be fetched from a network.
    spellcheck: false,
    devTools: !app.isPackaged,
  }
}

/**
 * Cuts Chromium off from any network, below all that a page can do: every connection goes by a proxy that is nowhere, and
 * no name is looked up. Must run before the app is ready.
 */
export function leaveNetworks(): void {
  // It would take back what a system needs that lets no sandbox be set up.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  app.commandLine.appendSwitch('disable-background-networking')
  app.commandLine.appendSwitch('disable-component-update')
  app.commandLine.appendSwitch('no-pings')
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp')
  if (pageUrl() !== PAGE_URL) return
  app.commandLine.appendSwitch('proxy-server', NOWHERE)
  app.commandLine.appendSwitch('proxy-bypass-list', '<-loopback>')
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
}

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
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
  app.on('session-created', sealSession)
  sealSession(session.defaultSession)
}

/** Whether a message comes from the top frame of the app's own page. */
export function isFromPage(event: IpcMainInvokeEvent): boolean {
  return policy.isFromPage(event, pageUrl())
}

function sealSession(sealed: Electron.Session): void {
  sealed.webRequest.onBeforeRequest((request, answer) =>
    answer({ cancel: !policy.isAllowedRequest(request, pageUrl()) && !isOfDevTools(request.url) }),
  )
  // Copying a path or a digest is all that the page may ask for.
  const allowed = (permission: string, origin: string) => permission === 'clipboard-sanitized-write' && isOfPage(origin)
  sealed.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin))
  sealed.setPermissionRequestHandler((contents, permission, answer) => answer(allowed(permission, contents.getURL())))
  sealed.setDevicePermissionHandler(() => false)
  sealed.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }))
  sealed.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses)
  // What is saved is saved by the engine, to a place that a dialog gave.
  sealed.on('will-download', (event) => event.preventDefault())
  sealed.setSpellCheckerEnabled(false)
}

/** The tools' own pages, which only an unpackaged app can show. */
function isOfDevTools(url: string): boolean {
  return !app.isPackaged && url.startsWith('devtools://')
}

function isOfPage(url: string): boolean {
  return policy.isOfPage(url, pageUrl())
}
