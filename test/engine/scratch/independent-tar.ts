import { Buffer } from 'node:buffer'
import { extract, type Header } from 'tar-stream'

/** A member of a tar as another author's reader sees it. */
export interface IndependentEntry {
  readonly header: Header
  readonly body: Buffer
}

/** All members of a tar, in order. */
export async function independentEntries(tar: Uint8Array): Promise<IndependentEntry[]> {
  const entries: IndependentEntry[] = []
  const reader = extract()
  reader.end(tar)
  for await (const entry of reader) {
    const parts: Uint8Array[] = []
    for await (const part of entry) parts.push(part as Uint8Array)
    entries.push({ header: entry.header, body: Buffer.concat(parts) })
  }
  return entries
}
