/**
 * The first `wanted` bytes that a gzip holds, by the beginning of it; fewer where it holds no more, or where its beginning tells no
 * more. What is damaged ends there.
 */
export async function gzipBeginning(bytes: Uint8Array<ArrayBuffer>, wanted: number): Promise<Uint8Array> {
  const stream = new DecompressionStream('gzip')
  const writer = stream.writable.getWriter()
  // The stream fails where the bytes end; what it gave until then counts.
  writer.write(bytes).catch(() => undefined)
  writer.close().catch(() => undefined)
  const reader = stream.readable.getReader()
  const beginning = new Uint8Array(wanted)
  let done = 0
  try {
    while (done < wanted) {
      const { value } = await reader.read()
      if (value === undefined) break
      const part = value.subarray(0, wanted - done)
      beginning.set(part, done)
      done += part.length
    }
  } catch {
    // As far as it goes.
  }
  reader.cancel().catch(() => undefined)
  return beginning.subarray(0, done)
}
