import type { Engine } from '../../shared/engine-api.ts'
import type { Failure } from '../../shared/problem.ts'
import type { IndexProgress } from '../../shared/tree.ts'
import type { Statement, Verification } from '../../shared/verification.ts'
import { verificationSummary, wrongStatements } from '../model/verification-text.ts'
import type { VerificationSummary } from '../model/verification-text.ts'

/** Whether what the archive states of the image was held against its content, and the panel that lists it. */
export class VerificationState {
  readonly #engine: Pick<Engine, 'verify' | 'cancel'>
  #token = 0
  running = $state(false)
  progress = $state.raw<IndexProgress | null>(null)
  result = $state.raw<Verification | null>(null)
  /** Why there is no result; null also where it was stopped. */
  failure = $state.raw<Failure | null>(null)
  open = $state(false)
  /** Lists only what does not hold. */
  onlyWrong = $state(false)

  readonly summary: VerificationSummary | null = $derived(this.result && verificationSummary(this.result))
  readonly wrong: readonly Statement[] = $derived(this.result ? wrongStatements(this.result) : [])
  readonly shown: readonly Statement[] = $derived(this.onlyWrong ? this.wrong : (this.result?.statements ?? []))

  constructor(engine: Pick<Engine, 'verify' | 'cancel'>) {
    this.#engine = engine
  }

  /** Forgets what was found: another image is shown. */
  clear(): void {
    this.#token += 1
    this.running = false
    this.progress = null
    this.result = null
    this.failure = null
    this.open = false
  }

  /** Verifies the image; once at a time. */
  async start(): Promise<void> {
    if (this.running) return
    this.clear()
    const token = this.#token
    this.running = true
    const answer = await this.#engine.verify()
    if (token !== this.#token) return
    this.running = false
    this.progress = null
    if (answer.ok) {
      this.result = answer.value
      this.onlyWrong = this.wrong.length > 0
    } else if (answer.failure.code !== 'cancelled') this.failure = answer.failure
  }

  cancel(): void {
    void this.#engine.cancel()
  }
}
