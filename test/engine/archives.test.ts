import { Buffer } from 'node:buffer'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ArchiveInfo } from '../../shared/archive.ts'
import { gzip, gzipMembers, zstd, zstdFrames } from '../fixtures/compression.ts'
import { digestOf } from '../fixtures/digest.ts'
import { dockerArchive, dockerArchiveMembers, type DockerGeneration } from '../fixtures/docker-archive.ts'
import { SMALL_ARCHIVE_BZIP2, SMALL_ARCHIVE_XZ } from '../fixtures/foreign-compression.ts'
import { imageOf, storeImage, type FixtureImage } from '../fixtures/image.ts'
import { dir, file, layer, whiteout } from '../fixtures/layer-builder.ts'
import {
  addArtifact,
  addAttestation,
  addImage,
  addIndex,
  BlobStore,
  layoutFiles,
  ociLayout,
  tagged,
  tarOfFiles,
  writeFolder,
} from '../fixtures/oci-layout.ts'
import { writeTar } from '../fixtures/tar-writer.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { OpenedImage } from './opened-image.ts'

const folder = temporaryFolder()

const BASE = layer([dir('etc'), file('etc/name', 'base'), file('etc/gone', 'gone')])
const NEXT = layer([file('etc/name', 'next'), whiteout('etc/gone')])
const IMAGE = imageOf([BASE, NEXT], { tags: ['example.test/app:1', 'example.test/app:latest'] })
const SEEN = ['etc', 'etc/name']

async function opened(
  path: string,
  look: (image: OpenedImage) => Promise<void> | void,
  image = 0,
): Promise<ArchiveInfo> {
  const found = await OpenedImage.open(path, image)
  try {
    await look(found)
    return found.archive
  } finally {
    await found.close()
  }
}

