import { describe, expect, it } from 'vitest'
import { imageChoices, platformName } from '../../renderer/model/image-choice.ts'
import type { ImageInfo, Platform } from '../../shared/archive.ts'

function image(
  index: number,
  tags: string[],
  architecture: string | null,
  id = `sha256:${index}${'0'.repeat(63)}`,
): ImageInfo {
  const platform: Platform | null = architecture === null ? null : { os: 'linux', architecture }
  return {
    index,
    tags,
    id,
    manifestDigest: null,
    platform,
    created: null,
    config: null,
    layers: [],
    history: [],
    annotations: {},
  }
}

describe('the images of an archive', () => {
  it('that share a tag and differ by platform are one choice', () => {
    const choices = imageChoices(
      [image(0, ['app:1'], 'amd64'), image(1, ['app:1'], 'arm64'), image(2, ['db:1'], 'amd64')],
      'x.tar',
    )
    expect(choices).toEqual([
      { label: 'app:1', otherTags: [], images: [0, 1] },
      { label: 'db:1', otherTags: [], images: [2] },
    ])
  })

  it('that share a tag and a platform are told apart by their ids', () => {
    const choices = imageChoices([image(0, ['app:1'], 'amd64'), image(1, ['app:1'], 'amd64')], 'x.tar')
    expect(choices.map((choice) => choice.label)).toEqual(['app:1 (000000000000)', 'app:1 (100000000000)'])
  })

  it('without a tag are named by their id, and without an id by their place', () => {
    const choices = imageChoices([image(0, [], null), { ...image(1, [], null), id: null }], 'x.tar')
    expect(choices.map((choice) => choice.label)).toEqual(['000000000000', '#2'])
  })

  it('that says nothing of itself has the name of the archive', () => {
    expect(imageChoices([{ ...image(0, [], null), id: null }], 'root.tar')[0]?.label).toBe('root.tar')
  })

  it('with further tags show them too', () => {
    expect(imageChoices([image(0, ['app:1', 'app:latest'], 'amd64')], 'x.tar')[0]?.otherTags).toEqual(['app:latest'])
  })
})

describe('a platform', () => {
  it('is named as on a command line', () => {
    expect(platformName({ os: 'linux', architecture: 'arm', variant: 'v7' })).toBe('linux/arm/v7')
    expect(platformName({ os: 'windows', architecture: 'amd64', osVersion: '10.0.17763' })).toBe(
      'windows/amd64 10.0.17763',
    )
  })
})
