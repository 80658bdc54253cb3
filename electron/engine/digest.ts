import { createHash } from 'node:crypto'

const DIGEST = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/

/** The algorithms whose digests are computed. */
export type DigestAlgorithm = 'sha256' | 'sha512'

/** The algorithm of a stated digest; SHA-256 where that is none of ours. */
export function algorithmOf(digest: string | null): DigestAlgorithm {
  return digest?.startsWith('sha512:') === true ? 'sha512' : 'sha256'
}

/** Whether a text is a digest that can name a blob (OCI image-spec, descriptor.md, "Digests"). */
export function isDigest(text: string): boolean {
  return DIGEST.test(text)
}

/** Where an OCI layout keeps the blob of a digest (image-layout.md). The caller has checked {@link isDigest}. */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`
}

/** SHA-256 of bytes, `sha256:…`. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** Whether bytes have a digest. */
export function matchesDigest(bytes: Uint8Array, digest: string): boolean {
  const [algorithm, hex] = digest.split(':')
  return createHash(algorithm!).update(bytes).digest('hex') === hex
}
