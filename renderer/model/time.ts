import { perLocale } from './locale.ts'

const long = perLocale((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium' }))
const short = perLocale(
  (tag) =>
    new Intl.DateTimeFormat(tag, {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
)
const day = perLocale((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium' }))

const clock = perLocale((tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'medium' }))

/** The furthest that a Date reaches, in seconds. */
const furthest = 8.64e12

function format(formatter: Intl.DateTimeFormat, seconds: number): string {
  return Math.abs(seconds) > furthest ? String(seconds) : formatter.format(seconds * 1000)
}

/** Seconds since 1970 in words of the locale, to the second. */
export function formatTime(seconds: number): string {
  return format(long(), seconds)
}

/** Two times to compare; the second without its day where that is the same. */
export function formatTimes(before: number, after: number): [before: string, after: string] {
  const [from, to] = [formatTime(before), formatTime(after)]
  if (from === to) return [String(before), String(after)]
  return format(day(), before) === format(day(), after) ? [from, format(clock(), after)] : [from, to]
}

/** Seconds since 1970, short enough for a column. */
export function formatColumnTime(seconds: number): string {
  return format(short(), seconds)
}

/** Milliseconds since 1970 as a day. */
export function formatDay(milliseconds: number): string {
  return format(day(), milliseconds / 1000)
}

/** A time as a config states it; as stored where it is none. */
export function formatStatedTime(stated: string): string {
  const milliseconds = Date.parse(stated)
  return Number.isNaN(milliseconds) ? stated : long().format(milliseconds)
}

/** The day of a time as a config states it; as stored where it is none. */
export function formatStatedDay(stated: string): string {
  const milliseconds = Date.parse(stated)
  return Number.isNaN(milliseconds) ? stated : day().format(milliseconds)
}
