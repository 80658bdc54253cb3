import { EngineError } from '../engine-error.ts'
import { compilePattern } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'

/** What is looked for in files: plain data, as it goes to a worker. */
export interface ContentQuery {
  readonly pattern: string
  readonly kind: 'text' | 'regex'
  readonly caseSensitive: boolean
  readonly binaryAsText: boolean
  /** Matches of one file that are told; its search ends there. */
  readonly mostOfFile: number
  /** Bytes of a line that are shown. */
  readonly width: number
}

/** Bytes that a text to look for may have. */
export const LONGEST_TEXT = 4096

/** What is looked for, ready to be held against lines. */
export type ContentPattern = LiteralPattern | { readonly kind: 'regex'; readonly regex: Pattern }

/** @throws EngineError with code `argument-invalid` that says what is wrong with the pattern */
export function compileQuery({ pattern, kind, caseSensitive }: ContentQuery): ContentPattern {
  if (pattern === '') throw new EngineError('argument-invalid', 'There is nothing to look for: the pattern is empty.')
  if (/[\n\r\0]/.test(pattern)) throw new EngineError('argument-invalid', 'The pattern has more than one line.')
  if (kind === 'regex') return { kind, regex: compilePattern('regex', pattern, caseSensitive) }
  const bytes = Buffer.from(pattern)
  if (bytes.length > LONGEST_TEXT)
    throw new EngineError('argument-invalid', `The text to look for is longer than ${LONGEST_TEXT} bytes.`)
  return new LiteralPattern(bytes, caseSensitive)
}

/** A text as its bytes of UTF-8. */
export class LiteralPattern {
  readonly kind = 'text'
  readonly length: number
  readonly #bytes: Buffer
  readonly #caseSensitive: boolean

  constructor(bytes: Buffer, caseSensitive: boolean) {
    this.#caseSensitive = caseSensitive
    this.#bytes = caseSensitive ? bytes : lowered(bytes)
    this.length = bytes.length
  }

  /** Bytes in which {@link find} can look: themselves, or a copy in small letters. */
  folded(bytes: Buffer): Buffer {
    return this.#caseSensitive ? bytes : lowered(bytes)
  }

  /** Offset of the next match from `from` on; -1 where there is none. */
  find(folded: Buffer, from: number): number {
    return folded.indexOf(this.#bytes, from)
  }
}

const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))

/** A copy with ASCII letters made small. */
function lowered(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafe(bytes.length)
  for (let at = 0; at < bytes.length; at++) copy[at] = LOWER[bytes[at]!]!
  return copy
}
