/** A blank stands between Chinese and Latin letters: put around a word that may begin or end with either. */
export function spaced(text: string): string {
  return text.replace(/^(?=[A-Za-z0-9])/, ' ').replace(/(?<=[A-Za-z0-9])$/, ' ')
}
