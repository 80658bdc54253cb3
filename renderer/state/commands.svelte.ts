import type { Command } from '../../shared/commands.ts'
import type { AppState, Mode } from './app.svelte.ts'
import { HistoryState } from './history.svelte.ts'
import { showPlace } from './places.ts'

/** What is shown over the window. */
export type Sheet = 'shortcuts' | 'whatsNew'

const MODES: readonly Command[] = ['overview', 'files', 'compare'] satisfies Mode[]

/** What the menu and the keys of the window do. */
export class CommandState {
  readonly #app: AppState
  readonly history: HistoryState
  sheet = $state.raw<Sheet | null>(null)
  /** Counts the wishes to type a filter; whoever has the field takes the keyboard there. */
  filterWanted = $state(0)
  /** Another version of the app ran before, and what is new was not looked at yet. */
  news = $state(false)

  /** What can be done at the moment. */
  readonly possible: readonly Command[] = $derived.by(() => {
    const app = this.#app
    const { kind } = app.phase
    const image = kind === 'open' && app.image.info !== null && !app.artifact.other
    const found: Command[] = ['shortcuts', 'whatsNew']
    if (this.history.canGoBack) found.push('back')
    if (this.history.canGoForward) found.push('forward')
    if (image) found.push('overview', 'files', 'compare', 'findContents', 'filter', 'save', 'saveTar')
    if (kind === 'open' && app.image.info !== null) found.push('findPath')
    if (kind === 'comparison' && app.compare.counts !== null) found.push('nextDifference', 'previousDifference')
    if (kind === 'open' || kind === 'failed' || kind === 'opening') found.push('showArchive')
    return found
  })

  constructor(app: AppState) {
    this.#app = app
    this.history = new HistoryState((place) => showPlace(app, place))
  }

  /** Does what is asked for, if it can be done. */
  run(command: Command): void {
    const app = this.#app
    if (!this.possible.includes(command)) return
    if (MODES.includes(command)) app.setMode(command as Mode)
    else if (command === 'back' || command === 'forward') void this.history.go(command)
    else if (command === 'findPath') app.palette.show()
    else if (command === 'findContents') app.showSearch()
    else if (command === 'filter') {
      app.setMode('files')
      this.filterWanted += 1
    } else if (command === 'nextDifference') void app.compare.go('next')
    else if (command === 'previousDifference') void app.compare.go('previous')
    else if (command === 'shortcuts' || command === 'whatsNew') this.showSheet(command)
  }

  showSheet(sheet: Sheet): void {
    this.sheet = sheet
    if (sheet === 'whatsNew') this.dismissNews()
  }

  closeSheet(): void {
    this.sheet = null
  }

  async loadNews(): Promise<void> {
    this.news = await this.#app.bridge.versionIsNew()
  }

  dismissNews(): void {
    this.news = false
    void this.#app.bridge.newsSeen()
  }
}
