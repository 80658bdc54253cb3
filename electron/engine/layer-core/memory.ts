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

/** A longer copy, what is new being zeros; 0 where there is no more memory, then the old one stays. */
export function enlarged(at: usize, before: usize, bytes: usize): usize {
  const copy = allocate(bytes)
  if (copy != 0) memory.copy(copy, at, before)
  return copy
}
