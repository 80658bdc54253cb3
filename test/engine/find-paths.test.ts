import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { displayName } from '../../electron/engine/display-name.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { BestPaths } from '../../electron/engine/find/best-paths.ts'
import { PathScore } from '../../electron/engine/find/path-score.ts'
import type { FoundPaths } from '../../shared/find.ts'
import { dir, file, whiteout } from '../fixtures/layer-builder.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { layer } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { arbitraryStack, renderStack } from '../model-of-union/arbitrary-stack.ts'
import type { ModelEntry } from '../model-of-union/model-entry.ts'
import { union } from '../model-of-union/union.ts'

const folder = temporaryFolder()
const low = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** What every alignment of a query with a text is worth, told apart letter by letter. */
function alignments(query: string, text: string, from = 0, before = -1): number[] {
  if (query === '') return [0]
  const worths: number[] = []
  for (let at = from; at < text.length; at++) {
    if (low(text[at]!) !== low(query[0]!)) continue
    const word = /[0-9A-Za-z\u0080-\u{10ffff}]/u
    const previous = text[at - 1] ?? ''
    const begins =
      at === 0 ||
      (!word.test(previous)
        ? word.test(text[at]!)
        : (/[A-Z]/.test(text[at]!) && /[a-z]/.test(previous)) || (/\d/.test(text[at]!) && !/\d/.test(previous)))
    const worth =
      16 + (text[at] === query[0] ? 1 : 0) + (begins ? 10 : 0) + (before < 0 ? 0 : before === at - 1 ? 12 : -3)
    for (const rest of alignments(query.slice(1), text, at + 1, at)) worths.push(worth + rest)
  }
  return worths
}

const letters = fc.stringMatching(/^[aAbB1./_-]{1,7}$/)
const queries = fc.stringMatching(/^[abB1.]{1,3}$/)

describe('the score of a path', () => {
  it('is that of the best of all alignments, as trying them all tells', () => {
    fc.assert(
      fc.property(queries, letters, (query, text) => {
        const bytes = Buffer.from(text)
        const all = alignments(query, text)
        const score = new PathScore(Buffer.from(query)).ofPath(bytes, 0)
        if (all.length === 0) expect(score).toBeLessThan(-100_000)
        else expect(score).toBe(Math.max(...all))
      }),
      { numRuns: 2000 },
    )
  })

  it('counts letters from the begin and from the end as many as can be', () => {
    fc.assert(
      fc.property(queries, letters, (query, text) => {
        const bytes = Buffer.from(text)
        const has = (part: string): boolean => alignments(part, text).length > 0
        const score = new PathScore(Buffer.from(query))
        const lengths = [...query].map((_, at) => at + 1)
        const most = (fits: (length: number) => boolean): number => Math.max(0, ...lengths.filter(fits))
        expect(score.forward(bytes, 0, bytes.length, 0)).toBe(most((length) => has(query.slice(0, length))))
        expect(score.backward(bytes, 0, bytes.length)).toBe(most((length) => has(query.slice(-length))))
      }),
    )
  })

  it('marks letters that are those of the query, in order', () => {
    fc.assert(
      fc.property(queries, letters, (query, text) => {
        const bytes = Buffer.from(text)
        fc.pre(alignments(query, text).length > 0)
        const positions = new PathScore(Buffer.from(query)).positions(bytes, 0, bytes.length, 0)
        expect(low(positions.map((at) => text[at]).join(''))).toBe(low(query))
        expect(positions).toEqual([...positions].sort((a, b) => a - b))
      }),
    )
  })

  it('keeps the best of many, as sorting all of them does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.nat(6), (scores, most) => {
        const best = new BestPaths(most)
        scores.forEach((score, node) => best.add(node, score))
        const sorted = scores
          .map((score, node) => ({ score, node }))
          .sort((a, b) => b.score - a.score || a.node - b.node)
        expect(best.nodes()).toEqual(sorted.slice(0, most).map(({ node }) => node))
      }),
    )
  })
})

class Finder {
  readonly #engine
  #ready = (): void => {}

