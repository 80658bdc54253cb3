import type { Dockerfile, DockerfileLine } from '../../../shared/overview.ts'

/** Lines of the base that are shown before the rest is folded. */
const FEW = 5

/** Lines of a Dockerfile as they are shown. */
export interface DockerfileParts {
  /** `FROM`, and what of the base is folded behind it; empty where the base is short. */
  readonly folded: readonly DockerfileLine[]
  /** Lines in front of the fold. */
  readonly first: readonly DockerfileLine[]
  readonly rest: readonly DockerfileLine[]
}

/** Folds what a long base did: its instructions are not those of this image. */
export function dockerfileParts({ lines }: Dockerfile): DockerfileParts {
  const from = lines[0]?.verb === 'FROM' ? 1 : 0
  const end = lines.findIndex((line, at) => at >= from && !line.ofBase)
  const ofBase = lines.slice(from, end < 0 ? lines.length : end)
  if (ofBase.length <= FEW || end < 0) return { first: [], folded: [], rest: lines }
  return { first: lines.slice(0, from), folded: ofBase, rest: lines.slice(end) }
}

/** A line to copy; what the builder wrote on its own becomes a comment. Secret text is replaced by `hidden` where that is given. */
export function dockerfileLineText(line: DockerfileLine, hidden: string | null): string {
  const text = line.secret && hidden !== null ? hidden : line.text
  if (line.verb !== null) return `${line.verb} ${text}`.trimEnd()
  return text
    .split('\n')
    .map((part) => `# ${part}`.trimEnd())
    .join('\n')
}

/** The Dockerfile to copy, with a line end at its end. */
export function dockerfileText({ lines }: Dockerfile, hidden: string): string {
  return lines.map((line) => `${dockerfileLineText(line, hidden)}\n`).join('')
}
