import { describe, expect, it } from 'vitest'
import type { CompareEngine } from '../../../renderer/state/compare/oriented-engine.ts'
import { CompareState } from '../../../renderer/state/compare/compare.svelte.ts'
import type {
  ComparedChildrenRequest,
  ComparedRow,
  Comparison,
  ComparisonRequest,
  NextDifferenceRequest,
} from '../../../shared/comparison.ts'
import type { Outcome } from '../../../shared/problem.ts'
import { failed, imageInfo, ok } from '../fake-engine.ts'

const NONE = { onlyA: 0, onlyB: 0, changed: 0, times: 0 }
const REQUEST: ComparisonRequest = { a: { archive: '/a.tar', image: 0 }, b: { archive: '/b.tar', image: 0 } }

function told(phase: Comparison['phase'], counts: Comparison['counts'] = null): Comparison {
  const side = (index: number): Comparison['a'] => ({
    archive: index === 0 ? '/a.tar' : '/b.tar',
    images: [imageInfo(index, 1)],
    info: imageInfo(index, 1),
    view: { kind: 'merged', upto: 0 },
    status: { image: 0, layers: [], stacked: 1, totals: null },
    bytes: 0,
  })
  return {
    a: side(0),
    b: side(1),
    phase,
    steps: [],
    sharedLayers: 0,
    sharedBytes: 0,
    firstDifference: null,
    config: [],
    counts,
    moved: null,
    packages: null,
    paths: null,
  }
}

function row(node: number, name: string, difference: ComparedRow['difference']): ComparedRow {
  const entry = { type: 'file', size: 1, metadata: null, link: null, layer: 0, content: null } as const
  return {
    node,
    name,
    difference,
    what: [],
    compared: true,
    a: difference === 'only-b' ? null : entry,
    b: difference === 'only-a' ? null : entry,
    moved: null,
    children: 0,
    below: NONE,
    sizeDifference: 0,
    context: false,
  }
}

class FakeComparison implements CompareEngine {
  readonly asked: ComparedChildrenRequest[] = []
  readonly stepped: NextDifferenceRequest[] = []
  readonly rows = [row(1, 'gone', 'only-a'), row(2, 'new', 'only-b'), row(3, 'other', 'changed')]
  opened: Outcome<Comparison> = ok(told('indexing'))
  next: number | null = null
  matching = 0
  refused: string | null = null
  cancelled = 0
  resumed = 0

  openComparison: CompareEngine['openComparison'] = async () => this.opened
  cancelComparison: CompareEngine['cancelComparison'] = async () => void (this.cancelled += 1)
  resumeComparison: CompareEngine['resumeComparison'] = async () => void (this.resumed += 1)
  comparedChildren: CompareEngine['comparedChildren'] = async (request) => {
    this.asked.push(request)
    const only = request.filter.only
    const rows = this.rows.filter(({ difference }) => only === undefined || only.includes(difference as 'changed'))
    if (this.refused !== null)
      return { ok: false, failure: { code: 'argument-invalid', message: this.refused, where: { archive: '/a.tar' } } }
    return ok({
      total: rows.length,
      offset: 0,
      rows,
      matching: request.filter.terms === undefined ? null : this.matching,
    })
  }
  nextDifference: CompareEngine['nextDifference'] = async (request) => {
    this.stepped.push(request)
    return ok({ nodes: this.next === null ? [] : [this.next] })
  }
  comparedMembers: CompareEngine['comparedMembers'] = async () =>
    ok({ format: 'zip', members: [], more: false, damage: null })
  locateCompared: CompareEngine['locateCompared'] = async (node) => ok({ nodes: [node] })
  comparedDetails: CompareEngine['comparedDetails'] = async () => ok({ a: null, b: null })
  readCompared: CompareEngine['readCompared'] = async () => failed()
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20))
}

async function open(engine: FakeComparison): Promise<CompareState> {
  const compare = new CompareState(engine)
  compare.tree.scroller.setViewport(480)
  await compare.open(REQUEST)
  compare.changed(told('ready', { onlyA: 1, onlyB: 1, changed: 1, times: 4 }))
  await settled()
  return compare
}

