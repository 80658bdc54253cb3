import type { Problem, Where } from '../../shared/problem.ts'
import { escapeText } from './display-name.ts'
import type { EngineError } from './engine-error.ts'

/** Of one code and one image at most so many are kept; the rest is counted. */
const MOST_OF_A_KIND = 100

/** Collects the problems of an archive while it is opened. */
export class ArchiveProblems {
  readonly archive: string
  readonly list: Problem[] = []
  /** How many there were of each kind. */
  readonly #counts = new Map<string, number>()
  /** Where in the list it stands that there were more of a kind. */
  readonly #more = new Map<string, number>()

  constructor(archive: string) {
    this.archive = archive
  }

  /** A place in the archive, by the name of a member; a name may say anything. */
  at(path: string): Where {
    return { archive: this.archive, path: escapeText(path) }
  }

  add(
    code: Problem['code'],
    severity: Problem['severity'],
    message: string,
    where: Where = { archive: this.archive },
  ): void {
    const kind = `${code} ${where.image ?? ''}`
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    if (count <= MOST_OF_A_KIND) this.list.push({ code, severity, where, message: escapeText(message) })
    else this.#addMore(kind, code, count - MOST_OF_A_KIND, where.image)
  }

  #addMore(kind: string, code: Problem['code'], count: number, image: number | undefined): void {
    const at = this.#more.get(kind) ?? this.list.length
    this.#more.set(kind, at)
    this.list[at] = {
      code: 'more-problems',
      severity: 'note',
      where: { archive: this.archive, ...(image === undefined ? {} : { image }) },
      message: `There are ${count} more problems of the kind ${code}.`,
    }
  }

  /** Keeps an error that does not stop the rest. */
  addError(error: EngineError): void {
    const code = error.code
    const known =
      code === 'argument-invalid' ||
      code === 'not-found' ||
      code === 'cancelled' ||
      code === 'engine-gone' ||
      code === 'image-ambiguous' ||
      code === 'target-exists' ||
      code === 'target-unwritable' ||
      code === 'temporary-unwritable'
    this.add(known ? 'internal' : code, 'error', error.message, error.where)
  }
}
