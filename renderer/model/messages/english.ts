import { archiveWords } from './english/archive.ts'
import { compareWords } from './english/compare.ts'
import { conceptsWords } from './english/concepts.ts'
import { contentWords } from './english/content.ts'
import { findingWords } from './english/finding.ts'
import { habitsWords } from './english/habits.ts'
import { layersWords } from './english/layers.ts'
import { overviewWords } from './english/overview.ts'
import { pathWords } from './english/path.ts'
import { settingsWords } from './english/settings.ts'
import { scratchWords } from './english/scratch.ts'
import { workWords } from './english/work.ts'

/** Every word of the window in English; its type is what each language has to say. */
export const english = {
  appName: 'Onionskin',
  ...archiveWords,
  ...overviewWords,
  ...layersWords,
  ...findingWords,
  ...pathWords,
  ...contentWords,
  ...workWords,
  ...settingsWords,
  ...scratchWords,
  ...conceptsWords,
  ...compareWords,
  ...habitsWords,
}

export type Messages = typeof english
