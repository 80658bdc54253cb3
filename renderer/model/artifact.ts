import type { ArchiveInfo, ArtifactBlob, OtherManifest, Platform } from '../../shared/archive.ts'
import { shortDigest } from './digest.ts'
import { platformName, shortId } from './image-choice.ts'
import { messages } from './messages.ts'
import { visibleLine } from '../../shared/visible-text.ts'

/** A blob of an artifact, or the manifest that lists them. */
export interface ArtifactPart extends Omit<ArtifactBlob, 'role' | 'state'> {
  readonly role: ArtifactBlob['role'] | 'manifest'
  /** `unknown` until the archive was asked for it. */
  readonly state: ArtifactBlob['state'] | 'unknown'
}

/** What a manifest speaks of, where the archive lists it: an image, or another manifest that is none. */
export interface ArtifactSubject {
  readonly kind: 'image' | 'other'
  /** In {@link ArchiveInfo.images} or {@link ArchiveInfo.others}. */
  readonly index: number
  readonly label: string
}

/** What a person calls a manifest that is no image. */
export function artifactName({ artifact }: OtherManifest): string {
  return artifact === null ? messages.header.absent : messages.header.artifacts[artifact]
}

/** The manifest, then the blobs that it lists. What an index lists as a blob has no manifest. */
export function artifactParts(other: OtherManifest): ArtifactPart[] {
  if (other.blobs.some(({ digest }) => digest === other.digest)) return [...other.blobs]
  const { digest, mediaType } = other
  const manifest = { digest, mediaType, size: null, predicateType: null, title: null }
  return [{ ...manifest, role: 'manifest', state: other.kind === 'absent' ? 'missing' : 'unknown' }, ...other.blobs]
}

/** The part that is most worth reading: the first layer that is there, else what is there at all. */
export function partToShow(parts: readonly ArtifactPart[]): number {
  const layer = parts.findIndex(({ role, state }) => role === 'layer' && state === 'ok')
  return Math.max(0, layer >= 0 ? layer : parts.findIndex(({ state }) => state === 'ok'))
}

/** What names a part: its title, what it states, else what it is for. */
export function partName({ role, title, predicateType }: ArtifactPart): string {
  if (title !== null) return visibleLine(title)
  if (predicateType !== null) return predicateName(predicateType)
  return messages.artifact.roles[role]
}

/** What a predicate type of in-toto stands for, in words where it is known. */
export function predicateName(type: string): string {
  const known = messages.artifact.predicates.find(([prefix]) => type.startsWith(prefix))
  return known?.[1] ?? visibleLine(type)
}

/** What the manifest speaks of; null where it speaks of nothing, or of what the archive does not list. */
export function subjectOf(other: OtherManifest, archive: ArchiveInfo): ArtifactSubject | null {
  const { subject } = other
  if (subject === null) return null
  const image = archive.images.find(({ manifestDigest }) => manifestDigest === subject)
  if (image) {
    const platform = image.platform ? platformName(image.platform) : ''
    const name = image.tags[0] === undefined ? shortId(image) : visibleLine(image.tags[0])
    return { kind: 'image', index: image.index, label: [name, platform].filter(Boolean).join(' · ') }
  }
  const index = archive.others.findIndex((candidate) => candidate !== other && candidate.digest === subject)
  const found = archive.others[index]
  if (!found) return null
  return { kind: 'other', index, label: [artifactName(found), shortDigest(subject, 12)].join(' · ') }
}

/** The platform that it is for, or that of what it speaks of; null where neither is known. Attestations state `unknown/unknown`. */
export function artifactPlatform(other: OtherManifest, archive: ArchiveInfo): Platform | null {
  const { platform, subject } = other
  if (platform && platform.os !== 'unknown') return platform
  const known = subject === null ? undefined : archive.images.find(({ manifestDigest }) => manifestDigest === subject)
  if (known) return known.platform
  const listed = archive.others.find((candidate) => candidate !== other && candidate.digest === subject)?.platform
  return listed && listed.os !== 'unknown' ? listed : null
}

/** What tells a manifest from others of its kind: tags, platform, type, digest. */
export function artifactDetail(other: OtherManifest, archive: ArchiveInfo): string {
  const platform = artifactPlatform(other, archive)
  const type = other.artifact === 'unknown' && other.artifactType !== null ? visibleLine(other.artifactType) : ''
  const parts = [...other.tags.map(visibleLine), platform ? platformName(platform) : '', type]
  return [...parts, shortDigest(other.digest, 12)].filter((part) => part !== '').join(' · ')
}
