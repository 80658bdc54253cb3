import type { Language } from '../../shared/settings.ts'
import { locale, perLocale } from './locale.ts'

const MULTIPLES = {
  decimal: { of: 1000, units: ['kB', 'MB', 'GB', 'TB', 'PB'] },
  binary: { of: 1024, units: ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] },
} as const

const whole = perLocale((tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 0 }))
const tenths = perLocale((tag) => new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 }))
const tenthsAtMost = perLocale((tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }))
const hundredths = perLocale(
  (tag) => new Intl.NumberFormat(tag, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
)
const percents = perLocale((tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 }))
const list = perLocale((tag) => new Intl.ListFormat(tag, { type: 'conjunction', style: 'narrow' }))

/** `1,184`. */
export function formatCount(count: number): string {
  return whole().format(count)
}

/** Bytes, short, in the units of the settings: `462 B`, `1.2 kB`, `41 kB`, `111.2 MB`; `1.2 KiB`, `106.0 MiB`. */
export function formatSize(bytes: number): string {
  const { of, units } = MULTIPLES[locale().sizes]
  if (bytes < of) return formatBytes(bytes)
  let value = bytes / of
  let unit = 0
  // 999,950 would be shown as 1000 kB.
  while (value >= (unit === 0 ? of - 0.5 : of - 0.05) && unit < units.length - 1) {
    value /= of
    unit += 1
  }
  const number = unit === 0 && value >= 9.95 ? whole() : tenths()
  return `${number.format(value)} ${units[unit] ?? ''}`
}

/** Bytes to the last one: `1,184 B`. */
export function formatBytes(bytes: number): string {
  return `${whole().format(bytes)} B`
}

/** Bytes of memory sizes, as ranges of a file are cut: `64 KiB`, `1 MiB`, `23.4 MiB`. */
export function formatBinarySize(bytes: number): string {
  if (bytes < 1024) return formatBytes(bytes)
  const [value, unit] =
    bytes < 1024 ** 2
      ? [bytes / 1024, 'KiB']
      : bytes < 1024 ** 3
        ? [bytes / 1024 ** 2, 'MiB']
        : [bytes / 1024 ** 3, 'GiB']
  return `${(Number.isInteger(value) || value >= 100 ? whole() : tenths()).format(value)} ${unit}`
}

/** `22 %`, in Chinese `22%`; below one per cent as `< 1 %`, so that something is never nothing. */
export function formatPercent(part: number, all: number): string {
  if (all <= 0 || part <= 0) return percent(0)
  return part / all < 0.01 ? `< ${percent(0.01)}` : percent(part / all)
}

function percent(share: number): string {
  return locale().language === 'en' ? `${whole().format(share * 100)} %` : percents().format(share)
}

/** `0.31 s`, `12.4 s`; in Chinese `0.31 秒`. */
export function formatSeconds(seconds: number): string {
  return span('second', (seconds < 10 ? hundredths() : tenths()).format(seconds))
}

/** A span of time in its largest units, at most two: `30 s`, `5 min`, `1 h 30 min`, `3 d 4 h`; `3 天 4 小时`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return span('second', tenthsAtMost().format(seconds))
  const rounded = Math.round(seconds)
  const [size, unit, lesser, lesserUnit] =
    rounded < 3600
      ? ([60, 'minute', 1, 'second'] as const)
      : rounded < 86_400
        ? ([3600, 'hour', 60, 'minute'] as const)
        : ([86_400, 'day', 3600, 'hour'] as const)
  const rest = Math.floor((rounded % size) / lesser)
  const first = span(unit, formatCount(Math.floor(rounded / size)))
  return rest > 0 ? `${first} ${span(lesserUnit, formatCount(rest))}` : first
}

/** In English the symbols of the SI, which `Intl` does not have: it writes `3 sec` and `3 days`. */
const TIME_UNITS = {
  en: { second: 's', minute: 'min', hour: 'h', day: 'd' },
  'zh-CN': { second: '秒', minute: '分钟', hour: '小时', day: '天' },
} as const satisfies Record<Language, object>

function span(unit: keyof (typeof TIME_UNITS)['en'], amount: string): string {
  return `${amount} ${TIME_UNITS[locale().language][unit]}`
}

/** Names one after the other: `a, b, c`. */
export function formatList(names: readonly string[]): string {
  return list().format(names)
}
