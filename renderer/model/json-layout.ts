const INDENT = '  '
/** Deeper than any document that a person reads; indenting deeper ones would take memory in the square of their depth. */
const DEEPEST = 64
/** Characters of the result. */
const LONGEST = 32 * 1024 * 1024

/**
 * Lays out JSON for reading: a line for each value, indented by two blanks. Nothing but white space between the tokens changes, so
 * that numbers, escapes and keys that occur twice stay as they were written. null where the text is no JSON, is nested too deep, or
 * would become too long.
 */
export function layOutJson(text: string): string | null {
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  const parts: string[] = []
  let length = 0
  let depth = 0
  const put = (part: string): boolean => {
    parts.push(part)
    length += part.length
    return length <= LONGEST
  }
  const newLine = (): string => `\n${INDENT.repeat(depth)}`
  for (const token of tokens(text)) {
    let fits: boolean
    if (token === '{}' || token === '[]') fits = put(token)
    else if (token === '{' || token === '[') {
      depth += 1
      if (depth > DEEPEST) return null
      fits = put(token + newLine())
    } else if (token === '}' || token === ']') {
      depth -= 1
      fits = put(newLine() + token)
    } else if (token === ',') fits = put(`,${newLine()}`)
    else fits = put(token === ':' ? ': ' : token)
    if (!fits) return null
  }
  return `${parts.join('')}\n`
}

/** Tokens of valid JSON; an empty object or array is one. */
function* tokens(text: string): Generator<string> {
  // Each alternative stops soon: a long string would take the whole stack of the expression.
  const next = /[ \t\r\n]*(?:\{[ \t\r\n]*\}|\[[ \t\r\n]*\]|[{}[\],:"]|[^ \t\r\n{}[\],:"]+)/y
  for (let found = next.exec(text); found; found = next.exec(text)) {
    const token = found[0].replace(/[ \t\r\n]+/g, '')
    if (token !== '"') {
      yield token
      continue
    }
    const start = next.lastIndex - 1
    let end = text.indexOf('"', start + 1)
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
    next.lastIndex = end + 1
    yield text.slice(start, end + 1)
  }
}

function isEscaped(text: string, at: number): boolean {
  let back = at - 1
  while (text[back] === '\\') back -= 1
  return (at - back) % 2 === 0
}
