import type { Language, Settings } from '../../shared/settings.ts'

/** What windows and menus speak; `system` are the languages that the system prefers, the first before others. */
export function spokenLanguage(chosen: Settings['language'], system: readonly string[]): Language {
  if (chosen !== 'system') return chosen
  const known = system.map((tag) => tag.toLowerCase().split(/[-_]/)[0]).find((base) => base === 'zh' || base === 'en')
  return known === 'zh' ? 'zh-CN' : 'en'
}
