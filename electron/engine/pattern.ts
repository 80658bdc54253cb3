import { RE2JS } from 're2js'
import type { PatternKind } from '../../shared/row-filter.ts'
import { EngineError } from './engine-error.ts'
import { escapeRegex, globToRegex, rootedGlob } from './glob.ts'

/** A pattern that is ready to be held against texts, in time that grows with their length whatever it is. */
export interface Pattern {
  test(text: string): boolean
  /** Begin and end of the first match from `from` on, in UTF-16 units; null where there is none. */
  find(text: string, from?: number): readonly [start: number, end: number] | null
}

/** Longer patterns are nobody's wish. */
const LONGEST = 4096

/** Whether a pattern tells capital letters from small ones: where it has one. Escapes such as `\W` are none. */
export function isCaseSensitive(pattern: string, kind: PatternKind): boolean {
  return /\p{Lu}/u.test(kind === 'regex' ? pattern.replace(/\\(?:[pP]\{[^}]*\}|[pP].|.)/gsu, '') : pattern)
}

/** @throws EngineError with code `argument-invalid` that says what is wrong with a regular expression */
export function compilePattern(kind: PatternKind, pattern: string, caseSensitive: boolean): Pattern {
  if (pattern.length > LONGEST)
    throw new EngineError('argument-invalid', `The pattern is longer than ${LONGEST} characters.`)
  const source = kind === 'glob' ? globToRegex(pattern) : kind === 'text' ? escapeRegex(pattern) : pattern
  const flags = (caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE) | (kind === 'glob' ? RE2JS.DOTALL : 0)
  let regex: RE2JS
  try {
    regex = RE2JS.compile(source, flags)
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    throw new EngineError(
      'argument-invalid',
      `${pattern} is no ${kind === 'glob' ? 'glob' : 'regular expression'}: ${cause}`,
    )
  }
  return {
    test: (text) => regex.test(text),
    find(text, from = 0) {
      const matcher = regex.matcher(text)
      return matcher.find(from) ? [matcher.start(), matcher.end()] : null
    },
  }
}

/** Whether a path is meant by a glob, see {@link rootedGlob}; paths have a leading slash. @throws EngineError as {@link compilePattern} */
export function pathGlob(glob: string, caseSensitive: boolean): (path: string) => boolean {
  const rooted = rootedGlob(glob)
  const pattern = compilePattern('glob', rooted, caseSensitive)
  return rooted.includes('/')
    ? (path) => pattern.test(path)
    : (path) => pattern.test(path.slice(path.lastIndexOf('/') + 1))
}
