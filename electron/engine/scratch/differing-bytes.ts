const STEP = 256 * 1024

/**
 * Bytes of a new content that are not those of the one before: what is left of the longer of both between the beginning and
 * the end that they have in common. `read` gives bytes of the one before, which has `size` of them; where it ends early, the
 * rest differs.
 */
export async function differingBytes(
  bytes: Uint8Array,
  size: number,
  read: (offset: number, length: number) => Promise<Uint8Array>,
): Promise<number> {
  const most = Math.min(bytes.length, size)
  let start = 0
  while (start < most) {
    const wanted = Math.min(STEP, most - start)
    const before = await read(start, wanted)
    const same = commonStart(before, bytes.subarray(start, start + before.length))
    start += same
    if (same < wanted) break
  }
  let end = 0
  while (start + end < most) {
    const wanted = Math.min(STEP, most - start - end)
    const before = await read(size - end - wanted, wanted)
    if (before.length < wanted) break
    const same = commonEnd(before, bytes.subarray(bytes.length - end - wanted, bytes.length - end))
    end += same
    if (same < wanted) break
  }
  return Math.max(bytes.length, size) - start - end
}

function commonStart(a: Uint8Array, b: Uint8Array): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}

function commonEnd(a: Uint8Array, b: Uint8Array): number {
  let count = 0
  while (count < a.length && a[a.length - 1 - count] === b[b.length - 1 - count]) count++
  return count
}
