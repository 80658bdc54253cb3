import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeSample } from '../../scripts/make-sample.mjs'
import { digestOf } from '../fixtures/digest.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { OpenedImage } from './opened-image.ts'

const folder = temporaryFolder()

describe('the sample teaches what it says', () => {
  let image: OpenedImage
  let bytes: Buffer
  beforeAll(async () => {
    bytes = Buffer.from(await makeSample())
    image = await OpenedImage.open(folder.write('sample.tar', bytes))
  })
  afterAll(() => image.close())

  it('is small, and the same each time it is made', async () => {
    expect(bytes.length).toBeLessThan(1_000_000)
    expect(digestOf(await makeSample())).toBe(digestOf(bytes))
  })

  it('is sound: nothing is listed as a problem', async () => {
    expect(await image.problems()).toEqual([])
  })

  it('has seven layers, and instructions that have none', () => {
    const history = image.archive.images[0]?.history ?? []
    expect(history.filter(({ layer }) => layer !== null).map(({ layer }) => layer)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(history.filter(({ emptyLayer }) => emptyLayer).length).toBe(6)
  })

  it('a secret was deleted and can still be read', async () => {
    expect((await image.seen()).has('srv/app/.env')).toBe(false)
    expect(await image.text('srv/app/.env')).toContain('SESSION_SECRET=')
  })

  it('a changed configuration differs in readable lines', async () => {
    expect(await image.text('srv/app/config/default.json', 2)).toContain('127.0.0.1')
    expect(await image.text('srv/app/config/default.json')).toContain('0.0.0.0')
  })

  it('chown shipped files again without a changed byte', async () => {
    const { versions } = await image.details('srv/app/server.js')
    expect(versions.map(({ what }) => what)).toEqual([[], ['owner']])
  })

  it('a directory was emptied and built anew', async () => {
    const { versions } = await image.details('srv/app/public/draft.html')
    expect(versions[0]?.hidden).toEqual({ by: 'opaque', layer: 3 })
  })

  it('a path was deleted and added again', async () => {
    const { versions } = await image.details('etc/motd')
    expect(versions.map(({ change }) => change)).toEqual(['added', 'removed', 'added'])
  })

  it('several names share one inode, a symlink points elsewhere', async () => {
    const entry = (await image.details('usr/bin/sh')).versions[0]?.entry
    expect((entry?.peers ?? []).map(({ path }) => path).sort()).toEqual([
      '/usr/bin/busybox',
      '/usr/bin/cat',
      '/usr/bin/ls',
    ])
    expect((await image.seen()).get('bin')).toMatchObject({ type: 'symlink', link: 'usr/bin' })
  })

  it('a squash would save a good part of it', () => {
    const totals = image.status.totals
    expect((totals?.reclaimableBytes ?? 0) / (totals?.shippedBytes ?? 1)).toBeGreaterThan(0.25)
  })
})
