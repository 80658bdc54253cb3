import { beforeEach, describe, expect, it, vi } from 'vitest'
import { TreeState } from '../../renderer/state/tree.svelte.ts'
import type { Row } from '../../shared/tree.ts'
import { FakeTree, failed, type Sketch } from './fake-engine.ts'

const MERGED = { kind: 'merged', upto: 0 } as const

const SKETCH: Sketch = {
  bin: { sh: null },
  etc: { apt: { trusted: null }, group: null, passwd: null },
  usr: { lib: { 'libc.so': null }, local: null },
}

let selected: (Row | null)[]

beforeEach(() => {
  selected = []
})

async function shown(engine: FakeTree, autoExpand = false): Promise<TreeState> {
  const tree = new TreeState(engine, (row) => selected.push(row))
  tree.scroller.setViewport(480)
  tree.show({ view: MERGED, show: 'all', autoExpand })
  await settled()
  return tree
}

/** Nothing is on its way any more. */
async function settled(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await Promise.resolve()
  await new Promise((resolve) => setTimeout(resolve, 15))
}

function names(tree: TreeState): string[] {
  return tree.slots.map((slot) => `${'  '.repeat(slot.level - 1)}${slot.row?.name ?? '…'}`)
}

async function press(tree: TreeState, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    tree.key(key)
    await settled()
  }
}

describe('the keys of a tree', () => {
  it('go down and up, expand and collapse, and lead to the parent', async () => {
    const tree = await shown(new FakeTree(SKETCH))
    expect(names(tree)).toEqual(['bin', 'etc', 'usr'])
    await press(tree, 'ArrowDown', 'ArrowDown', 'ArrowRight')
    expect(names(tree)).toEqual(['bin', 'etc', '  apt', '  group', '  passwd', 'usr'])
    expect(tree.cursor?.row?.name).toBe('etc')
    await press(tree, 'ArrowRight', 'ArrowRight', 'ArrowRight')
    expect(tree.cursor?.row?.name).toBe('trusted')
    await press(tree, 'ArrowLeft')
    expect(tree.cursor?.row?.name).toBe('apt')
    await press(tree, 'ArrowLeft', 'ArrowLeft', 'ArrowLeft')
    expect(names(tree)).toEqual(['bin', 'etc', 'usr'])
    await press(tree, 'End')
    expect(tree.cursor?.row?.name).toBe('usr')
    await press(tree, 'Home')
    expect(tree.cursor?.row?.name).toBe('bin')
    expect(selected.at(-1)?.name).toBe('bin')
  })

  it('expand all siblings with an asterisk', async () => {
    const tree = await shown(new FakeTree(SKETCH))
    await press(tree, 'Home', '*')
    expect(names(tree)).toEqual(['bin', '  sh', 'etc', '  apt', '  group', '  passwd', 'usr', '  lib', '  local'])
  })

  it('find a name that is typed, round the end', async () => {
    const tree = await shown(new FakeTree(SKETCH))
    await press(tree, 'End')
    tree.key('e')
    tree.key('t')
    await settled()
    expect(tree.cursor?.row?.name).toBe('etc')
  })

  it('find a name that is typed while its row is on its way', async () => {
    const engine = new FakeTree(SKETCH)
    const tree = new TreeState(engine, () => undefined)
    const release = engine.hold()
    tree.show({ view: MERGED, show: 'all', autoExpand: false })
    tree.key('e')
    tree.key('t')
    release()
    await settled()
    expect(tree.cursor?.row?.name).toBe('etc')
  })

  it('mean nothing to a tree where they are longer than a character and unknown', async () => {
    const tree = await shown(new FakeTree(SKETCH))
    expect(tree.key('Tab')).toBe(false)
    expect(tree.key('F2')).toBe(false)
  })

  it('do nothing in an empty tree', async () => {
    const tree = await shown(new FakeTree({}))
    await press(tree, 'ArrowDown', 'End', '*', 'x')
    expect(tree.cursor).toBeNull()
  })
})

describe('a path that is to be revealed', () => {
  it('has what leads to it expanded, and the cursor', async () => {
    const engine = new FakeTree(SKETCH)
    const tree = await shown(engine)
    expect(await tree.reveal(engine.idOf('usr', 'lib', 'libc.so'))).toBe(true)
    await settled()
    expect(names(tree)).toEqual(['bin', 'etc', 'usr', '  lib', '    libc.so', '  local'])
    expect(tree.cursor?.row?.name).toBe('libc.so')
  })

  it('is found far down a large directory', async () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, null]))
    const engine = new FakeTree({ many })
    const tree = await shown(engine)
    expect(await tree.reveal(engine.idOf('many', 'f4321'))).toBe(true)
    expect(tree.cursor).toMatchObject({ index: 4322, position: 4321 })
  })

  it('is revealed also before the root was read', async () => {
    const engine = new FakeTree(SKETCH)
    const tree = new TreeState(engine, () => undefined)
    tree.show({ view: MERGED, show: 'all', autoExpand: false })
    expect(await tree.reveal(engine.idOf('etc', 'group'))).toBe(true)
  })
})

describe('another view', () => {
  it('is not mixed with answers of the one before', async () => {
    const engine = new FakeTree(SKETCH)
    const tree = await shown(engine)
    const release = engine.hold()
    tree.show({ view: { kind: 'layer', layer: 0 }, show: 'all', autoExpand: false })
    tree.show({ view: MERGED, show: 'changed', autoExpand: false })
    expect(tree.fresh).toBe(false)
    expect(names(tree)).toEqual(['bin', 'etc', 'usr'])
    release()
    await settled()
    expect(tree.fresh).toBe(true)
    expect(engine.asked.at(-1)).toMatchObject({ view: MERGED, show: 'changed' })
  })

  it('opens by itself where it is small', async () => {
    const tree = await shown(new FakeTree(SKETCH), true)
    expect(names(tree)).toContain('    libc.so')
  })

  it('keeps the cursor on its path when the order is turned round', async () => {
    const tree = await shown(new FakeTree(SKETCH))
    await press(tree, 'Home', 'ArrowDown', 'ArrowRight', 'ArrowDown')
    expect(tree.cursor?.row?.name).toBe('apt')
    tree.sortBy('name')
    await settled()
    expect(names(tree)).toEqual(['usr', 'etc', '  passwd', '  group', '  apt', 'bin'])
    expect(tree.cursor?.row?.name).toBe('apt')
  })
})

describe('an engine that does not answer', () => {
  it('is said, and asked again when the view is read again', async () => {
    const engine = new FakeTree(SKETCH)
    const children = vi.spyOn(engine, 'children').mockResolvedValueOnce(failed())
    const tree = await shown(engine)
    expect(tree.failed).toBe(true)
    expect(tree.slots).toEqual([])
    children.mockRestore()
    tree.refresh()
    await settled()
    expect(tree.failed).toBe(false)
    expect(names(tree)).toEqual(['bin', 'etc', 'usr'])
  })
})
