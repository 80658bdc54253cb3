import type { Engine } from '../../shared/engine-api.ts'
import type { Problem, Severity } from '../../shared/problem.ts'

const severities: readonly Severity[] = ['error', 'warning', 'note']

/** The problems of the archive, and the panel that lists them. */
export class ProblemsState {
  readonly #engine: Pick<Engine, 'problems'>
  #token = 0
  open = $state(false)
  /** null: all. */
  severity = $state.raw<Severity | null>(null)
  all = $state.raw<readonly Problem[]>([])

  /** Worst first, else as they were found. */
  readonly shown: readonly Problem[] = $derived.by(() => {
    const wanted = this.severity === null ? severities : [this.severity]
    return wanted.flatMap((severity) => this.all.filter((problem) => problem.severity === severity))
  })
  readonly counts: Readonly<Record<Severity, number>> = $derived.by(() => {
    const counts = { error: 0, warning: 0, note: 0 }
    for (const { severity } of this.all) counts[severity] += 1
    return counts
  })
  readonly worst: Severity | null = $derived(severities.find((severity) => this.counts[severity] > 0) ?? null)

  constructor(engine: Pick<Engine, 'problems'>) {
    this.#engine = engine
  }

  /** Begins with what opening the archive has found. */
  start(problems: readonly Problem[]): void {
    this.#token += 1
    this.all = problems
    this.severity = null
  }

  /** Reads them again: there are more. */
  async refresh(): Promise<void> {
    this.#token += 1
    const token = this.#token
    const problems = await this.#engine.problems()
    if (token === this.#token) this.all = problems
  }
}
