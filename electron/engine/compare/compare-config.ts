import { isDeepStrictEqual } from 'node:util'
import type { ImageInfo } from '../../../shared/archive.ts'
import type { ConfigDifference } from '../../../shared/comparison.ts'
import { platformText } from '../../../shared/platform.ts'

type Fields = Map<string, unknown>

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

/** `NAME=value` lines by name; the last of a name counts, as in a container. */
function environment(value: unknown): [string, unknown][] {
  if (!Array.isArray(value)) return []
  return value.flatMap((line): [string, unknown][] => {
    if (typeof line !== 'string') return []
    const equals = line.indexOf('=')
    return [equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)]]
  })
}

/** What a container of the image is run with (OCI image-spec, config.md, `config`), by the names that people use. */
const SINGLE: readonly (readonly [name: string, key: string])[] = [
  ['entrypoint', 'Entrypoint'],
  ['cmd', 'Cmd'],
  ['user', 'User'],
  ['workdir', 'WorkingDir'],
  ['shell', 'Shell'],
  ['stopSignal', 'StopSignal'],
  ['stopTimeout', 'StopTimeout'],
  ['healthcheck', 'Healthcheck'],
  ['onbuild', 'OnBuild'],
  ['argsEscaped', 'ArgsEscaped'],
]

function fieldsOf(image: ImageInfo): Fields {
  const fields: Fields = new Map()
  const set = (name: string, value: unknown): void => {
    const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
    if (!empty) fields.set(name, value)
  }
  const stored = record(image.config)
  const config = record(stored['config'])
  set('tags', image.tags)
  set('platform', image.platform === null ? null : platformText(image.platform))
  set('osVersion', image.platform?.osVersion)
  set('author', stored['author'])
  for (const [name, key] of SINGLE) set(name, config[key])
  for (const [name, value] of environment(config['Env'])) set(`env.${name}`, value)
  for (const [name, value] of Object.entries(record(config['Labels']))) set(`labels.${name}`, value)
  for (const port of Object.keys(record(config['ExposedPorts']))) set(`ports.${port}`, true)
  for (const volume of Object.keys(record(config['Volumes']))) set(`volumes.${volume}`, true)
  return fields
}

/** The fields in which two images differ, in the order of the first, then what only the second has. */
export function compareConfigs(a: ImageInfo, b: ImageInfo): readonly ConfigDifference[] {
  const fieldsA = fieldsOf(a)
  const fieldsB = fieldsOf(b)
  return [...new Set([...fieldsA.keys(), ...fieldsB.keys()])].flatMap((field) => {
    const valueA = fieldsA.get(field) ?? null
    const valueB = fieldsB.get(field) ?? null
    return isDeepStrictEqual(valueA, valueB) ? [] : [{ field, a: valueA, b: valueB }]
  })
}
