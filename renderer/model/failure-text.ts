import type { Failure } from '../../shared/problem.ts'
import { engineText } from './engine-text.ts'

/** What a failure says, without the archive's name in front where that stands beside it. */
export function failureSentence({ code, message }: Failure, path: string): string {
  const own = message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message
  return engineText({ code, message: own.charAt(0).toLocaleUpperCase() + own.slice(1) })
}
