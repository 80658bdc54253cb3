import type {
  BaseImage,
  DockerfileLine,
  Finding,
  FindingKind,
  Overview,
  PackageChange,
  WastedPath,
  WasteReason,
} from '../../shared/overview.ts'
import { maskInstruction } from '../engine/overview/secret-rules.ts'
import { platformText } from '../../shared/platform.ts'
import { sizeText } from './terminal-text.ts'

/** English words of reports, in one place for all their forms. Texts of the image are not escaped here. */

const WHY: Readonly<Record<WasteReason, string>> = {
  'copied-up': 'copied up unchanged',
  overwritten: 'overwritten',
  deleted: 'deleted',
  replaced: 'replaced by something else',
}

/** A title for findings of a kind. */
export const FINDING_TITLES: Readonly<Record<FindingKind, string>> = {
  secret: 'looks like a secret',
  'deleted-but-shipped': 'deleted later, still shipped',
  setuid: 'sets user or group ID',
  'world-writable': 'anybody may write to it',
  'runs-as-root': 'runs as root',
  'tag-latest': 'the tag latest says nothing',
}

/** A number with its noun. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** A part as a percentage. */
export function percentText(part: number): string {
  return `${(part * 100).toFixed(part < 0.1 && part > 0 ? 1 : 0)} %`
}

/** A wasted path with a slash at the end of a directory. */
export function wastedPathText({ path, directory }: WastedPath): string {
  return directory && !path.endsWith('/') ? `${path}/` : path
}

/** Why bytes are wasted: `1726 files of layer 5, copied up unchanged by layer 6`. */
export function wasteText({ files, layer, hiddenBy, why }: WastedPath): string {
  return `${counted(files, 'file')} of layer ${layer}, ${WHY[why]} by layer ${hiddenBy}`
}

/** What the image is called; '' where nothing names it. */
export function nameOf({ identity }: Overview, tags: readonly string[]): string {
  return [tags.join(', '), identity.imageId].find(Boolean) ?? ''
}

/** Facts of the image, each a word and a text; those that are not known are left out. */
export function factsOf(overview: Overview): [name: string, text: string][] {
  const { identity, release, base, configuration } = overview
  const { command, user, workingDirectory, ports, volumes, healthCheck } = configuration
  const facts: [string, string | null][] = [
    ['Image ID', identity.imageId],
    ['Manifest', identity.manifestDigest],
    ['Platform', platformText(identity.platform) || null],
    ['System', release?.name ?? null],
    ['Created', identity.created],
    ['Author', identity.author],
    ['Built with', identity.builder],
    ['Runs', command === null ? null : maskInstruction(command)],
    ['User', user || 'root (none is stated)'],
    ['In', workingDirectory || null],
    ['Ports', ports.join(', ') || null],
    ['Volumes', volumes.join(', ') || null],
    [
      'Health check',
      healthCheck === null ? null : healthCheck.command === null ? 'none' : maskInstruction(healthCheck.command),
    ],
    ['Base', base === null ? null : baseText(base)],
  ]
  return facts.filter((fact): fact is [string, string] => fact[1] !== null)
}

function baseText({ name, lastLayer, bytes, share, certainty, endCertainty }: BaseImage): string {
  const layers = lastLayer === null ? null : lastLayer === 0 ? 'layer 0' : `layers 0 to ${lastLayer}`
  const size = bytes === null || share === null ? null : `${sizeText(bytes)}, ${percentText(share)} of what is shipped`
  const sure =
    endCertainty === null || certainty === endCertainty ? certainty : `name ${certainty}, end ${endCertainty}`
  return [name ?? 'not named', layers, size].filter((part) => part !== null).join(', ') + ` (${sure})`
}

/** Where a finding is: a path, a variable, an instruction. */
export function findingPlace({ place, path, line, history, what }: Finding): string {
  switch (place) {
    case 'path':
      return line === null ? (path ?? '') : `${path ?? ''}:${line}`
    case 'env':
      return `variable ${path ?? ''}`
    case 'label':
      return `label ${path ?? ''}`
    case 'history':
      return `instruction ${history ?? ''} of the history`
    case 'config':
      return `user ${what}`
    case 'tag':
      return what
  }
}

/** What is to be said of a finding beside its place. */
export function findingText(finding: Finding): string {
  const { kind, what, layer, hidden, evidence, files, bytes } = finding
  const isPath = kind === 'deleted-but-shipped'
  const parts = [
    kind === 'secret'
      ? what
      : kind === 'setuid' || kind === 'world-writable'
        ? `${what} ${evidence ?? ''}`.trim()
        : null,
    isPath ? `${counted(files, 'file')}, ${sizeText(bytes)}` : null,
    layer === null ? null : `layer ${layer}`,
    hidden === null ? null : `${isPath ? 'deleted' : 'hidden'} by layer ${hidden.layer}`,
    kind === 'secret' ? evidence : null,
  ]
  return parts.filter((part) => part !== null && part !== '').join(', ')
}

/** Lines of the Dockerfile that may be shown to anybody; those of a base that `FROM` names are comments. */
export function dockerfileLines({ dockerfile, base }: Overview): { line: DockerfileLine; text: string }[] {
  const named = base !== null && base.name !== null
  return dockerfile.lines.map((line) => {
    const { verb, ofBase, text } = line
    const whole = maskInstruction(verb === null ? text : `${verb} ${text}`.trim())
    const isComment = verb === null || (named && ofBase && verb !== 'FROM')
    return { line, text: isComment ? `# ${whole.replace(/\s*\\?\n\s*/g, ' ')}` : whole }
  })
}

/** What a layer did to packages: `+89 −1 ~2 dpkg`. */
export function packagesText(changes: readonly PackageChange[]): string {
  const bySystem = new Map<string, { added: number; removed: number; changed: number }>()
  for (const { system, before, after } of changes) {
    const counts = bySystem.get(system) ?? { added: 0, removed: 0, changed: 0 }
    counts[before === null ? 'added' : after === null ? 'removed' : 'changed']++
    bySystem.set(system, counts)
  }
  return Array.from(bySystem, ([system, { added, removed, changed }]) => {
    const parts = [
      added > 0 ? `${added} added` : null,
      changed > 0 ? `${changed} changed` : null,
      removed > 0 ? `${removed} removed` : null,
    ]
    return `${system}: ${parts.filter((part) => part !== null).join(', ')}`
  }).join('; ')
}
