import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { app, MessageChannelMain, utilityProcess, type WebContents } from 'electron'
import { cacheLimitVariable, engineEnvironment } from './engine-environment.ts'
import { type EngineOrder, NOTICES, type TargetKnown, THREADS_ARGUMENT } from '../../shared/ipc.ts'
import type { SaveTarget } from '../../shared/save.ts'

const HOST = join(import.meta.dirname, '../engine/host.js')

/** Milliseconds that an engine has to put its temporary files away. */
const GRACE = 2000

/** Milliseconds after the end of a process within which Electron says why, where it knows. */
const REASON_DELAY = 100

let started = 0

/** How many threads each of so many engines gets of what the machine runs at once. */
function share(engines: number): number {
  return Math.max(1, Math.floor(availableParallelism() / engines))
}

/** The process that reads the archive of one window. What it reads never passes through this process. */
export class EngineProcess {
  static readonly #running = new Set<EngineProcess>()

  /** Settles once the process is gone. */
  readonly gone: Promise<void>
  readonly #child: Electron.UtilityProcess
  #ending = false

  /**
   * Starts the process and hands one end of a channel to it, the other to the window's page. `onGone` is called when it
   * ends unasked, with a short word for the reason. `cacheLimit` is in bytes.
   */
  constructor(page: WebContents, cacheLimit: number, onGone: (reason: string) => void) {
    // The name tells this process from those of other windows in `child-process-gone`, which knows the reason.
    const serviceName = `Onionskin engine ${++started}`
    this.#child = utilityProcess.fork(HOST, [`${THREADS_ARGUMENT}${share(EngineProcess.#running.size + 1)}`], {
      serviceName,
      env: { ...engineEnvironment(process.env, process.argv), ...cacheLimitVariable(cacheLimit) },
    })
    let reason = 'crashed'
    const noteReason = (_event: unknown, details: Electron.Details) => {
      if (details.name === serviceName) reason = details.reason
    }
    app.on('child-process-gone', noteReason)
    EngineProcess.#running.add(this)
    this.gone = new Promise((resolve) => {
      this.#child.once('exit', (code) => {
        EngineProcess.#running.delete(this)
        resolve()
        setTimeout(() => {
          app.off('child-process-gone', noteReason)
          // Code 0: the page let go of its port, so it does not wait for an answer either.
          if (!this.#ending && code !== 0) onGone(reason)
        }, REASON_DELAY)
      })
    })
    const { port1, port2 } = new MessageChannelMain()
    this.#child.postMessage('serve' satisfies EngineOrder, [port1])
    page.postMessage(NOTICES.enginePort, null, [port2])
  }

  /** Tells the engine of a place that the user chose; settles once it knows. Rejects where the process ends before. */
  async allowTarget(target: SaveTarget): Promise<void> {
    const known = new Promise<void>((resolve) => {
      const heard = (message: TargetKnown): void => {
        if (message.token !== target.token) return
        this.#child.off('message', heard)
        resolve()
      }
      this.#child.on('message', heard)
    })
    this.#child.postMessage(target satisfies EngineOrder)
    const gone = this.gone.then(() => Promise.reject(new Error('The engine ended.')))
    await Promise.race([known, gone])
  }

  /** Asks the process to end, and after a while ends it. Without effect where that was asked for before. */
  end(): void {
    if (this.#ending) return
    this.#ending = true
    this.#child.postMessage('end' satisfies EngineOrder)
    const impatient = setTimeout(() => this.#child.kill(), GRACE)
    void this.gone.then(() => clearTimeout(impatient))
  }

  /** Ends all engines; settles once they are gone. */
  static async endAll(): Promise<void> {
    for (const engine of EngineProcess.#running) engine.end()
    await Promise.all([...EngineProcess.#running].map(({ gone }) => gone))
  }

  /** Tells all engines the bytes that the cache of indexes may have. */
  static limitCache(cacheLimit: number): void {
    for (const engine of EngineProcess.#running) engine.#child.postMessage({ cacheLimit } satisfies EngineOrder)
  }

  static get anyRunning(): boolean {
    return EngineProcess.#running.size > 0
  }
}
