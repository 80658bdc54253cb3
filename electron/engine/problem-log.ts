import type { Problem, ProblemCode, Severity, Where } from '../../shared/problem.ts'

/** Of one code and one layer at most so many are kept; the rest is counted. */
const MOST_OF_A_KIND = 100

/** What a worker says of a layer; archive, image and layer are added by who asked. */
export interface LayerProblem {
  readonly code: ProblemCode
  readonly severity: Severity
  readonly offset: number | null
  readonly message: string
  readonly path: string | null
}

/** Collects problems of one layer, of each kind only the first hundred and how many more there were. */
export class LayerProblemLog {
  readonly #problems: LayerProblem[] = []
  readonly #counts = new Map<ProblemCode, number>()

  add(code: ProblemCode, severity: Severity, offset: number | null, message: string, path: string | null = null): void {
    const count = (this.#counts.get(code) ?? 0) + 1
    this.#counts.set(code, count)
    if (count <= MOST_OF_A_KIND) this.#problems.push({ code, severity, offset, message, path })
  }

  /** All that were kept, then a line for each kind that had more. */
  finish(): LayerProblem[] {
    const more = [...this.#counts]
      .filter(([, count]) => count > MOST_OF_A_KIND)
      .map(([code, count]): LayerProblem => ({
        code: 'more-problems',
        severity: 'note',
        offset: null,
        message: `There are ${count - MOST_OF_A_KIND} more problems of the kind ${code}.`,
        path: null,
      }))
    return [...this.#problems, ...more]
  }
}

/** A problem of a layer with the archive, image and layer that it belongs to. */
export function withWhere(problem: LayerProblem, where: Where): Problem {
  return {
    code: problem.code,
    severity: problem.severity,
    where: {
      ...where,
      ...(problem.path === null ? {} : { path: problem.path }),
      ...(problem.offset === null ? {} : { offset: problem.offset }),
    },
    message: problem.message,
  }
}
