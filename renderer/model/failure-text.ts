import type { Failure } from '../../shared/problem.ts'
import { visible } from '../../shared/visible-text.ts'

/** What a failure says, without the archive's name in front where that stands beside it. */
export function failureSentence({ message }: Failure, path: string): string {
  const own = message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message
  return visible(own.charAt(0).toLocaleUpperCase() + own.slice(1))
}
