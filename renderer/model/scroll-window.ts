/** Browsers lay out boxes of up to 33,554,431 px; below half of that positions are exact everywhere. */
export const MAX_HEIGHT = 15_000_000

/** A list of rows of one height, and the part of it that is looked at. Lengths are in px. */
export interface ScrollArea {
  readonly rows: number
  readonly rowHeight: number
  readonly viewport: number
}

/** Height of the box that is scrolled: all rows, or as much of them as a browser can lay out. */
export function boxHeight(area: ScrollArea): number {
  return Math.min(area.rows * area.rowHeight, MAX_HEIGHT)
}

/** The furthest that the list can be scrolled. */
export function furthestTop(area: ScrollArea): number {
  return Math.max(0, area.rows * area.rowHeight - area.viewport)
}

/** Whether the list is longer than the box: then a px of the scroll bar is more than a px of the list. */
export function isScaled(area: ScrollArea): boolean {
  return area.rows * area.rowHeight > MAX_HEIGHT
}

/** From the scroll bar's position to the position in the list. */
export function listTop(area: ScrollArea, barTop: number): number {
  if (!isScaled(area)) return Math.min(barTop, furthestTop(area))
  const reach = boxHeight(area) - area.viewport
  return Math.min(furthestTop(area), (Math.max(0, barTop) / reach) * furthestTop(area))
}

/** From the position in the list to the scroll bar's position. */
export function barTop(area: ScrollArea, top: number): number {
  if (!isScaled(area)) return top
  const furthest = furthestTop(area)
  return furthest === 0 ? 0 : (top / furthest) * (boxHeight(area) - area.viewport)
}

/** Rows to render, `last` excluded: those in sight and `overscan` more on each side. */
export function rowsInSight(
  area: ScrollArea,
  top: number,
  overscan: number,
): { readonly first: number; readonly last: number } {
  const first = Math.max(0, Math.floor(top / area.rowHeight) - overscan)
  const last = Math.min(area.rows, Math.ceil((top + area.viewport) / area.rowHeight) + overscan)
  return { first: Math.min(first, Math.max(0, area.rows - 1)), last }
}

/** The nearest position in which a whole row is in sight. */
export function topToReveal(
  area: ScrollArea,
  top: number,
  row: number,
  where: 'nearest' | 'center' = 'nearest',
): number {
  const start = row * area.rowHeight
  const end = start + area.rowHeight
  const seen = start >= top && end <= top + area.viewport
  if (seen) return top
  const wanted =
    where === 'center' ? start - (area.viewport - area.rowHeight) / 2 : start < top ? start : end - area.viewport
  return Math.max(0, Math.min(furthestTop(area), wanted))
}
