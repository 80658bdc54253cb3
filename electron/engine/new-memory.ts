type NumberArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array
type ArrayKind<T> = new (length: number) => T

/**
 * An array of zeros that is going to be read before it is written. New memory that is read is first the system's page of zeros,
 * and another one when it is written, of which the processors of all other threads have to be told: so it is written at once.
 */
export function zeros<T extends NumberArray>(kind: ArrayKind<T>, length: number): T {
  const array = new kind(length)
  array.fill(0)
  return array
}

/** Room for `count` elements: just that for the first, more where `before` were there, since more will come. */
export function roomFor(count: number, before: number): number {
  return before === 0 ? count : Math.ceil(count * 1.25)
}

/** A longer copy of an array; the new part is 0, and going to be written before it is read: see {@link zeros}. */
export function grown<T extends NumberArray>(array: T, length: number): T {
  const copy = new (array.constructor as ArrayKind<T>)(length)
  copy.set(array)
  return copy
}

/** A longer copy of an array; the new part is 0, and may be read before it is written: see {@link zeros}. */
export function grownByZeros<T extends NumberArray>(array: T, length: number): T {
  const copy = grown(array, length)
  copy.fill(0, array.length)
  return copy
}
