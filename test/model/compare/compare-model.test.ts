import { describe, expect, it } from 'vitest'
import type { ComparedEntry, ComparedRow, ComparedStep, Comparison } from '../../../shared/comparison.ts'
import { configLines } from '../../../renderer/model/compare/config.ts'
import { layerMatrix } from '../../../renderer/model/compare/layer-matrix.ts'
import { comparisonPage, escapeHtml } from '../../../renderer/model/compare/page.ts'
import { belowParts, rowMark, tellingFields } from '../../../renderer/model/compare/row.ts'
import { sideNames } from '../../../renderer/model/compare/side-name.ts'
import { alignSteps, layerRange } from '../../../renderer/model/compare/steps.ts'
import { swapComparison, swapFilter, swapRow, swapSort } from '../../../renderer/model/compare/swap.ts'
import { parseView, viewKey } from '../../../renderer/model/compare/view-key.ts'
import { imageInfo, layerInfo } from '../../state/fake-engine.ts'

const NONE = { onlyA: 0, onlyB: 0, changed: 0, times: 0 }
const ENTRY: ComparedEntry = { type: 'file', size: 5, metadata: null, link: null, layer: 0, content: null }

function row(changes: Partial<ComparedRow>): ComparedRow {
  return {
    node: 1,
    name: 'a',
    difference: 'same',
    what: [],
    compared: true,
    a: ENTRY,
    b: ENTRY,
    moved: null,
    children: 0,
    context: false,
    below: NONE,
    sizeDifference: 0,
    ...changes,
  }
}

function step(difference: ComparedStep['difference'], history: number, layer: number | null): ComparedStep {
  const a = difference !== 'only-b'
  const b = difference !== 'only-a'
  return {
    difference,
    historyA: a ? history : null,
    historyB: b ? history : null,
    layerA: a ? layer : null,
    layerB: b ? layer : null,
  }
}

function comparison(
  lines: readonly string[],
  steps: readonly ComparedStep[],
  changes: Partial<Comparison> = {},
): Comparison {
  const side = (index: number): Comparison['a'] => {
    const info = {
      ...imageInfo(index, 3),
      history: lines.map((createdBy) => ({
        createdBy,
        created: null,
        emptyLayer: false,
        layer: null,
        comment: null,
        author: null,
      })),
    }
    const layers = [0, 1, 2].map((layer) => layerInfo(layer, { size: 100 * (layer + 1) }))
    return {
      archive: `/images/${index}.tar`,
      images: [info],
      info,
      view: { kind: 'merged', upto: 2 },
      status: { image: index, layers, stacked: 3, totals: null },
      bytes: 10,
    }
  }
  return {
    a: side(0),
    b: side(1),
    phase: 'ready',
    steps,
    sharedLayers: 0,
    sharedBytes: 0,
    firstDifference: null,
    config: [],
    counts: NONE,
    moved: 0,
    packages: null,
    paths: 0,
    ...changes,
  }
}

describe('lines of two histories', () => {
  it('that both have are folded to one with the bytes that they save, and the cut stands before the first that differs', () => {
    const aligned = alignSteps(
      comparison(['ADD /', 'RUN a', 'COPY . /'], [step('same', 0, 0), step('same', 1, 1), step('inputs', 2, 2)], {
        firstDifference: { step: 2, history: 2, reason: 'inputs-changed' },
      }),
    )
    expect(aligned.map(({ kind }) => kind)).toEqual(['shared', 'cut', 'pair'])
    expect(aligned[0]).toMatchObject({ layers: 2, bytes: 300 })
  })

  it('that only one side has stand beside each other where they have one keyword, in the order of either side', () => {
    const lines = ['ENV A=1', 'CMD ["one"]']
    const aligned = alignSteps(
      comparison(lines, [
        step('only-a', 0, null),
        step('only-a', 1, null),
        step('only-b', 0, null),
        step('only-b', 1, null),
      ]),
    )
    expect(aligned.map((line) => line.kind === 'pair' && line.pair.difference)).toEqual(['replaced', 'replaced'])
    const apart = alignSteps(comparison(lines, [step('only-a', 0, null), step('only-b', 1, null)]))
    expect(apart.map((line) => line.kind === 'pair' && line.pair.difference)).toEqual(['only-a', 'only-b'])
  })

  it('are never lost nor doubled by that', () => {
    const kinds = ['only-a', 'only-b', 'same', 'inputs'] as const
    const steps = Array.from({ length: 40 }, (_, at) => step(kinds[(at * 7 + (at >> 2)) % 4]!, at % 2, null))
    const aligned = alignSteps(comparison(['RUN x', 'ENV y'], steps))
    const pairs = aligned.flatMap((line) =>
      line.kind === 'pair' ? [line.pair] : line.kind === 'shared' ? line.steps : [],
    )
    expect(pairs.filter(({ a }) => a).length).toBe(steps.filter(({ historyA }) => historyA !== null).length)
    expect(pairs.filter(({ b }) => b).length).toBe(steps.filter(({ historyB }) => historyB !== null).length)
  })

  it('name runs of layers', () => {
    expect(layerRange([0, 1, 2, 4])).toBe('0–2, 4')
    expect(layerRange([])).toBe('')
  })
})

