import format from 'xml-formatter'

/** Characters of the text; more would hold the window up. */
const LONGEST = 1024 * 1024
/** Elements within each other; deeper ones are no document that a person reads. */
const DEEPEST = 200

/** Lays out XML for reading: a line for each element. null where it is none, is nested too deep or is too long. */
export function layOutXml(text: string): string | null {
  if (text.length > LONGEST || depthOf(text) > DEEPEST) return null
  try {
    return format(text, { indentation: '  ', collapseContent: true, lineSeparator: '\n', throwOnFailure: true })
  } catch {
    return null
  }
}

/** How deep tags are nested, roughly: what stands in comments counts too. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [, closing, , closed] of text.matchAll(/<(\/?)([\w:.-]+)[^<>]*?(\/?)>/g)) {
    if (closing) depth -= 1
    else if (!closed) depth += 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}
