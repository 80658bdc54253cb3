/** Languages that the windows speak, as BCP 47 names them. */
export const LANGUAGES = ['en', 'zh-CN'] as const

export type Language = (typeof LANGUAGES)[number]

export const THEMES = ['system', 'light', 'dark'] as const

export type Theme = (typeof THEMES)[number]

/** Multiples of bytes: of 1000 (kB, MB) or of 1024 (KiB, MiB). */
export const SIZE_UNITS = ['decimal', 'binary'] as const

export type SizeUnits = (typeof SIZE_UNITS)[number]

/** Columns of the tree that can be hidden, in their order; the names are always there. */
export const TREE_COLUMNS = ['size', 'layer', 'mode', 'owner', 'mtime'] as const

export type TreeColumn = (typeof TREE_COLUMNS)[number]

/** What the user chose, for all windows. */
export interface Settings {
  readonly theme: Theme
  /** `system`: what the system speaks, English where that is none of {@link LANGUAGES}. */
  readonly language: Language | 'system'
  readonly sizes: SizeUnits
  readonly hiddenColumns: readonly TreeColumn[]
  /** Bytes that the cache of indexes may take of the disk. */
  readonly cacheLimit: number
}

/** Settings to change: those that are named. */
export type SomeSettings = { readonly [S in keyof Settings]?: Settings[S] | undefined }

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  language: 'system',
  sizes: 'decimal',
  hiddenColumns: [],
  cacheLimit: 1024 ** 3,
}

/** Bytes between which the limit of the cache may be. */
export const CACHE_LIMITS = { least: 16 * 1024 ** 2, most: 1024 ** 4 } as const

/** The settings as a window follows them. */
export interface WindowSettings {
  readonly settings: Settings
  /** What the windows speak now. */
  readonly language: Language
}

/** What happened to a file of settings that could not be understood: where it is kept, null where that failed too. */
export interface LostSettings {
  readonly kept: string | null
}
