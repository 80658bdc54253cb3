import { describe, expect, it } from 'vitest'
import { cakeLegend, cakeSlices } from '../../../renderer/model/overview/cake.ts'
import { layerInfo } from '../../state/fake-engine.ts'

const sized = (...sizes: number[]): ReturnType<typeof cakeSlices> =>
  cakeSlices(sizes.map((contentBytes, index) => layerInfo(index, { contentBytes })))

describe('the cake', () => {
  it('gives every layer its part of the whole', () => {
    expect(sized(300, 100)).toEqual([
      { layer: 0, bytes: 300, share: 0.75 },
      { layer: 1, bytes: 100, share: 0.25 },
    ])
  })

  it('goes by what is stored where a layer is not indexed yet', () => {
    expect(cakeSlices([layerInfo(0, { compressedSize: 40 }), layerInfo(1)]).map(({ bytes }) => bytes)).toEqual([40, 0])
  })

  it('of empty layers divides nothing by nothing', () => {
    expect(sized(0, 0).map(({ share }) => share)).toEqual([0, 0])
    expect(cakeSlices([])).toEqual([])
  })

  it('names the largest layers in their order and folds the others', () => {
    const { named, others } = cakeLegend(sized(5, 900, 1, 2, 800, 3), 2)
    expect(named.map(({ layer }) => layer)).toEqual([1, 4])
    expect(others).toEqual({ layers: 4, bytes: 11 })
  })

  it('folds no layer alone', () => {
    expect(cakeLegend(sized(1, 2, 3), 2).others.layers).toBe(0)
  })
})
