/** A rectangle, in px. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type Direction = 'left' | 'right' | 'up' | 'down'

/** Rounding may let neighbours overlap by a pixel. */
const SLACK = 1.5

/**
 * Index of the box that lies next in a direction; -1 where none does. Among those that begin beyond the edge the nearest is
 * taken, and of several at the same distance the one whose middle is nearest.
 */
export function neighbour(boxes: readonly Box[], from: number, direction: Direction): number {
  const here = boxes[from]
  if (!here) return -1
  let best = -1
  let least = Infinity
  boxes.forEach((box, at) => {
    if (at === from) return
    const away = gapTo(here, box, direction)
    if (away < -SLACK) return
    const upright = direction === 'up' || direction === 'down'
    const [low, high] = upright ? [box.x, box.x + box.width] : [box.y, box.y + box.height]
    const middle = upright ? here.x + here.width / 2 : here.y + here.height / 2
    // Zero where the box crosses the line that goes on from the middle.
    const aside = Math.max(low - middle, middle - high, 0)
    const distance = Math.max(0, away) + aside * 2
    if (distance < least) {
      least = distance
      best = at
    }
  })
  return best
}

function gapTo(here: Box, box: Box, direction: Direction): number {
  switch (direction) {
    case 'left':
      return here.x - (box.x + box.width)
    case 'right':
      return box.x - (here.x + here.width)
    case 'up':
      return here.y - (box.y + box.height)
    case 'down':
      return box.y - (here.y + here.height)
  }
}
