const KEY = 'onionskin:panes'

/** What the user set, in px; the files take what is left. */
interface Sizes {
  readonly layers?: number
  /** Width, where the details are beside the files. */
  readonly details?: number
  /** Height, where they are below. */
  readonly detailsBelow?: number
}

const names = ['layers', 'details', 'detailsBelow'] as const

/** How large the user made the panes; kept over restarts. */
export class PaneSizes {
  #sizes = $state.raw<Sizes>(read())

  /** A size as it was set, else one that suits. */
  of(name: keyof Sizes, suiting: number): number {
    return this.#sizes[name] ?? suiting
  }

  set(changes: Sizes): void {
    this.#sizes = { ...this.#sizes, ...changes }
    localStorage.setItem(KEY, JSON.stringify(this.#sizes))
  }
}

function read(): Sizes {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof Sizes, unknown>>
    const usable = (size: unknown): size is number => typeof size === 'number' && size >= 100 && size <= 4000
    return Object.fromEntries(names.flatMap((name) => (usable(stored[name]) ? [[name, stored[name]]] : [])))
  } catch {
    return {}
  }
}
