import { formatCount } from '../../amount.ts'

const plural = new Intl.PluralRules('en')

/** `1 file`, `1,184 files`. */
export function counted(count: number, one: string, other: string): string {
  return `${formatCount(count)} ${plural.select(count) === 'one' ? one : other}`
}
