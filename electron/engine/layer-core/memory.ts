/** Bytes behind all that is allocated: reads of sixteen bytes at once may pass the end of what they read. */
const SLACK: usize = 64

let end: usize = 0
/** What lies beyond has never been written: it is 0. */
let written: usize = 0

/** Takes everything back. */
export function freeAll(): void {
  end = (__heap_base + 15) & ~15
}

/** Room of zeros; 0 where there is no more memory. */
export function allocate(bytes: usize): usize {
  const at = end
  const next = at + ((bytes + 15) & ~15)
  if (next < at || next > 0xfff00000) return 0
  const pages = <i32>((next + SLACK + 0xffff) >> 16)
  const missing = pages - memory.size()
  if (missing > 0 && memory.grow(missing) < 0) return 0
  if (at < written) memory.fill(at, 0, min(next, written) - at)
  end = next
  if (end > written) written = end
  return at
}

/**
 * As {@link allocate}, for what is read before it is written. New memory that is read is first the system's page of zeros, and
 * another one when it is written, of which every other thread's processor has to be told: so it is written at once.
 */
export function zeros(bytes: usize): usize {
  const known = written
  const at = allocate(bytes)
  const from = max(at, known)
  if (at != 0 && at + bytes > from) memory.fill(from, 0, at + bytes - from)
  return at
}

/** As {@link enlarged}, for what is read before it is written: see {@link zeros}. */
export function enlargedZeros(at: usize, before: usize, bytes: usize): usize {
  const copy = zeros(bytes)
  if (copy != 0) memory.copy(copy, at, before)
  return copy
}

/** A longer copy, what is new being zeros; 0 where there is no more memory, then the old one stays. */
export function enlarged(at: usize, before: usize, bytes: usize): usize {
  const copy = allocate(bytes)
  if (copy != 0) memory.copy(copy, at, before)
  return copy
}
