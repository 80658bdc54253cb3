/** What a statement speaks of: an index that leads to the manifest, the manifest, the config, or a layer. */
export type StatedPart = 'index' | 'manifest' | 'config' | 'layer'

/**
 * What is stated: digest or size of the bytes as stored, the digest of a layer's uncompressed tar, or, where a config has
 * not as many of those as there are layers, their number.
 */
export type StatedFact = 'digest' | 'size' | 'diffId' | 'diffIdCount'

/**
 * `equal`; `different`; `missing`: the archive does not hold what is spoken of; `foreign`: it does not, and need not, as
 * the layer is kept elsewhere; `unreadable`: it is there, but can not be read or inflated to its end.
 */
export type Verdict = 'equal' | 'different' | 'missing' | 'foreign' | 'unreadable'

/** One thing that the archive says of its own content, and what the content is. */
export interface Statement {
  readonly part: StatedPart
  /** Index of the layer, 0 is the base; null for other parts. */
  readonly layer: number | null
  readonly fact: StatedFact
  /** A digest (`sha256:…`), a size in bytes, or a number, as stated; null where a part is missing that no digest names. */
  readonly stated: string | number | null
  /** The same of what the archive holds; null where it is missing or unreadable. */
  readonly computed: string | number | null
  readonly verdict: Verdict
}

/** Everything that an archive states of an image: indexes, manifest and config first, then the layers from the base up. */
export interface Verification {
  /** Index of the image in the archive. */
  readonly image: number
  /** Empty where nothing is stated, as in archives of `docker save` before 1.10. */
  readonly statements: readonly Statement[]
}

/** Whether a statement holds; what is kept elsewhere is nobody's mistake. */
export function isRight({ verdict }: Statement): boolean {
  return verdict === 'equal' || verdict === 'foreign'
}
