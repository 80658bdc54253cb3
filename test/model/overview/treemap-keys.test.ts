import { describe, expect, it } from 'vitest'
import { neighbour } from '../../../renderer/model/overview/treemap-keys.ts'

/*
 * +---+---+
 * |   | 1 |
 * | 0 +---+
 * |   | 2 |
 * +---+---+
 * |   3   |
 * +-------+
 */
const boxes = [
  { x: 0, y: 0, width: 100, height: 200 },
  { x: 103, y: 0, width: 100, height: 90 },
  { x: 103, y: 93, width: 100, height: 107 },
  { x: 0, y: 203, width: 203, height: 80 },
]

describe('arrows between cells', () => {
  it('go to what lies beside the middle', () => {
    expect(neighbour(boxes, 0, 'right')).toBe(2)
    expect(neighbour(boxes, 1, 'left')).toBe(0)
    expect(neighbour(boxes, 1, 'down')).toBe(2)
    expect(neighbour(boxes, 2, 'down')).toBe(3)
    expect(neighbour(boxes, 2, 'up')).toBe(1)
  })

  it('stop at the edges', () => {
    expect(neighbour(boxes, 0, 'left')).toBe(-1)
    expect(neighbour(boxes, 3, 'right')).toBe(-1)
    expect(neighbour([], 0, 'up')).toBe(-1)
  })

  it('reach every cell', () => {
    const reached = new Set([0])
    for (const at of reached)
      for (const direction of ['left', 'right', 'up', 'down'] as const) {
        const next = neighbour(boxes, at, direction)
        if (next >= 0) reached.add(next)
      }
    expect(reached.size).toBe(boxes.length)
  })
})
