import type { ArchiveMembers, Member } from './archive-members.ts'
import { blobPath, isDigest } from './digest.ts'
import { EngineError } from './engine-error.ts'
import type { Image } from './image.ts'

/**
 * The blob of a digest: where an OCI layout keeps it (image-layout.md, "Blobs"), by the names that docker, podman, kaniko
 * and Bazel give it, else as a layer that an image states to have this digest. null where the archive does not hold it.
 * @throws EngineError with code `digest-invalid`
 */
export function findBlob(members: ArchiveMembers, images: readonly Image[], digest: string): Member | null {
  if (!isDigest(digest))
    throw new EngineError(
      'digest-invalid',
      `"${digest}" is no digest: it must be sha256: or sha512: with 64 or 128 small hexadecimal digits.`,
    )
  const hex = digest.slice(digest.indexOf(':') + 1)
  for (const name of [blobPath(digest), digest, `${hex}.json`, `${hex}.tar`, `${hex}.tar.gz`, hex]) {
    const member = members.find(name)
    if (member !== null) return member
  }
  for (const { info, sources } of images)
    for (const [layer, { blob, cut, digest: stated }] of sources.entries()) {
      if (blob === null) continue
      const raw = blob.compression === 'none' && info.layers[layer]?.diffId === digest
      if (stated === digest || raw) return { range: blob.range, cut }
    }
  return null
}
