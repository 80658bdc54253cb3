import { ipcMain } from 'electron'
import { type Question, QUESTIONS, type Questions } from '../../shared/ipc.ts'
import type { ArchiveWindow, ArchiveWindows } from './archive-windows.ts'
import { QUESTION_SCHEMAS } from './question-schemas.ts'
import { isFromPage } from './security.ts'

/** An answer to each question of a page; it is told which window asks. What it is given is of the question's schema. */
export type Answers = {
  readonly [Q in Question]: (
    asking: ArchiveWindow,
    ...values: Parameters<Questions[Q]>
  ) => ReturnType<Questions[Q]> | Awaited<ReturnType<Questions[Q]>>
}

/** Answers the questions of the app's own pages, and refuses those of any other sender, and those that are malformed. */
export function answerPages(windows: ArchiveWindows, answers: Answers): void {
  for (const question of QUESTIONS) {
    const answer = answers[question] as (asking: ArchiveWindow, ...values: unknown[]) => unknown
    ipcMain.handle(question, (event, ...values: unknown[]) => {
      const asking = isFromPage(event) ? windows.of(event.sender) : null
      if (asking === null) throw new Error(`${question}: not a page of the app`)
      return answer(asking, ...(QUESTION_SCHEMAS[question].parse(values) as unknown[]))
    })
  }
}
