import { Buffer } from 'node:buffer'
import { appendFileSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { cat } from '../../electron/cli/cat.ts'
import { catBlob } from '../../electron/cli/cat-blob.ts'
import { inspect } from '../../electron/cli/inspect.ts'
import { CommandArchive } from '../../electron/cli/open-image.ts'
import { Output } from '../../electron/cli/output.ts'
import { tree } from '../../electron/cli/tree.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { imageChoices } from '../../renderer/model/image-choice.ts'
import type { ArchiveInfo } from '../../shared/archive.ts'
import { addArtifactOf, addStatements, type FixtureArtifact } from '../fixtures/artifact.ts'
import { gzip, gzipMembers, zstd, zstdFrames, zstdSkippable } from '../fixtures/compression.ts'
import { digestOf } from '../fixtures/digest.ts'
import { dockerArchive, dockerArchiveMembers } from '../fixtures/docker-archive.ts'
import { SMALL_ARCHIVE_BZIP2 } from '../fixtures/foreign-compression.ts'
import { imageOf, storeImage, toJson, type FixtureImage } from '../fixtures/image.ts'
import { dir, file, layer, symlink, whiteout } from '../fixtures/layer-builder.ts'
import {
  addImage,
  addIndex,
  BlobStore,
  layoutFiles,
  membersOf,
  ociLayout,
  tagged,
  tarOfFiles,
  type Descriptor,
} from '../fixtures/oci-layout.ts'
import { bazelArchive, buildkitArchive, kanikoArchive, podmanArchive } from '../fixtures/other-builders.ts'
import { writeTar } from '../fixtures/tar-writer.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { xz } from '../fixtures/xz.ts'
import { OpenedImage } from './opened-image.ts'

const folder = temporaryFolder()
const CORPUS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared', 'corpus')

const BASE = layer([dir('etc'), file('etc/name', 'base'), file('etc/gone', 'gone')])
const NEXT = layer([file('etc/name', 'next'), whiteout('etc/gone')])
const IMAGE = imageOf([BASE, NEXT], { tags: ['example.test/app:1'] })
const SEEN = ['etc', 'etc/name']
const SPDX = { predicateType: 'https://spdx.dev/Document', predicate: { spdxVersion: 'SPDX-2.3' } }
const PROVENANCE = { predicateType: 'https://slsa.dev/provenance/v1', predicate: { buildType: 'test' } }

async function opened(
  bytes: Uint8Array,
  look: (image: OpenedImage) => Promise<void> | void = () => {},
  image = 0,
): Promise<ArchiveInfo> {
  const found = await OpenedImage.open(folder.write('archive.tar', bytes), image)
  try {
    await look(found)
    return found.archive
  } finally {
    await found.close()
  }
}

/** A layout of the manifests that `add` stores. */
function layout(add: (blobs: BlobStore) => readonly Descriptor[]): Buffer {
  const blobs = new BlobStore()
  return tarOfFiles(layoutFiles(blobs, add(blobs)))
}

/** What work of the command line writes. */
async function written(work: () => Promise<void>): Promise<{ out: string; bytes: Buffer; err: string }> {
  const out: Uint8Array[] = []
  const err: Uint8Array[] = []
  const into =
    (parts: Uint8Array[]) =>
    (chunk: string | Uint8Array): boolean => {
      parts.push(Buffer.from(chunk as Uint8Array))
      return true
    }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into(out)),
    vi.spyOn(process.stderr, 'write').mockImplementation(into(err)),
  ]
  try {
    await work()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  const bytes = Buffer.concat(out)
  return { out: bytes.toString('utf8'), bytes, err: Buffer.concat(err).toString('utf8') }
}

async function inspected(bytes: Uint8Array, json = false): Promise<string> {
  const path = folder.write('archive.tar', bytes)
  const { out } = await written(() => CommandArchive.with(path, (command) => inspect(command, { json }, new Output())))
  return out
}

afterEach(() => {
  process.exitCode = undefined
})

