import type { StatedFact, StatedPart, Statement, Verification } from '../../shared/verification.ts'
import type { BlobHasher } from './blob-hasher.ts'
import { systemErrorText } from './engine-error.ts'
import type { DocumentSource, Image } from './image.ts'
import { isForeign } from './image.ts'
import type { ImageSession } from './image-session.ts'
import { CancelledError } from './index-layer.ts'
import type { BlobDigests } from './layer-jobs.ts'

const UNREADABLE: BlobDigests = { digest: null, diffId: null }

/**
 * Holds everything that the archive states of an image against its bytes. Layers need not be indexed. Wrong layers become
 * problems of the session; all else that can be wrong was said when the archive was opened. Rejects with CancelledError.
 */
export async function verifyImage(session: ImageSession, hasher: BlobHasher): Promise<Verification> {
  const { image } = session
  const documents = Promise.all(image.documents.map((document) => verifyDocument(document, hasher)))
  const layers = Promise.all(image.sources.map((_, layer) => verifyLayer(session, layer, hasher)))
  const [ofDocuments, ofLayers] = await Promise.all([documents, layers])
  return {
    image: image.info.index,
    statements: [...ofDocuments.flat(), ...verifyDiffIdCount(image), ...ofLayers.flat()],
  }
}

async function verifyDocument(document: DocumentSource, hasher: BlobHasher): Promise<Statement[]> {
  const { part, member, digest, statedSize } = document
  if (member === null) return absent(part, null, { digest, size: statedSize }, 'missing')
  const blob = { range: member.range, compression: 'none' } as const
  const asked = digest !== null && !member.cut && member.unreadable === undefined
  const found = asked ? await digestsOf(hasher.hash(blob, { digest, diffId: null }), () => undefined) : UNREADABLE
  return [
    ...statement(part, null, 'digest', digest, found.digest),
    ...statement(part, null, 'size', statedSize, member.unreadable === undefined ? member.range.size : null),
  ]
}

async function verifyLayer(session: ImageSession, layer: number, hasher: BlobHasher): Promise<Statement[]> {
  const source = session.image.sources[layer]!
  const { blob, cut, unreadable, digest, statedSize: size } = source
  const { diffId } = session.image.info.layers[layer]!
  if (blob === null) return absent('layer', layer, { digest, size, diffId }, isForeign(source) ? 'foreign' : 'missing')
  const asked = !cut && unreadable === undefined && (digest !== null || diffId !== null)
  const found = asked
    ? await digestsOf(hasher.hash(blob, { digest, diffId }, session.boundOf(layer)), (cause) =>
        session.addUnreadable(layer, cause),
      )
    : UNREADABLE
  if (digest !== null && found.digest !== null && found.digest !== digest)
    session.addDigestMismatch(layer, found.digest)
  if (diffId !== null && found.diffId !== null && found.diffId !== diffId)
    session.addDiffIdMismatch(layer, found.diffId)
  return [
    ...statement('layer', layer, 'digest', digest, found.digest),
    ...statement('layer', layer, 'size', size, unreadable === undefined ? blob.range.size : null),
    ...statement('layer', layer, 'diffId', diffId, found.diffId),
  ]
}

/** Where the numbers differ no DiffID can be matched to a layer. */
function verifyDiffIdCount({ diffIdCount, sources }: Image): Statement[] {
  if (diffIdCount === 0 || diffIdCount === sources.length) return []
  return statement('config', null, 'diffIdCount', diffIdCount, sources.length)
}

/** Digests of a blob; none where the file system fails, which `onFailure` is told in words. */
async function digestsOf(hashing: Promise<BlobDigests>, onFailure: (message: string) => void): Promise<BlobDigests> {
  try {
    return await hashing
  } catch (error) {
    if (error instanceof CancelledError) throw error
    onFailure(systemErrorText(error))
    return UNREADABLE
  }
}

/** A statement about what is there; none where nothing is stated. */
function statement(
  part: StatedPart,
  layer: number | null,
  fact: StatedFact,
  stated: string | number | null,
  computed: string | number | null,
): Statement[] {
  if (stated === null) return []
  const verdict = computed === null ? 'unreadable' : computed === stated ? 'equal' : 'different'
  return [{ part, layer, fact, stated, computed, verdict }]
}

/** All that is stated of what is not there; that it is not there, where nothing is stated. */
function absent(
  part: StatedPart,
  layer: number | null,
  stated: Partial<Record<StatedFact, string | number | null>>,
  verdict: 'missing' | 'foreign',
): Statement[] {
  const facts = (['digest', 'size', 'diffId'] as const).filter((fact) => stated[fact] != null)
  const listed = facts.length === 0 ? (['digest'] as const) : facts
  return listed.map((fact) => ({ part, layer, fact, stated: stated[fact] ?? null, computed: null, verdict }))
}
