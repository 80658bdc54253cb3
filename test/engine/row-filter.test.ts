import type { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { createEngine } from '../../electron/engine/engine.ts'
import { globToRegex } from '../../electron/engine/glob.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { compilePattern, isCaseSensitive } from '../../electron/engine/pattern.ts'
import type { FilterTerm, RowFilter } from '../../shared/row-filter.ts'
import type { Row, Sort, View, ViewCounts } from '../../shared/tree.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { arbitraryStack, renderStack } from '../model-of-union/arbitrary-stack.ts'

const folder = temporaryFolder()
const BY_NAME: Sort = { by: 'name', descending: false }

class Filtering {
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
    const opened = await this.#engine.openArchive(folder.write('filter.tar', archive))
    if (!opened.ok) throw new Error(opened.failure.message)
    await this.#engine.openImage(0)
    await ready
  }

  async rows(view: View, filter: RowFilter, show: 'all' | 'changed' = 'all'): Promise<Map<string, Row>> {
    const found = new Map<string, Row>()
    const pending = [{ node: 0, path: '', children: -1 }]
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      const request = { view, parent: at.node, sort: BY_NAME, show, filter, offset: 0, limit: 1000 }
      const page = await this.#engine.children(request)
      if (!page.ok) throw new Error(page.failure.message)
      if (at.children >= 0) expect(page.value.total).toBe(at.children)
      for (const row of page.value.rows) {
        const path = `${at.path}/${row.name}`
        found.set(path, row)
        pending.push({ node: row.node, path, children: row.children })
      }
    }
    return found
  }

  async counts(view: View, filter: RowFilter): Promise<ViewCounts> {
    const counts = await this.#engine.counts(view, filter)
    if (!counts.ok) throw new Error(counts.failure.message)
    return counts.value
  }

  async list(list: 'overridden' | 'removed', upto: number, filter: RowFilter): Promise<string[]> {
    const page = await this.#engine.list({ list, upto, sort: BY_NAME, filter, offset: 0, limit: 1000 })
    if (!page.ok) throw new Error(page.failure.message)
    expect(page.value.total).toBe(page.value.rows.length)
    return page.value.rows.map(({ fullPath }) => fullPath).sort()
  }

  async failure(filter: RowFilter): Promise<string> {
    const counts = await this.#engine.counts({ kind: 'merged', upto: 0 }, filter)
    return counts.ok ? 'ok' : counts.failure.code
  }

  dispose(): Promise<void> {
    return this.#engine.dispose()
  }
}

/** Of any image, whether a row without a filter is what a term asks for; written down from the row and its path alone. */
function holds(term: FilterTerm, shown: string, row: Row, overridden: ReadonlySet<string>): boolean {
  const [path, name] = [raw(shown), raw(row.name)]
  const sensitive = 'pattern' in term && /[A-Z]/.test(term.pattern.replace(/\\./g, ''))
  const fold = (text: string): string => (sensitive ? text : text.toLowerCase())
  switch (term.kind) {
    case 'text': {
      if (!term.pattern.includes('/')) return fold(name).includes(fold(term.pattern))
      // It ends in the name: cutting the path where the name begins leaves at least its last part.
      for (let end = path.length; end >= path.length - name.length; end--)
        if (fold(path.slice(0, end)).endsWith(fold(term.pattern))) return true
      return false
    }
    case 'glob': {
      const source = globToRegex(
        term.pattern.includes('/') && !term.pattern.startsWith('/') ? `/${term.pattern}` : term.pattern,
      )
      return new RegExp(source, sensitive ? 's' : 'si').test(term.pattern.includes('/') ? path : name)
    }
    case 'regex':
      return new RegExp(term.pattern, sensitive ? '' : 'i').test(term.pattern.includes('/') ? path : name)
    case 'change':
      return (
        (row.change !== null && term.values.includes(row.change)) ||
        (term.values.includes('overridden') && overridden.has(shown))
      )
    case 'type':
      return term.values.includes(row.type)
    case 'size':
      return row.type === 'file' && row.size >= (term.least ?? 0) && row.size <= (term.most ?? Infinity)
    case 'layer':
      return term.values.includes(row.layer)
    case 'user':
      return row.metadata !== null && term.values.includes(String(row.metadata.uid))
    case 'group':
      return row.metadata !== null && term.values.includes(String(row.metadata.gid))
    case 'mode': {
      if (row.metadata === null || row.type === 'symlink') return false
      const { mode } = row.metadata
      return term.values.some(
        (flag) =>
          (flag === 'setuid' && (mode & 0o4000) !== 0) ||
          (flag === 'setgid' && (mode & 0o2000) !== 0) ||
          (flag === 'sticky' && (mode & 0o1000) !== 0) ||
          (flag === 'executable' && (row.type === 'file' || row.type === 'hardlink') && (mode & 0o111) !== 0) ||
          (flag === 'writable' && (mode & 0o002) !== 0),
      )
    }
  }
}

