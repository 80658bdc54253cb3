import { describe, expect, it } from 'vitest'
import { treemapCells } from '../../../renderer/model/overview/treemap-cells.ts'
import type { TreemapNode } from '../../../shared/overview.ts'

let count = 0

/** A file of some bytes, or a directory of what is in it. */
function entry(
  name: string,
  bytes: number,
  children: TreemapNode[] = [],
  changes: Partial<TreemapNode> = {},
): TreemapNode {
  count += 1
  return {
    node: count,
    name,
    path: `/${name}`,
    directory: children.length > 0,
    bytes: bytes + children.reduce((sum, child) => sum + child.bytes, 0),
    layers: [{ layer: 0, bytes }],
    children,
    other: null,
    ...changes,
  }
}

const root = (...children: TreemapNode[]): TreemapNode => entry('/', 0, children, { path: '/', node: 0 })

describe('cells of a treemap', () => {
  it('cover the map in proportion to their bytes and never each other', () => {
    const cells = treemapCells(root(entry('a', 600), entry('b', 300), entry('c', 100)), 600, 400)
    expect(cells.map(({ label }) => label).sort()).toEqual(['a', 'b', 'c'])
    for (const { bytes, width, height } of cells)
      expect(Math.abs((width * height) / (600 * 400) - bytes / 1000)).toBeLessThan(0.02)
    for (const [at, one] of cells.entries())
      for (const other of cells.slice(at + 1)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y
        expect(apart, `${one.label} and ${other.label}`).toBe(true)
      }
  })

  it('open a directory that fills much of the map and name what it holds by its path', () => {
    const labels = treemapCells(root(entry('usr', 0, [entry('lib', 700), entry('bin', 300)])), 800, 500).map(
      ({ label }) => label,
    )
    expect(labels.sort()).toEqual(['usr/bin', 'usr/lib'])
  })

  it('leave a directory closed that fills little', () => {
    const cells = treemapCells(root(entry('big', 900), entry('etc', 0, [entry('a', 50), entry('b', 50)])), 400, 300)
    expect(cells.find(({ label }) => label === 'etc')).toMatchObject({ directory: true, folded: 0, bytes: 100 })
  })

  it('go down through directories that hold one directory alone, and no further', () => {
    const modules = entry('node_modules', 0, [entry('x', 5), entry('y', 5)])
    const chain = entry('srv', 0, [entry('app', 0, [modules])])
    const cells = treemapCells(root(entry('big', 90), chain), 300, 200)
    expect(cells.find(({ node }) => node === modules.node)?.label).toBe('srv/app/node_modules')
  })

  it('fold what is too small to be hit, with what the engine folded, and add up its layers', () => {
    const small = Array.from({ length: 20 }, (_, at) => entry(`s${at}`, 1, [], { layers: [{ layer: 1, bytes: 1 }] }))
    const map = {
      ...root(entry('big', 10_000), ...small),
      other: { entries: 7, bytes: 14, layers: [{ layer: 2, bytes: 14 }] },
    }
    const cells = treemapCells({ ...map, bytes: map.bytes + 14 }, 900, 600)
    const folded = cells.find((cell) => cell.folded > 0)
    expect(folded).toMatchObject({ folded: 27, bytes: 34, node: 0 })
    expect(folded?.layers).toEqual([
      { layer: 1, bytes: 20 },
      { layer: 2, bytes: 14 },
    ])
  })

  it('are none where there are no bytes or no room', () => {
    expect(treemapCells(root(), 300, 200)).toEqual([])
    expect(treemapCells(root(entry('a', 1)), 0, 200)).toEqual([])
  })

  it('end for a chain of two hundred directories', () => {
    let deep = entry('f', 10)
    for (let depth = 0; depth < 200; depth += 1) deep = entry(`d${depth}`, 0, [deep])
    expect(treemapCells(root(deep), 300, 200)).toHaveLength(1)
  })
})
