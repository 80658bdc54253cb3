import type { Outcome } from '../../shared/problem.ts'
import { toFailure } from './engine-error.ts'

/** Does work of which every error becomes a failure; `archive` is named where the error names no place. */
export async function outcome<T>(work: () => T | Promise<T>, archive?: string): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return { ok: false, failure: toFailure(error, archive === undefined ? undefined : { archive }) }
  }
}
