import type { Language, SizeUnits } from '../../shared/settings.ts'

/** How words, numbers, times and sizes are written. */
export interface Locale {
  readonly language: Language
  /** What `Intl` is asked for: the language, with a region where that is known. A BCP 47 tag. */
  readonly tag: string
  readonly sizes: SizeUnits
}

let source: () => Locale = () => ({ language: 'en', tag: 'en', sizes: 'decimal' })

/** The locale of the window, at this moment. */
export function locale(): Locale {
  return source()
}

/** Has {@link locale} answer with what `read` says. A signal that is read there lets all that is shown follow it. */
export function useLocale(read: () => Locale): void {
  source = read
}

/** The tag for a language: the first of the user's tags that is of it, else the language itself. */
export function localeTag(language: Language, preferred: readonly string[]): string {
  const base = language.split('-')[0]
  // Simplified Chinese is written in Singapore and elsewhere as in China; a tag of traditional Chinese would mix both.
  if (base === 'zh') return language
  return preferred.find((tag) => tag.split('-')[0]?.toLowerCase() === base) ?? language
}

/** Something made once for each tag: formatters cost much more to make than to use. */
export function perLocale<T>(make: (tag: string) => T): () => T {
  const made = new Map<string, T>()
  return () => {
    const { tag } = locale()
    let one = made.get(tag)
    if (one === undefined) made.set(tag, (one = make(tag)))
    return one
  }
}
