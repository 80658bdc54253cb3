const KEY = 'onionskin:panes'

interface Sizes {
  /** Width of the layers, in px. */
  readonly layers: number
  /** Width of the details beside the files, in px. */
  readonly details: number
  /** Height of the details below the files, in px. */
  readonly detailsBelow: number
}

const first: Sizes = { layers: 324, details: 452, detailsBelow: 290 }

/** How large the panes are; kept over restarts. The files take what is left. */
export class PaneSizes {
  #sizes = $state.raw<Sizes>(read())

  get current(): Sizes {
    return this.#sizes
  }

  set(changes: Partial<Sizes>): void {
    this.#sizes = { ...this.#sizes, ...changes }
    localStorage.setItem(KEY, JSON.stringify(this.#sizes))
  }
}

function read(): Sizes {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof Sizes, unknown>>
    const size = (key: keyof Sizes): number => {
      const value = stored[key]
      return typeof value === 'number' && value >= 100 && value <= 4000 ? value : first[key]
    }
    return { layers: size('layers'), details: size('details'), detailsBelow: size('detailsBelow') }
  } catch {
    return first
  }
}
