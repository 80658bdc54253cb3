import { writeFileSync } from 'node:fs'
import { EngineError, systemErrorText } from '../engine/engine-error.ts'
import { ImageOverview } from '../engine/overview/image-overview.ts'
import type { CommandArchive, ImageOptions } from './open-image.ts'
import { reportProblems } from './open-image.ts'
import type { Output } from './output.ts'
import { reportHtml } from './report-html.ts'
import { reportJson } from './report-json.ts'
import { reportMarkdown } from './report-markdown.ts'
import { evaluateRules, readRules } from './report-rules.ts'
import { reportText } from './report-text.ts'

export interface ReportOptions extends ImageOptions {
  readonly json?: boolean
  readonly markdown?: boolean
  /** A file that the page is written to, beside what is printed. */
  readonly html?: string
  readonly rule?: readonly string[]
  readonly ciConfig?: string
}

/** Prints what the image is and what of it deserves a look. Answers whether it keeps to all rules. */
export async function report(command: CommandArchive, options: ReportOptions, output: Output): Promise<boolean> {
  const rules = readRules(options.ciConfig, options.rule ?? [])
  const session = await command.session(command.select(options))
  for (let layer = 1; layer < session.stacked; layer++) await session.compareContents(layer, command.control)
  const work = new ImageOverview(session, { changed: () => undefined, progress: () => undefined })
  await work.run()
  command.archive.checkUnchanged()
  const { overview } = work
  const results = overview.waste === null ? [] : evaluateRules(rules, overview.waste)
  const info = { ...session.image.info, layers: session.layers }
  if (options.html !== undefined) writePage(options.html, reportHtml(info, overview, results))
  if (options.json === true) await output.json(reportJson(info, overview, results), true)
  else
    for (const line of (options.markdown === true ? reportMarkdown : reportText)(info, overview, results))
      await output.line(line)
  await output.flush()
  reportProblems([...command.archive.info.problems, ...session.problems])
  return results.every(({ ok }) => ok)
}

function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page)
  } catch (error) {
    throw new EngineError('argument-invalid', `The page can not be written to ${path}: ${systemErrorText(error)}.`)
  }
}
