/** How much compressed bytes may grow before they are taken for a bomb: both must be passed. */
export interface InflationBound {
  /** Uncompressed bytes. */
  readonly bytes: number
  /** Uncompressed bytes for each stored one. */
  readonly ratio: number
}

/** No layer of a real image comes near: 8 GiB that are also 200 times what is stored. */
export const INFLATION_BOUND: InflationBound = { bytes: 8 * 1024 ** 3, ratio: 200 }

/** For who knows that a layer is no bomb: entries, names and memory keep their bounds. */
export const NO_INFLATION_BOUND: InflationBound = { bytes: Infinity, ratio: 0 }

/** What is compressed grew beyond its bound. */
export class InflationError extends Error {
  constructor(what: string, storedSize: number, inflatedSize: number) {
    const ratio = Math.round(inflatedSize / Math.max(1, storedSize))
    super(
      `${what} has ${storedSize} bytes and grew to more than ${inflatedSize}, which is ${ratio} times as many; it is not read on.`,
    )
    this.name = 'InflationError'
  }
}

/** Uncompressed bytes up to which a stream of `storedSize` bytes is read. */
export function inflationLimit(storedSize: number, bound: InflationBound): number {
  return Math.max(bound.bytes, storedSize * bound.ratio)
}
