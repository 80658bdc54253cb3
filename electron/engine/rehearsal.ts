import type { RowFilter } from '../../shared/row-filter.ts'
import { FilteredNodes } from './filter/filtered-nodes.ts'
import { viewColumns } from './filter/view-columns.ts'
import { findPaths } from './find/find-paths.ts'
import type { ImageSession } from './image-session.ts'
import type { Names } from './name-table.ts'
import type { TimeSlices } from './time-slices.ts'
import type { ViewCache } from './view-cache.ts'

/** With fewer paths a first letter is answered at once anyway. */
const WORTH = 50_000
/** Bytes of names in which the commonest letter is looked for. */
const SAMPLE = 64 * 1024

/**
 * Asks of a large image what is likely to be asked first, a letter of the filter and one of the palette, and forgets the
 * answers: what both need is made then, and the code for it is compiled. `cache` is of that image.
 * @throws CancelledError after `slices.cancel()`
 */
export async function rehearse(session: ImageSession, cache: ViewCache, slices: TimeSlices): Promise<void> {
  const upto = session.stacked - 1
  if (upto < 0 || session.stack.tree.count < WORTH) return
  // One that many names have, so that all that looks at a match is run too.
  const letter = commonestLetter(session.stack.names)
  const filter: RowFilter = [{ kind: 'text', pattern: letter }]
  cache.lists(upto)
  await FilteredNodes.of(viewColumns(session, { kind: 'merged', upto }), filter, 'all', slices)
  await findPaths(session, { query: letter, limit: 100 }, slices, () => undefined)
}

function commonestLetter({ heap, starts, count }: Names): string {
  const [first, last] = ['a', 'z'].map((letter) => letter.charCodeAt(0)) as [number, number]
  const counts = new Uint32Array(256)
  for (const byte of heap.subarray(0, Math.min(SAMPLE, starts[count]!))) counts[byte]!++
  let commonest = first
  for (let letter = first; letter <= last; letter++) if (counts[letter]! > counts[commonest]!) commonest = letter
  return String.fromCharCode(commonest)
}
