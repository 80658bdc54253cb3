import type { ImageInfo, LayerInfo, OtherManifest } from '../../shared/archive.ts'
import { platformText } from '../../shared/platform.ts'
import { imageHints } from '../../shared/image-hint.ts'
import { BlobHasher } from '../engine/blob-hasher.ts'
import { escapeText } from '../engine/display-name.ts'
import type { ImageSession } from '../engine/image-session.ts'
import { verifyImage } from '../engine/verify-image.ts'
import type { CommandArchive } from './open-image.ts'
import { reportProblems } from './open-image.ts'
import type { Output } from './output.ts'
import { sizeText } from './terminal-text.ts'

/** Stored bytes up to which `inspect` also reads every byte: to tell what changed, and to check digests. */
const CHECKED_BYTES = 64 * 1024 * 1024

/** Prints every image of the archive, or the one that the options name, with its layers indexed. */
export async function inspect(
  command: CommandArchive,
  options: { image?: string; platform?: string; json?: boolean; ndjson?: boolean },
  output: Output,
): Promise<void> {
  const { archive } = command
  const hasher = new BlobHasher(command.jobs)
  const sessions: ImageSession[] = []
  for (const image of command.selectAll(options)) {
    const session = await command.session(image)
    const bytes = session.layers.reduce((sum, layer) => sum + (layer.compressedSize ?? 0), 0)
    if (bytes <= CHECKED_BYTES) {
      for (const { index } of session.layers) await session.compareContents(index, command.control)
      await verifyImage(session, hasher)
    }
    sessions.push(session)
  }
  const { info } = archive
  const problems = [...info.problems, ...sessions.flatMap((session) => session.problems)]
  if (options.json === true || options.ndjson === true) {
    const { path, format, compression, size } = info
    const document = {
      archive: { path, format, compression, size },
      images: sessions.map(imageJson),
      others: info.others,
      problems,
    }
    await output.json(document, options.ndjson !== true)
  } else {
    await output.line(
      `${escapeText(info.path)}: ${info.format}, ${sizeText(info.size)}${info.compression === 'none' ? '' : `, compressed with ${info.compression}`}`,
    )
    for (const session of sessions) await printImage(session, output)
    for (const other of info.others) await printOther(other, output)
  }
  await output.flush()
  reportProblems(problems)
}

function layerJson(layer: LayerInfo): object {
  const {
    index,
    diffId,
    digest,
    mediaType,
    compression,
    size,
    compressedSize,
    entries,
    history,
    state,
    changes,
    urls,
    lazy,
    stoppedAtBound,
  } = layer
  const stated = { index, diffId, digest, mediaType, compression, size, compressedSize, entries, history, state }
  return {
    ...stated,
    changes,
    ...(stoppedAtBound === undefined ? {} : { stoppedAtBound }),
    ...(urls === undefined ? {} : { urls }),
    ...(lazy === undefined ? {} : { lazy }),
  }
}

function imageJson(session: ImageSession): object {
  const { info } = session.image
  const { index, tags, id, manifestDigest, platform, created, config, history, annotations } = info
  return {
    index,
    tags,
    id,
    manifestDigest,
    platform,
    created,
    config,
    annotations,
    layers: session.layers.map(layerJson),
    history,
    totals: session.imageTotals(),
    hints: imageHints(platform),
  }
}

async function printImage(session: ImageSession, output: Output): Promise<void> {
  const { info } = session.image
  await output.line('')
  await output.line(`image ${info.index}  ${info.tags.map(escapeText).join(', ') || '(no tag)'}`)
  await output.line(`  id         ${info.id ?? '-'}`)
  if (info.manifestDigest !== null) await output.line(`  manifest   ${info.manifestDigest}`)
  const version = info.platform?.osVersion
  await output.line(
    `  platform   ${escapeText([platformText(info.platform), version].filter(Boolean).join(' ')) || '-'}`,
  )
  await output.line(`  created    ${escapeText(info.created ?? '-')}`)
  for (const { message } of imageHints(info.platform)) await output.line(`  note       ${message}`)
  for (const line of annotationLines(info.annotations)) await output.line(`  ${line}`)
  const totals = session.imageTotals()
  if (totals !== null)
    await output.line(
      `  size       ${sizeText(totals.shippedBytes)} in files, ${sizeText(totals.reclaimableBytes)} of it shipped but never seen`,
    )
  await output.line('')
  for (const layer of [...session.layers].reverse()) await output.line(`  ${layerText(layer, info)}`)
}

/** OCI image-spec, annotations.md, "Pre-Defined Annotation Keys": the ones that people write; JSON has all. */
function annotationLines(annotations: Readonly<Record<string, string>>): string[] {
  const prefix = 'org.opencontainers.image.'
  return Object.entries(annotations)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => `${escapeText(key.slice(prefix.length)).padEnd(10)} ${escapeText(value)}`)
}

async function printOther(other: OtherManifest, output: Output): Promise<void> {
  const names = [...other.tags, platformText(other.platform)].filter(Boolean).join(', ')
  await output.line(`\n${escapeText(other.description)}${names === '' ? '' : `  ${escapeText(names)}`}`)
  await output.line(`  manifest   ${escapeText(other.digest)}`)
  if (other.artifactType !== null) await output.line(`  type       ${escapeText(other.artifactType)}`)
  if (other.subject !== null) await output.line(`  subject    ${escapeText(other.subject)}`)
  for (const line of annotationLines(other.annotations)) await output.line(`  ${line}`)
  for (const { role, digest, size, predicateType, title, mediaType, state } of other.blobs) {
    const what = predicateType ?? title ?? mediaType ?? ''
    const missing = state === 'ok' ? '' : ` [${state}]`
    await output.line(
      `  ${role.padEnd(10)} ${escapeText(digest)}  ${size === null ? '-' : sizeText(size)}  ${escapeText(what)}${missing}`,
    )
  }
}

function layerText(layer: LayerInfo, info: ImageInfo): string {
  const instruction = layer.history === null ? null : info.history[layer.history]?.createdBy
  const changes =
    layer.changes === null ? '' : `+${layer.changes.added} ~${layer.changes.modified} -${layer.changes.removed}`
  const notes = [...(layer.state === 'ok' ? [] : [layer.state]), ...(layer.lazy === undefined ? [] : [layer.lazy])]
  const state = notes.map((note) => ` [${note}]`).join('')
  const name = escapeText((instruction ?? layer.digest ?? layer.diffId ?? '').replace(/[ \t]+/g, ' ')).slice(0, 100)
  return `${String(layer.index).padStart(3)}  ${sizeText(layer.size ?? 0).padStart(9)}  ${changes.padEnd(22)}${state} ${name}`
}