describe('archives of every origin', () => {
  it.each([
    ['before 1.10', 'legacy', 'docker-legacy'],
    ['1.10 to 24', '1.10', 'docker-archive'],
    ['25 and later', '25', 'docker-archive'],
  ] as const)('docker save of %s', async (_, generation, format) => {
    const path = folder.write('docker.tar', dockerArchive([IMAGE], generation))
    const archive = await opened(path, async (image) => {
      expect(await image.paths()).toEqual(SEEN)
      expect(await image.text('etc/name')).toBe('next')
    })
    expect(archive).toMatchObject({ format, compression: 'none' })
    expect(archive.images.length).toBe(1)
    expect([...(archive.images[0]?.tags ?? [])].sort()).toEqual(['example.test/app:1', 'example.test/app:latest'])
    if (generation === 'legacy') return
    expect(archive.images[0]?.id).toBe(storeImage(IMAGE).configDigest)
    expect(archive.images[0]?.layers.map(({ diffId }) => diffId)).toEqual([digestOf(BASE), digestOf(NEXT)])
  })

  it('an OCI layout, as a tar and as a folder', async () => {
    const files = ociLayout([IMAGE])
    const path = join(folder.path, 'layout')
    await writeFolder(files, path)
    for (const where of [folder.write('oci.tar', tarOfFiles(files)), path]) {
      const archive = await opened(where, async (image) => {
        expect(await image.paths()).toEqual(SEEN)
        expect(await image.text('etc/name')).toBe('next')
      })
      expect(archive.format).toBe('oci')
      expect(archive.images[0]?.id).toBe(storeImage(IMAGE).configDigest)
    }
  })

  it('an OCI layout whose names begin with ./', async () => {
    const members = [...ociLayout([IMAGE])].map(([name, body]) => ({ name: `./${name}`, body }))
    await opened(folder.write('dotted.tar', writeTar(members)), async (image) => {
      expect(await image.paths()).toEqual(SEEN)
    })
  })

  it('one image that is there as docker-archive and as OCI is listed once', async () => {
    const archive = await opened(folder.write('both.tar', dockerArchive([IMAGE], '25')), () => {})
    expect(archive.images.length).toBe(1)
  })

  it('several images that share layers, one of them without a tag', async () => {
    const other = imageOf([BASE, layer([file('other')])], { tags: [] })
    for (const generation of ['1.10', '25'] satisfies DockerGeneration[]) {
      const path = folder.write('two.tar', dockerArchive([IMAGE, other], generation))
      const archive = await opened(
        path,
        async (image) => {
          expect(await image.paths()).toEqual(['etc', 'etc/gone', 'etc/name', 'other'])
        },
        1,
      )
      expect(archive.images.map(({ tags }) => tags.length)).toEqual([2, 0])
    }
  })

  it('a multi-platform index in an index, with attestations and an artifact beside it', async () => {
    const blobs = new BlobStore()
    const amd = addImage(blobs, IMAGE)
    const arm = addImage(blobs, { ...IMAGE, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } })
    const inner = addIndex(blobs, [amd, arm, addAttestation(blobs, amd), addAttestation(blobs, arm)])
    const files = layoutFiles(blobs, [tagged(addIndex(blobs, [inner]), 'multi'), addArtifact(blobs)])
    const archive = await opened(folder.write('multi.tar', tarOfFiles(files)), () => {})
    expect(archive.images.map(({ platform }) => platform)).toMatchObject([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64', variant: 'v8' },
    ])
    const kinds = archive.others.map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'attestation').length).toBe(2)
    expect(kinds.filter((kind) => kind === 'artifact').length).toBe(1)
    expect(archive.others.find(({ kind }) => kind === 'attestation')?.subject).toBe(amd.digest)
  })

  it('a platform whose manifest is not in the archive is listed as absent, the others open', async () => {
    const blobs = new BlobStore()
    const here = addImage(blobs, IMAGE)
    const absent = addImage(blobs, { ...IMAGE, platform: { os: 'linux', architecture: 's390x' } })
    blobs.remove(absent.digest)
    const files = layoutFiles(blobs, [addIndex(blobs, [here, absent])])
    const archive = await opened(folder.write('partial.tar', tarOfFiles(files)), async (image) => {
      expect(await image.paths()).toEqual(SEEN)
    })
    expect(archive.others).toMatchObject([
      { kind: 'absent', digest: absent.digest, platform: { architecture: 's390x' } },
    ])
  })

  it.each([
    ['gzip', 'gzip', gzip(dockerArchive([IMAGE], '1.10'))],
    ['several gzip members', 'gzip', gzipMembers(dockerArchive([IMAGE], '25'), 3)],
    ['zstd', 'zstd', zstd(dockerArchive([IMAGE], '25'))],
    ['several zstd frames', 'zstd', zstdFrames(dockerArchive([IMAGE], '1.10'), 4)],
  ] as const)('compressed as a whole: %s', async (_, compression, bytes) => {
    const archive = await opened(folder.write('whole', bytes), async (image) => {
      expect(await image.paths()).toEqual(SEEN)
    })
    expect(archive).toMatchObject({ compression, size: bytes.length })
  })

  it.each([
    ['xz', SMALL_ARCHIVE_XZ],
    ['bzip2', SMALL_ARCHIVE_BZIP2],
  ] as const)('compressed as a whole: %s', async (compression, bytes) => {
    const archive = await opened(folder.write('whole', bytes), async (image) => {
      expect(await image.text('etc/hello.txt')).toBe('hello\n')
    })
    expect(archive).toMatchObject({ compression, size: bytes.length })
  })

  it.each(['none', 'gzip', 'zstd'] as const)('layers compressed with %s', async (compression) => {
    const image: FixtureImage = { ...IMAGE, layers: [BASE, NEXT].map((tar) => ({ tar, compression })) }
    for (const bytes of [
      dockerArchive([image], '25'),
      dockerArchive([image], '1.10'),
      tarOfFiles(ociLayout([image])),
    ]) {
      await opened(folder.write('layers.tar', bytes), async (open) => {
        expect(await open.paths()).toEqual(SEEN)
        expect(await open.text('etc/name', 0)).toBe('base')
        expect(open.status.layers).toMatchObject([
          { compression, size: BASE.length, entries: 3, state: 'ok' },
          { compression, size: NEXT.length, entries: 2, state: 'ok' },
        ])
        expect(await open.problems('diff-id-mismatch')).toEqual([])
      })
    }
  })

  it('a layer of several gzip members and one of several zstd frames', async () => {
    const image: FixtureImage = {
      ...IMAGE,
      layers: [
        { tar: BASE, compression: 'gzip', blob: gzipMembers(BASE, 5) },
        { tar: NEXT, compression: 'zstd', blob: zstdFrames(NEXT, 3) },
      ],
    }
    await opened(folder.write('members.tar', tarOfFiles(ociLayout([image]))), async (open) => {
      expect(await open.paths()).toEqual(SEEN)
      expect(await open.text('etc/name')).toBe('next')
    })
  })

  it('a file of the archive may stand before or after its manifest', async () => {
    const members = dockerArchiveMembers([IMAGE], '1.10')
    for (const order of [members, [...members].reverse()]) {
      await opened(folder.write('order.tar', writeTar(order)), async (image) => {
        expect(await image.paths()).toEqual(SEEN)
      })
    }
  })
})

