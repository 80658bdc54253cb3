import { createBirpc } from 'birpc'
import type { BirpcReturn } from 'birpc'
import { ENGINE_PORT_MESSAGE } from '../../shared/desktop-api.ts'
import type { DesktopBridge } from '../../shared/desktop-api.ts'
import type { Engine, EngineEvents } from '../../shared/engine-api.ts'
import type { Outcome, Problem } from '../../shared/problem.ts'

type Remote = BirpcReturn<Engine, EngineEvents>
type Method = keyof Engine
type Answer<M extends Method> = Awaited<ReturnType<Engine[M]>>

/** Milliseconds that an engine has to say that it stops. */
const PATIENCE = 3000

/** What the client tells: what the engine tells, and that it is gone. */
export interface EngineListener extends EngineEvents {
  gone(reason: string): void
}

/**
 * The engine as the window sees it. One runs at a time; where none runs, and when it ends within a call, the answer is the failure
 * `engine-gone`.
 */
export class EngineClient implements Engine {
  readonly #bridge: DesktopBridge
  readonly #listener: EngineListener
  #remote: Remote | null = null
  #port: MessagePort | null = null
  #starting: Promise<void> = Promise.resolve()
  /** Counts the starts. */
  #turn = 0
  /** Ends the wait for a port. */
  #refuse: ((reason: Error) => void) | null = null

  constructor(bridge: DesktopBridge, listener: EngineListener) {
    this.#bridge = bridge
    this.#listener = listener
    bridge.onEngineGone((reason) => {
      this.#close()
      listener.gone(reason)
    })
  }

