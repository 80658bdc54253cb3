import type { ContentMatch } from '../../../shared/search.ts'
import { displayName } from '../display-name.ts'

/** Marks of one line; more are not told apart. */
const MOST_MARKS = 50
const TAB = 0x09
const RETURN = 0x0d

/** Where a match is in a line: bytes. */
export type ByteSpan = readonly [start: number, end: number]

/** A stretch of a line as it is shown. */
export type LineExcerpt = Pick<ContentMatch, 'text' | 'marks' | 'cut'>

/**
 * At most about `width` bytes of a line, with the first match in them, escaped for display. `open` says whether the line
 * begins before `line` and whether it goes on behind it; `spans` ascend and do not overlap.
 */
export function lineExcerpt(
  line: Uint8Array,
  spans: readonly ByteSpan[],
  width: number,
  [openBefore, openAfter]: readonly [boolean, boolean] = [false, false],
): LineExcerpt {
  const length = !openAfter && line.at(-1) === RETURN ? line.length - 1 : line.length
  const first = spans[0]?.[0] ?? 0
  let start = 0
  let end = length
  if (length > width) {
    start = Math.max(0, Math.min(first - Math.floor(width / 4), length - width))
    end = Math.min(length, start + width)
    while (start > 0 && start < first && isContinued(line[start]!)) start++
    while (end > start && end < length && isContinued(line[end]!)) end--
  }
  const marks: [number, number][] = []
  let text = ''
  let at = start
  for (const [from, to] of spans.slice(0, MOST_MARKS)) {
    if (from >= end || to > length) break
    const stop = Math.min(to, end)
    text += shownLine(line.subarray(at, from))
    const begin = text.length
    text += shownLine(line.subarray(from, stop))
    if (text.length > begin) marks.push([begin, text.length])
    at = stop
  }
  text += shownLine(line.subarray(at, end))
  return { text, marks, cut: [openBefore || start > 0, openAfter || end < length] }
}

function isContinued(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

/** Escaped for display, but for tabs. */
function shownLine(bytes: Uint8Array): string {
  let text = ''
  let at = 0
  for (let tab = bytes.indexOf(TAB); tab >= 0; tab = bytes.indexOf(TAB, at)) {
    text += `${displayName(bytes.subarray(at, tab))}\t`
    at = tab + 1
  }
  return text + displayName(bytes.subarray(at))
}
