import { platformText } from '../../shared/platform.ts'
import { decodeUtf8 } from '../engine/display-name.ts'
import { compareImages, ImageComparison } from '../engine/compare/image-comparison.ts'
import { compareStrictly } from '../engine/compare/strict-layers.ts'
import type { StrictLayer } from '../engine/compare/strict-layers.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { diffEntries, ignoring } from './diff-entries.ts'
import { diffMarkdown } from './diff-markdown.ts'
import type { DiffResult } from './diff-result.ts'
import { diffText } from './diff-text.ts'
import type { CommandArchive } from './open-image.ts'
import { reportProblems } from './open-image.ts'
import type { Output } from './output.ts'

export interface DiffOptions {
  readonly imageA?: string
  readonly imageB?: string
  readonly platformA?: string
  readonly platformB?: string
  readonly json?: boolean
  readonly markdown?: boolean
  /** Also paths that differ in nothing but their time stamp. */
  readonly times?: boolean
  readonly ignore?: readonly string[]
  /** Headers and order of the members of every layer, too. */
  readonly strict?: boolean
  readonly exitCode?: boolean
  readonly sizeLimit?: boolean
  readonly cache?: boolean
}

/** Compares an image of each archive and prints in what they differ; whether they do. */
export async function diff(
  a: CommandArchive,
  b: CommandArchive,
  options: DiffOptions,
  output: Output,
): Promise<boolean> {
  const imageA = a.select(selection(options.imageA, options.platformA))
  const imageB = b.select(selection(options.imageB, options.platformB))
  const sessionA = await a.session(imageA)
  const sessionB = await b.session(imageB, sessionA)
  const comparison = new ImageComparison(whole(sessionA), whole(sessionB))
  await comparison.compareContents(a.control)
  await comparison.readFacts(a.control)
  await comparison.findMoved(a.control)
  const entries = diffEntries(comparison, options.times === true, ignoring(options.ignore ?? []))
  const result: DiffResult = {
    a: sessionA,
    b: sessionB,
    facts: compareImages(sessionA, sessionB, comparison.shared, comparison.release),
    packages: comparison.packages,
    ...entries,
    sizeDifference: comparison.paths.b.bytes(0) - comparison.paths.a.bytes(0),
    strict: options.strict === true ? await compareStrictly(sessionA, sessionB, comparison.shared, a.control) : null,
  }
  if (options.json === true) await output.json(diffJson(result), true)
  else for (const line of options.markdown === true ? diffMarkdown(result) : diffText(result)) await output.line(line)
  await output.flush()
  reportProblems([...a.archive.info.problems, ...sessionA.problems])
  if (b !== a || sessionB.image !== sessionA.image) reportProblems([...b.archive.info.problems, ...sessionB.problems])
  return differs(result)
}

function selection(image: string | undefined, platform: string | undefined): { image?: string; platform?: string } {
  return { ...(image === undefined ? {} : { image }), ...(platform === undefined ? {} : { platform }) }
}

function whole(session: ImageSession): { session: ImageSession; view: { kind: 'merged'; upto: number } } {
  return { session, view: { kind: 'merged', upto: session.stacked - 1 } }
}

/** Names and digests of an image are no difference of what is in it; all else is. */
function differs({ added, removed, modified, facts, strict }: DiffResult): boolean {
  const config = facts.config.some(({ field }) => field !== 'tags')
  return added.length + removed.length + modified.length + (strict?.length ?? 0) > 0 || config
}

function imageJson({ image }: ImageSession): object {
  const { index, tags, id, manifestDigest, platform, created } = image.info
  return { index, tags, id, manifestDigest, platform: platform === null ? null : platformText(platform), created }
}

function diffJson(result: DiffResult): object {
  const { a, b, facts, added, removed, modified, moved, packages, sizeDifference, strict } = result
  const first = facts.firstDifference
  return {
    a: imageJson(a),
    b: imageJson(b),
    sharedLayers: facts.sharedLayers,
    sharedBytes: facts.sharedBytes,
    firstDifference: first === null ? null : { history: first.history, reason: first.reason },
    steps: facts.steps,
    config: facts.config,
    added,
    removed,
    modified,
    moved,
    packages,
    sizeDifference,
    ...(strict === null ? {} : { strict: strict.map(strictJson) }),
  }
}

function strictJson({ order, members, ...layer }: StrictLayer): object {
  return {
    ...layer,
    order: order === null ? null : pathText(order),
    members: members.map(({ path, what }) => ({ path: pathText(path), what })),
  }
}

function pathText(path: Uint8Array): string {
  return decodeUtf8(path) ?? Buffer.from(path).toString('utf8')
}
