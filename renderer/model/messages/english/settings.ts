import type { Language, SizeUnits, Theme, TreeColumn } from '../../../../shared/settings.ts'
import { formatSize } from '../../amount.ts'
import { counted } from './counted.ts'

/** The settings. */
export const settingsWords = {
  settings: {
    title: 'Settings',
    open: 'Settings…',
    close: 'Close the settings',
    theme: 'Appearance',
    themes: { system: 'System', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
    language: 'Language',
    systemLanguage: 'System',
    /** Each in its own language, so that it is found again. */
    languages: { en: 'English', 'zh-CN': '简体中文' } satisfies Record<Language, string>,
    sizes: 'Sizes',
    units: { decimal: 'Decimal', binary: 'Binary' } satisfies Record<SizeUnits, string>,
    unitHints: { decimal: '1 MB is 1000 kB', binary: '1 MiB is 1024 KiB' } satisfies Record<SizeUnits, string>,
    columns: 'Columns of the tree',
    columnNames: {
      size: 'Size',
      layer: 'Layer',
      mode: 'Mode',
      owner: 'Owner',
      mtime: 'Modified',
    } satisfies Record<TreeColumn, string>,
    columnsHint: 'In a narrow window the last ones are left out.',
    cache: 'Index cache',
    cacheHint: 'Keeps what was found in layers, so that they open faster the next time.',
    cacheLimit: 'At most',
    cacheHolds: (layers: number, bytes: number): string =>
      layers === 0 ? 'It is empty.' : `It holds ${counted(layers, 'layer', 'layers')}, ${formatSize(bytes)}.`,
    cacheMeasured: 'Looking…',
    clearCache: 'Clear now',
    lost: 'The settings could not be understood, so the usual ones are in effect.',
    lostKept: (path: string): string => `The file is kept as ${path}.`,
    dismiss: 'Dismiss',
  },
}
