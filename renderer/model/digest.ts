/** The first characters of a digest, without the algorithm: `adf5ecc8`. */
export function shortDigest(digest: string, length = 8): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, length)
}
