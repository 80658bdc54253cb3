import { ipcMain } from 'electron'
import { type Question, QUESTIONS, type Questions } from '../../shared/ipc.ts'
import type { ArchiveWindow, ArchiveWindows } from './archive-windows.ts'
import { isFromPage } from './security.ts'

/** An answer to each question of a page; it is told which window asks. What a page sends is checked here. */
export type Answers = {
  readonly [Q in Question]: (
    asking: ArchiveWindow,
    ...values: Parameters<Questions[Q]>
  ) => ReturnType<Questions[Q]> | Awaited<ReturnType<Questions[Q]>>
}

/** Answers the questions of the app's own pages, and refuses those of any other sender. */
export function answerPages(windows: ArchiveWindows, answers: Answers): void {
  for (const question of QUESTIONS) {
    const answer = answers[question] as (asking: ArchiveWindow, ...values: unknown[]) => unknown
    ipcMain.handle(question, (event, ...values: unknown[]) => {
      const asking = isFromPage(event) ? windows.of(event.sender) : null
      if (asking === null) throw new Error(`${question}: not a page of the app`)
      return answer(asking, ...values)
    })
  }
}
