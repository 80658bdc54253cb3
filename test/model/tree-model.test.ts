import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PAGE_SIZE, TreeModel } from '../../renderer/model/tree-model.ts'
import type { PageRequest } from '../../renderer/model/tree-model.ts'
import type { NodeId, Row } from '../../shared/tree.ts'

interface Directory {
  readonly path: NodeId
  readonly name: string
  readonly children: readonly Directory[]
}

/** Makes a row as the engine would; nodes of a view are the path moved by `shift`, as every view numbers its own. */
function rowOf(directory: Directory, shift: number): Row {
  return {
    node: directory.path + shift,
    path: directory.path,
    name: directory.name,
    type: directory.children.length > 0 ? 'dir' : 'file',
    marker: null,
    layer: 0,
    change: null,
    changeLayer: 0,
    size: 0,
    metadata: null,
    link: null,
    children: directory.children.length,
    versions: 1,
  }
}

/** A view that answers what a model asks, from a tree in memory. */
class Answers {
  readonly #byNode = new Map<NodeId, Directory>()
  readonly asked: PageRequest[] = []
  readonly root: Directory
  readonly shift: number

  constructor(root: Directory, shift = 0) {
    this.root = root
    this.shift = shift
    const visit = (directory: Directory): void => {
      this.#byNode.set(directory.path === 0 ? 0 : directory.path + shift, directory)
      directory.children.forEach(visit)
    }
    visit(root)
  }

  answer(model: TreeModel, request: PageRequest): boolean {
    this.asked.push(request)
    const directory = this.#byNode.get(request.node)
    if (!directory) throw new Error(`node ${request.node} is of another view`)
    const rows = directory.children
      .slice(request.offset, request.offset + request.limit)
      .map((child) => rowOf(child, this.shift))
    return model.putPage(request, directory.children.length, rows)
  }

  /** Answers until nothing is missing between the rows. */
  settle(model: TreeModel, first = 0, last = Infinity): void {
    for (let round = 0; round < 1000; round += 1) {
      const requests = model.requests(first, Math.min(last, model.rowCount))
      if (requests.length === 0) return
      for (const request of requests) this.answer(model, request)
    }
    throw new Error('the model never has enough')
  }
}

let nextPath = 0
function tree(name: string, ...children: Directory[]): Directory {
  return { path: (nextPath += 1), name, children }
}
function root(...children: Directory[]): Directory {
  return { path: 0, name: '', children }
}
function many(count: number, prefix = 'f'): Directory[] {
  return Array.from({ length: count }, (_, index) => tree(`${prefix}${index}`))
}

function names(model: TreeModel): (string | null)[] {
  return model.slots(0, model.rowCount).map((slot) => slot.row && `${'  '.repeat(slot.level - 1)}${slot.row.name}`)
}

function open(model: TreeModel, answers: Answers, name: string): void {
  const slot = model.slots(0, model.rowCount).find((at) => at.row?.name === name)
  if (!slot) throw new Error(`${name} is not shown`)
  expect(model.expand(slot.branch, slot.position)).toBe(true)
  answers.settle(model)
}

function close(model: TreeModel, name: string): void {
  const slot = model.slots(0, model.rowCount).find((at) => at.row?.name === name)
  if (!slot) throw new Error(`${name} is not shown`)
  expect(model.collapse(slot.branch, slot.position)).toBe(true)
}

