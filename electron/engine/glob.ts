/** Characters that mean something in a regular expression. */
const SPECIAL = /[\\^$.*+?()[\]{}|/]/g

/** A text as a regular expression that matches just it. */
export function escapeRegex(text: string): string {
  return text.replace(SPECIAL, '\\$&')
}

/**
 * A glob as it is held against paths and names: with a slash against whole paths from the root, which need not be written;
 * without one against names. A slash at its end says no more than that a directory is meant.
 */
export function rootedGlob(glob: string): string {
  const inner = glob.replace(/\/+$/, '')
  return inner.includes('/') && !inner.startsWith('/') ? `/${inner}` : inner
}

/**
 * A glob as a regular expression of a whole name or path: `*` and `?` stay within a component, `**` goes over any number of
 * them, `[…]` with ranges and `!`, `{a,b}` also nested. What is not closed stands for itself.
 */
export function globToRegex(glob: string): string {
  let regex = ''
  let braces = 0
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at]!
    if (character === '*') {
      if (glob[at + 1] !== '*') regex += '[^/]*'
      else {
        while (glob[at + 1] === '*') at++
        // `a/**/b` is also `a/b`.
        if (glob[at + 1] === '/' && (regex === '' || regex.endsWith('/'))) {
          at++
          regex += '(?:.*/)?'
        } else regex += '.*'
      }
    } else if (character === '?') regex += '[^/]'
    else if (character === '[') {
      const set = bracket(glob, at)
      if (set === null) regex += '\\['
      else {
        regex += set.regex
        at = set.end
      }
    } else if (character === '{' && closes(glob, at)) {
      braces++
      regex += '(?:'
    } else if (character === '}' && braces > 0) {
      braces--
      regex += ')'
    } else if (character === ',' && braces > 0) regex += '|'
    else if (character === '\\' && at + 1 < glob.length) regex += escapeRegex(glob[++at]!)
    else regex += character === '/' ? '/' : escapeRegex(character)
  }
  return `^${regex}$`
}

function bracket(glob: string, start: number): { regex: string; end: number } | null {
  let at = start + 1
  const negated = glob[at] === '!' || glob[at] === '^'
  if (negated) at++
  const first = at
  while (at < glob.length && (glob[at] !== ']' || at === first)) at++
  if (at >= glob.length) return null
  const inside = glob.slice(first, at).replace(/[\\[\]^&~|]/g, '\\$&')
  const backwards = /(.)-(.)/gsu
  for (const [, from, to] of inside.matchAll(backwards)) if (from! > to!) return null
  return { regex: `[${negated ? '^/' : ''}${inside}]`, end: at }
}

/** Whether a brace is closed. */
function closes(glob: string, start: number): boolean {
  let depth = 0
  for (let at = start; at < glob.length; at++) {
    if (glob[at] === '\\') at++
    else if (glob[at] === '{') depth++
    else if (glob[at] === '}' && --depth === 0) return true
  }
  return false
}