describe('attestations', () => {
  const archive = layout((blobs) => {
    const image = addImage(blobs, IMAGE)
    return [tagged(addIndex(blobs, [image, addStatements(blobs, image, [SPDX, PROVENANCE])]), 'attested')]
  })
  const statement = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v0.1',
      predicateType: SPDX.predicateType,
      predicate: SPDX.predicate,
    }),
  )

  it('are listed with the image that they speak of and with what they state', async () => {
    const info = await opened(archive)
    expect(info.images.length).toBe(1)
    expect(info.others).toMatchObject([
      {
        kind: 'attestation',
        artifact: 'attestation',
        description: 'in-toto attestation',
        tags: ['attested'],
        subject: info.images[0]?.manifestDigest,
        blobs: [
          { role: 'config', state: 'ok' },
          { role: 'layer', predicateType: SPDX.predicateType, digest: digestOf(statement), size: statement.length },
          { role: 'layer', predicateType: PROVENANCE.predicateType, mediaType: 'application/vnd.in-toto+json' },
        ],
      },
    ])
  })

  it('inspect names their blobs, in words and as JSON', async () => {
    const text = await inspected(archive)
    expect(text).toContain('in-toto attestation  attested, unknown/unknown')
    expect(text).toMatch(/layer {6}sha256:[0-9a-f]{64} {2}\d+ B {2}https:\/\/spdx\.dev\/Document/)
    const { others } = JSON.parse(await inspected(archive, true)) as Pick<ArchiveInfo, 'others'>
    expect(others[0]?.blobs.map(({ predicateType }) => predicateType)).toEqual([
      null,
      SPDX.predicateType,
      PROVENANCE.predicateType,
    ])
  })

  it('a statement can be read by its digest, in the terminal and by the engine', async () => {
    const path = folder.write('attested.tar', archive)
    const { bytes, err } = await written(() => catBlob(path, digestOf(statement), new Output()))
    expect(bytes).toEqual(statement)
    expect(err).toBe('')
    const engine = createEngine({ progress() {}, stackChanged() {}, problemsChanged() {} }, new InlineJobs())
    try {
      await engine.openArchive(path)
      const whole = await engine.readBlob({ digest: digestOf(statement), offset: 0, length: 1e9 })
      expect(whole).toEqual({
        ok: true,
        value: { offset: 0, bytes: new Uint8Array(statement), size: statement.length },
      })
      const part = await engine.readBlob({ digest: digestOf(statement), offset: 5, length: 3 })
      expect(part).toMatchObject({ ok: true, value: { offset: 5, bytes: new Uint8Array(statement.subarray(5, 8)) } })
      const after = await engine.readBlob({ digest: digestOf(statement), offset: 1e9, length: 3 })
      expect(after).toMatchObject({ ok: true, value: { bytes: new Uint8Array(0) } })
      expect(await engine.readBlob({ digest: 'sha256:../../etc', offset: 0, length: 1 })).toMatchObject({
        ok: false,
        failure: { code: 'digest-invalid' },
      })
      expect(await engine.readBlob({ digest: digestOf(Buffer.from('?')), offset: 0, length: 1 })).toMatchObject({
        ok: false,
        failure: { code: 'not-found' },
      })
    } finally {
      await engine.dispose()
    }
  })

  it('whose manifest is not in the archive, as docker saves one platform of several, hinders nothing', async () => {
    const blobs = new BlobStore()
    const here = addImage(blobs, IMAGE)
    const elsewhere = addImage(blobs, { ...IMAGE, platform: { os: 'linux', architecture: 'arm64' } })
    const attestation = addStatements(blobs, elsewhere, [PROVENANCE])
    for (const { digest } of [elsewhere, attestation]) blobs.remove(digest)
    const index = addIndex(blobs, [here, elsewhere, attestation, addStatements(blobs, here, [SPDX])], {
      'io.containerd.image.name': 'example.test/app:1',
    })
    const members = membersOf(layoutFiles(blobs, [index]))
    const docker = dockerArchiveMembers([IMAGE], '25').filter(({ name }) => name === 'manifest.json')
    const info = await opened(writeTar([...members, ...docker]), async (image) => {
      expect(await image.paths()).toEqual(SEEN)
      expect(image.status.layers.map(({ state }) => state)).toEqual(['ok', 'ok'])
    })
    expect(info.format).toBe('docker-archive')
    expect(info.images.map(({ tags, platform }) => [tags, platform?.architecture])).toEqual([
      [['example.test/app:1'], 'amd64'],
    ])
    expect(info.others.map(({ kind, blobs: of }) => [kind, of.length])).toEqual([
      ['absent', 0],
      ['attestation', 0],
      ['attestation', 2],
    ])
    expect(info.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

describe('any blob by its digest', () => {
  const stored = storeImage(IMAGE)

  it.each([
    ['an OCI layout', tarOfFiles(ociLayout([IMAGE])), digestOf(NEXT), NEXT],
    ['docker 25', dockerArchive([IMAGE], '25'), stored.configDigest, stored.configBytes],
    ['docker 1.10: the config', dockerArchive([IMAGE], '1.10'), stored.configDigest, stored.configBytes],
    ['docker 1.10: a layer', dockerArchive([IMAGE], '1.10'), digestOf(BASE), BASE],
    ['podman', podmanArchive([IMAGE]), digestOf(NEXT), NEXT],
    ['kaniko: the config', kanikoArchive([IMAGE]), stored.configDigest, stored.configBytes],
    ['kaniko: a layer', kanikoArchive([IMAGE]), digestOf(gzip(BASE)), gzip(BASE)],
    ['an archive that is compressed as a whole', gzip(podmanArchive([IMAGE])), digestOf(NEXT), NEXT],
  ])('%s', async (_, archive, digest, blob) => {
    const path = folder.write('blob.tar', archive)
    const { bytes } = await written(() => catBlob(path, digest, new Output()))
    expect(bytes).toEqual(Buffer.from(blob))
    expect(process.exitCode).toBeUndefined()
  })

  it('more than one step of reading', async () => {
    const large = layer([file('large', Buffer.alloc(5_000_000, 'x'))])
    const path = folder.write('blob.tar', tarOfFiles(ociLayout([imageOf([large])])))
    const { bytes } = await written(() => catBlob(path, digestOf(large), new Output()))
    expect(bytes.equals(large)).toBe(true)
  })

  it.each(['sha256:abc', 'e3b0c442', 'sha256:../../../../etc/passwd', `sha256:${'A'.repeat(64)}`, ''])(
    '%j is no digest',
    async (digest) => {
      const path = folder.write('blob.tar', dockerArchive([IMAGE]))
      await expect(catBlob(path, digest, new Output())).rejects.toMatchObject({ code: 'digest-invalid' })
    },
  )

  it('one that is not there is said, one that has other bytes is written and said', async () => {
    const blobs = new BlobStore()
    const image = addImage(blobs, IMAGE)
    blobs.addAs(digestOf(NEXT), Buffer.from('something else'))
    const path = folder.write('blob.tar', tarOfFiles(layoutFiles(blobs, [image])))
    await expect(catBlob(path, digestOf(Buffer.from('?')), new Output())).rejects.toMatchObject({ code: 'not-found' })
    const { out, err } = await written(() => catBlob(path, digestOf(NEXT), new Output()))
    expect(out).toBe('something else')
    expect(err).toContain('digest-mismatch')
    expect(process.exitCode).toBe(1)
  })

  it('an archive that ends within the blob is said', async () => {
    const members = podmanArchive([imageOf([layer([file('large', Buffer.alloc(9000, 'x'))])])])
    const digest = digestOf(layer([file('large', Buffer.alloc(9000, 'x'))]))
    const start = members.indexOf(Buffer.alloc(100, 'x'))
    const path = folder.write('blob.tar', members.subarray(0, start + 512))
    await written(async () => {
      await expect(catBlob(path, digest, new Output())).rejects.toMatchObject({ code: 'archive-truncated' })
    })
  })
})

describe('what is no image is named for what it is', () => {
  const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
  const artifacts: readonly (readonly [string, FixtureArtifact])[] = [
    [
      'Helm chart',
      {
        config: 'application/vnd.cncf.helm.config.v1+json',
        layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip' }],
      },
    ],
    [
      'WebAssembly module',
      { config: 'application/vnd.wasm.config.v0+json', layers: [{ mediaType: 'application/wasm' }] },
    ],
    [
      'WebAssembly module',
      { config: OCI_CONFIG, layers: [{ mediaType: 'application/vnd.wasm.content.layer.v1+wasm' }] },
    ],
    [
      'cosign signature',
      { config: OCI_CONFIG, layers: [{ mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json' }] },
    ],
    [
      'attestation signed with cosign',
      { config: OCI_CONFIG, layers: [{ mediaType: 'application/vnd.dsse.envelope.v1+json' }] },
    ],
    ['software bill of materials (SBOM)', { config: OCI_CONFIG, layers: [{ mediaType: 'application/spdx+json' }] }],
    ['Notation signature', { artifactType: 'application/vnd.cncf.notary.signature' }],
    ['Sigstore bundle', { artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }],
    ['in-toto attestation', { layers: [{ mediaType: 'application/vnd.in-toto+json' }] }],
    [
      'artifact of the type application/vnd.example+type',
      { artifactType: 'application/vnd.example+type', layers: [{ mediaType: 'text/plain' }] },
    ],
    [
      'artifact of the type application/vnd.example.config',
      { config: 'application/vnd.example.config', layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar' }] },
    ],
  ]

  it.each(artifacts)('beside an image: %s', async (description, artifact) => {
    const archive = layout((blobs) => [addArtifactOf(blobs, artifact), addImage(blobs, IMAGE)])
    const info = await opened(archive, async (image) => {
      expect(await image.paths()).toEqual(SEEN)
    })
    expect(info.images.length).toBe(1)
    expect(info.others.map((other) => other.description)).toEqual([description])
    expect(info.others[0]?.blobs.every(({ state }) => state === 'ok')).toBe(true)
    expect(await inspected(archive)).toContain(description)
  })

  it.each(artifacts)('without an image: %s', async (description, artifact) => {
    const path = folder.write(
      'artifact.tar',
      layout((blobs) => [addArtifactOf(blobs, artifact)]),
    )
    await expect(OpenedImage.open(path)).rejects.toThrow(
      new RegExp(`artifact-not-an-image: .*it holds no image, but an? ${description.replace(/[().+]/g, '\\$&')}`),
    )
  })

  it('several kinds are all named, and what they hold can be read', async () => {
    const blobs = new BlobStore()
    const chart = addArtifactOf(blobs, artifacts[0]![1])
    const wasm = addArtifactOf(blobs, artifacts[1]![1])
    const path = folder.write('artifacts.tar', tarOfFiles(layoutFiles(blobs, [chart, wasm, chart])))
    await expect(OpenedImage.open(path)).rejects.toThrow(/a Helm chart \(.*\), a WebAssembly module \(.*\)\.$/)
    const { out } = await written(() => catBlob(path, digestOf(Buffer.from('application/wasm')), new Output()))
    expect(out).toBe('application/wasm')
  })

  it('an image stays one, whatever type of artifact its manifest names', async () => {
    const archive = layout((blobs) => {
      const descriptor = addImage(blobs, IMAGE)
      const manifest = JSON.parse(Buffer.from(blobs.get(descriptor.digest)!).toString()) as object
      return [{ ...descriptor, ...blobs.add(toJson({ ...manifest, artifactType: 'application/vnd.example.app' })) }]
    })
    const info = await opened(archive)
    expect([info.images.length, info.others.length]).toEqual([1, 0])
  })

  it('a referrer names its subject, and so does the tag of a cosign signature', async () => {
    const info = await opened(
      layout((blobs) => {
        const image = addImage(blobs, IMAGE)
        const signature = addArtifactOf(blobs, artifacts[3]![1])
        const tag = `${image.digest.replace(':', '-')}.sig`
        return [image, addArtifactOf(blobs, { ...artifacts[6]![1], subject: image }), tagged(signature, tag)]
      }),
    )
    const subject = info.images[0]?.manifestDigest
    expect(info.others.map((other) => other.subject)).toEqual([subject, subject])
  })

  it("the layers that BuildKit's cache lists in an index are not read as manifests", async () => {
    const path = folder.write(
      'cache.tar',
      layout((blobs) => {
        const cached = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...blobs.add(gzip(BASE)) }
        const config = { mediaType: 'application/vnd.buildkit.cacheconfig.v0', ...blobs.add(toJson({})) }
        return [addIndex(blobs, [cached, config])]
      }),
    )
    await expect(OpenedImage.open(path)).rejects.toThrow(/it holds no image, but a build cache of BuildKit\./)
  })
})

describe('annotations', () => {
  it('of manifest and descriptor are merged, and inspect shows those that people write', async () => {
    const archive = layout((blobs) => {
      const descriptor = addImage(blobs, IMAGE)
      const manifest = JSON.parse(Buffer.from(blobs.get(descriptor.digest)!).toString()) as object
      const annotations = {
        'org.opencontainers.image.title': 'An app',
        'org.opencontainers.image.version': '1',
        'org.example.secret': 'machine',
      }
      return [
        {
          ...descriptor,
          ...blobs.add(toJson({ ...manifest, annotations })),
          annotations: { 'org.opencontainers.image.version': '2\u001b[31m' },
        },
      ]
    })
    const info = await opened(archive)
    expect(info.images[0]?.annotations).toEqual({
      'org.opencontainers.image.title': 'An app',
      'org.opencontainers.image.version': '2\u001b[31m',
      'org.example.secret': 'machine',
    })
    const text = await inspected(archive)
    expect(text).toMatch(/^ {2}title {6}An app$/m)
    expect(text).toContain('version    2\\u{1b}[31m')
    expect(text).not.toContain('machine')
    expect(JSON.parse(await inspected(archive, true))).toMatchObject({
      images: [{ annotations: { 'org.example.secret': 'machine' } }],
    })
  })
})

describe('Windows images and foreign layers', () => {
  const FILES = layer([
    dir('Files'),
    { ...file('Files/app.exe', 'MZ'), pax: { 'MSWINDOWS.rawsd': 'AQAUgA==', 'MSWINDOWS.fileattr': '32' } },
    dir('Hives'),
    file('Hives/System_Delta', 'regf'),
    dir('UtilityVM/Files'),
  ])
  const windows: FixtureImage = {
    ...imageOf([]),
    platform: { os: 'windows', architecture: 'amd64' },
    config: { 'os.version': '10.0.17763.5329' },
    layers: [
      {
        tar: BASE,
        stored: false,
        mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
        urls: ['https://mcr.example.test/v2/windows/blobs/sha256:0'],
      },
      { tar: FILES },
    ],
  }

  it.each([
    ['docker', dockerArchive([windows], '25')],
    ['OCI', tarOfFiles(ociLayout([windows]))],
  ])('%s: files are shown where they lie, and that is said', async (_, archive) => {
    const info = await opened(archive, async (image) => {
      expect(await image.paths()).toEqual([
        'Files',
        'Files/app.exe',
        'Hives',
        'Hives/System_Delta',
        'UtilityVM',
        'UtilityVM/Files',
      ])
      const problems = await image.problems()
      expect(problems.map(({ code }) => code)).toEqual(['layer-foreign'])
      expect(problems[0]?.message).toContain('(at mcr.example.test)')
    })
    expect(info.images[0]?.platform).toEqual({ os: 'windows', architecture: 'amd64', osVersion: '10.0.17763.5329' })
    expect(info.images[0]?.layers[0]).toMatchObject({ state: 'missing', urls: windows.layers[0]?.urls })
    const text = await inspected(archive)
    expect(text).toContain('windows/amd64 10.0.17763.5329')
    expect(text).toContain('its files lie under Files/')
    expect(JSON.parse(await inspected(archive, true))).toMatchObject({
      images: [{ hints: [{ kind: 'windows' }], layers: [{ urls: windows.layers[0]?.urls }, {}] }],
    })
  })

  it('a Linux image has no such hint', async () => {
    expect(JSON.parse(await inspected(dockerArchive([IMAGE]), true))).toMatchObject({ images: [{ hints: [] }] })
  })

  it('a layer with an address of its own is kept elsewhere, whatever its media type', async () => {
    const urls = ['no address', 'https://cdn.example.test/layer']
    const image = { ...IMAGE, layers: [{ tar: BASE, stored: false, urls }, { tar: NEXT }] }
    await opened(tarOfFiles(ociLayout([image])), async (open) => {
      expect((await open.problems('layer-foreign'))[0]?.message).toContain('cdn.example.test')
      expect(await open.problems('layer-missing')).toEqual([])
    })
  })

  it.skipIf(!existsSync(CORPUS))('of the corpus', async () => {
    for (const name of ['s-windows-foreign.oci.tar', 's-windows-foreign.docker.tar']) {
      const image = await OpenedImage.open(join(CORPUS, 'synthetic', name))
      expect((await image.problems()).filter(({ severity }) => severity !== 'note')).toEqual([])
      expect((await image.paths()).some((path) => path.startsWith('Files/'))).toBe(true)
      await image.close()
    }
  })
})

describe('streams of several parts', () => {
  const MANIFEST = Buffer.from('{"version":1,"entries":[]}')
  /** containers/storage, pkg/chunked: a manifest and a footer follow the frames in skippable frames. */
  const chunked = (tar: Uint8Array): Buffer =>
    Buffer.concat([zstdFrames(tar, 4), zstdSkippable(zstd(MANIFEST)), zstdSkippable(Buffer.alloc(64, 'GNUlInUx'))])

  it.each([
    ['zstd:chunked', 'zstd', chunked(BASE)],
    ['zstd behind a skippable frame', 'zstd', Buffer.concat([zstdSkippable(Buffer.from('first')), zstd(BASE)])],
    [
      'zstd with an empty skippable frame at its end',
      'zstd',
      Buffer.concat([zstd(BASE), zstdSkippable(Buffer.alloc(0))]),
    ],
    ['zstd of many frames', 'zstd', zstdFrames(BASE, 30, { contentSize: false })],
    ['gzip of many members', 'gzip', gzipMembers(BASE, 30)],
    ['gzip with an empty member at its end', 'gzip', Buffer.concat([gzip(BASE), gzip(Buffer.alloc(0))])],
  ] as const)('%s', async (name, compression, blob) => {
    const image = { ...IMAGE, layers: [{ tar: BASE, compression, blob }, { tar: NEXT }] }
    await opened(tarOfFiles(ociLayout([image])), async (open) => {
      expect(await open.paths()).toEqual(SEEN)
      expect(await open.text('etc/name', 0)).toBe('base')
      expect(open.status.layers[0]).toMatchObject({ state: 'ok', compression, size: BASE.length })
      expect(open.status.layers.map(({ lazy }) => lazy)).toEqual([
        name === 'zstd:chunked' ? name : undefined,
        undefined,
      ])
      expect((await open.problems()).filter(({ code }) => code !== 'history-missing')).toEqual([])
    })
  })

  it('a whole archive as zstd with skippable frames at its end', async () => {
    const info = await opened(chunked(podmanArchive([IMAGE])), async (image) => {
      expect(await image.paths()).toEqual(SEEN)
    })
    expect(info.compression).toBe('zstd')
    expect(info.problems).toEqual([])
  })

  it('eStargz is known by its table of contents', async () => {
    const estargz = layer([file('etc/name', 'base'), file('stargz.index.json', '{"version":1,"entries":[]}')])
    await opened(
      dockerArchive([{ ...IMAGE, layers: [{ tar: estargz, compression: 'gzip' }, { tar: NEXT }] }]),
      (open) => {
        expect(open.status.layers.map(({ lazy }) => lazy)).toEqual(['estargz', undefined])
        return Promise.resolve()
      },
    )
  })

  it.skipIf(!existsSync(CORPUS))('eStargz of the corpus', async () => {
    const image = await OpenedImage.open(join(CORPUS, 'synthetic', 's-estargz.oci.tar'))
    expect(image.status.layers.map(({ state }) => state)).toEqual(['ok', 'ok'])
    expect(await image.paths()).toContain('stargz.index.json')
    expect((await image.problems()).filter(({ severity }) => severity !== 'note')).toEqual([])
    await image.close()
  })
})

describe('layers that no image format allows', () => {
  it.each([
    ['xz', xz(NEXT)],
    ['bzip2', SMALL_ARCHIVE_BZIP2],
  ])('a layer compressed with %s is damaged, the others are shown', async (compression, blob) => {
    const image = { ...IMAGE, layers: [{ tar: BASE }, { tar: NEXT, blob }, { tar: layer([file('last')]) }] }
    for (const bytes of [dockerArchive([image], '1.10'), tarOfFiles(ociLayout([image]))]) {
      await opened(bytes, async (open) => {
        expect(open.status.layers.map(({ state }) => state)).toEqual(['ok', 'damaged', 'ok'])
        expect(open.status.layers[1]?.compression).toBe(compression)
        const [problem, ...more] = await open.problems('compression-unsupported')
        expect(more).toEqual([])
        expect(problem).toMatchObject({ severity: 'error', where: { layer: 1 } })
        expect(problem?.message).toContain(compression)
        expect(await open.problems('layer-not-a-tar')).toEqual([])
        expect(await open.paths()).toEqual(['etc', 'etc/gone', 'etc/name', 'last'])
      })
    }
  })
})

describe('archives of other builders', () => {
  const other = imageOf([BASE, layer([file('other')])], { tags: ['example.test/other:1'] })
  const untagged = imageOf([BASE], { tags: [] })

  it.each([
    ['kaniko', kanikoArchive([IMAGE])],
    ['Bazel', bazelArchive(IMAGE)],
    ['podman', podmanArchive([IMAGE])],
    ['BuildKit', buildkitArchive({ ...IMAGE, layers: IMAGE.layers.map((of) => ({ ...of, compression: 'gzip' })) })],
    [
      'BuildKit, compressed with zstd',
      buildkitArchive({ ...IMAGE, layers: IMAGE.layers.map((of) => ({ ...of, compression: 'zstd' })) }),
    ],
  ])('%s', async (_, bytes) => {
    const info = await opened(bytes, async (image) => {
      expect(await image.paths()).toEqual(SEEN)
      expect(await image.text('etc/name')).toBe('next')
      expect(await image.problems()).toEqual([])
    })
    expect(info).toMatchObject({ format: 'docker-archive', images: [{ tags: ['example.test/app:1'] }] })
    expect(info.images.length).toBe(1)
    expect(info.images[0]?.layers.map(({ diffId }) => diffId)).toEqual([digestOf(BASE), digestOf(NEXT)])
  })

  it('BuildKit: digests, media types and annotations come from its index', async () => {
    const info = await opened(buildkitArchive(IMAGE))
    expect(info.images[0]?.manifestDigest).toMatch(/^sha256:/)
    expect(info.images[0]?.layers[0]?.mediaType).toBe('application/vnd.oci.image.layer.v1.tar')
    expect(info.images[0]?.annotations).toMatchObject({ 'org.opencontainers.image.ref.name': '1' })
  })

  it.each([
    ['podman', podmanArchive([IMAGE, other, untagged])],
    ['kaniko', kanikoArchive([IMAGE, other, untagged])],
    ['docker 1.10', dockerArchive([IMAGE, other, untagged], '1.10')],
    ['docker 25', dockerArchive([IMAGE, other, untagged], '25')],
  ])('%s: several images that share layers, one without a name', async (_, bytes) => {
    const info = await opened(
      bytes,
      async (image) => {
        expect(await image.paths()).toEqual(['etc', 'etc/gone', 'etc/name', 'other'])
      },
      1,
    )
    expect(info.images.map(({ tags }) => tags)).toEqual([['example.test/app:1'], ['example.test/other:1'], []])
    expect(info.problems.filter(({ severity }) => severity !== 'note')).toEqual([])
    const short = storeImage(untagged).configDigest.slice('sha256:'.length, 'sha256:'.length + 12)
    expect(imageChoices(info.images, 'archive.tar').map(({ label }) => label)).toEqual([
      'example.test/app:1',
      'example.test/other:1',
      short,
    ])
  })

  it('members with ./ in front, in every form', async () => {
    for (const bytes of [kanikoArchive([IMAGE]), podmanArchive([IMAGE]), dockerArchive([IMAGE], '1.10')]) {
      const dotted = writeTar(tarMembers(bytes).map(({ name, body }) => ({ name: `./${name}`, body })))
      await opened(dotted, async (image) => {
        expect(await image.paths()).toEqual(SEEN)
      })
    }
  })

  it('a docker-archive whose index.json can not be read opens all the same, and that is said', async () => {
    const members = dockerArchiveMembers([IMAGE], '25')
    const broken = members.map((of) => (of.name === 'index.json' ? { ...of, body: '{' } : of))
    await opened(writeTar(broken), async (image) => {
      expect(await image.paths()).toEqual(SEEN)
      expect((await image.problems('manifest-invalid')).map(({ where }) => where.path)).toEqual(['index.json'])
    })
  })

  it('several tags of one image are one image', async () => {
    const many = { ...IMAGE, tags: ['example.test/app:1', 'example.test/app:2', 'example.test/app:latest'] }
    for (const bytes of [podmanArchive([many]), dockerArchive([many], '25'), tarOfFiles(ociLayout([many]))]) {
      const info = await opened(bytes)
      const [choice, ...rest] = imageChoices(info.images, 'archive.tar')
      expect(rest).toEqual([])
      expect([choice?.label, ...(choice?.otherTags ?? [])].map((tag) => tag?.split(':').at(-1))).toEqual([
        '1',
        '2',
        'latest',
      ])
    }
  })
})

/** Regular files of a tar without helpers, as {@link writeTar} wrote them. */
function tarMembers(tar: Buffer): { name: string; body: Buffer }[] {
  const members: { name: string; body: Buffer }[] = []
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const name = tar.subarray(at, tar.indexOf(0, at)).toString()
    const size = parseInt(tar.subarray(at + 124, at + 135).toString(), 8)
    if (tar[at + 156] === 0x30) members.push({ name, body: tar.subarray(at + 512, at + 512 + size) })
    at += 512 + Math.ceil(size / 512) * 512
  }
  return members
}

describe('a root file system, as docker export writes it', () => {
  const members = [
    file('.dockerenv'),
    dir('bin'),
    symlink('bin/sh', 'busybox'),
    file('bin/busybox', 'ELF'),
    dir('etc'),
    file('etc/hostname', 'box'),
  ]
  const PATHS = ['.dockerenv', 'bin', 'bin/busybox', 'bin/sh', 'etc', 'etc/hostname']

  it.each([
    ['as it is', 'none', writeTar(members)],
    ['gzip', 'gzip', gzip(writeTar(members))],
    ['zstd', 'zstd', zstd(writeTar(members))],
    ['xz', 'xz', xz(writeTar(members))],
    [
      'with ./ in front',
      'none',
      writeTar([{ name: './', type: '5' }, ...members.map((of) => ({ ...of, name: `./${String(of.name)}` }))]),
    ],
  ] as const)('%s: one layer', async (_, compression, bytes) => {
    const info = await opened(bytes, async (image) => {
      expect(await image.paths()).toEqual(PATHS)
      expect(await image.text('etc/hostname')).toBe('box')
      expect(image.status.layers.map(({ state }) => state)).toEqual(['ok'])
      expect((await image.problems()).map(({ code, severity }) => [code, severity])).toEqual([
        ['root-file-system', 'note'],
      ])
    })
    expect(info).toMatchObject({
      format: 'root-file-system',
      compression,
      images: [{ id: null, tags: [], history: [] }],
    })
  })

  it.each([
    ['an object', 'manifest.json', '{"name":"A web app","icons":[]}'],
    ['a list of something else', 'manifest.json', '[{"src":"a.png"},{"src":"b.png"}]'],
    ['a list of texts', 'manifest.json', '["a","b"]'],
    ['an empty list', 'manifest.json', '[]'],
    ['no JSON', 'manifest.json', 'var manifest = {}'],
    ['an object', 'index.json', '{"pages":[]}'],
    ['a list of tools', 'repositories', 'https://dl.example.test/alpine/main\n'],
  ])('%s in a file of the name of a list (%s)', async (_, name, body) => {
    await opened(writeTar([...members, file(name, body)]), async (image) => {
      expect(image.archive.format).toBe('root-file-system')
      expect(await image.paths()).toEqual([...PATHS, name].sort())
      const problems = await image.problems()
      expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['root-file-system', 'note']])
      expect(problems[0]?.message).toContain(name)
    })
  })

  it('that is cut is shown as far as it can be read', async () => {
    const whole = writeTar([...members, file('etc/long', Buffer.alloc(5000, 'x'))])
    await opened(whole.subarray(0, whole.length - 4000), async (image) => {
      expect(image.archive.format).toBe('root-file-system')
      expect(image.status.layers.map(({ state }) => state)).toEqual(['damaged'])
      expect(await image.paths()).toEqual([...PATHS, 'etc/long'].sort())
      expect((await image.problems()).map(({ code }) => code)).toContain('archive-truncated')
    })
  })

  it.each([
    ['docker 1.10', dockerArchive([IMAGE], '1.10')],
    ['docker 25', dockerArchive([IMAGE], '25')],
    ['docker before 1.10', dockerArchive([IMAGE], 'legacy')],
    ['podman', podmanArchive([IMAGE])],
    ['kaniko', kanikoArchive([IMAGE])],
    ['OCI', tarOfFiles(ociLayout([IMAGE]))],
  ])('what is left of an image is none: %s', async (_, bytes) => {
    for (let length = 512; length < bytes.length; length += 512) {
      const path = folder.write('cut.tar', bytes.subarray(0, length))
      const opening = OpenedImage.open(path).then(async (image) => {
        await image.close()
        return image.archive.format
      })
      expect(await opening.catch((error: unknown) => String(error))).not.toBe('root-file-system')
    }
    const lists = new Set(['manifest.json', 'index.json', 'repositories'])
    const left = writeTar(tarMembers(bytes).filter(({ name }) => !lists.has(name)))
    await expect(OpenedImage.open(folder.write('left.tar', left))).rejects.toThrow(/no list of images/)
    const broken = writeTar(tarMembers(bytes).map((of) => (lists.has(of.name) ? { ...of, body: '{"a":1}' } : of)))
    await expect(OpenedImage.open(folder.write('broken.tar', broken))).rejects.toThrow(/manifest-invalid/)
  })

  it('a tar of nothing but a list that lists nothing is none', async () => {
    for (const body of ['null', '{}', '[]', '[{}]'])
      await expect(OpenedImage.open(folder.write('list.tar', writeTar([file('manifest.json', body)])))).rejects.toThrow(
        /manifest-invalid|archive-not-an-image/,
      )
  })
})

describe('manifests of other schemas', () => {
  const first = { schemaVersion: 1, name: 'app', fsLayers: [{ blobSum: digestOf(BASE) }], history: [] }

  it.each([
    ['schema 1', first, /is an image manifest of schema 1, which is obsolete/],
    ['an unknown schema', { schemaVersion: 9 }, /is a manifest of schema 9, which is unknown/],
    ['no manifest at all', { hello: 'world' }, /is no image manifest/],
  ])('%s is said in a sentence', async (_, manifest, sentence) => {
    const broken = (blobs: BlobStore): Descriptor => ({
      mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
      ...blobs.add(toJson(manifest)),
    })
    const path = folder.write(
      'schema.tar',
      layout((blobs) => [broken(blobs)]),
    )
    await expect(OpenedImage.open(path)).rejects.toThrow(sentence)
    const info = await opened(layout((blobs) => [broken(blobs), addImage(blobs, IMAGE)]))
    expect(info.images.length).toBe(1)
    expect(info.problems.find(({ code }) => code === 'manifest-invalid')?.message).toMatch(sentence)
  })

  it.each([
    ['schema 1', first, /image manifest of schema 1/],
    ['the one of `skopeo copy … dir:`', { schemaVersion: 2, config: {}, layers: [] }, /the manifest of one image/],
  ])('as manifest.json beside blobs: %s', async (_, manifest, sentence) => {
    const blob = { name: digestOf(BASE).slice('sha256:'.length), body: BASE }
    const path = folder.write('dir.tar', writeTar([blob, { name: 'manifest.json', body: toJson(manifest) }]))
    await expect(OpenedImage.open(path)).rejects.toThrow(sentence)
  })
})

describe('capabilities in the terminal', () => {
  it('tree shows them in words, JSON keeps the bytes', async () => {
    const value = Buffer.from('AQAAAgAgAAAAAAAAAAAAAAAAAAA=', 'base64')
    const tar = layer([file('ping', 'ELF', { xattrs: { 'security.capability': value } })])
    const path = folder.write('caps.tar', dockerArchive([imageOf([tar])]))
    const run = (options: { ndjson?: boolean }): Promise<{ out: string }> =>
      written(() => CommandArchive.with(path, (command) => tree(command, undefined, options, new Output())))
    expect((await run({})).out).toContain('/ping  [cap_net_raw+ep]')
    expect(JSON.parse((await run({ ndjson: true })).out)).toMatchObject({
      xattrs: { 'security.capability': value.toString('base64') },
    })
  })
})

describe('what the terminal says of an archive that is open', () => {
  it('texts with line ends and controls stay in their line', async () => {
    const text = 'one\nonionskin: two\u001b[2J'
    const image = { ...IMAGE, tags: [`t:${text}`], layers: IMAGE.layers.map((one) => ({ ...one, createdBy: text })) }
    const out = await inspected(dockerArchive([image]))
    expect(out).not.toMatch(/^onionskin: two/m)
    expect(out).toContain('one\\u{a}onionskin: two\\u{1b}[2J')
  })

  it('cat says that the archive changed while it was read', async () => {
    const path = folder.write('changing.tar', dockerArchive([imageOf([layer([file('a', 'text')])])]))
    const { out, err } = await written(() =>
      CommandArchive.with(path, async (command) => {
        appendFileSync(path, 'more')
        await cat(command, 'a', {}, new Output())
      }),
    )
    expect(out).toBe('text')
    expect(err).toMatch(/^warning: archive-changed: /)
  })
})