function seen(compare: CompareState): string[] {
  return compare.tree.slots.map(({ row: shown }) => `${shown?.name} ${shown?.difference}`)
}

describe('a comparison', () => {
  it('shows layers and configuration before the paths are known, and no rows till then', async () => {
    const engine = new FakeComparison()
    const compare = new CompareState(engine)
    expect(await compare.open(REQUEST)).toBe(true)
    expect(compare.names).toEqual(['example.test/image:0', 'example.test/image:1'])
    expect(compare.total).toBeNull()
    expect(engine.asked).toEqual([])
    expect(compare.working).toBe(true)
  })

  it('counts times only where that is wanted', async () => {
    const engine = new FakeComparison()
    const compare = await open(engine)
    expect(compare.total).toBe(3)
    compare.setTimes(true)
    await settled()
    expect(compare.total).toBe(7)
    expect(engine.asked.at(-1)?.filter).toEqual({ show: 'differences', times: true })
  })

  it('turned round asks and shows everything from the other side, and keeps what is filtered', async () => {
    const engine = new FakeComparison()
    const compare = await open(engine)
    compare.choose('only-a')
    await settled()
    expect(seen(compare)).toEqual(['gone only-a'])
    await compare.swap()
    await settled()
    expect(compare.filter).toBe('only-b')
    expect(engine.asked.at(-1)?.filter.only).toEqual(['only-a'])
    expect(seen(compare)).toEqual(['gone only-b'])
    expect(compare.request).toEqual({ a: { ...REQUEST.b, image: 1 }, b: REQUEST.a })
    expect(compare.names[0]).toBe('example.test/image:1')
  })

  it('is filtered by what is typed, tells how many paths fit, and what is wrong with a filter', async () => {
    const engine = new FakeComparison()
    const compare = await open(engine)
    engine.matching = 2
    await compare.setQuery('*.js size>1MB change:added')
    await expect.poll(() => compare.matching).toBe(2)
    expect(engine.asked.at(-1)?.filter.terms).toEqual([
      { kind: 'glob', pattern: '*.js' },
      { kind: 'size', least: 1_000_001, most: null },
      { kind: 'change', values: ['added'] },
    ])
    await compare.swap()
    expect(engine.asked.at(-1)?.filter.terms?.at(-1)).toEqual({ kind: 'change', values: ['removed'] })
    engine.refused = 'no pattern'
    await compare.setQuery('/(/')
    await expect.poll(() => compare.queryFailure?.message).toBe('no pattern')
    engine.refused = null
    await compare.setQuery('')
    expect(compare.queryFailure).toBeNull()
    expect(engine.asked.at(-1)?.filter.terms).toBeUndefined()
  })

  it('goes to the next difference, and says where there is none', async () => {
    const engine = new FakeComparison()
    const compare = await open(engine)
    engine.next = 2
    await compare.go('next')
    expect(engine.stepped[0]).toMatchObject({ from: 0, direction: 'next' })
    expect(compare.tree.cursor?.row?.name).toBe('new')
    engine.next = null
    await compare.go('next')
    expect(compare.atEnd).toBe('next')
    expect(compare.tree.cursor?.row?.name).toBe('new')
  })

  it('that fails says of which archive, and shows nothing of one before', async () => {
    const engine = new FakeComparison()
    const compare = await open(engine)
    engine.opened = {
      ok: false,
      failure: { code: 'archive-empty', message: '/b.tar: empty.', where: { archive: '/b.tar' } },
    }
    expect(await compare.open(REQUEST)).toBe(false)
    expect(compare.failure?.where?.archive).toBe('/b.tar')
    expect(compare.comparison).toBeNull()
    expect(compare.tree.slots).toEqual([])
  })

  it('that is replaced while it opens is not shown when it comes', async () => {
    const engine = new FakeComparison()
    const compare = new CompareState(engine)
    const first = compare.open(REQUEST)
    const second = compare.open(REQUEST)
    expect([await first, await second]).toEqual([false, true])
  })

  it('is stopped and resumed', async () => {
    const engine = new FakeComparison()
    const compare = await open(engine)
    compare.cancel()
    compare.resume()
    expect([engine.cancelled, engine.resumed]).toEqual([1, 1])
  })
})
