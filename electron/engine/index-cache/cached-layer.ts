import { StoredHash } from '../hash-blob.ts'
import { indexLayer } from '../index-layer.ts'
import type { IndexListener, IndexedLayer } from '../index-layer.ts'
import { INFLATION_BOUND, inflationLimit } from '../inflation-bound.ts'
import type { InflationBound } from '../inflation-bound.ts'
import type { LayerBlob } from '../layer-blob.ts'
import { MemoryBudget } from '../memory-budget.ts'
import { fileIdentity } from './file-identity.ts'
import type { FileIdentity } from './file-identity.ts'
import type { IndexCache } from './index-cache.ts'

/** Bytes of the smallest member of a tar. */
const SMALLEST_MEMBER = 512

/**
 * Indexes one layer as {@link indexLayer} does, by way of a cache. A compressed layer is looked up by the digest that its
 * stored bytes are known to have: from an earlier run where the file is as it was, else computed where there is an index
 * under the digest that the archive states; that digest alone decides nothing. A raw layer, which is indexed faster than
 * it could be hashed, is looked up by what its file is known again by.
 */
export function indexThroughCache(
  blob: LayerBlob,
  stated: string | null,
  cache: IndexCache,
  onProgress: IndexListener,
  bound: InflationBound = INFLATION_BOUND,
  budget: MemoryBudget = new MemoryBudget(),
): IndexedLayer {
  const { range, compression } = blob
  const { smallestStored, fewestEntries } = cache.settings
  if (compression === 'none')
    return range.size < fewestEntries * SMALLEST_MEMBER
      ? indexLayer(blob, onProgress, bound, budget)
      : indexRaw(blob, cache, onProgress, bound, budget)
  if (range.size < smallestStored) return indexLayer(blob, onProgress, bound, budget)
  return new CompressedLayer(blob, cache, onProgress, bound, budget).index(stated)
}

function indexRaw(
  blob: LayerBlob,
  cache: IndexCache,
  onProgress: IndexListener,
  bound: InflationBound,
  budget: MemoryBudget,
): IndexedLayer {
  const { range } = blob
  const identity = fileIdentity(range)
  const name = `${identity.name}.raw`
  const known = cache.index(name)
  if (known !== null && budget.take(known.claimed)) return known
  const isSettled = settled(identity, cache)
  const indexed = indexLayer(blob, onProgress, bound, budget)
  const isWorth = indexed.index.entryCount >= cache.settings.fewestEntries
  if (!indexed.refused && isWorth && isSettled && fileIdentity(range).name === identity.name)
    cache.keepIndex(name, indexed)
  return indexed
}

class CompressedLayer {
  readonly #blob: LayerBlob
  readonly #cache: IndexCache
  readonly #onProgress: IndexListener
  readonly #bound: InflationBound
  readonly #budget: MemoryBudget
  readonly #identity: FileIdentity
  readonly #isSettled: boolean

  constructor(
    blob: LayerBlob,
    cache: IndexCache,
    onProgress: IndexListener,
    bound: InflationBound,
    budget: MemoryBudget,
  ) {
    this.#budget = budget
    this.#blob = blob
    this.#cache = cache
    this.#onProgress = onProgress
    this.#bound = bound
    this.#identity = fileIdentity(blob.range)
    this.#isSettled = settled(this.#identity, cache)
  }

  index(stated: string | null): IndexedLayer {
    const known = this.#isSettled ? this.#cache.digest(this.#identity.name) : null
    const digest = known ?? this.#hashWhere(stated)
    return (digest === null ? null : this.#lookUp(digest)) ?? this.#indexAndKeep()
  }

  /** The digest of the stored bytes; null where it is not worth computing. */
  #hashWhere(stated: string | null): string | null {
    if (stated === null || !/^sha256:[0-9a-f]{64}$/.test(stated) || !this.#cache.has(this.#entryName(stated)))
      return null
    const digest = new StoredHash(this.#blob, 'sha256', this.#onProgress).finish(null)
    if (digest !== null) this.#keepDigest(digest)
    return digest
  }

  #lookUp(digest: string): IndexedLayer | null {
    const indexed = this.#cache.index(this.#entryName(digest))
    // A layer that a wider bound let pass is stopped by this one; what is left of the budget may not be enough either.
    if (indexed === null || indexed.index.size > inflationLimit(this.#blob.range.size, this.#bound)) return null
    return this.#budget.take(indexed.claimed) ? indexed : null
  }

  #indexAndKeep(): IndexedLayer {
    const stored = new StoredHash(this.#blob, 'sha256', this.#onProgress)
    const indexed = indexLayer(this.#blob, (_, last) => stored.add(last!), this.#bound, this.#budget)
    if (indexed.stopped !== null || indexed.refused) return indexed
    const digest = stored.finish(null)
    if (digest === null || !this.#isUnchanged()) return indexed
    this.#cache.keepIndex(this.#entryName(digest), indexed)
    this.#keepDigest(digest)
    return indexed
  }

  #keepDigest(digest: string): void {
    if (this.#isSettled && this.#isUnchanged()) this.#cache.keepDigest(this.#identity.name, digest)
  }

  #isUnchanged(): boolean {
    return fileIdentity(this.#blob.range).name === this.#identity.name
  }

  /** One stream of bytes has one index, but for how it is told to be compressed. */
  #entryName(digest: string): string {
    return `${digest.slice('sha256:'.length)}.${this.#blob.compression}`
  }
}

/** Whether a file has lain unchanged for so long that a change from now on can be told by its state. */
function settled(identity: FileIdentity, cache: IndexCache): boolean {
  return Date.now() - identity.changed >= cache.settings.settled
}
