import * as z from 'zod'
import type { ImageInfo } from '../../../shared/archive.ts'
import type { Configuration, HealthCheck, Label } from '../../../shared/overview.ts'
import { commandLine, shellLine } from './command-line.ts'
import { isSecretVariable } from './secret-rules.ts'

const text = z.string().catch('')
const words = z.array(z.string()).nullable().catch(null)
/** A set is an object of empty objects (OCI image-spec, config.md). */
const set = z
  .record(z.string(), z.unknown())
  .transform((value) => Object.keys(value))
  .catch([])
const nanoseconds = z
  .number()
  .transform((value) => (value > 0 ? value / 1e9 : null))
  .nullable()
  .catch(null)

/** OCI image-spec, config.md, `config`, with Docker's own fields. What is not as it should be counts as absent. */
const ContainerSchema = z.looseObject({
  User: text,
  ExposedPorts: set,
  Env: words,
  Entrypoint: words,
  Cmd: words,
  Volumes: set,
  WorkingDir: text,
  Labels: z.record(z.string(), z.string()).catch({}),
  StopSignal: text,
  Shell: words,
  OnBuild: words,
  Healthcheck: z
    .looseObject({
      Test: words,
      Interval: nanoseconds,
      Timeout: nanoseconds,
      StartPeriod: nanoseconds,
      Retries: z.number().nullable().catch(null),
    })
    .nullable()
    .catch(null),
})

type Container = z.infer<typeof ContainerSchema>

/** What a config tells a runtime, as a person reads it. Never throws. */
export function readConfiguration(info: Pick<ImageInfo, 'config' | 'annotations'>): Configuration {
  const container = containerOf(info.config)
  const { Entrypoint: entrypoint, Cmd: cmd, User: user } = container
  return {
    command: commandLine(entrypoint, cmd),
    entrypoint: entrypoint?.length === 0 ? null : entrypoint,
    cmd: cmd?.length === 0 ? null : cmd,
    environment: (container.Env ?? []).map((variable) => {
      const [name, value] = splitVariable(variable)
      return { name, value, secret: isSecretVariable(name, value) }
    }),
    ports: container.ExposedPorts.toSorted(byPort),
    volumes: container.Volumes.toSorted(),
    user,
    runsAsRoot: isRoot(user),
    workingDirectory: container.WorkingDir,
    stopSignal: container.StopSignal || null,
    shell: container.Shell,
    healthCheck: healthCheckOf(container.Healthcheck),
    onBuild: container.OnBuild ?? [],
    labels: grouped(container.Labels),
    annotations: grouped(info.annotations),
  }
}

function containerOf(config: unknown): Container {
  const outer = z.looseObject({ config: z.unknown() }).safeParse(config)
  const inner = ContainerSchema.safeParse(outer.data?.config ?? {})
  return inner.success ? inner.data : ContainerSchema.parse({})
}

/** `NAME=value`; a name alone has the value ''. */
export function splitVariable(variable: string): [name: string, value: string] {
  const equals = variable.indexOf('=')
  return equals < 0 ? [variable, ''] : [variable.slice(0, equals), variable.slice(equals + 1)]
}

/** OCI image-spec, config.md, `User`: name or number, with or without a group; none is root. */
function isRoot(user: string): boolean {
  const [name = ''] = user.split(':')
  return name === '' || name === 'root' || /^0+$/.test(name)
}

function byPort(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1)
}

/** Docker's `HealthConfig`: `NONE`, `CMD` with words, or `CMD-SHELL` with a line. */
function healthCheckOf(check: Container['Healthcheck']): HealthCheck | null {
  const [kind, ...test] = check?.Test ?? []
  if (check === null || kind === undefined) return null
  return {
    command: kind === 'NONE' ? null : kind === 'CMD-SHELL' ? test.join(' ') : shellLine(test),
    interval: check.Interval,
    timeout: check.Timeout,
    startPeriod: check.StartPeriod,
    retries: check.Retries !== null && check.Retries > 0 ? check.Retries : null,
  }
}

function grouped(labels: Readonly<Record<string, string>>): Label[] {
  const all = Object.entries(labels).map(([key, value]): Label => ({ key, value, group: groupOf(key) }))
  const rank = ({ group }: Label): string => (group === 'oci' ? '0' : `1${group}`)
  return all.sort((a, b) => compare(rank(a), rank(b)) || compare(a.key, b.key))
}

function groupOf(key: string): string {
  if (key.startsWith('org.opencontainers.')) return 'oci'
  return key.slice(0, Math.max(0, key.lastIndexOf('.')))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