describe('the rows of an expandable tree', () => {
  it('are none before anything was read, and the root is asked for', () => {
    const model = new TreeModel()
    expect(model.rowCount).toBe(0)
    expect(model.loaded).toBe(false)
    expect(model.slotAt(0)).toBeNull()
    expect(model.requests(0, 50)).toMatchObject([{ node: 0, offset: 0, limit: PAGE_SIZE }])
  })

  it('are the children of the root, then what is expanded, in its place', () => {
    const model = new TreeModel()
    const answers = new Answers(
      root(tree('bin'), tree('etc', tree('apt', tree('trusted')), tree('group')), tree('usr')),
    )
    answers.settle(model)
    expect(names(model)).toEqual(['bin', 'etc', 'usr'])
    open(model, answers, 'etc')
    expect(names(model)).toEqual(['bin', 'etc', '  apt', '  group', 'usr'])
    open(model, answers, 'apt')
    expect(names(model)).toEqual(['bin', 'etc', '  apt', '    trusted', '  group', 'usr'])
    expect(model.slotAt(3)).toMatchObject({ level: 3, position: 0, setSize: 1, expanded: false })
    expect(model.slotAt(1)).toMatchObject({ level: 1, position: 1, setSize: 3, expanded: true })
  })

  it('bring back what was expanded below a directory that is collapsed and expanded again', () => {
    const model = new TreeModel()
    const answers = new Answers(root(tree('etc', tree('apt', tree('trusted')), tree('group'))))
    answers.settle(model)
    open(model, answers, 'etc')
    open(model, answers, 'apt')
    close(model, 'etc')
    expect(names(model)).toEqual(['etc'])
    expect(model.rowCount).toBe(1)
    open(model, answers, 'etc')
    expect(names(model)).toEqual(['etc', '  apt', '    trusted', '  group'])
  })

  it('count an expanded directory at once, before its children are read', () => {
    const model = new TreeModel()
    const answers = new Answers(root(tree('big', ...many(1000)), tree('z')))
    answers.settle(model)
    const slot = model.slotAt(0)
    if (!slot) throw new Error('no row')
    model.expand(slot.branch, slot.position)
    expect(model.rowCount).toBe(1002)
    expect(model.slotAt(500)?.row).toBeNull()
    expect(model.slotAt(1001)?.row?.name).toBe('z')
  })

  it('are read only where they are on screen', () => {
    const model = new TreeModel()
    const answers = new Answers(root(...many(50_000)))
    answers.settle(model, 0, 40)
    answers.settle(model, 30_000, 30_040)
    expect(answers.asked.map((request) => request.offset)).toEqual([0, 30_000])
    expect(model.slotAt(30_010)?.row?.name).toBe('f30010')
    expect(model.slotAt(10_000)?.row).toBeNull()
  })

  it('are asked for once while the answer is on its way, and again where it will not come', () => {
    const model = new TreeModel()
    const [request] = model.requests(0, 10)
    if (!request) throw new Error('nothing asked')
    expect(model.requests(0, 10)).toEqual([])
    model.dropRequest(request)
    expect(model.requests(0, 10)).toHaveLength(1)
  })

  it('do not expand files, rows that are not loaded, or what is expanded', () => {
    const model = new TreeModel()
    const answers = new Answers(root(tree('d', tree('x')), ...many(400)))
    answers.settle(model, 0, 10)
    expect(model.expand(model.root, 1)).toBe(false)
    expect(model.expand(model.root, 300)).toBe(false)
    expect(model.expand(model.root, 0)).toBe(true)
    expect(model.expand(model.root, 0)).toBe(false)
    expect(model.collapse(model.root, 1)).toBe(false)
  })
})

