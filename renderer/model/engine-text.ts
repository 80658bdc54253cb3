import type { Failure } from '../../shared/problem.ts'
import { visible } from '../../shared/visible-text.ts'
import { messages } from './messages.ts'

/** What the engine says of a problem or a failure, in the language of the window, safe to show. */
export function engineText({ code, message }: Pick<Failure, 'code' | 'message'>): string {
  return visible(messages.problems.sentence(code, message))
}
