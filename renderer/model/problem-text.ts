import type { Problem, Where } from '../../shared/problem.ts'
import { messages } from './messages.ts'
import { visibleLine } from '../../shared/visible-text.ts'

/** Where something is within its layer or archive: the path and the offset, as far as they are known. */
export function wherePlace(where: Where): string {
  const words = messages.problems
  const parts = [
    where.path === undefined ? '' : visibleLine(where.path),
    where.offset === undefined ? '' : words.offset(where.offset),
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

/** Problems for the clipboard: one a line, columns divided by tabs. */
export function problemsAsText(problems: readonly Problem[]): string {
  const words = messages.problems
  const lines = problems.map(({ severity, code, where, message }) => {
    const layer = where.layer === undefined ? '' : words.layer(where.layer)
    const place = [layer, wherePlace(where)].filter((part) => part !== '').join(' ')
    const said = visibleLine(words.sentence(code, message))
    return [words.severity[severity], code, visibleLine(where.archive), place, said].join('\t')
  })
  return `${lines.join('\n')}\n`
}
