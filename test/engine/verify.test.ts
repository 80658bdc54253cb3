import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import type { BlobAlgorithms, BlobDigests, JobControl } from '../../electron/engine/layer-jobs.ts'
import type { LayerBlob } from '../../electron/engine/layer-blob.ts'
import type { Outcome, Problem } from '../../shared/problem.ts'
import type { IndexProgress } from '../../shared/tree.ts'
import { isRight, type Statement, type Verification } from '../../shared/verification.ts'
import { gzip, gzipMembers, zstd, zstdFrames } from '../fixtures/compression.ts'
import { corpusAbsent, corpusArchives } from '../fixtures/corpus.ts'
import { digestOf } from '../fixtures/digest.ts'
import { dockerArchive, dockerArchiveMembers } from '../fixtures/docker-archive.ts'
import { imageOf, storeImage, toJson, type FixtureImage, type FixtureLayer } from '../fixtures/image.ts'
import { dir, file, layer } from '../fixtures/layer-builder.ts'
import {
  absentDigest,
  addImage,
  addIndex,
  BlobStore,
  layoutFiles,
  ociLayout,
  tarOfFiles,
} from '../fixtures/oci-layout.ts'
import { writeTar } from '../fixtures/tar-writer.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()

const BASE = layer([dir('etc'), file('etc/name', 'base'), file('etc/large', 'x'.repeat(20_000))])
const NEXT = layer([file('etc/name', 'next')])
const WRONG = absentDigest('wrong')
const FOREIGN = 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'

interface Verified {
  readonly verification: Verification
  readonly problems: readonly Problem[]
  readonly progress: readonly IndexProgress[]
}

async function verified(bytes: Uint8Array, image = 0): Promise<Verified> {
  return verifiedFile(folder.write('image.tar', bytes), image)
}

async function verifiedFile(path: string, image = 0): Promise<Verified> {
  const progress: IndexProgress[] = []
  const engine = createEngine(
    { progress: (step) => progress.push(step), stackChanged: () => {}, problemsChanged: () => {} },
    new InlineJobs(),
  )
  try {
    must(await engine.openArchive(path))
    must(await engine.openImage(image))
    const verification = must(await engine.verify())
    return { verification, problems: await engine.problems(), progress }
  } finally {
    await engine.dispose()
  }
}

