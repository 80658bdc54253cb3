import { describe, expect, it } from 'vitest'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import type { FixtureImage, FixtureLayer } from '../fixtures/image.ts'
import { dir, file, layer, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { ALL, OpenedComparison } from './opened-comparison.ts'

const folder = temporaryFolder()
let written = 0

function write(...images: FixtureImage[]): string {
  return folder.write(`compared-${written++}.tar`, dockerArchive(images))
}

async function compare(a: FixtureImage, b: FixtureImage): Promise<OpenedComparison> {
  return OpenedComparison.open({ a: { archive: write(a), image: 0 }, b: { archive: write(b), image: 0 } })
}

function image(...layers: FixtureLayer[]): FixtureImage {
  return { tags: ['example.test/app:1'], layers }
}

const BASE: FixtureLayer = {
  tar: layer([dir('etc'), file('etc/os-release', 'ID=fixture\n'), file('etc/shadow', 'x'.repeat(5000))]),
  createdBy: 'ADD rootfs.tar / # buildkit',
}

function copied(content: string, more: Partial<FixtureLayer> = {}): FixtureLayer {
  return { tar: layer([dir('app'), file('app/main.js', content)]), createdBy: 'COPY . /app # buildkit', ...more }
}

describe('two images compared', () => {
  it('a file of equal size and time but other content is changed', async () => {
    const compared = await compare(image(BASE, copied('abc')), image(BASE, copied('abd')))
    expect(await compared.differences()).toEqual({ 'app/main.js': 'changed content' })
    const row = (await compared.rows()).get('app/main.js')!
    expect([await compared.text('a', row), await compared.text('b', row)]).toEqual(['abc', 'abd'])
    await compared.close()
  })

  it('what both have from a layer that they share is not read', async () => {
    const compared = await compare(image(BASE, copied('abc')), image(BASE, copied('abcd')))
    expect(compared.hashed).toBe(0)
    expect(compared.comparison).toMatchObject({ sharedLayers: 1, phase: 'ready' })
    await compared.close()
  })

  it('a layer that both have is indexed once, also where they are two archives that store it in two ways', async () => {
    const tar = layer([dir('etc'), file('etc/data', 'content '.repeat(5000))])
    const a = image({ tar, compression: 'gzip' }, copied('abc'))
    const b = image({ tar, compression: 'zstd' }, copied('abd'))
    const compared = await compare(a, b)
    expect(compared.indexed).toBe(3)
    expect(await compared.differences()).toEqual({ 'app/main.js': 'changed content' })
    const data = (await compared.rows(ALL)).get('etc/data')!
    expect(await compared.text('b', data)).toBe('content '.repeat(5000))
    await compared.close()
  })

  it('images that differ only in times are the same but for their time stamps', async () => {
    const at = (mtime: number): FixtureLayer => ({
      tar: layer([
        { ...file('a', 'content'), mtime },
        { ...dir('d'), mtime },
      ]),
    })
    const compared = await compare(image(at(1000)), image(at(2000)))
    expect(await compared.differences()).toEqual({})
    expect(await compared.differences(ALL)).toEqual({ a: 'times mtime', d: 'times mtime' })
    await compared.close()
  })

  it('images that differ only in the order of members are the same', async () => {
    const [one, two] = [file('a', '1'), file('b', '2')]
    const compared = await compare(image({ tar: layer([one, two]) }), image({ tar: layer([two, one]) }))
    expect(await compared.differences(ALL)).toEqual({})
    await compared.close()
  })

  it('images that differ only in compression share their layers', async () => {
    const tar = layer([file('a', 'content '.repeat(1000))])
    const compared = await compare(image({ tar, compression: 'gzip' }), image({ tar, compression: 'zstd' }))
    expect(await compared.differences(ALL)).toEqual({})
    expect(compared.comparison.sharedLayers).toBe(1)
    expect(compared.hashed).toBe(0)
    await compared.close()
  })

  it('what a layer deletes is only in the other image', async () => {
    const compared = await compare(image(BASE), image(BASE, { tar: layer([whiteout('etc/shadow')]) }))
    expect(await compared.differences()).toEqual({ 'etc/shadow': 'only-a' })
    const etc = (await compared.rows()).get('etc')!
    expect(etc).toMatchObject({ sizeDifference: -5000, below: { onlyA: 1, onlyB: 0, changed: 0, times: 0 } })
    await compared.close()
  })

  it('type, mode, owner and link target are named', async () => {
    const a = layer([file('type', ''), { ...file('mode', ''), mode: 0o644 }, file('owner', ''), symlink('link', 'x')])
    const b = layer([
      dir('type'),
      { ...file('mode', ''), mode: 0o755 },
      { ...file('owner', ''), uid: 7 },
      symlink('link', 'y'),
    ])
    const compared = await compare(image({ tar: a }), image({ tar: b }))
    expect(await compared.differences()).toEqual({
      link: 'changed link',
      mode: 'changed mode',
      owner: 'changed owner',
      type: expect.stringContaining('type') as string,
    })
    await compared.close()
  })

  it('a file with another path and the same content has moved', async () => {
    const compared = await compare(
      image({ tar: layer([file('old/name', 'the same content'), file('gone', 'other')]) }),
      image({ tar: layer([file('new/name', 'the same content'), file('come', 'fresh')]) }),
    )
    const rows = await compared.rows()
    expect(compared.comparison.moved).toBe(1)
    expect(rows.get('old/name')?.moved?.path).toBe('/new/name')
    expect(rows.get('new/name')?.moved?.path).toBe('/old/name')
    expect(rows.get('gone')?.moved).toBe(null)
    await compared.close()
  })

  it.each([
    ['inputs-changed', copied('abc'), copied('abd')],
    [
      'instruction-changed',
      copied('abc'),
      copied('abc', { createdBy: 'COPY src /app # buildkit', tar: layer([file('z', '')]) }),
    ],
    [
      'inputs-changed',
      copied('abc', { createdBy: `/bin/sh -c #(nop) COPY file:${'1'.repeat(64)} in /app` }),
      copied('abd', { createdBy: `/bin/sh -c #(nop) COPY file:${'2'.repeat(64)} in /app` }),
    ],
  ] as const)('the build cache was lost: %s', async (reason, a, b) => {
    const compared = await compare(image(BASE, a), image(BASE, b))
    expect(compared.comparison.firstDifference).toMatchObject({ reason, history: 1, step: 1 })
    await compared.close()
  })

  it('another base is told as such', async () => {
    const other = { ...BASE, tar: layer([file('etc', '')]) }
    const compared = await compare(image(BASE, copied('abc')), image(other, copied('abc')))
    expect(compared.comparison.firstDifference).toMatchObject({ reason: 'base-changed', history: 0 })
    await compared.close()
  })

  it('the configuration is compared field by field', async () => {
    const config = (fields: object): FixtureImage => ({ ...image(BASE), config: { config: fields } })
    const compared = await compare(
      config({ Env: ['PATH=/bin', 'VERSION=1'], Cmd: ['run'], ExposedPorts: { '80/tcp': {} }, Labels: { a: '1' } }),
      config({ Env: ['PATH=/bin', 'VERSION=2'], User: 'app', ExposedPorts: { '443/tcp': {} }, Labels: { a: '1' } }),
    )
    expect(compared.comparison.config).toEqual([
      { field: 'cmd', a: ['run'], b: null },
      { field: 'env.VERSION', a: '1', b: '2' },
      { field: 'ports.80/tcp', a: true, b: null },
      { field: 'user', a: null, b: 'app' },
      { field: 'ports.443/tcp', a: null, b: true },
    ])
    await compared.close()
  })

  it('two images of one archive, layers against layers, and a layer against the stack below it', async () => {
    const archive = write(image(BASE, copied('abc')), {
      ...image(BASE, copied('abc'), { tar: layer([whiteout('etc/shadow'), file('app/new', '1')]) }),
      tags: ['example.test/app:2'],
    })
    const of = (a: object, b: object): Promise<OpenedComparison> =>
      OpenedComparison.open({ a: { archive, image: 0, ...a }, b: { archive, image: 1, ...b } })
    const images = await of({}, {})
    expect(await images.differences()).toEqual({ 'app/new': 'only-b', 'etc/shadow': 'only-a' })
    await images.close()
    const layers = await of({ view: { kind: 'layer', layer: 1 } }, { view: { kind: 'layer', layer: 2 } })
    expect(await layers.differences()).toEqual({ 'app/main.js': 'only-a', 'app/new': 'only-b' })
    await layers.close()
    const below = await of({ image: 1, view: { kind: 'merged', upto: 1 } }, { view: { kind: 'merged', upto: 2 } })
    expect(await below.differences()).toEqual({ 'app/new': 'only-b', 'etc/shadow': 'only-a' })
    await below.close()
  })
})
