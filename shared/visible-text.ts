/** Characters that are not seen, or that change the order in which others are seen. Tab and line feed are left to the caller. */
const unseen = /[^\P{Cc}\t\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu

/** Makes text of an archive safe to read: control, invisible and bidirectional characters become `\u{…}`. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

/** As {@link visible}, on one line. */
export function visibleLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim())
}
