import type { WindowProgress } from '../../shared/commands.ts'

/** Milliseconds for which a failure is shown while the window is in front; another one shows it until it comes there. */
const FAILURE_SHOWN = 4000
const NOTHING = -1
/** Beyond 1: there is no end to be seen. */
const ENDLESS = 2

/** What the dock or the task bar shows of the work of one window. */
export class ProgressMark {
  readonly #window: Electron.BrowserWindow
  #failed = false
  #clock: ReturnType<typeof setTimeout> | null = null

  constructor(window: Electron.BrowserWindow) {
    this.#window = window
    window.on('focus', () => this.#letGo())
    window.on('closed', () => this.#stopClock())
  }

  show(progress: WindowProgress): void {
    this.#stopClock()
    this.#failed = progress.kind === 'failed'
    if (progress.kind === 'busy') {
      const { fraction } = progress
      this.#window.setProgressBar(fraction ?? ENDLESS, { mode: fraction === null ? 'indeterminate' : 'normal' })
    } else if (progress.kind === 'failed') {
      this.#window.setProgressBar(1, { mode: 'error' })
      if (this.#window.isFocused()) this.#letGo()
    } else this.#window.setProgressBar(NOTHING, { mode: 'none' })
  }

  #letGo(): void {
    if (!this.#failed) return
    this.#clock ??= setTimeout(() => this.show({ kind: 'none' }), FAILURE_SHOWN)
  }

  #stopClock(): void {
    if (this.#clock !== null) clearTimeout(this.#clock)
    this.#clock = null
  }
}
