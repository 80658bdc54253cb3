const units = ['kB', 'MB', 'GB', 'TB', 'PB']

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const tenthsAtMost = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })
const hundredths = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `1,184`. */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** Bytes, decimal and short: `462 B`, `1.2 kB`, `41 kB`, `111.2 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${whole.format(bytes)} B`
  let value = bytes / 1000
  let unit = 0
  // 999,950 would be shown as 1000 kB.
  while (value >= (unit === 0 ? 999.5 : 999.95) && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const number = unit === 0 && value >= 9.95 ? whole : tenths
  return `${number.format(value)} ${units[unit] ?? ''}`
}

/** Bytes to the last one: `1,184 B`. */
export function formatBytes(bytes: number): string {
  return `${whole.format(bytes)} B`
}

/** Bytes of memory sizes, as ranges of a file are cut: `64 KiB`, `1 MiB`, `23.4 MiB`. */
export function formatBinarySize(bytes: number): string {
  if (bytes < 1024) return `${whole.format(bytes)} B`
  const [value, unit] =
    bytes < 1024 ** 2
      ? [bytes / 1024, 'KiB']
      : bytes < 1024 ** 3
        ? [bytes / 1024 ** 2, 'MiB']
        : [bytes / 1024 ** 3, 'GiB']
  return `${Number.isInteger(value) || value >= 100 ? whole.format(value) : tenths.format(value)} ${unit}`
}

/** `22 %`; below one per cent as `< 1 %`, so that something is never nothing. */
export function formatPercent(part: number, all: number): string {
  if (all <= 0 || part <= 0) return `${whole.format(0)} %`
  const percent = (part / all) * 100
  return percent < 1 ? `< ${whole.format(1)} %` : `${whole.format(percent)} %`
}

/** `0.31 s`, `12.4 s`. */
export function formatSeconds(seconds: number): string {
  return `${(seconds < 10 ? hundredths : tenths).format(seconds)} s`
}

/** A span of time in its largest units, at most two: `30 s`, `5 min`, `1 h 30 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${tenthsAtMost.format(seconds)} s`
  const whole = Math.round(seconds)
  const [size, unit, lesser, lesserUnit] =
    whole < 3600
      ? ([60, 'min', 1, 's'] as const)
      : whole < 86_400
        ? ([3600, 'h', 60, 'min'] as const)
        : ([86_400, 'd', 3600, 'h'] as const)
  const rest = Math.floor((whole % size) / lesser)
  return `${formatCount(Math.floor(whole / size))} ${unit}${rest > 0 ? ` ${rest} ${lesserUnit}` : ''}`
}