describe('after the view has changed', () => {
  it('the old rows stay until the new ones are there', () => {
    const model = new TreeModel()
    new Answers(root(tree('a'), tree('b'))).settle(model)
    model.invalidate()
    expect(names(model)).toEqual(['a', 'b'])
    expect(model.fresh).toBe(false)
    new Answers(root(tree('c'))).settle(model)
    expect(names(model)).toEqual(['c'])
    expect(model.fresh).toBe(true)
  })

  it('an answer to an older question is dropped', () => {
    const model = new TreeModel()
    const old = new Answers(root(tree('old')))
    const [request] = model.requests(0, 10)
    if (!request) throw new Error('nothing asked')
    model.invalidate()
    expect(old.answer(model, request)).toBe(false)
    expect(model.rowCount).toBe(0)
    new Answers(root(tree('new'))).settle(model)
    expect(names(model)).toEqual(['new'])
  })

  it('what was expanded stays expanded, under the names that the new view has for the nodes', () => {
    const model = new TreeModel()
    const etc = tree('etc', tree('apt', tree('trusted')), tree('group'))
    const usr = tree('usr')
    const answers = new Answers(root(etc, usr))
    answers.settle(model)
    open(model, answers, 'etc')
    open(model, answers, 'apt')
    model.invalidate()
    // In the other view there is one more entry in front, and every node has another number.
    new Answers(root(tree('bin'), etc, usr), 1_000_000).settle(model)
    expect(names(model)).toEqual(['bin', 'etc', '  apt', '    trusted', '  group', 'usr'])
  })

  it('a directory is never asked for under the name of the older view', () => {
    const model = new TreeModel()
    const etc = tree('etc', ...many(600))
    const answers = new Answers(root(etc))
    answers.settle(model)
    open(model, answers, 'etc')
    model.invalidate()
    // Only rows in the middle of `etc` are on screen; what it is called now is told by the root.
    expect(model.requests(300, 340).map((request) => request.node)).toEqual([0])
    const other = new Answers(root(etc), 5_000_000)
    model.dropRequest({ branch: model.root, node: 0, offset: 0, limit: PAGE_SIZE, generation: model.generation })
    other.settle(model, 300, 340)
    expect(other.asked.at(-1)).toMatchObject({ node: etc.path + 5_000_000, offset: 200 })
  })

  it('a directory expanded while the new rows are on their way is asked for under its new name', () => {
    const model = new TreeModel()
    const etc = tree('etc', tree('group'))
    new Answers(root(etc)).settle(model)
    model.invalidate()
    const [request] = model.requests(0, 10)
    expect(model.expand(model.root, 0)).toBe(true)
    expect(model.requests(0, 10)).toEqual([])
    const other = new Answers(root(etc), 70_000)
    if (!request) throw new Error('nothing asked')
    other.answer(model, request)
    other.settle(model)
    expect(names(model)).toEqual(['etc', '  group'])
  })

  it('a directory that is gone takes its rows along', () => {
    const model = new TreeModel()
    const answers = new Answers(root(tree('etc', tree('group')), tree('usr')))
    answers.settle(model)
    open(model, answers, 'etc')
    model.invalidate()
    new Answers(root(tree('usr'))).settle(model)
    expect(names(model)).toEqual(['usr'])
  })

  it('a directory that is a file now is collapsed', () => {
    const model = new TreeModel()
    const etc = tree('etc', tree('group'))
    const answers = new Answers(root(etc))
    answers.settle(model)
    open(model, answers, 'etc')
    model.invalidate()
    new Answers(root({ ...etc, children: [] })).settle(model)
    expect(names(model)).toEqual(['etc'])
  })

  it('directories that changed places are expanded where they are now', () => {
    const model = new TreeModel()
    const a = tree('a', tree('in a'))
    const b = tree('b', tree('in b'), tree('too'))
    const answers = new Answers(root(a, b))
    answers.settle(model)
    open(model, answers, 'a')
    open(model, answers, 'b')
    model.invalidate()
    new Answers(root(b, a)).settle(model)
    expect(names(model)).toEqual(['b', '  in b', '  too', 'a', '  in a'])
  })

  it('everything opens by itself where that was wanted, but for what the user closed', () => {
    const model = new TreeModel()
    const answers = new Answers(root(tree('etc', tree('apt', tree('trusted')))))
    model.invalidate(true)
    answers.settle(model)
    expect(names(model)).toEqual(['etc', '  apt', '    trusted'])
    close(model, 'apt')
    model.invalidate(true)
    answers.settle(model)
    expect(names(model)).toEqual(['etc', '  apt'])
    model.invalidate(false)
    answers.settle(model)
    expect(names(model)).toEqual(['etc'])
  })
})