function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`)
  return outcome.value
}

const oci = (...layers: FixtureLayer[]): Buffer => tarOfFiles(ociLayout([{ tags: ['t'], layers }]))
const wrong = ({ verification }: Verified): Statement[] => verification.statements.filter((one) => !isRight(one))
const brief = (statements: readonly Statement[]): string[] =>
  statements.map(({ part, layer: at, fact, verdict }) => `${part}${at ?? ''} ${fact} ${verdict}`)
const codes = ({ problems }: Verified): string[] => problems.map(({ code }) => code)

describe('what is right is said to be right', () => {
  it.each([
    ['raw', { tar: BASE }],
    ['gzip', { tar: BASE, compression: 'gzip' }],
    ['gzip of several members', { tar: BASE, compression: 'gzip', blob: gzipMembers(BASE, 3) }],
    ['zstd', { tar: BASE, compression: 'zstd' }],
    ['zstd of several frames', { tar: BASE, compression: 'zstd', blob: zstdFrames(BASE, 3) }],
  ] satisfies [string, FixtureLayer][])('in an OCI layout with a layer of %s', async (_, first) => {
    const found = await verified(oci(first, { tar: NEXT }))
    expect(brief(found.verification.statements)).toEqual([
      'manifest digest equal',
      'manifest size equal',
      'config digest equal',
      'config size equal',
      'layer0 digest equal',
      'layer0 size equal',
      'layer0 diffId equal',
      'layer1 digest equal',
      'layer1 size equal',
      'layer1 diffId equal',
    ])
    for (const { stated, computed } of found.verification.statements) expect(computed).toBe(stated)
    expect(found.problems).toEqual([])
  })

  it('in docker archives of every generation that states anything', async () => {
    const image = imageOf([BASE, NEXT])
    expect(brief((await verified(dockerArchive([image], '1.10'))).verification.statements)).toEqual([
      'config digest equal',
      'layer0 diffId equal',
      'layer1 diffId equal',
    ])
    const both = await verified(dockerArchive([image], '25'))
    expect(both.verification.statements).toHaveLength(10)
    expect(wrong(both)).toEqual([])
    expect((await verified(dockerArchive([image], 'legacy'))).verification.statements).toEqual([])
  })

  it('where LayerSources speak of the layer as a registry has it, and not of the bytes that are stored', async () => {
    const { configBytes } = storeImage({ layers: [{ tar: BASE }] })
    const stated = (mediaType: string): Buffer =>
      toJson([
        {
          Config: 'config.json',
          Layers: ['layer.tar'],
          LayerSources: { [digestOf(BASE)]: { mediaType, size: 165, digest: absentDigest('compressed') } },
        },
      ])
    const archive = (mediaType: string): Buffer =>
      writeTar([
        { name: 'manifest.json', body: stated(mediaType) },
        { name: 'config.json', body: configBytes },
        { name: 'layer.tar', body: BASE },
      ])
    const found = await verified(archive('application/vnd.docker.image.rootfs.diff.tar.gzip'))
    expect(brief(found.verification.statements)).toEqual(['layer0 diffId equal'])
    expect(codes(found)).toEqual([])
    const same = await verified(archive('application/vnd.docker.image.rootfs.diff.tar'))
    expect(brief(wrong(same))).toEqual(['layer0 digest different', 'layer0 size different'])
  })

  it('with the indexes that lead to the manifest', async () => {
    const blobs = new BlobStore()
    const inner = addIndex(blobs, [addImage(blobs, imageOf([BASE]))])
    const found = await verified(tarOfFiles(layoutFiles(blobs, [inner])))
    expect(brief(found.verification.statements).slice(0, 3)).toEqual([
      'index digest equal',
      'index size equal',
      'manifest digest equal',
    ])
  })

  it('by SHA-512, where that is stated', async () => {
    const blobs = new BlobStore()
    const digest = `sha512:${createHash('sha512').update(BASE).digest('hex')}`
    const found = await verified(
      tarOfFiles(layoutFiles(blobs, [addImage(blobs, { layers: [{ tar: BASE, digest, diffId: digest }] })])),
    )
    expect(wrong(found)).toEqual([])
    expect(found.verification.statements.filter(({ computed }) => computed === digest)).toHaveLength(2)
  })
})

describe('what is wrong is said with both values, and is a problem', () => {
  it('a DiffID', async () => {
    const found = await verified(oci({ tar: BASE, compression: 'gzip', diffId: WRONG }))
    expect(wrong(found)).toEqual([
      { part: 'layer', layer: 0, fact: 'diffId', stated: WRONG, computed: digestOf(BASE), verdict: 'different' },
    ])
    expect(codes(found)).toEqual(['diff-id-mismatch'])
  })

  it('the digest of a blob', async () => {
    const blob = gzip(BASE)
    const found = await verified(oci({ tar: BASE, blob, compression: 'gzip', digest: WRONG }))
    expect(wrong(found)).toEqual([
      { part: 'layer', layer: 0, fact: 'digest', stated: WRONG, computed: digestOf(blob), verdict: 'different' },
    ])
    expect(codes(found)).toEqual(['digest-mismatch'])
  })

  it('the size of a blob', async () => {
    const found = await verified(oci({ tar: BASE, size: BASE.length + 1000 }))
    expect(wrong(found)).toEqual([
      {
        part: 'layer',
        layer: 0,
        fact: 'size',
        stated: BASE.length + 1000,
        computed: BASE.length,
        verdict: 'different',
      },
    ])
    expect(codes(found)).toEqual(['size-mismatch'])
  })

  it('the digest of a config, in an OCI layout', async () => {
    const image: FixtureImage = imageOf([BASE])
    const { configBytes, configDigest } = storeImage(image)
    const blobs = new BlobStore()
    const descriptor = addImage(blobs, image)
    const other = Buffer.from(Buffer.from(configBytes).toString('utf8').replace('amd64', 'arm64'))
    blobs.addAs(configDigest, other)
    const found = await verified(tarOfFiles(layoutFiles(blobs, [descriptor])))
    expect(wrong(found)).toEqual([
      {
        part: 'config',
        layer: null,
        fact: 'digest',
        stated: configDigest,
        computed: digestOf(other),
        verdict: 'different',
      },
    ])
    expect(codes(found)).toContain('digest-mismatch')
  })

  it('the digest that is the name of a config, in a docker archive', async () => {
    const { configDigest } = storeImage(imageOf([BASE]))
    const members = dockerArchiveMembers([imageOf([BASE])], '1.10').map((member) =>
      member.name === `${configDigest.slice(7)}.json`
        ? { ...member, body: Buffer.concat([Buffer.from(member.body ?? ''), Buffer.from('\n')]) }
        : member,
    )
    const found = await verified(writeTar(members))
    expect(brief(wrong(found))).toEqual(['config digest different'])
    expect(codes(found)).toEqual(['digest-mismatch'])
  })

  it('the digest of a manifest', async () => {
    const blobs = new BlobStore()
    const descriptor = addImage(blobs, imageOf([BASE]))
    blobs.addAs(descriptor.digest, Buffer.concat([blobs.get(descriptor.digest)!, Buffer.from('\n')]))
    const found = await verified(tarOfFiles(layoutFiles(blobs, [descriptor])))
    expect(brief(wrong(found))).toEqual(['manifest digest different', 'manifest size different'])
  })

  it('a number of DiffIDs that is not that of the layers', async () => {
    const found = await verified(dockerArchive([imageOf([BASE, NEXT], { diffIds: [digestOf(BASE)] })], '1.10'))
    expect(wrong(found)).toEqual([
      { part: 'config', layer: null, fact: 'diffIdCount', stated: 1, computed: 2, verdict: 'different' },
    ])
  })
})

describe('what is damaged or missing is said', () => {
  const flipped = (bytes: Uint8Array, at: number): Buffer => {
    const copy = Buffer.from(bytes)
    copy[at]! ^= 0x40
    return copy
  }

  it('one flipped byte of a raw layer', async () => {
    const found = await verified(oci({ tar: BASE, blob: flipped(BASE, BASE.length - 3000), digest: digestOf(BASE) }))
    expect(brief(wrong(found))).toEqual(['layer0 digest different', 'layer0 diffId different'])
  })

  it('one flipped byte of a gzip layer: its digest is another, its tar can not be known', async () => {
    const blob = gzip(BASE)
    const bad = flipped(blob, blob.length - 6)
    const found = await verified(oci({ tar: BASE, compression: 'gzip', blob: bad, digest: digestOf(blob) }))
    expect(brief(wrong(found))).toEqual(['layer0 digest different', 'layer0 diffId unreadable'])
    expect(found.verification.statements.find(({ part }) => part === 'layer')?.computed).toBe(digestOf(bad))
  })

  it.each([
    ['gzip', gzip(BASE)],
    ['zstd', zstd(BASE)],
  ] as const)('a %s layer that is cut', async (compression, blob) => {
    const cut = blob.subarray(0, Math.floor(blob.length / 2))
    const found = await verified(
      oci({ tar: BASE, compression, blob: cut, digest: digestOf(blob), size: blob.length }, { tar: NEXT }),
    )
    expect(brief(wrong(found))).toEqual([
      'layer0 digest different',
      'layer0 size different',
      'layer0 diffId unreadable',
    ])
    expect(found.verification.statements.find(({ part }) => part === 'layer')?.computed).toBe(digestOf(cut))
  })

  it('a foreign layer that is missing is named, and is no mistake', async () => {
    const found = await verified(oci({ tar: BASE, stored: false, mediaType: FOREIGN }, { tar: NEXT }))
    expect(wrong(found)).toEqual([])
    expect(brief(found.verification.statements)).toContain('layer0 diffId foreign')
  })

  it('any other layer that is missing is one', async () => {
    const found = await verified(oci({ tar: BASE, stored: false }, { tar: NEXT }))
    expect(brief(wrong(found))).toEqual(['layer0 digest missing', 'layer0 size missing', 'layer0 diffId missing'])
  })

  it('a config that is missing, also where no digest names it', async () => {
    const manifest = toJson([{ Config: 'config.json', Layers: ['layer.tar'] }])
    const found = await verified(
      writeTar([
        { name: 'manifest.json', body: manifest },
        { name: 'layer.tar', body: BASE },
      ]),
    )
    expect(wrong(found)).toEqual([
      { part: 'config', layer: null, fact: 'digest', stated: null, computed: null, verdict: 'missing' },
    ])
    expect(brief(wrong(await verified(oci({ tar: BASE }))))).toEqual([])
    const gone = await verified(tarOfFiles(ociLayout([imageOf([BASE], { configStored: false })])))
    expect(brief(wrong(gone))).toEqual(['config digest missing', 'config size missing'])
  })
})

/** Hashes when it is told to. */
class HeldJobs extends InlineJobs {
  readonly asked: LayerBlob[] = []
  #release: (() => void) | null = null
  readonly #held = new Promise<void>((resolve) => (this.#release = resolve))

  override async verify(blob: LayerBlob, algorithms: BlobAlgorithms, control: JobControl): Promise<BlobDigests> {
    this.asked.push(blob)
    await this.#held
    return super.verify(blob, algorithms, control)
  }

  release(): void {
    this.#release?.()
  }
}

describe('a verification in the engine', () => {
  async function opened(jobs: InlineJobs, bytes: Uint8Array) {
    const progress: IndexProgress[] = []
    const engine = createEngine(
      { progress: (step) => progress.push(step), stackChanged: () => {}, problemsChanged: () => {} },
      jobs,
    )
    must(await engine.openArchive(folder.write('held.tar', bytes)))
    must(await engine.openImage(0))
    return { engine, progress }
  }

  it('tells how far it is and reads a blob once that several layers name', async () => {
    const jobs = new HeldJobs()
    const { engine, progress } = await opened(jobs, oci({ tar: BASE }, { tar: NEXT }, { tar: BASE }))
    const answer = engine.verify()
    await expect.poll(() => progress.some(({ phase }) => phase === 'verifying')).toBe(true)
    jobs.release()
    expect(must(await answer).statements.every(isRight)).toBe(true)
    const layers = jobs.asked.filter(({ range }) => range.size === BASE.length || range.size === NEXT.length)
    expect(layers).toHaveLength(2)
    const steps = progress.filter(({ phase }) => phase === 'verifying')
    expect(steps.at(-1)?.total).toBe(jobs.asked.reduce((sum, { range }) => sum + range.size, 0))
    await engine.dispose()
  })

  it('is stopped by cancel, and can be asked for again', async () => {
    const jobs = new HeldJobs()
    const { engine } = await opened(jobs, oci({ tar: BASE }))
    const answer = engine.verify()
    await engine.cancel()
    jobs.release()
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    expect(must(await engine.verify()).statements.every(isRight)).toBe(true)
    await engine.dispose()
  })

  it('is stopped when another image is opened, and asked for twice is done once', async () => {
    const jobs = new HeldJobs()
    const { engine } = await opened(jobs, oci({ tar: BASE }))
    const answers = [engine.verify(), engine.verify()]
    expect(jobs.asked).toHaveLength(3)
    must(await engine.openImage(0))
    jobs.release()
    for (const answer of answers) expect(await answer).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    await engine.dispose()
  })

  it('needs an image', async () => {
    const engine = createEngine(
      { progress: () => {}, stackChanged: () => {}, problemsChanged: () => {} },
      new InlineJobs(),
    )
    expect(await engine.verify()).toMatchObject({ ok: false, failure: { code: 'argument-invalid' } })
    await engine.dispose()
  })
})

describe('the archives of the corpus', () => {
  if (corpusAbsent !== null) it.skip(corpusAbsent)
  const expected: Readonly<Record<string, readonly string[]>> = {
    's-cut-gzip-layer.oci.tar': ['layer0 digest different', 'layer0 size different', 'layer0 diffId unreadable'],
    's-descriptor-size-wrong.oci.tar': ['layer1 size different'],
    's-diffid-count.tar': ['config diffIdCount different'],
    's-diffid-wrong.tar': ['layer1 diffId different'],
    's-flipped-byte-layer.oci.tar': ['layer1 digest different', 'layer1 diffId unreadable'],
    's-gzip-bad-trailer.oci.tar': ['layer1 digest different', 'layer1 diffId unreadable'],
    's-layer-blob-missing.oci.tar': ['layer0 digest missing', 'layer0 size missing', 'layer0 diffId missing'],
    's-config-json-cut.oci.tar': ['config digest different', 'config size different'],
    's-manifest-missing-config.tar': ['config digest missing'],
  }
  const archives = corpusArchives(['real', 'synthetic']).filter(
    ({ name, expect: says }) => name in expected || (says === 'valid' && !name.includes('bomb')),
  )

  it.skipIf(corpusAbsent !== null).each([0, 1])('public/ggcr-test_bundle.tar, image %i', async (image) => {
    const [archive] = corpusArchives(['public']).filter(({ name }) => name === 'ggcr-test_bundle.tar')
    expect(wrong(await verifiedFile(archive!.path, image))).toEqual([])
  })

  it.each(archives.map((archive) => [`${archive.part}/${archive.name}`, archive] as const))(
    '%s',
    async (_, archive) => {
      expect(brief(wrong(await verifiedFile(archive.path)))).toEqual(expected[archive.name] ?? [])
    },
  )
})
