import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const resources = join(import.meta.dirname, 'resources')

/** The keys of resources/linux/onionskin.desktop, the one place that says how Linux shows the app. */
const desktop = Object.fromEntries(
  readFileSync(join(resources, 'linux', 'onionskin.desktop'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('='))
    .map(
      (line) => /** @type {[string, string]} */ ([line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
)

/** Those of them that electron-builder writes itself, from the settings below. */
const written = ['Type', 'Name', 'Exec', 'Icon', 'Terminal', 'Comment', 'MimeType', 'Categories']

/** @param {string} key */
const listOf = (key) => (desktop[key] ?? '').split(';').filter((value) => value !== '')

/**
 * How Onionskin is packaged; `scripts/package.mjs` runs it. Everything is bundled into `out/`, so nothing of `node_modules`
 * goes in.
 *
 * @type {import('electron-builder').Configuration}
 */
export default {
  appId: 'app.onionskin',
  productName: 'Onionskin',
  copyright: 'Copyright © 2026 Onionskin contributors, MIT License',
  directories: { output: 'dist', buildResources: 'resources' },
  files: ['out/{main,engine,cli,chunks,preload,renderer,sample}/**', '!**/*.map', '!node_modules/**'],
  extraResources: [
    { from: 'LICENSE', to: 'LICENSE.onionskin.txt' },
    // The picture of windows and of the About panel.
    { from: 'resources/icons/256x256.png', to: 'onionskin.png' },
  ],
  asar: true,
  npmRebuild: false,
  // The languages that the app itself speaks.
  electronLanguages: ['en-US', 'zh-CN', 'zh-TW'],
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  publish: null,

  /**
   * What the program may be used for once it is installed: to run Onionskin, from the archive that it came with, and nothing
   * else. A test reads these back from the program (test/e2e/packaged.spec.ts).
   */
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    // Of effect on macOS and Windows; Electron checks nothing on Linux, where the system's packages have checksums.
    enableEmbeddedAsarIntegrityValidation: true,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
    // The app has no cookies; a key in the keychain, and the question for it, would guard nothing.
    enableCookieEncryption: false,
    resetAdHocDarwinSignature: true,
  },

  linux: {
    target: ['AppImage', 'deb', 'rpm', 'tar.gz'],
    executableName: 'onionskin',
    executableArgs: ['%F'],
    icon: 'icons',
    syncDesktopName: true,
    category: listOf('Categories').join(';'),
    description: desktop['Comment'] ?? '',
    mimeTypes: listOf('MimeType'),
    desktop: { entry: Object.fromEntries(Object.entries(desktop).filter(([key]) => !written.includes(key))) },
    extraResources: [
      { from: 'resources/linux/bin', to: 'bin' },
      { from: 'resources/linux', to: 'linux', filter: ['onionskin.desktop', 'onionskin-mime.xml', 'install-for-user'] },
      { from: 'resources/icons/onionskin.svg', to: 'linux/onionskin.svg' },
    ],
  },
  deb: {
    afterInstall: 'resources/linux/after-install.sh',
    afterRemove: 'resources/linux/after-remove.sh',
    fpm: ['resources/linux/onionskin-mime.xml=/usr/share/mime/packages/onionskin.xml'],
  },
  rpm: {
    afterInstall: 'resources/linux/after-install.sh',
    afterRemove: 'resources/linux/after-remove.sh',
    fpm: ['resources/linux/onionskin-mime.xml=/usr/share/mime/packages/onionskin.xml'],
  },

  mac: {
    target: [
      { target: 'dmg', arch: ['x64', 'arm64'] },
      { target: 'zip', arch: ['x64', 'arm64'] },
    ],
    icon: 'resources/icons/onionskin.icns',
    category: 'public.app-category.developer-tools',
    extraResources: [{ from: 'resources/macos/bin', to: 'bin' }],
    fileAssociations: [
      {
        name: 'Container Image Archive',
        ext: ['tar', 'tgz', 'gz', 'tzst', 'zst', 'txz', 'xz', 'tbz2', 'bz2'],
        role: 'Viewer',
        rank: 'Alternate',
      },
    ],
  },

  win: {
    target: ['nsis', 'zip'],
    icon: 'resources/icons/onionskin.ico',
    extraResources: [{ from: 'resources/windows/bin', to: 'bin' }],
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    include: 'resources/windows/installer.nsh',
    artifactName: '${name}-${version}-${os}-${arch}-setup.${ext}',
  },
}
