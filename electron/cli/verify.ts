import type { Problem } from '../../shared/problem.ts'
import { platformText } from '../../shared/platform.ts'
import { isRight } from '../../shared/verification.ts'
import type { StatedFact, Statement, Verdict, Verification } from '../../shared/verification.ts'
import { BlobHasher } from '../engine/blob-hasher.ts'
import { escapeText } from '../engine/display-name.ts'
import type { Image } from '../engine/image.ts'
import { verifyImage } from '../engine/verify-image.ts'
import type { CommandArchive, ImageOptions } from './open-image.ts'
import { reportProblems } from './open-image.ts'
import type { Output } from './output.ts'
import { withProgress } from './progress-line.ts'

export interface VerifyOptions extends ImageOptions {
  readonly json?: boolean
  readonly ndjson?: boolean
}

const FACT_WORDS: Readonly<Record<StatedFact, string>> = {
  digest: 'digest',
  size: 'size',
  diffId: 'DiffID',
  diffIdCount: 'DiffIDs',
}

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  equal: 'right',
  different: 'DIFFERENT',
  missing: 'MISSING',
  foreign: 'elsewhere',
  unreadable: 'UNREADABLE',
}

/**
 * Prints every statement about the image that the options name, or about all images, and whether it holds. Answers whether
 * all do; what is kept elsewhere on purpose counts as right.
 */
export async function verify(command: CommandArchive, options: VerifyOptions, output: Output): Promise<boolean> {
  const { info } = command.archive
  const hasher = new BlobHasher(command.jobs)
  const found: Problem[] = []
  const verified: { image: Image; verification: Verification }[] = []
  for (const image of command.selectAll(options)) {
    const session = command.newSession(image)
    const verification = await withProgress(
      'verifying',
      () => hasher.progress,
      () => verifyImage(session, hasher),
    )
    verified.push({ image, verification })
    found.push(...session.problems)
    if (options.json === true) continue
    if (options.ndjson === true) await printLines(verification, output)
    else await printImage(image, verification, output)
  }
  const all = verified.flatMap(({ verification }) => verification.statements)
  const ok = all.every(isRight)
  command.archive.checkUnchanged()
  const problems = [...info.problems, ...found]
  if (options.json === true) {
    const images = verified.map(({ image, verification }) => imageJson(image, verification))
    await output.json({ archive: info.path, ok, images, problems }, true)
  } else if (options.ndjson !== true) await output.line(summary(all))
  await output.flush()
  reportProblems(problems)
  return ok
}

function imageJson({ info }: Image, { statements }: Verification): object {
  const { index, tags, id, manifestDigest, platform } = info
  return { index, tags, id, manifestDigest, platform, ok: statements.every(isRight), statements }
}

async function printLines({ image, statements }: Verification, output: Output): Promise<void> {
  for (const statement of statements) await output.json({ image, ...statement })
}

async function printImage({ info }: Image, { statements }: Verification, output: Output): Promise<void> {
  const name = info.tags.map(escapeText).join(', ') || '(no tag)'
  await output.line(`image ${info.index}  ${name}  ${escapeText(platformText(info.platform))}`.trimEnd())
  for (const statement of statements) await output.line(`  ${statementText(statement)}`)
  if (statements.length === 0) await output.line('  nothing is stated')
  await output.line('')
}

function statementText({ part, layer, fact, stated, computed, verdict }: Statement): string {
  const subject = layer === null ? part : `${part} ${layer}`
  const values =
    verdict === 'different'
      ? `stated ${valueText(fact, stated)}, computed ${valueText(fact, computed)}`
      : valueText(fact, stated)
  return `${VERDICT_WORDS[verdict].padEnd(10)}  ${subject.padEnd(9)}  ${FACT_WORDS[fact].padEnd(7)}  ${values}`.trimEnd()
}

/** Stated digests are of the archive and may hold anything. */
function valueText(fact: StatedFact, value: string | number | null): string {
  return fact === 'size' ? `${value ?? ''} bytes` : escapeText(String(value ?? ''))
}

function summary(statements: readonly Statement[]): string {
  if (statements.length === 0) return 'The archive states no digests.'
  const right = statements.filter(({ verdict }) => verdict === 'equal').length
  const foreign = statements.filter(({ verdict }) => verdict === 'foreign').length
  const wrong = statements.length - right - foreign
  const parts = [`${right} right`]
  if (foreign > 0) parts.push(`${foreign} of layers that are kept elsewhere`)
  if (wrong > 0) parts.push(`${wrong} not right`)
  return `${parts.join(', ')}.`
}
