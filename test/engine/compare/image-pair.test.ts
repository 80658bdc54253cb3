import { describe, expect, it } from 'vitest'
import { choosePair, hostPlatform } from '../../../electron/engine/compare/image-pair.ts'
import type { NamedImage } from '../../../shared/comparison.ts'

type Named = readonly [tag: string | null, architecture: string | null]

function images(...named: readonly Named[]): readonly NamedImage[] {
  return named.map(([tag, architecture], index) => ({
    index,
    tags: tag === null ? [] : [tag],
    id: null,
    manifestDigest: null,
    platform: architecture === null ? null : { os: 'linux', architecture },
  }))
}

function pair(a: readonly Named[], b: readonly Named[], chosenA: number | null = null): readonly [number, number] {
  return choosePair({ images: images(...a), chosen: chosenA }, { images: images(...b), chosen: null }, 'linux/arm64')
}

describe('which images of two archives are compared', () => {
  it("is left to the host's platform where both have several", () => {
    const platforms: readonly Named[] = [
      ['shop/api:1', 'amd64'],
      ['shop/api:1', 'arm64'],
    ]
    expect(pair(platforms, [...platforms].reverse())).toEqual([1, 0])
  })

  it('is the platform that both have, where the host has another one', () => {
    expect(
      pair(
        [
          ['shop/api:1', 'arm64'],
          ['shop/api:1', 's390x'],
        ],
        [['shop/api:2', 's390x']],
      ),
    ).toEqual([1, 0])
  })

  it('is the same repository, whatever its tag, and the same tag before another', () => {
    const b: readonly Named[] = [
      ['shop/web:1', 'amd64'],
      ['docker.io/shop/api:1', 'amd64'],
      ['shop/api:2', 'amd64'],
    ]
    expect(pair([['shop/api:3', 'amd64']], b)).toEqual([0, 1])
    expect(pair([['shop/api:2', 'amd64']], b)).toEqual([0, 2])
  })

  it('keeps what was chosen, and gives it the best partner', () => {
    const both: readonly Named[] = [
      ['shop/api:1', 'amd64'],
      ['shop/web:1', 'amd64'],
    ]
    expect(pair(both, both, 1)).toEqual([1, 1])
  })

  it('of one archive is never one image, but where it has only one', () => {
    const archive = images(['shop/api:1', 'amd64'], ['shop/web:1', 'amd64'], ['shop/api:2', 'amd64'])
    const side = { images: archive, chosen: null }
    expect(choosePair(side, side)).toEqual([0, 2])
    const single = { images: images([null, null]), chosen: null }
    expect(choosePair(single, single)).toEqual([0, 0])
  })

  it('is the first of each where nothing is known of them', () => {
    expect(
      pair(
        [
          [null, null],
          [null, null],
        ],
        [[null, null]],
      ),
    ).toEqual([0, 0])
  })

  it("calls architectures by Go's names", () => {
    expect([hostPlatform('x64'), hostPlatform('arm64'), hostPlatform('riscv64')]).toEqual([
      'linux/amd64',
      'linux/arm64',
      'linux/riscv64',
    ])
  })
})
