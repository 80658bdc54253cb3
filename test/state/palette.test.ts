import { describe, expect, it } from 'vitest'
import type { FoundPath, FoundPaths } from '../../shared/find.ts'
import type { Outcome } from '../../shared/problem.ts'
import { PaletteState } from '../../renderer/state/palette.svelte.ts'

const path = (fullPath: string): FoundPath => ({
  path: 1,
  fullPath,
  marks: [],
  type: 'file',
  state: 'visible',
  layers: [0],
})

/** An engine that answers when it is told to. */
class SlowEngine {
  readonly #answers = new Map<string, (answer: Outcome<FoundPaths>) => void>()

  find = ({ query }: { readonly query: string }): Promise<Outcome<FoundPaths>> =>
    new Promise((resolve) => this.#answers.set(query, resolve))

  answer(query: string, ...paths: string[]): void {
    this.#answers.get(query)?.({ ok: true, value: { query, paths: paths.map(path), total: paths.length, done: true } })
  }
}

describe('Enter in the search for a path', () => {
  it('takes the path at the keyboard', async () => {
    const engine = new SlowEngine()
    const palette = new PaletteState(engine)
    const searched = palette.search('a')
    engine.answer('a', '/a', '/ab')
    await searched
    palette.move(1)
    const taken: string[] = []
    palette.choose(({ fullPath }) => taken.push(fullPath))
    expect(taken).toEqual(['/ab'])
  })

  it('before the last letter is answered waits for that answer, and takes nothing of the one before', async () => {
    const engine = new SlowEngine()
    const palette = new PaletteState(engine)
    const first = palette.search('a')
    engine.answer('a', '/a')
    await first
    const second = palette.search('ab')
    const taken: string[] = []
    palette.choose(({ fullPath }) => taken.push(fullPath))
    expect(taken).toEqual([])
    engine.answer('ab', '/ab')
    await second
    expect(taken).toEqual(['/ab'])
  })

  it('is forgotten when something else is typed, and where nothing is found', async () => {
    const engine = new SlowEngine()
    const palette = new PaletteState(engine)
    const taken: string[] = []
    void palette.search('a')
    palette.choose(({ fullPath }) => taken.push(fullPath))
    const second = palette.search('ab')
    engine.answer('ab', '/ab')
    await second
    const third = palette.search('abc')
    palette.choose(({ fullPath }) => taken.push(fullPath))
    engine.answer('abc')
    await third
    expect(taken).toEqual([])
  })
})
