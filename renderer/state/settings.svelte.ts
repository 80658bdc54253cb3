import type { CacheUsage, DesktopBridge } from '../../shared/desktop-api.ts'
import type { LostSettings, Settings, SomeSettings, TreeColumn, WindowSettings } from '../../shared/settings.ts'
import { speak } from './locale.svelte.ts'

type SettingsBridge = Pick<
  DesktopBridge,
  | 'settings'
  | 'changeSettings'
  | 'lostSettings'
  | 'onSettingsChanged'
  | 'onSettingsRequest'
  | 'cacheUsage'
  | 'clearCache'
>

/** The settings of all windows as this one follows them, and the view that changes them. */
export class SettingsState {
  readonly #bridge: SettingsBridge
  #followed = $state.raw<WindowSettings | null>(null)
  /** The view is open. */
  open = $state(false)
  /** What the cache of indexes holds; null while that is found out. */
  cache = $state.raw<CacheUsage | null>(null)
  /** The settings of the last time are lost. */
  lost = $state.raw<LostSettings | null>(null)

  readonly value: Settings | null = $derived(this.#followed?.settings ?? null)
  readonly hiddenColumns: readonly TreeColumn[] = $derived(this.value?.hiddenColumns ?? [])

  constructor(bridge: SettingsBridge) {
    this.#bridge = bridge
  }

  /** Reads the settings and follows them from then on; settles once they are in effect. */
  async start(): Promise<void> {
    this.#bridge.onSettingsChanged((settings) => this.#follow(settings))
    this.#bridge.onSettingsRequest(() => this.show())
    this.#follow(await this.#bridge.settings())
    this.lost = await this.#bridge.lostSettings()
  }

  show(): void {
    this.open = true
    void this.#measureCache()
  }

  change(change: SomeSettings): void {
    void this.#bridge.changeSettings(change)
  }

  /** Shows a column of the tree, or hides it. */
  toggleColumn(column: TreeColumn): void {
    const hidden = this.hiddenColumns.includes(column)
      ? this.hiddenColumns.filter((other) => other !== column)
      : [...this.hiddenColumns, column]
    this.change({ hiddenColumns: hidden })
  }

  async clearCache(): Promise<void> {
    this.cache = null
    this.cache = await this.#bridge.clearCache()
  }

  async #measureCache(): Promise<void> {
    this.cache = null
    this.cache = await this.#bridge.cacheUsage()
  }

  #follow(settings: WindowSettings): void {
    this.#followed = settings
    speak(settings.language, settings.settings.sizes)
  }
}