  constructor() {
    this.#engine = createEngine(
      {
        progress: ({ phase }) => {
          if (phase === 'ready') this.#ready()
        },
        stackChanged: () => {},
        problemsChanged: () => {},
      },
      new InlineJobs(),
    )
  }

  async open(archive: Buffer): Promise<void> {
    const ready = new Promise<void>((resolve) => (this.#ready = resolve))
    const opened = await this.#engine.openArchive(folder.write('find.tar', archive))
    if (!opened.ok) throw new Error(opened.failure.message)
    await this.#engine.openImage(0)
    await ready
  }

  async find(query: string, limit = 1000): Promise<FoundPaths> {
    const found = await this.#engine.find({ query, limit })
    if (!found.ok) throw new Error(found.failure.message)
    return found.value
  }

  /** Two searches at once: what becomes of the first. */
  async overtaken(): Promise<string> {
    const [first] = await Promise.all([
      this.#engine.find({ query: 'e', limit: 10 }),
      this.#engine.find({ query: 'ex', limit: 10 }),
    ])
    return first.ok ? 'ok' : first.failure.code
  }

  dispose(): Promise<void> {
    return this.#engine.dispose()
  }
}

describe('finding paths', () => {
  const finder = new Finder()
  afterAll(() => finder.dispose())
  const paths = async (query: string): Promise<string[]> =>
    (await finder.find(query)).paths.map((found) => found.fullPath)

  it('finds in any stack what has the letters in order, the last of them in the name, of all layers', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryStack,
        fc.constantFrom('a', 'ab', 'b', 'a/b', 'A', 'aab', '.', 'bb/a'),
        async (stack, query) => {
          await finder.open(renderStack(stack))
          const { merged } = union(stack.map((entries): ModelEntry[] => [...entries]))
          const known = new Set(merged.flatMap((view) => [...view.keys()]))
          const wanted = [...known].filter((path) => matches(query, `/${path}`))
          const inName = wanted.filter((path) => has(query, path.slice(path.lastIndexOf('/') + 1)))
          const found = await finder.find(query, 1000)
          const seen = found.paths.map(({ fullPath }) => fullPath)
          const shown = (path: string): string => `/${displayName(Buffer.from(path, 'latin1'))}`
          expect([...seen].sort()).toEqual(wanted.map(shown).sort())
          expect(found.total).toBe(wanted.length)
          // Where fewer are asked for than are found in names alone, all of them are.
          if (inName.length > 1) {
            const first = await finder.find(query, inName.length - 1)
            for (const { fullPath } of first.paths) expect(inName.map(shown)).toContain(fullPath)
          }
          const last = merged.at(-1) ?? new Map<string, unknown>()
          const gone = new Set([...known].filter((path) => !last.has(path)).map(shown))
          for (const { fullPath, state, layers } of found.paths) {
            expect(state === 'removed').toBe(gone.has(fullPath))
            expect(layers).toEqual([...new Set(layers)].sort((a, b) => a - b))
            expect(layers.length).toBeGreaterThan(0)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('puts the best first: the name itself, then its begin, then words, then letters', async () => {
    await finder.open(
      dockerArchive([
        imageOf([
          layer([
            dir('etc'),
            file('etc/passwd', 'a'),
            file('etc/passwd.old', 'a'),
            file('usr/bin/passwd', 'a'),
            file('usr/share/doc/pam-auth/samples/swd-passwd-notes', 'a'),
            file('srv/app/server.js', 'a'),
            file('srv/app/node_modules/ws/lib/websocket-server.js', 'a'),
          ]),
          layer([file('etc/passwd', 'b'), whiteout('etc/passwd.old')]),
        ]),
      ]),
    )
    expect((await paths('passwd')).slice(0, 3)).toEqual(['/etc/passwd', '/usr/bin/passwd', '/etc/passwd.old'])
    expect((await paths('server.js'))[0]).toBe('/srv/app/server.js')
    expect((await paths('wss'))[0]).toBe('/srv/app/node_modules/ws/lib/websocket-server.js')
    expect((await paths('etc/pass'))[0]).toBe('/etc/passwd')
    expect((await paths('APP'))[0]).toBe('/srv/app')
    expect(await paths('no such path at all')).toEqual([])
    expect(await paths('  ')).toEqual([])
    expect((await finder.find('passwd')).paths.map(({ state, layers }) => [state, layers])).toEqual([
      ['overridden', [0, 1]],
      ['visible', [0]],
      ['removed', [0, 1]],
      ['visible', [0]],
    ])
    const [best] = (await finder.find('etc pass')).paths
    expect(best?.marks.map(([start, end]) => best.fullPath.slice(start, end)).join('')).toBe('etcpass')
  })

  it('marks what is shown, also behind names that are no UTF-8', async () => {
    await finder.open(dockerArchive([imageOf([layer([file(Buffer.from('caf\xe9/\xc3\xa9tude', 'latin1'), '')])])]))
    const [found] = (await finder.find('tude')).paths
    expect(found?.fullPath).toBe('/caf\\xe9/étude')
    expect(found?.marks).toEqual([[10, 14]])
    const [accented] = (await finder.find('é')).paths
    expect(accented?.marks).toEqual([[9, 10]])
  })

  it('ends the search before when the next begins', async () => {
    const many = Array.from({ length: 60_000 }, (_, at) => file(`dir${at % 100}/example-${at}`, ''))
    await finder.open(dockerArchive([imageOf([layer(many)])]))
    expect(['cancelled', 'ok']).toContain(await finder.overtaken())
    expect((await finder.find('ex')).total).toBe(60_000)
  })
})

function has(query: string, text: string): boolean {
  let at = 0
  for (const letter of low(text)) if (letter === low(query)[at]) at++
  return at === query.length
}

/** A path matches where the query's end is in its name, and the begin before that. */
function matches(query: string, path: string): boolean {
  const name = path.lastIndexOf('/') + 1
  for (let split = 0; split < query.length; split++)
    if (has(query.slice(split), path.slice(name)) && has(query.slice(0, split), path.slice(0, name))) return true
  return false
}
