import type { Problem, Where } from '../../shared/problem.ts'
import type { EngineError } from './engine-error.ts'

/** Collects the problems of an archive while it is opened. */
export class ArchiveProblems {
  readonly archive: string
  readonly list: Problem[] = []

  constructor(archive: string) {
    this.archive = archive
  }

  /** A place in the archive, by the name of a member. */
  at(path: string): Where {
    return { archive: this.archive, path }
  }

  add(
    code: Problem['code'],
    severity: Problem['severity'],
    message: string,
    where: Where = { archive: this.archive },
  ): void {
    this.list.push({ code, severity, where, message })
  }

  /** Keeps an error that does not stop the rest. */
  addError(error: EngineError): void {
    const code = error.code
    const known =
      code === 'argument-invalid' ||
      code === 'not-found' ||
      code === 'cancelled' ||
      code === 'engine-gone' ||
      code === 'image-ambiguous'
    this.add(known ? 'internal' : code, 'error', error.message, error.where)
  }
}
