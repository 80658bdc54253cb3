import type { ConfigDifference } from '../../../shared/comparison.ts'
import { visible } from '../../../shared/visible-text.ts'

/** What a field of the configuration belongs to. */
export type ConfigGroup = 'identity' | 'run' | 'env' | 'ports' | 'volumes' | 'labels'

/** A field that differs; null where a side does not have it. */
export interface ConfigLine {
  readonly field: string
  readonly group: ConfigGroup
  /** Of a group whose members have names: the name, escaped; else null and `field` says it. */
  readonly name: string | null
  readonly a: string | null
  readonly b: string | null
}

const NAMED = ['env', 'labels', 'ports', 'volumes'] as const
const IDENTITY = new Set(['tags', 'platform', 'osRelease', 'osVersion', 'author'])
const ORDER: readonly ConfigGroup[] = ['identity', 'run', 'env', 'ports', 'volumes', 'labels']

/** A value as a person reads it: a command as it is written in a Dockerfile, a list one a line. */
export function configText(field: string, value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (field === 'tags' && Array.isArray(value)) return value.map((tag) => visible(String(tag))).join('\n')
  if (field === 'healthcheck') return healthcheckText(value)
  if (typeof value === 'string') return visible(value)
  return visible(JSON.stringify(value))
}

/** Docker states times in nanoseconds. */
function healthcheckText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return visible(JSON.stringify(value))
  const fields = Object.entries(value as Record<string, unknown>).map(([name, of]) =>
    typeof of === 'number' && name !== 'Retries' ? `${name} ${of / 1e9} s` : `${name} ${JSON.stringify(of)}`,
  )
  return visible(fields.join('\n'))
}

/** The fields that differ, by what they belong to. Ports and volumes that a side has say so with a tick. */
export function configLines(differences: readonly ConfigDifference[]): readonly ConfigLine[] {
  const lines = differences.map(({ field, a, b }): ConfigLine => {
    const group = NAMED.find((name) => field.startsWith(`${name}.`))
    const text = (value: unknown): string | null => (value === true ? '✓' : configText(field, value))
    return {
      field,
      group: group ?? (IDENTITY.has(field) ? 'identity' : 'run'),
      name: group === undefined ? null : visible(field.slice(group.length + 1)),
      a: text(a),
      b: text(b),
    }
  })
  return ORDER.flatMap((group) => lines.filter((line) => line.group === group))
}