describe('the cursor', () => {
  it('stays on its path when rows come before it', () => {
    const model = new TreeModel()
    const b = tree('b')
    new Answers(root(b)).settle(model)
    const cursor = model.cursorAt(0)
    if (!cursor) throw new Error('no cursor')
    model.invalidate()
    new Answers(root(tree('a'), b)).settle(model)
    const next = model.follow(cursor)
    expect(next && model.indexOf(next.branch, next.position)).toBe(1)
  })

  it('goes to the directory when what it was in is collapsed', () => {
    const model = new TreeModel()
    const answers = new Answers(root(tree('etc', tree('apt', tree('trusted')))))
    answers.settle(model)
    open(model, answers, 'etc')
    open(model, answers, 'apt')
    const cursor = model.cursorAt(2)
    close(model, 'etc')
    const next = cursor && model.follow(cursor)
    expect(next && model.slotOf(next.branch, next.position)?.row?.name).toBe('etc')
  })

  it('goes to what is left when its directory went', () => {
    const model = new TreeModel()
    const usr = tree('usr')
    const answers = new Answers(root(tree('etc', tree('group')), usr))
    answers.settle(model)
    open(model, answers, 'etc')
    const cursor = model.cursorAt(1)
    model.invalidate()
    new Answers(root(usr)).settle(model)
    const next = cursor && model.follow(cursor)
    expect(next && model.slotOf(next.branch, next.position)?.row?.name).toBe('usr')
  })

  it('is nowhere in an empty tree', () => {
    const model = new TreeModel()
    new Answers(root(tree('a'))).settle(model)
    const cursor = model.cursorAt(0)
    model.invalidate()
    new Answers(root()).settle(model)
    expect(cursor && model.follow(cursor)).toBeNull()
    expect(model.cursorAt(0)).toBeNull()
  })
})

describe('pages', () => {
  it('that were longest not shown are forgotten, and read again in sight', () => {
    const model = new TreeModel()
    const answers = new Answers(root(...many(4000)))
    for (let row = 0; row < 4000; row += 200) answers.settle(model, row, row + 40)
    expect(model.pageCount).toBe(20)
    answers.settle(model, 0, 40)
    model.requests(0, 40)
    model.trim(5)
    expect(model.pageCount).toBe(5)
    expect(model.slotAt(0)?.row?.name).toBe('f0')
    expect(model.slotAt(400)?.row).toBeNull()
    expect(model.rowCount).toBe(4000)
    answers.settle(model, 400, 440)
    expect(model.slotAt(400)?.row?.name).toBe('f400')
  })

  it('can be read in larger parts, to find a name or to expand all', () => {
    const model = new TreeModel()
    const answers = new Answers(root(...many(1500)))
    answers.settle(model, 0, 10)
    const first = model.nextUnread(model.root, 5)
    expect(first).toMatchObject({ offset: 200, limit: 1000 })
    const second = model.nextUnread(model.root, 5)
    expect(second).toMatchObject({ offset: 1200, limit: 400 })
    if (!first || !second) throw new Error('nothing to read')
    answers.answer(model, first)
    answers.answer(model, second)
    expect(model.nextUnread(model.root, 5)).toBeNull()
    expect(model.slotAt(1499)?.row?.name).toBe('f1499')
  })

  it('of an answer that is shorter than asked are read again where they are cut', () => {
    const model = new TreeModel()
    const directory = root(...many(1500))
    const answers = new Answers(directory)
    answers.settle(model, 0, 10)
    const request = model.nextUnread(model.root, 5)
    if (!request) throw new Error('nothing to read')
    model.putPage(
      request,
      1500,
      directory.children.slice(200, 700).map((child) => rowOf(child, 0)),
    )
    expect(model.slotAt(599)?.row?.name).toBe('f599')
    expect(model.slotAt(600)?.row).toBeNull()
    expect(model.nextUnread(model.root, 1)).toMatchObject({ offset: 600 })
  })
})

