/**
 * Files that a builder put into a layer for a reader of layers, not for the image: `estargz-toc` the table of contents of
 * an eStargz layer, `estargz-prefetch` and `estargz-no-prefetch` its landmarks.
 */
export type KnownFile = 'estargz-toc' | 'estargz-prefetch' | 'estargz-no-prefetch'

/** stargz-snapshotter, docs/estargz.md: all lie at the root of the layer. */
const KNOWN: ReadonlyMap<string, KnownFile> = new Map([
  ['stargz.index.json', 'estargz-toc'],
  ['.prefetch.landmark', 'estargz-prefetch'],
  ['.no.prefetch.landmark', 'estargz-no-prefetch'],
])

/** What a path, with or without a leading slash, is known for; null for all else. */
export function knownFile(path: string): KnownFile | null {
  return KNOWN.get(path.startsWith('/') ? path.slice(1) : path) ?? null
}