describe('the mark of a row', () => {
  it('is that of what lies below where it is the same itself, and times count only where that is wanted', () => {
    expect(rowMark(row({ below: { ...NONE, changed: 1 } }), false)).toBe('below')
    expect(rowMark(row({ below: { ...NONE, times: 1 } }), false)).toBe('same')
    expect(rowMark(row({ below: { ...NONE, times: 1 } }), true)).toBe('below')
    expect(rowMark(row({ difference: 'times', what: ['mtime'] }), false)).toBe('same')
    expect(rowMark(row({ difference: 'times', what: ['mtime'] }), true)).toBe('times')
  })

  it('tells what is worth a word', () => {
    expect(tellingFields(row({ what: ['content', 'size', 'mtime'] }))).toEqual(['content'])
    expect(tellingFields(row({ what: ['size', 'mtime'] }))).toEqual(['size'])
    expect(tellingFields(row({ what: ['mode', 'mtime'] }))).toEqual(['mode'])
    expect(tellingFields(row({ what: ['mtime'] }))).toEqual(['mtime'])
    expect(tellingFields(row({ what: ['content', 'mode', 'type'] }))).toEqual(['type'])
    expect(belowParts({ onlyA: 1, onlyB: 0, changed: 2, times: 3 }, false).map(({ count }) => count)).toEqual([1, 2])
  })
})

describe('sides turned round', () => {
  it('twice are as they were, and once turn all that says a side', () => {
    const told = row({ difference: 'only-a', b: null, sizeDifference: -5, below: { ...NONE, onlyA: 2 } })
    expect(swapRow(swapRow(told))).toEqual(told)
    expect(swapRow(told)).toMatchObject({ difference: 'only-b', a: null, sizeDifference: 5, below: { onlyB: 2 } })
    expect(swapRow(row({})).sizeDifference).toBe(0)
    const filter = { show: 'differences', times: true, only: ['only-a', 'changed'] } as const
    expect(swapFilter(filter).only).toEqual(['only-b', 'changed'])
    expect(swapSort({ by: 'sizeDifference', descending: true })).toEqual({ by: 'sizeDifference', descending: false })
    expect(swapSort({ by: 'size', descending: true })).toEqual({ by: 'size', descending: true })
    const whole = comparison(['RUN x'], [step('only-a', 0, 0)], { config: [{ field: 'user', a: 'x', b: null }] })
    expect(swapComparison(swapComparison(whole))).toEqual(whole)
    expect(swapComparison(whole).config).toEqual([{ field: 'user', a: null, b: 'x' }])
  })
})

describe('the configuration', () => {
  it('is told by name, in groups, with what a side lacks', () => {
    const lines = configLines([
      { field: 'labels.a.b', a: '1', b: null },
      { field: 'env.PATH', a: '/bin', b: '/usr/bin' },
      { field: 'ports.80/tcp', a: null, b: true },
      { field: 'cmd', a: ['a', 'b'], b: null },
      { field: 'healthcheck', a: { Test: ['CMD', 'x'], Interval: 3e10 }, b: null },
      { field: 'tags', a: ['x:1', 'y:1'], b: ['x:2'] },
    ])
    expect(lines.map(({ group, name, a, b }) => [group, name, a, b])).toEqual([
      ['identity', null, 'x:1\ny:1', 'x:2'],
      ['run', null, '["a","b"]', null],
      ['run', null, 'Test ["CMD","x"]\nInterval 30 s', null],
      ['env', 'PATH', '/bin', '/usr/bin'],
      ['ports', '80/tcp', null, '✓'],
      ['labels', 'a.b', '1', null],
    ])
  })
})

describe('the matrix of shared layers', () => {
  it('counts each layer once, by DiffID, and one that names none with no other', () => {
    const image = (index: number, ids: readonly (string | null)[]) => ({
      ...imageInfo(index, 0),
      layers: ids.map((diffId, at) => layerInfo(at, { diffId, compressedSize: 10 })),
    })
    const matrix = layerMatrix([image(0, ['x', 'y', null]), image(1, ['y', 'z', null])])
    expect(matrix.cells[0]?.map(({ layers }) => layers)).toEqual([3, 1])
    expect(matrix).toMatchObject({ apart: 60, stored: 50 })
  })
})

describe('names of sides', () => {
  it('that are alike are told apart by their files', () => {
    const { a, b } = comparison([], [])
    expect(sideNames({ a, b })).toEqual(['example.test/image:0', 'example.test/image:1'])
    expect(sideNames({ a, b: { ...a, archive: '/images/other.tar' } })).toEqual([
      'example.test/image:0 (0.tar)',
      'example.test/image:0 (other.tar)',
    ])
    expect(sideNames({ a: { ...a, view: { kind: 'merged', upto: 1 } }, b: a })[0]).toBe(
      'example.test/image:0 · up to layer 1',
    )
  })

  it('a view is written and read back', () => {
    for (const view of [
      { kind: 'layer', layer: 3 },
      { kind: 'merged', upto: 0 },
    ] as const)
      expect(parseView(viewKey(view))).toEqual(view)
    expect(parseView('')).toBeNull()
  })
})

describe('the exported page', () => {
  it('escapes all text and tells that a list was cut by what could not be read', async () => {
    expect(escapeHtml(`<a href="x">'&`)).toBe('&#60;a href=&#34;x&#34;&#62;&#39;&#38;')
    const html = await comparisonPage({
      comparison: comparison([], []),
      names: ['<b>', 'c'],
      steps: [],
      config: [],
      times: false,
      rows: async (parent) =>
        parent === 0 ? [{ ...row({ name: '<i>', difference: 'only-b', a: null, children: 1 }), path: 1 }] : null,
    })
    expect(html).not.toContain('<b>')
    expect(html).toContain('&#60;i&#62;/')
    expect(html).toContain('Only the first')
    expect(html).not.toContain('<script')
  })
})
