/** Languages that the windows speak, as BCP 47 names them. */
export const LANGUAGES = ['en', 'zh-CN'] as const

export type Language = (typeof LANGUAGES)[number]

/** Multiples of bytes: of 1000 (kB, MB) or of 1024 (KiB, MiB). */
export type SizeUnits = 'decimal' | 'binary'