/** Bytes that are no UTF-8 stand for themselves. */
function raw(shown: string): string {
  return shown.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

const term: fc.Arbitrary<RowFilter[number]> = fc
  .tuple(
    fc.oneof(
      fc.record({
        kind: fc.constant('text' as const),
        pattern: fc.constantFrom('a', 'b', 'A', '/a', 'a/b', 'b/', '/', '.', 'a/a/b'),
      }),
      fc.record({
        kind: fc.constant('glob' as const),
        pattern: fc.constantFrom('a*', '*.b', '?', 'a/**', '**/b', '/a/*', '{a,b}', '[!a]', 'a/*', '**/a/?'),
      }),
      fc.record({
        kind: fc.constant('regex' as const),
        pattern: fc.constantFrom('^a', 'b$', 'a|b', '^/a', '/a/.*b', '[ab]{2}', 'A'),
      }),
      fc.record({
        kind: fc.constant('change' as const),
        values: fc.subarray(['added', 'modified', 'removed', 'unchanged', 'overridden'] as const, { minLength: 1 }),
      }),
      fc.record({
        kind: fc.constant('type' as const),
        values: fc.subarray(['file', 'dir', 'symlink', 'char'] as const, { minLength: 1 }),
      }),
      fc.record({ kind: fc.constant('size' as const), least: fc.option(fc.nat(2)), most: fc.option(fc.nat(2)) }),
      fc.record({ kind: fc.constant('layer' as const), values: fc.subarray([0, 1, 2], { minLength: 1 }) }),
      fc.record({
        kind: fc.constantFrom('user' as const, 'group' as const),
        values: fc.constantFrom(['0'], ['1000'], ['0', '1000']),
      }),
      fc.record({
        kind: fc.constant('mode' as const),
        values: fc.subarray(['setuid', 'sticky', 'executable', 'writable'] as const, { minLength: 1 }),
      }),
    ),
    fc.boolean(),
  )
  .map(([kind, not]) => (not ? { ...kind, not } : kind))

describe('a filter of the tree', () => {
  const filtering = new Filtering()
  afterAll(() => filtering.dispose())

  it('leaves in any view what its terms hold for, and the directories above; sizes stay', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryStack,
        fc.array(term, { minLength: 1, maxLength: 3 }),
        fc.nat(4),
        async (stack, filter, top) => {
          await filtering.open(renderStack(stack))
          const upto = top % stack.length
          const overridden = new Set(await filtering.list('overridden', upto, []))
          const removed = new Set(await filtering.list('removed', upto, []))
          for (const view of [{ kind: 'merged', upto } as const, { kind: 'layer', layer: upto } as const]) {
            const whole = await filtering.rows(view, [])
            const left = await filtering.rows(view, filter)
            const matching = [...whole].filter(([path, row]) =>
              filter.every((term) => holds(term, path, row, overridden) !== (term.not === true)),
            )
            const above = new Set(matching.flatMap(([path]) => ancestors(path)))
            const matches = new Set(matching.map(([path]) => path))
            expect([...left.keys()].sort()).toEqual([...new Set([...matches, ...above])].sort())
            for (const [path, row] of left) {
              expect(row.context === true).toBe(!matches.has(path))
              expect(row.size).toBe(whole.get(path)?.size)
            }
            const counts = await filtering.counts(view, filter)
            expect(counts.matching).toBe(matches.size)
            if (view.kind === 'layer') continue
            expect(await filtering.list('overridden', upto, filter)).toEqual(
              [...matches].filter((path) => overridden.has(path)).sort(),
            )
            expect(await filtering.list('removed', upto, filter)).toEqual(
              [...matches].filter((path) => removed.has(path)).sort(),
            )
            expect(counts.overridden).toBe([...matches].filter((path) => overridden.has(path)).length)
            expect(counts.removed).toBe([...matches].filter((path) => removed.has(path)).length)
            const changed = await filtering.rows(view, filter, 'changed')
            expect([...changed.values()].filter((row) => row.context !== true).length).toBe(counts.changed)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('says that a regular expression is none', async () => {
    await filtering.open(renderStack([[]]))
    expect(await filtering.failure([{ kind: 'regex', pattern: '(' }])).toBe('argument-invalid')
    expect(await filtering.failure([{ kind: 'regex', pattern: '(a)\\1' }])).toBe('argument-invalid')
    expect(await filtering.failure([{ kind: 'glob', pattern: '[z-a]{' }])).toBe('ok')
  })
})

function ancestors(path: string): string[] {
  const parts = path.split('/')
  return parts.slice(2).map((_, at) => parts.slice(0, at + 2).join('/'))
}

describe('patterns', () => {
  const matches = (glob: string, text: string): boolean => compilePattern('glob', glob, true).test(text)

  it('globs mean what they mean elsewhere', () => {
    for (const [glob, yes, no] of [
      ['*.so', ['a.so', '.so'], ['a.so.1', 'a/b.so']],
      ['a?c', ['abc', 'aéc'], ['ac', 'a/c']],
      ['/etc/**', ['/etc/a', '/etc/a/b'], ['/etcetera', '/usr/etc/a']],
      ['/**/b', ['/b', '/a/b', '/a/c/b'], ['/ab', '/a/bc']],
      ['{a,b{1,2}}', ['a', 'b1', 'b2'], ['b', '{a,b1}']],
      ['[a-c]x', ['ax', 'cx'], ['dx']],
      ['[!a]', ['b'], ['a', '/']],
      ['a{b', ['a{b'], ['ab']],
      ['[', ['['], ['']],
      ['\\*', ['*'], ['a']],
      ['a.b+(c)', ['a.b+(c)'], ['axb+(c)']],
    ] as const) {
      for (const text of yes) expect([glob, text, matches(glob, text)]).toEqual([glob, text, true])
      for (const text of no) expect([glob, text, matches(glob, text)]).toEqual([glob, text, false])
    }
  })

  it('answers at once where backtracking would take for ever', () => {
    const text = `${'a'.repeat(50_000)}!`
    expect(compilePattern('regex', '(a+)+$', true).test(text)).toBe(false)
    expect(compilePattern('regex', '(a|aa)+$', true).test(text)).toBe(false)
    expect(matches(`${'*a'.repeat(20)}*b`, text)).toBe(false)
  })

  it('case counts where there is a capital letter', () => {
    expect(isCaseSensitive('readme', 'text')).toBe(false)
    expect(isCaseSensitive('README*', 'glob')).toBe(true)
    expect(isCaseSensitive('\\W\\pL\\p{Lu}x', 'regex')).toBe(false)
    expect(compilePattern('regex', 'é', false).test('É')).toBe(true)
  })
})
