import type { HistoryEntry, ImageInfo } from '../../../shared/archive.ts'
import { cleanInstruction } from '../../../shared/instruction.ts'
import type { BaseImage, BaseReason, Certainty, Configuration, OsRelease } from '../../../shared/overview.ts'
import { isZeroTime } from './identity.ts'
import { parseReference } from './reference.ts'

const BASE_NAME = 'org.opencontainers.image.base.name'
const BASE_DIGEST = 'org.opencontainers.image.base.digest'

/** Images that others are built on: how their history ends, and the variable that tells their version. */
interface KnownImage {
  readonly name: string
  readonly version: RegExp
  readonly last: RegExp
}

const KNOWN_IMAGES: readonly KnownImage[] = [
  { name: 'python', version: /^ENV PYTHON_VERSION[= ]\s*"?([\w.+-]+)/, last: /^CMD \["?python3?"?\]$/ },
  { name: 'node', version: /^ENV NODE_VERSION[= ]\s*"?([\w.+-]+)/, last: /^CMD \["?node"?\]$/ },
  { name: 'golang', version: /^ENV GOLANG_VERSION[= ]\s*"?([\w.+-]+)/, last: /^WORKDIR \/go$/ },
  { name: 'ruby', version: /^ENV RUBY_VERSION[= ]\s*"?([\w.+-]+)/, last: /^CMD \["?irb"?\]$/ },
  {
    name: 'php',
    version: /^ENV PHP_VERSION[= ]\s*"?([\w.+-]+)/,
    last: /^CMD \["?(?:php"?,? "?-a|php-fpm|apache2-foreground)"?\]$/,
  },
  { name: 'eclipse-temurin', version: /^ENV JAVA_VERSION[= ]\s*"?([\w.+-]+)/, last: /^CMD \["?jshell"?\]$/ },
  { name: 'rust', version: /RUST_VERSION=([\w.+-]+)/, last: /RUST_VERSION=[\w.+-]+/ },
  {
    name: 'nginx',
    version: /^ENV NGINX_VERSION[= ]\s*"?([\w.+-]+)/,
    last: /^CMD \["?nginx"?,? "?-g"?,? "?daemon off;"?\]$/,
  },
  { name: 'httpd', version: /^ENV HTTPD_VERSION[= ]\s*"?([\w.+-]+)/, last: /^CMD \["?httpd-foreground"?\]$/ },
  { name: 'redis', version: /^ENV REDIS_VERSION[= ]\s*"?([\w.+-]+)/, last: /^CMD \["?redis-server"?\]$/ },
  { name: 'postgres', version: /^ENV PG_VERSION[= ]\s*"?([\w.+-]+)/, last: /^CMD \["?postgres"?\]$/ },
]

/** What the images of distributions run: a shell. */
const SHELL_COMMAND = /^CMD \["?(?:\/usr)?(?:\/bin\/)?(?:ba|a|da)?sh"?\]$/
const ROOT_FILE_SYSTEM = /^(?:ADD|COPY) .* \/$/
/** Seconds between two instructions of one build that are too many. */
const LONG_GAP = 3600

interface End {
  readonly history: number
  readonly certainty: Certainty
  readonly reasons: readonly BaseReason[]
  /** What the base is called, as far as its end tells; null where it does not. */
  readonly name: string | null
}

/** Recognises the image that this one was built on; `release` is null where it is not known, or not yet. */
export function recogniseBase(
  info: ImageInfo,
  configuration: Configuration,
  release: OsRelease | null,
  contentBytes: readonly (number | null)[],
): BaseImage | null {
  const stated = statedBase(configuration)
  const end = endOfBase(info.history)
  const reasons = [...stated.reasons, ...(end?.reasons ?? [])]
  const ofRelease = release === null ? null : [release.id, release.version].filter(Boolean).join(' ') || release.name
  const named = stated.name ?? end?.name ?? null
  const name = named ?? ofRelease
  if (release !== null) reasons.push({ kind: 'os-release', value: release.name })
  if (name === null && end === null && stated.digest === null) return null
  const lastLayer = end === null ? null : lastLayerOf(info.history, end.history)
  return {
    name,
    digest: stated.digest,
    lastLayer,
    lastHistory: end?.history ?? null,
    ...sizeOf(contentBytes, lastLayer),
    certainty: stated.name !== null || stated.digest !== null ? 'stated' : named === null ? 'likely' : end!.certainty,
    endCertainty: end?.certainty ?? null,
    reasons,
  }
}

function statedBase({ labels, annotations }: Configuration): {
  name: string | null
  digest: string | null
  reasons: BaseReason[]
} {
  const reasons: BaseReason[] = []
  const find = (key: string): string | null => {
    for (const [kind, list] of [
      ['annotation', annotations],
      ['label', labels],
    ] as const) {
      const value = list.find((label) => label.key === key)?.value ?? ''
      if (value === '') continue
      reasons.push({ kind, value })
      return value
    }
    return null
  }
  return { name: find(BASE_NAME), digest: find(BASE_DIGEST), reasons }
}

/** Where the base ends in the history: by what a builder says, then by known images, by a shell as the command, by time. */
function endOfBase(history: readonly HistoryEntry[]): End | null {
  const instructions = history.map(({ createdBy }) => {
    const { verb, rest } = cleanInstruction(createdBy ?? '')
    return verb === null ? rest : `${verb} ${rest}`.trim()
  })
  const candidates = [fromComment(history), knownEnd(instructions), shellEnd(instructions)].filter(
    (end) => end !== null,
  )
  const gap = timeGap(history)
  const best = candidates[0] ?? null
  if (best !== null) {
    const confirmed = gap !== null && gap.history === best.history
    return confirmed ? { ...best, reasons: [...best.reasons, ...gap.reasons] } : best
  }
  if (gap !== null) return gap
  const isRoot = ROOT_FILE_SYSTEM.test(instructions[0] ?? '') && history[0]?.layer === 0
  if (!isRoot || !history.some(({ layer }) => layer !== null && layer > 0)) return null
  return { history: 0, certainty: 'guess', name: null, reasons: [{ kind: 'first-layer', value: instructions[0]! }] }
}

/** Buildah notes at the first instruction of a stage what it was built on, or the layer before, by a short ID. */
function fromComment(history: readonly HistoryEntry[]): End | null {
  for (let at = history.length - 1; at > 0; at--) {
    const [, name = ''] = /^FROM (\S+)$/.exec(history[at]!.comment ?? '') ?? []
    if (name === '' || /^[0-9a-f]{12,64}$/.test(name) || parseReference(name) === null) continue
    return { history: at - 1, certainty: 'stated', name, reasons: [{ kind: 'builder', value: `FROM ${name}` }] }
  }
  return null
}

/** The last of the known images that others instructions follow. */
function knownEnd(instructions: readonly string[]): End | null {
  let found: End | null = null
  for (const { name, version, last } of KNOWN_IMAGES) {
    const first = instructions.findIndex((instruction) => version.test(instruction))
    if (first < 0) continue
    const end = instructions.findIndex((instruction, at) => at >= first && last.test(instruction))
    if (end < 0 || end >= instructions.length - 1 || (found !== null && found.history > end)) continue
    const [, number = ''] = version.exec(instructions[first]!) ?? []
    const value = `${name} ${number}`
    found = {
      history: end,
      certainty: 'likely',
      name: value,
      reasons: [
        { kind: 'pattern', value },
        { kind: 'command', value: instructions[end]! },
      ],
    }
  }
  return found
}

/** A root file system, then a shell as the command, then something more. */
function shellEnd(instructions: readonly string[]): End | null {
  const end = instructions.findIndex((instruction) => SHELL_COMMAND.test(instruction))
  if (end < 0 || end >= instructions.length - 1) return null
  const isRoot = instructions.slice(0, end).some((instruction) => ROOT_FILE_SYSTEM.test(instruction))
  return {
    history: end,
    certainty: isRoot ? 'likely' : 'guess',
    name: null,
    reasons: [{ kind: 'command', value: instructions[end]! }],
  }
}

/** The longest time between two instructions, or the first real time after times that stand for none. */
function timeGap(history: readonly HistoryEntry[]): End | null {
  let end = -1
  let longest = LONG_GAP
  for (let at = 1; at < history.length; at++) {
    const before = history[at - 1]!.created
    const after = history[at]!.created
    if (before === null || after === null) continue
    const zero = isZeroTime(before) && !isZeroTime(after)
    const seconds = zero ? Infinity : (Date.parse(after) - Date.parse(before)) / 1000
    if (!(seconds > longest)) continue
    longest = seconds
    end = at - 1
  }
  if (end < 0) return null
  const value = longest === Infinity ? '' : String(Math.round(longest))
  return { history: end, certainty: 'guess', name: null, reasons: [{ kind: 'time-gap', value }] }
}

function lastLayerOf(history: readonly HistoryEntry[], last: number): number | null {
  const layers = history.slice(0, last + 1).flatMap(({ layer }) => (layer === null ? [] : [layer]))
  return layers.at(-1) ?? null
}

function sizeOf(
  contentBytes: readonly (number | null)[],
  lastLayer: number | null,
): Pick<BaseImage, 'bytes' | 'share'> {
  if (lastLayer === null || contentBytes.includes(null)) return { bytes: null, share: null }
  const sum = (sizes: readonly (number | null)[]): number => sizes.reduce<number>((all, size) => all + (size ?? 0), 0)
  const bytes = sum(contentBytes.slice(0, lastLayer + 1))
  const all = sum(contentBytes)
  return { bytes, share: all === 0 ? null : bytes / all }
}