  /**
   * Starts an engine, in place of the one that runs. Rejects where it ends before it can be reached, and where another is started
   * meanwhile. One after the other, or the second would take the port of the first.
   */
  start(): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    this.#disconnect()
    const started = this.#starting.then(() => this.#start(turn))
    this.#starting = started.catch(() => undefined)
    return started
  }

  async #start(turn: number): Promise<void> {
    this.#checkTurn(turn)
    const stop = new AbortController()
    const arrived = new Promise<MessagePort>((resolve, reject) => {
      this.#refuse = reject
      const received = (event: MessageEvent): void => {
        const [port] = event.ports
        if (event.data === ENGINE_PORT_MESSAGE && event.source === window && port) resolve(port)
      }
      window.addEventListener('message', received, { signal: stop.signal })
    })
    try {
      const [port] = await Promise.all([arrived, this.#bridge.startEngine()])
      if (turn !== this.#turn) port.close()
      this.#checkTurn(turn)
      this.#connect(port)
    } finally {
      stop.abort()
      this.#refuse = null
    }
  }

  openArchive: Engine['openArchive'] = (path) => this.#ask('openArchive', path)
  openImage: Engine['openImage'] = (image) => this.#ask('openImage', image)
  readBeyondBound: Engine['readBeyondBound'] = (layer) => this.#ask('readBeyondBound', layer)
  owners: Engine['owners'] = (view) => this.#ask('owners', view)
  children: Engine['children'] = (request) => this.#ask('children', request)
  list: Engine['list'] = (request) => this.#ask('list', request)
  counts: Engine['counts'] = (view, filter) => this.#ask('counts', view, filter)
  find: Engine['find'] = (request) => this.#ask('find', request)
  searchContents: Engine['searchContents'] = (request) => this.#ask('searchContents', request)
  details: Engine['details'] = (path, view) => this.#ask('details', path, view)
  locate: Engine['locate'] = (path, view) => this.#ask('locate', path, view)
  read: Engine['read'] = (request) => this.#ask('read', request)
  members: Engine['members'] = (content, contents) => this.#ask('members', content, contents)
  readBlob: Engine['readBlob'] = (request) => this.#ask('readBlob', request)
  verify: Engine['verify'] = () => this.#ask('verify')
  overview: Engine['overview'] = () => this.#ask('overview')
  treemap: Engine['treemap'] = (request) => this.#ask('treemap', request)
  save: Engine['save'] = (request) => this.#ask('save', request)
  startScratch: Engine['startScratch'] = () => this.#ask('startScratch')
  changeScratch: Engine['changeScratch'] = (change) => this.#ask('changeScratch', change)
  scratchMembers: Engine['scratchMembers'] = (offset, limit) => this.#ask('scratchMembers', offset, limit)

  openComparison: Engine['openComparison'] = (request) => this.#ask('openComparison', request)
  comparison: Engine['comparison'] = () => this.#ask('comparison')
  comparedChildren: Engine['comparedChildren'] = (request) => this.#ask('comparedChildren', request)
  nextDifference: Engine['nextDifference'] = (request) => this.#ask('nextDifference', request)
  locateCompared: Engine['locateCompared'] = (node) => this.#ask('locateCompared', node)
  comparedDetails: Engine['comparedDetails'] = (node) => this.#ask('comparedDetails', node)
  comparedMembers: Engine['comparedMembers'] = (side, content) => this.#ask('comparedMembers', side, content)
  readCompared: Engine['readCompared'] = (side, request) => this.#ask('readCompared', side, request)

  async cancelComparison(): Promise<void> {
    await this.#stop('cancelComparison')
  }

  async resumeComparison(): Promise<void> {
    await this.#call('resumeComparison').catch(() => undefined)
  }

  async cancel(): Promise<void> {
    await this.#stop('cancel')
  }

  async cancelSearch(): Promise<void> {
    await this.#call('cancelSearch').catch(() => undefined)
  }

  async cancelSave(): Promise<void> {
    await this.#call('cancelSave').catch(() => undefined)
  }

  async endScratch(): Promise<void> {
    await this.#call('endScratch').catch(() => undefined)
  }

  async resume(): Promise<void> {
    await this.#call('resume').catch(() => undefined)
  }

  async problems(): Promise<readonly Problem[]> {
    return this.#call('problems').catch(() => [])
  }

  /** Stops what the engine does. One that does not answer, because a disk does not, is ended instead. */
  async #stop(method: 'cancel' | 'cancelComparison'): Promise<void> {
    const asked = this.#remote
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), PATIENCE)))
    const stopped = await Promise.race([this.#call(method).catch(() => undefined), late])
    clearTimeout(timer)
    if (stopped !== 'late' || this.#remote !== asked) return
    this.#close()
    this.#listener.gone('stalled')
    await this.#bridge.endEngine()
  }

  async #ask<M extends Method>(method: M, ...values: Parameters<Engine[M]>): Promise<Answer<M> | Outcome<never>> {
    try {
      return await this.#call(method, ...values)
    } catch (error) {
      return {
        ok: false,
        failure: { code: 'engine-gone', message: error instanceof Error ? error.message : String(error) },
      }
    }
  }

  async #call<M extends Method>(method: M, ...values: Parameters<Engine[M]>): Promise<Answer<M>> {
    if (!this.#remote) throw new Error('No engine runs.')
    return this.#remote.$call(method, ...values)
  }

  #connect(port: MessagePort): void {
    this.#port = port
    const events: EngineEvents = {
      progress: (progress) => this.#listener.progress(progress),
      stackChanged: (status) => this.#listener.stackChanged(status),
      problemsChanged: (count) => this.#listener.problemsChanged(count),
      overviewChanged: () => this.#listener.overviewChanged?.(),
      overviewProgress: (progress) => this.#listener.overviewProgress?.(progress),
      comparisonChanged: (comparison) => this.#listener.comparisonChanged?.(comparison),
      comparisonProgress: (progress) => this.#listener.comparisonProgress?.(progress),
      pathsFound: (found) => this.#listener.pathsFound?.(found),
      contentsFound: (found) => this.#listener.contentsFound?.(found),
    }
    this.#remote = createBirpc<Engine, EngineEvents>(events, {
      post: (data) => port.postMessage(data),
      on: (receive) => {
        port.onmessage = (event) => receive(event.data)
      },
      // Opening a large archive takes the time that it takes.
      timeout: -1,
    })
  }

  #checkTurn(turn: number): void {
    if (turn !== this.#turn) throw new Error('Another engine was started.')
  }

  #close(): void {
    this.#refuse?.(new Error('The engine ended.'))
    this.#disconnect()
  }

  #disconnect(): void {
    this.#remote?.$close(new Error('The engine ended.'))
    this.#port?.close()
    this.#remote = null
    this.#port = null
  }
}
