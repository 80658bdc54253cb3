import { describe, expect, it } from 'vitest'
import { OverviewState } from '../../renderer/state/overview.svelte.ts'
import type { Engine } from '../../shared/engine-api.ts'
import type { Overview, TreemapNode, TreemapRequest } from '../../shared/overview.ts'
import type { Outcome } from '../../shared/problem.ts'
import { failed, ok } from './fake-engine.ts'
import { overviewOf } from './fake-overview.ts'

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Answers when the test lets it. */
class FakeOverview implements Pick<Engine, 'overview' | 'treemap'> {
  answers: Outcome<Overview>[] = []
  asked = 0
  drawn: TreemapRequest[] = []
  treemapFails = false
  #gate: Promise<void> = Promise.resolve()
  #open: () => void = () => undefined

  hold(): () => void {
    this.#gate = new Promise((resolve) => (this.#open = resolve))
    return () => this.#open()
  }

  async overview(): Promise<Outcome<Overview>> {
    this.asked += 1
    const answer = this.answers.shift() ?? ok(overviewOf())
    const gate = this.#gate
    await gate
    return answer
  }

  async treemap(request: TreemapRequest): Promise<Outcome<TreemapNode>> {
    this.drawn.push(request)
    const gate = this.#gate
    await gate
    if (this.treemapFails) return failed()
    return ok({
      node: request.node,
      name: '/',
      path: '/',
      directory: true,
      bytes: 1,
      layers: [],
      children: [],
      other: null,
    })
  }
}

describe('the overview', () => {
  it('asks for nothing until it is looked at', async () => {
    const engine = new FakeOverview()
    const state = new OverviewState(engine)
    state.show(0, 3)
    state.changed()
    state.stacked()
    await settled()
    expect([engine.asked, engine.drawn.length]).toEqual([0, 0])
    state.visit()
    state.visit()
    await settled()
    expect(engine.asked).toBe(1)
    expect(engine.drawn).toMatchObject([{ upto: 2, node: 0 }])
  })

  it('asks once more however often something changed meanwhile', async () => {
    const engine = new FakeOverview()
    const state = new OverviewState(engine)
    const open = engine.hold()
    state.show(0, 1)
    state.visit()
    for (let times = 0; times < 5; times += 1) state.stacked()
    open()
    await settled()
    expect(engine.asked).toBe(2)
    expect(engine.drawn).toHaveLength(2)
  })

  it('takes no answer that speaks of another image', async () => {
    const engine = new FakeOverview()
    const state = new OverviewState(engine)
    engine.answers = [ok(overviewOf({ image: 7 }))]
    state.show(0, 1)
    state.visit()
    await settled()
    expect(state.overview).toBeNull()
  })

  it('drops an answer that comes after another image was chosen', async () => {
    const engine = new FakeOverview()
    const state = new OverviewState(engine)
    const open = engine.hold()
    state.show(0, 1)
    state.visit()
    state.show(1, 1)
    open()
    await settled()
    expect(state.overview).toBeNull()
    expect(state.treemap.root).toBeNull()
  })

  it('tells a failure and tries again', async () => {
    const engine = new FakeOverview()
    const state = new OverviewState(engine)
    engine.answers = [failed('engine-gone')]
    state.show(0, 1)
    state.visit()
    await settled()
    expect(state.failure?.code).toBe('engine-gone')
    state.retry()
    await settled()
    expect(state.failure).toBeNull()
    expect(state.overview).not.toBeNull()
  })

  it('forgets the progress of a part that is done', async () => {
    const engine = new FakeOverview()
    const state = new OverviewState(engine)
    engine.answers = [ok(overviewOf({ pending: ['secrets'] }))]
    state.show(0, 1)
    state.visit()
    await settled()
    state.progress = { part: 'secrets', done: 1, total: 2 }
    expect(state.isPending('secrets')).toBe(true)
    state.changed()
    await settled()
    expect(state.isPending('secrets')).toBe(false)
    expect(state.progress).toBeNull()
  })
})

describe('the treemap', () => {
  async function drawn(): Promise<{ engine: FakeOverview; state: OverviewState }> {
    const engine = new FakeOverview()
    const state = new OverviewState(engine)
    state.show(0, 2)
    state.visit()
    await settled()
    return { engine, state }
  }

  it('goes into directories and back up, to any of them', async () => {
    const { engine, state } = await drawn()
    const map = state.treemap
    expect(await map.enter(5, 'usr')).toBe(true)
    expect(await map.enter(9, 'lib/x')).toBe(true)
    expect(map.crumbs.map(({ label }) => label)).toEqual(['usr', 'lib/x'])
    expect(map.node).toBe(9)
    expect(await map.up(0)).toBe(true)
    expect(map.node).toBe(0)
    expect(engine.drawn.map(({ node }) => node)).toEqual([0, 5, 9, 0])
    expect(await map.up()).toBe(false)
  })

  it('stays where it was when a directory can not be drawn, and says so', async () => {
    const { engine, state } = await drawn()
    const map = state.treemap
    engine.treemapFails = true
    expect(await map.enter(5, 'usr')).toBe(false)
    expect(map.failed).toBe(true)
    expect(map.node).toBe(0)
    engine.treemapFails = false
    map.refresh()
    await settled()
    expect(map.failed).toBe(false)
  })

  it('draws what was entered last', async () => {
    const { engine, state } = await drawn()
    const open = engine.hold()
    const first = state.treemap.enter(5, 'usr')
    const second = state.treemap.enter(6, 'etc')
    open()
    expect(await Promise.all([first, second])).toEqual([false, true])
    expect(state.treemap.node).toBe(6)
  })
})
