import type { AboutPanelOptionsOptions } from 'electron'

/** What the About panel says, in the form that every system shows; `icon` is a PNG file, outside any archive. */
export function aboutPanel(name: string, version: string, icon: string): AboutPanelOptionsOptions {
  const { electron, chrome, node } = process.versions
  const licence = 'Copyright © 2026 Onionskin contributors\nMIT License'
  const runtime = `Electron ${electron}, Chromium ${chrome}, Node ${node}`
  return {
    applicationName: name,
    applicationVersion: version,
    // In brackets after the version on macOS, which would else repeat it there.
    version: '',
    copyright: `${licence}\n\n${runtime}`,
    authors: ['Onionskin contributors'],
    iconPath: icon,
  }
}
