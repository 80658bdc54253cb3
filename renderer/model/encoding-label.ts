import { messages } from './messages.ts'
import type { ContentKind } from './text-content.ts'

/** `UTF-8 with BOM`; '' for what is no text. */
export function encodingLabel(kind: ContentKind, bytes: Uint8Array): string {
  if (kind.kind === 'binary') return ''
  const name = messages.content.encodings[kind.encoding]
  const marked = kind.encoding === 'utf-8' && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return marked ? messages.content.withMark(name) : name
}
