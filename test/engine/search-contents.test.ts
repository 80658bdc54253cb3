import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createEngine } from '../../electron/engine/engine.ts'
import type { RunningEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { compileQuery } from '../../electron/engine/search/content-query.ts'
import { FileSearch, LONGEST_LINE } from '../../electron/engine/search/file-search.ts'
import { lineExcerpt } from '../../electron/engine/search/line-excerpt.ts'
import type { Failure } from '../../shared/problem.ts'
import type { ContentMatch, FileMatches, FoundContents, SearchRequest, SearchSummary } from '../../shared/search.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import type { FixtureImage } from '../fixtures/image.ts'
import { dir, file, hardlink, layer, opaque, whiteout } from '../fixtures/layer-builder.ts'
import { sparseMember } from '../fixtures/sparse-member.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()

type Asked = Partial<Omit<SearchRequest, 'id'>> & { readonly pattern: string }

/** An engine with one image, and what it told of searches. */
class Searcher {
  readonly engine: RunningEngine
  told: FoundContents[] = []
  #ready = (): void => {}
  #id = 0
  onTold = (): void => {}

  constructor() {
    this.engine = createEngine(
      {
        progress: ({ phase }) => {
          if (phase === 'ready') this.#ready()
        },
        stackChanged: () => {},
        problemsChanged: () => {},
        contentsFound: (found) => {
          this.told.push(found)
          this.onTold()
        },
      },
      new InlineJobs(),
    )
  }

  async open(image: FixtureImage): Promise<void> {
    const ready = new Promise<void>((resolve) => (this.#ready = resolve))
    const opened = await this.engine.openArchive(folder.write('search.tar', dockerArchive([image])))
    if (!opened.ok) throw new Error(opened.failure.message)
    await this.engine.openImage(0)
    await ready
  }

  async ask(asked: Asked): Promise<{ summary?: SearchSummary; failure?: Failure }> {
    const answer = await this.engine.searchContents({
      id: ++this.#id,
      kind: 'text',
      caseSensitive: true,
      scope: { kind: 'all' },
      limit: 10_000,
      ...asked,
    })
    return answer.ok ? { summary: answer.value } : { failure: answer.failure }
  }

  /** All files with their matches, those that came in parts joined. */
  async find(asked: Asked): Promise<{ summary: SearchSummary; files: FileMatches[] }> {
    this.told = []
    const { summary, failure } = await this.ask(asked)
    if (summary === undefined) throw new Error(failure?.message)
    const files = new Map<string, FileMatches>()
    for (const part of this.told.flatMap((one) => (one.id === this.#id ? one.files : []))) {
      const key = `${part.content.layer} ${part.content.entry}`
      const known = files.get(key)
      files.set(key, known === undefined ? part : { ...part, matches: [...known.matches, ...part.matches] })
    }
    return { summary, files: [...files.values()] }
  }

  /** `path@layer state: line, line` of each file. */
  async lines(asked: Asked): Promise<string[]> {
    const { files } = await this.find(asked)
    return files
      .map((one) => `${one.fullPath}@${one.layer} ${one.state}: ${one.matches.map(({ line }) => line).join(',')}`)
      .sort()
  }
}

let searcher: Searcher | null = null
afterEach(async () => {
  await searcher?.engine.dispose()
  searcher = null
})

async function opened(image: FixtureImage): Promise<Searcher> {
  searcher = new Searcher()
  await searcher.open(image)
  return searcher
}

const BASE = layer([
  dir('etc'),
  file('etc/a.conf', 'one\npassword=1\nthree Password\n'),
  file('etc/gone', 'password here\n'),
  file('etc/same', 'nothing\n'),
  file('opt/x/deep.txt', 'deep password'),
])
const TOP = layer([
  file('etc/a.conf', 'password=2\n'),
  whiteout('etc/gone'),
  hardlink('etc/linked', 'etc/same'),
  opaque('opt/x'),
  file('opt/x/new.txt', 'a\nb\npassword'),
])

describe('searching contents', () => {
  it.each(['none', 'gzip', 'zstd'] as const)(
    'finds versions that are seen, hidden and deleted (%s)',
    async (compression) => {
      const found = await opened({ layers: [BASE, TOP].map((tar) => ({ tar, compression })) })
      expect(await found.lines({ pattern: 'password' })).toEqual([
        '/etc/a.conf@0 hidden: 2',
        '/etc/a.conf@1 visible: 1',
        '/etc/gone@0 deleted: 1',
        '/opt/x/deep.txt@0 deleted: 1',
        '/opt/x/new.txt@1 visible: 3',
      ])
      expect(await found.lines({ pattern: 'password', scope: { kind: 'merged', upto: 1 } })).toEqual([
        '/etc/a.conf@1 visible: 1',
        '/opt/x/new.txt@1 visible: 3',
      ])
      expect(await found.lines({ pattern: 'password', scope: { kind: 'merged', upto: 0 } })).toEqual([
        '/etc/a.conf@0 hidden: 2',
        '/etc/gone@0 deleted: 1',
        '/opt/x/deep.txt@0 deleted: 1',
      ])
      expect(await found.lines({ pattern: 'password', scope: { kind: 'layer', layer: 1 } })).toEqual([
        '/etc/a.conf@1 visible: 1',
        '/opt/x/new.txt@1 visible: 3',
      ])
    },
  )

  it('tells a content once that has several names', async () => {
    const found = await opened(imageOf([BASE, TOP]))
    const { files } = await found.find({ pattern: 'nothing' })
    expect(files).toHaveLength(1)
    expect(files[0]).toMatchObject({ otherNames: 1, state: 'visible', content: { layer: 0 } })
  })

  it('minds case only where it is asked to, and holds a glob against names or paths', async () => {
    const found = await opened(imageOf([BASE, TOP]))
    const scope = { kind: 'layer', layer: 0 } as const
    expect(await found.lines({ pattern: 'PASSWORD', scope })).toEqual([])
    expect(await found.lines({ pattern: 'PASSWORD', scope, caseSensitive: false, glob: '*.conf' })).toEqual([
      '/etc/a.conf@0 hidden: 2,3',
    ])
    for (const glob of ['/opt/**', 'opt/**'])
      expect(await found.lines({ pattern: 'password', scope, glob })).toEqual(['/opt/x/deep.txt@0 deleted: 1'])
  })

  it('holds an expression against lines, one at a time', async () => {
    const found = await opened(imageOf([layer([file('a', 'ab\r\nb a\nab\tc\naab'), file('b', 'a\nb')])]))
    expect(await found.lines({ pattern: '^a.?b$', kind: 'regex' })).toEqual(['/a@0 visible: 1,4'])
    expect(await found.lines({ pattern: 'b[^x]+a', kind: 'regex' })).toEqual(['/a@0 visible: 2'])
    const { files } = await found.find({ pattern: 'b\\s', kind: 'regex' })
    expect(files[0]!.matches).toEqual([
      { line: 2, offset: 4, text: 'b a', marks: [[0, 2]], cut: [false, false] },
      { line: 3, offset: 9, text: 'ab\tc', marks: [[1, 3]], cut: [false, false] },
    ])
  })

  it('finds letters beyond ASCII in UTF-8, and in Latin-1 where a line is no UTF-8', async () => {
    const found = await opened(
      imageOf([layer([file('u', 'x\nça café\n'), file('l', Buffer.from('caf\xe9', 'latin1'))])]),
    )
    const { files } = await found.find({ pattern: 'caf.$', kind: 'regex' })
    expect(files.map(({ fullPath, matches }) => [fullPath, matches[0]!.offset, matches[0]!.text])).toEqual([
      ['/u', 6, 'ça café'],
      ['/l', 0, 'caf\\xe9'],
    ])
    expect(await found.lines({ pattern: 'café' })).toEqual(['/u@0 visible: 2'])
  })

  it('gives places of a text in a binary file, and passes binary files over for an expression', async () => {
    const binary = Buffer.concat([Buffer.from('\0ELF key key'), Buffer.alloc(300_000), Buffer.from('key')])
    const found = await opened(imageOf([layer([file('bin', binary), file('late', `${'x'.repeat(9000)}\n\0key`)])]))
    const { files } = await found.find({ pattern: 'key' })
    expect(files.find(({ fullPath }) => fullPath === '/bin')).toMatchObject({
      binary: true,
      matches: [5, 9, 300_012].map((offset) => ({ line: null, offset, text: '' })),
    })
    expect(files.find(({ fullPath }) => fullPath === '/late')).toMatchObject({ binary: false, matches: [{ line: 2 }] })
    const { files: lines, summary } = await found.find({ pattern: 'k.y', kind: 'regex' })
    expect(lines.map(({ fullPath }) => fullPath)).toEqual(['/late'])
    expect(summary.binary).toBe(1)
    const asText = await found.find({ pattern: 'k.y', kind: 'regex', binaryAsText: true, glob: 'bin' })
    expect(asText.files[0]!.matches[0]!.text.startsWith('\\u{0}ELF key key')).toBe(true)
  })

  it('passes over holes of a sparse file that claims a terabyte', async () => {
    const text = Buffer.alloc(16 * 1024, 'line of text\n')
    const end = Buffer.from('needle')
    const huge = 2 ** 40
    const member = sparseMember('pax-1.0', 'sparse', huge, [
      { offset: 0, bytes: text },
      { offset: huge - 6, bytes: end },
    ])
    const found = await opened(imageOf([layer([member])]))
    const { files, summary } = await found.find({ pattern: 'needle' })
    expect(files[0]!.matches).toMatchObject([{ offset: huge - 6, text: 'needle' }])
    expect(summary.bytes).toBe(text.length + 6)
  })

  it('shows control characters and bidi overrides of a line as escapes', async () => {
    const found = await opened(imageOf([layer([file('a', 'key \u001b[31m \u202e')])]))
    const { files } = await found.find({ pattern: 'key' })
    expect(files[0]!.matches[0]!.text).toBe('key \\u{1b}[31m \\u{202e}')
  })

  it('ends at its limit, and says so', async () => {
    const many = file('many', 'x\n'.repeat(5000))
    const found = await opened(imageOf([layer([many, file('other', 'x\n'.repeat(100))]), layer([file('third', 'x')])]))
    const { files, summary } = await found.find({ pattern: 'x', limit: 30 })
    expect(files.reduce((sum, { matches }) => sum + matches.length, 0)).toBe(30)
    expect(summary).toMatchObject({ matches: 30, limited: true })
    const all = await found.find({ pattern: 'x' })
    expect(all.summary).toMatchObject({ matches: 1101, files: 3, limited: false })
    expect(all.files.filter(({ more }) => more).map(({ fullPath }) => fullPath)).toEqual(['/many'])
  })

  it('says what is wrong with a pattern', async () => {
    const found = await opened(imageOf([BASE]))
    for (const [pattern, kind] of [
      ['', 'text'],
      ['(', 'regex'],
      ['a\nb', 'text'],
      ['x'.repeat(5000), 'text'],
    ] as const)
      expect((await found.ask({ pattern, kind })).failure?.code).toBe('argument-invalid')
  })

  it('counts files that end before their size and searches what is there', async () => {
    const cut = layer([file('cut', `needle\n${'x'.repeat(5000)}`)]).subarray(0, 2048)
    const found = await opened({ layers: [{ tar: cut }] })
    const { summary, files } = await found.find({ pattern: 'needle' })
    expect(files).toHaveLength(1)
    expect(summary.unreadable).toBe(1)
  })

  it('is ended by the next one, and by a cancel, within a file', async () => {
    const big = file('big', Buffer.alloc(24 * 1024 * 1024, 'some text that has nothing of it\n'))
    const found = await opened(imageOf([layer([big])]))
    const first = found.ask({ pattern: 'z.*q', kind: 'regex' })
    const second = found.ask({ pattern: 'nothing', kind: 'text', limit: 5 })
    expect((await first).failure?.code).toBe('cancelled')
    expect((await second).summary?.matches).toBe(5)
    const told = new Promise<void>((resolve) => (found.onTold = resolve))
    const third = found.ask({ pattern: 'z.*q', kind: 'regex' })
    await told
    await found.engine.cancelSearch()
    expect((await third).failure?.code).toBe('cancelled')
    const { done, total } = found.told.at(-1)!
    expect(done).toBeLessThan(total)
  })
})

function searchPieces(
  content: Buffer,
  cuts: readonly number[],
  query: Parameters<typeof compileQuery>[0],
  binary: boolean,
): ContentMatch[] {
  const found: ContentMatch[] = []
  const search = new FileSearch({ pattern: compileQuery(query), binary, width: query.width }, (match) =>
    found.push(match),
  )
  let at = 0
  for (const cut of [...cuts, content.length]) {
    if (cut <= at || cut > content.length) continue
    search.add(at, content.subarray(at, cut))
    at = cut
  }
  search.end()
  return found
}

const query = (pattern: string, kind: 'text' | 'regex', caseSensitive = true) =>
  ({ pattern, kind, caseSensitive, binaryAsText: false, mostOfFile: Infinity, width: 1000 }) as const
const letters = fc.constantFrom('a', 'b', 'A', '\n', '\r', 'é', '.')
const contents = fc.array(letters, { maxLength: 60 }).map((all) => all.join(''))
const cuts = fc.array(fc.nat(80), { maxLength: 6 }).map((all) => all.sort((a, b) => a - b))

describe('a search through pieces of a file', () => {
  it('finds the lines that a search through all of it finds, wherever the pieces end', () => {
    const patterns = fc
      .array(fc.constantFrom('a', 'b', 'A', 'é', '.'), { minLength: 1, maxLength: 3 })
      .map((all) => all.join(''))
    fc.assert(
      fc.property(contents, cuts, patterns, fc.boolean(), (text, at, pattern, caseSensitive) => {
        const low = (one: string): string => (caseSensitive ? one : one.toLowerCase())
        const bytes = Buffer.from(text)
        const found = searchPieces(bytes, at, query(pattern, 'text', caseSensitive), false)
        let offset = 0
        const wanted: (readonly [number, number])[] = []
        text.split('\n').forEach((line, index) => {
          const where = low(line).indexOf(low(pattern))
          if (where >= 0) wanted.push([index + 1, offset + Buffer.byteLength(line.slice(0, where))])
          offset += Buffer.byteLength(line) + 1
        })
        expect(found.map((match) => [match.line, match.offset])).toEqual(wanted)
        for (const { text: shown, marks } of found) {
          for (const [start, end] of marks) expect(low(shown.slice(start, end))).toBe(low(pattern))
          expect(marks.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('holds expressions against the same lines as a search through all of it', () => {
    const patterns = fc.constantFrom('a.b', '^a', 'b$', 'a+|é', '[^a]b', 'A*', '(a|b){2}', 'é.')
    fc.assert(
      fc.property(contents, cuts, patterns, (text, at, pattern) => {
        const found = searchPieces(Buffer.from(text), at, query(pattern, 'regex'), false)
        const lines = text.split('\n')
        if (lines.at(-1) === '') lines.pop()
        const native = new RegExp(pattern, 'su')
        const wanted = lines.flatMap((line, index) => (native.test(line.replace(/\r$/, '')) ? [index + 1] : []))
        expect(found.map(({ line }) => line)).toEqual(wanted)
      }),
      { numRuns: 1000 },
    )
  })

  it('finds every place in a binary file, wherever the pieces end', () => {
    fc.assert(
      fc.property(contents, cuts, fc.constantFrom('a', 'ab', 'aba', 'é'), (text, at, pattern) => {
        const bytes = Buffer.from(text)
        const wanted: number[] = []
        for (
          let from = bytes.indexOf(pattern);
          from >= 0;
          from = bytes.indexOf(pattern, from + Buffer.byteLength(pattern))
        )
          wanted.push(from)
        expect(searchPieces(bytes, at, query(pattern, 'text'), true).map(({ offset }) => offset)).toEqual(wanted)
      }),
    )
  })

  it('finds a match in a line of megabytes once, also where pieces of the line meet', () => {
    const line = Buffer.alloc(3 * LONGEST_LINE, 'é')
    for (const offset of [LONGEST_LINE - 3, LONGEST_LINE, 2 * LONGEST_LINE + 7]) {
      const content = Buffer.concat([Buffer.from('first\n'), line, Buffer.from('\nneedle\n')])
      content.write('needle', offset)
      const pieces = Array.from({ length: 40 }, (_, at) => (at + 1) * 100_000)
      for (const kind of ['text', 'regex'] as const) {
        const found = searchPieces(content, pieces, query(kind === 'text' ? 'needle' : 'ne+dle', kind), false)
        expect(found.map((match) => [match.line, match.offset])).toEqual([
          [2, offset],
          [3, content.length - 7],
        ])
        expect(found[0]!.text.length).toBeLessThan(1200)
        expect(found[0]!.text.slice(...found[0]!.marks[0]!)).toBe('needle')
        expect(found[0]!.cut).toEqual([true, true])
      }
    }
  })
})

describe('the part of a line that is shown', () => {
  it('has the match in it, whole characters, and says where it is cut', () => {
    const line = Buffer.from(`${'é'.repeat(500)}needle${'é'.repeat(500)}`)
    const { text, marks, cut } = lineExcerpt(line, [[1000, 1006]], 200)
    expect(text).toMatch(/^é+needleé+$/)
    expect(text.slice(...marks[0]!)).toBe('needle')
    expect(cut).toEqual([true, true])
  })

  it('marks a match that is longer than what is shown', () => {
    const { text, marks, cut } = lineExcerpt(Buffer.alloc(1000, 'x'), [[0, 1000]], 100)
    expect(marks).toEqual([[0, text.length]])
    expect(cut).toEqual([false, true])
  })
})
