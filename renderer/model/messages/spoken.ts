import type { Language } from '../../../shared/settings.ts'
import { locale } from '../locale.ts'

/**
 * One catalogue that says everything in the language of this moment. A group of it may be kept
 * (`const words = messages.files`): only when a word is taken from it is the language looked up. Lists are words.
 */
export function spoken<T extends object>(catalogues: Readonly<Record<Language, T>>): T {
  const groups = new Map<PropertyKey, object>()
  const languages = Object.keys(catalogues) as Language[]
  return new Proxy(catalogues.en, {
    get: (_english, key) => {
      const kept = groups.get(key)
      if (kept !== undefined) return kept
      const word: unknown = Reflect.get(catalogues[locale().language], key)
      if (typeof word !== 'object' || word === null || Array.isArray(word)) return word
      const parts = languages.map((language) => [language, Reflect.get(catalogues[language], key)])
      const group = spoken(Object.fromEntries(parts) as Record<Language, object>)
      groups.set(key, group)
      return group
    },
  })
}
