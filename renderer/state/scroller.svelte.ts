import type { Attachment } from 'svelte/attachments'
import { barTop, boxHeight, furthestTop, isScaled, listTop, rowsInSight, topToReveal } from '../model/scroll-window.ts'
import type { ScrollArea } from '../model/scroll-window.ts'

/** Rows that are rendered above and below those in sight. */
const OVERSCAN = 8

/**
 * The scroll position of a list of rows of one height, of which only those in sight are rendered. Knows lists that are longer than
 * what a browser can lay out.
 */
export class Scroller {
  readonly rowHeight: number
  /** Called when other rows come into sight. */
  onMove: () => void = () => undefined
  #rows = $state(0)
  #viewport = $state(0)
  /** Position in the list, in px. */
  #top = $state(0)
  #element: HTMLElement | null = null
  /** The element does not know the position yet. */
  #pending = $state(false)

  readonly #area: ScrollArea = $derived.by(() => ({
    rows: this.#rows,
    rowHeight: this.rowHeight,
    viewport: this.#viewport,
  }))
  readonly #inSight = $derived(rowsInSight(this.#area, this.#top, OVERSCAN))
  readonly first: number = $derived(this.#inSight.first)
  readonly last: number = $derived(this.#inSight.last)
  readonly boxHeight: number = $derived(boxHeight(this.#area))
  /** Whether there is more than is in sight: then there is a scroll bar. */
  readonly overflows: boolean = $derived.by(() => this.boxHeight > this.#viewport)
  /** Where row `first` is in the box, in px. */
  readonly offset: number = $derived.by(() => barTop(this.#area, this.#top) - (this.#top - this.first * this.rowHeight))

  constructor(rowHeight: number) {
    this.rowHeight = rowHeight
  }

  get rows(): number {
    return this.#rows
  }

  set rows(rows: number) {
    this.#rows = rows
    const furthest = furthestTop(this.#area)
    if (this.#top > furthest) this.scrollTo(furthest)
  }

  get top(): number {
    return this.#top
  }

  /** Whole rows that fit in sight; at least one. */
  get page(): number {
    return Math.max(1, Math.floor(this.#viewport / this.rowHeight))
  }

  /** Tells how much is in sight, in px. */
  setViewport(height: number): void {
    this.#viewport = height
    this.onMove()
  }

  scrollTo(top: number): void {
    this.#top = Math.max(0, Math.min(top, furthestTop(this.#area)))
    this.#pending = true
    this.onMove()
  }

  /** Answers a key as a browser does, for lists in which no row has the keyboard; false where it means nothing to them. */
  key(key: string): boolean {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: this.top + this.rowHeight,
      ArrowUp: this.top - this.rowHeight,
      PageDown: this.top + this.page * this.rowHeight,
      PageUp: this.top - this.page * this.rowHeight,
      Home: 0,
      End: this.rows * this.rowHeight,
    }
    const top = steps[key]
    if (top === undefined) return false
    this.scrollTo(top)
    return true
  }

  /** The same for an event, which ends here where it was answered. */
  readonly keydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (this.key(event.key)) event.preventDefault()
  }

  /** Scrolls no further than is needed for a row to be in sight. */
  reveal(row: number, where: 'nearest' | 'center' = 'nearest'): void {
    const top = topToReveal(this.#area, this.#top, row, where)
    if (top !== this.#top) this.scrollTo(top)
  }

  /** To be attached to the element that scrolls. */
  readonly attach: Attachment<HTMLElement> = (element) => {
    this.#element = element
    const stop = new AbortController()
    const resized = new ResizeObserver(() => this.setViewport(element.clientHeight))
    resized.observe(element)
    this.#viewport = element.clientHeight
    this.#pending = true
    element.addEventListener('scroll', () => this.#scrolled(element), { passive: true, signal: stop.signal })
    element.addEventListener('wheel', (event) => this.#wheeled(event), { passive: false, signal: stop.signal })
    // After the box has its new height, or the browser would cut the position.
    $effect(() => {
      if (!this.#pending) return
      element.scrollTop = barTop(this.#area, this.#top)
      this.#pending = false
    })
    return () => {
      stop.abort()
      resized.disconnect()
      if (this.#element === element) this.#element = null
    }
  }

  #scrolled(element: HTMLElement): void {
    if (this.#pending) return
    // A position that was set comes back rounded; in a scaled list that would be another row.
    if (Math.abs(element.scrollTop - barTop(this.#area, this.#top)) < 1 && isScaled(this.#area)) return
    this.#top = listTop(this.#area, element.scrollTop)
    this.onMove()
  }

  /** In a scaled list a turn of the wheel would skip rows; here it moves as far as in any other. */
  #wheeled(event: WheelEvent): void {
    if (!isScaled(this.#area) || event.ctrlKey || event.deltaY === 0) return
    event.preventDefault()
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? this.rowHeight
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? this.#viewport
          : 1
    this.scrollTo(this.#top + event.deltaY * unit)
  }
}
