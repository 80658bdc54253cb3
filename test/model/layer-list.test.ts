import { describe, expect, it } from 'vitest'
import { layerHue } from '../../renderer/model/layer-hue.ts'
import { layerList } from '../../renderer/model/layer-list.ts'
import type { HistoryEntry, LayerInfo } from '../../shared/archive.ts'

function layer(index: number, history: number | null): LayerInfo {
  return {
    index,
    history,
    diffId: null,
    digest: null,
    mediaType: null,
    compression: 'none',
    size: null,
    compressedSize: null,
    entries: null,
    contentBytes: null,
    state: 'pending',
    changes: null,
  }
}

function entry(createdBy: string, made: number | null): HistoryEntry {
  return { createdBy, created: null, emptyLayer: made === null, layer: made, comment: null, author: null }
}

describe('the list of layers', () => {
  it('is newest first, with instructions that made no layer between', () => {
    const list = layerList(
      [layer(0, 0), layer(1, 2)],
      [entry('ADD', 0), entry('ENV', null), entry('RUN', 1), entry('CMD', null)],
    )
    expect(list.unmatched).toBeNull()
    expect(list.items.map((item) => (item.kind === 'layer' ? item.layer.index : item.entry.createdBy))).toEqual([
      'CMD',
      1,
      'ENV',
      0,
    ])
    expect(list.loose).toEqual([])
  })

  it('shows layers without instructions, and the history by itself, where they do not match', () => {
    const list = layerList(
      [layer(0, null), layer(1, null)],
      [entry('ADD', null), entry('ENV', null), entry('RUN', null)],
    )
    expect(list.unmatched).toBe('counts-differ')
    expect(list.items).toMatchObject([
      { kind: 'layer', layer: { index: 1 }, entry: null },
      { kind: 'layer', layer: { index: 0 }, entry: null },
    ])
    expect(list.loose.map((loose) => loose.entry.createdBy)).toEqual(['RUN', 'ENV', 'ADD'])
  })

  it('says that there is no history where there is none', () => {
    expect(layerList([layer(0, null)], []).unmatched).toBe('no-history')
  })

  it('has only instructions where an image has no layers', () => {
    const list = layerList([], [entry('CMD', null)])
    expect(list.unmatched).toBeNull()
    expect(list.items).toHaveLength(1)
  })
})

describe('the hue of a layer', () => {
  it('differs from that of its neighbours, also in an image of many layers', () => {
    for (let index = 1; index < 127; index += 1) {
      const distance = Math.abs(layerHue(index) - layerHue(index - 1))
      expect(Math.min(distance, 360 - distance)).toBeGreaterThanOrEqual(20)
    }
  })
})