describe('layers and their history', () => {
  const created = (by: string, empty = false): object => ({ created_by: by, ...(empty ? { empty_layer: true } : {}) })

  it('instructions without a layer have none, the others their own', async () => {
    const history = [created('ADD'), created('CMD', true), created('ENV', true), created('COPY'), created('USER', true)]
    const archive = await opened(folder.write('history.tar', dockerArchive([{ ...IMAGE, history }])), () => {})
    expect(archive.images[0]?.history.map((entry) => [entry.createdBy, entry.layer, entry.emptyLayer])).toEqual([
      ['ADD', 0, false],
      ['CMD', null, true],
      ['ENV', null, true],
      ['COPY', 1, false],
      ['USER', null, true],
    ])
    expect(archive.images[0]?.layers.map((entry) => entry.history)).toEqual([0, 3])
  })

  it.each([
    ['more', ['ADD', 'COPY', 'RUN']],
    ['fewer', ['ADD']],
  ])('with %s instructions than layers none is matched, and that is said', async (_, steps) => {
    const history = steps.map((step) => created(step))
    await opened(folder.write('count.tar', dockerArchive([{ ...IMAGE, history }])), async (image) => {
      expect(image.archive.images[0]?.layers.map((entry) => entry.history)).toEqual([null, null])
      expect(image.archive.images[0]?.history.map((entry) => entry.layer)).toEqual(steps.map(() => null))
      expect((await image.problems('history-count')).length).toBe(1)
      expect(await image.paths()).toEqual(SEEN)
    })
  })

  it('without any history the layers are shown without instructions', async () => {
    await opened(folder.write('none.tar', dockerArchive([{ ...IMAGE, history: null }])), async (image) => {
      expect(image.archive.images[0]?.history).toEqual([])
      expect((await image.problems('history-missing')).length).toBe(1)
      expect(await image.paths()).toEqual(SEEN)
    })
  })

  it('an image before 1.10 has the history of its layers', async () => {
    const archive = await opened(folder.write('legacy.tar', dockerArchive([IMAGE], 'legacy')), () => {})
    expect(archive.images[0]?.history.map((entry) => entry.createdBy)).toEqual([
      expect.stringContaining('COPY layer-0'),
      expect.stringContaining('COPY layer-1'),
    ])
  })

  it('a missing layer is a state of that layer, the rest stays usable', async () => {
    const image: FixtureImage = {
      ...IMAGE,
      layers: [{ tar: BASE }, { tar: layer([file('lost')]), stored: false }, { tar: NEXT }],
    }
    for (const generation of ['1.10', '25'] satisfies DockerGeneration[]) {
      await opened(folder.write('missing.tar', dockerArchive([image], generation)), async (open) => {
        expect(open.status.layers.map(({ state }) => state)).toEqual(['ok', 'missing', 'ok'])
        expect((await open.problems('layer-missing')).map(({ where }) => where.layer)).toEqual([1])
        expect(await open.paths()).toEqual(SEEN)
      })
    }
  })

  it('a foreign layer that is not there is told from one that was lost', async () => {
    const mediaType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'
    const foreign = { tar: BASE, stored: false, mediaType, urls: ['https://example.test/base.tar.gz'] }
    const image: FixtureImage = { ...IMAGE, layers: [foreign, { tar: layer([file('mine')]) }] }
    await opened(folder.write('foreign.tar', dockerArchive([image], '25')), async (open) => {
      expect(open.status.layers[0]?.state).toBe('missing')
      expect((await open.problems('layer-foreign')).map(({ where }) => where.layer)).toEqual([0])
      expect(await open.problems('layer-missing')).toEqual([])
      expect(await open.paths()).toEqual(['mine'])
    })
  })

  it('a layer that is repeated, and a link to the first one in older archives', async () => {
    const image = imageOf([BASE, NEXT, BASE])
    for (const generation of ['legacy', '1.10', '25'] satisfies DockerGeneration[]) {
      await opened(folder.write('repeated.tar', dockerArchive([image], generation)), async (open) => {
        expect(open.status.layers.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok'])
        expect(await open.text('etc/name')).toBe('base')
        expect(await open.paths()).toEqual(['etc', 'etc/gone', 'etc/name'])
      })
    }
  })

  it.each([0, 512, 1024, 10240])('an empty layer of %i bytes changes nothing', async (size) => {
    const image = imageOf([BASE, Buffer.alloc(size), NEXT])
    await opened(folder.write('empty.tar', dockerArchive([image], '1.10')), async (open) => {
      expect(open.status.layers[1]).toMatchObject({
        state: 'ok',
        entries: 0,
        changes: { added: 0, modified: 0, removed: 0 },
      })
      expect(await open.paths()).toEqual(SEEN)
    })
  })

  it('an image without layers is empty', async () => {
    await opened(folder.write('nothing.tar', dockerArchive([imageOf([])])), async (open) => {
      expect(open.status.layers).toEqual([])
      expect(await open.paths(0)).toEqual([])
    })
  })

  it('a DiffID that is not that of the layer is said of compressed layers at once', async () => {
    const image: FixtureImage = {
      ...IMAGE,
      layers: [{ tar: BASE }, { tar: NEXT, compression: 'gzip', diffId: digestOf(BASE) }],
    }
    await opened(folder.write('diffid.tar', dockerArchive([image])), async (open) => {
      expect((await open.problems('diff-id-mismatch')).map(({ where }) => where.layer)).toEqual([1])
      expect(await open.paths()).toEqual(SEEN)
    })
  })
})

describe('what can not be opened is said in a sentence', () => {
  it('a file that is not there', async () => {
    await expect(OpenedImage.open(join(folder.path, 'not-there.tar'))).rejects.toThrow(
      /archive-unreadable: .*not-there\.tar/,
    )
  })

  it('a folder that is no image', async () => {
    mkdirSync(join(folder.path, 'plain'), { recursive: true })
    await expect(OpenedImage.open(join(folder.path, 'plain'))).rejects.toThrow(/plain/)
  })

  it('an image that is not there', async () => {
    const path = folder.write('one.tar', dockerArchive([IMAGE]))
    await expect(OpenedImage.open(path, 7)).rejects.toThrow(/7/)
  })
})
