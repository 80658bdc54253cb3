import type { Language, SizeUnits } from '../../shared/settings.ts'
import { type Locale, localeTag, useLocale } from '../model/locale.ts'

let current = $state.raw<Locale>({ language: 'en', tag: 'en', sizes: 'decimal' })

useLocale(() => current)

/** Has everything that is shown speak another language, at once; also the document says so to those who read it out. */
export function speak(language: Language, sizes: SizeUnits): void {
  current = { language, tag: localeTag(language, navigator.languages), sizes }
  document.documentElement.lang = language
}
