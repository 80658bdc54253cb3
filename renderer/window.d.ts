import type { DesktopBridge } from '../shared/desktop-api.ts'

declare global {
  interface Window {
    /** What the preload hands to the page. */
    readonly onionskin: DesktopBridge
  }
}
