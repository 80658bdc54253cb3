import { archiveWords } from './chinese/archive.ts'
import { compareWords } from './chinese/compare.ts'
import { conceptsWords } from './chinese/concepts.ts'
import { contentWords } from './chinese/content.ts'
import { findingWords } from './chinese/finding.ts'
import { habitsWords } from './chinese/habits.ts'
import { layersWords } from './chinese/layers.ts'
import { overviewWords } from './chinese/overview.ts'
import { pathWords } from './chinese/path.ts'
import { settingsWords } from './chinese/settings.ts'
import { scratchWords } from './chinese/scratch.ts'
import { workWords } from './chinese/work.ts'
import type { Messages } from './english.ts'

/** Every word of the window in Simplified Chinese. */
export const chinese: Messages = {
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