describe('against a plain flattening', () => {
  interface Shape {
    readonly children: readonly Shape[]
  }
  const shapeOf = (depth: number): fc.Arbitrary<Shape> =>
    fc.record({ children: depth === 0 ? fc.constant([]) : fc.array(shapeOf(depth - 1), { maxLength: 5 }) })
  const shape = shapeOf(4)

  it('rows, levels and places agree after any expanding, collapsing and re-ordering', () => {
    const build = (from: Shape, name: string): Directory =>
      tree(name, ...from.children.map((child, at) => build(child, `${name}.${at}`)))
    const step = fc.record({ at: fc.nat(200), kind: fc.constantFrom('toggle', 'reverse', 'toggle', 'toggle') })
    fc.assert(
      fc.property(shape, fc.array(step, { maxLength: 30 }), (from, steps) => {
        nextPath = 0
        let directory: Directory = { ...build(from, 'r'), path: 0 }
        let answers = new Answers(directory)
        const model = new TreeModel()
        const expanded = new Set<NodeId>()
        answers.settle(model)
        let shift = 0
        for (const { at, kind } of steps) {
          if (kind === 'reverse') {
            const reverse = (of: Directory): Directory => ({ ...of, children: of.children.map(reverse).reverse() })
            directory = reverse(directory)
            shift += 10_000
            answers = new Answers(directory, shift)
            model.invalidate()
          } else if (model.rowCount > 0) {
            const slot = model.slotAt(at % model.rowCount)
            if (slot?.row?.path == null || slot.row.children === 0) continue
            if (slot.expanded) {
              model.collapse(slot.branch, slot.position)
              expanded.delete(slot.row.path)
            } else {
              model.expand(slot.branch, slot.position)
              expanded.add(slot.row.path)
            }
          }
          answers.settle(model)
          const plain: string[] = []
          const flatten = (of: Directory, level: number): void => {
            of.children.forEach((child, position) => {
              plain.push(`${level} ${position}/${of.children.length} ${child.name}`)
              if (expanded.has(child.path)) flatten(child, level + 1)
            })
          }
          flatten(directory, 1)
          expect(model.rowCount).toBe(plain.length)
          const slots = model.slots(0, model.rowCount)
          expect(slots.map((slot) => `${slot.level} ${slot.position}/${slot.setSize} ${slot.row?.name}`)).toEqual(plain)
          slots.forEach((slot, index) => {
            expect(model.indexOf(slot.branch, slot.position)).toBe(index)
            expect(model.slotAt(index)).toEqual(slot)
          })
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('a million rows', () => {
  it('in directories of 50,000 children: finding a row, its number and expanding each stay far under a frame', () => {
    const model = new TreeModel()
    const width = 50_000
    const directories = Array.from({ length: width }, (_, index) => ({ ...tree(`d${index}`), path: index + 1 }))
    const rows = directories.map((directory, index) => ({
      ...rowOf(directory, 0),
      type: 'dir' as const,
      children: index % 2500 === 0 ? width : 1,
    }))
    for (;;) {
      const request = model.requests(0, 1)[0] ?? model.nextUnread(model.root, 50)
      if (!request) break
      model.putPage(request, width, rows.slice(request.offset, request.offset + request.limit))
    }
    for (let index = 0; index < width; index += 2500) model.expand(model.root, index)
    expect(model.rowCount).toBe(width + 20 * width)

    const started = performance.now()
    let seed = 1
    const lookUps = 100_000
    for (let round = 0; round < lookUps; round += 1) {
      seed = (seed * 48_271) % 2_147_483_647
      const slot = model.slotAt(seed % model.rowCount)
      if (slot === null) throw new Error('no row')
      if (model.indexOf(slot.branch, slot.position) !== slot.index) throw new Error('another row')
    }
    for (let round = 0; round < 1000; round += 1) {
      model.expand(model.root, 7 + round * 40)
      model.collapse(model.root, 7 + round * 40)
    }
    const each = (performance.now() - started) / (lookUps + 2000)
    expect(each).toBeLessThan(0.1)
  })
})
