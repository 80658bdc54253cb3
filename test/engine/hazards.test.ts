import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { createEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { gzip, zstd } from '../fixtures/compression.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { ARCHIVE_HAZARDS, LAYER_HAZARDS } from '../fixtures/hazards.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, hardlink, layer, opaque, whiteout } from '../fixtures/layer-builder.ts'
import { ociLayout, tarOfFiles } from '../fixtures/oci-layout.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { OpenedImage } from './opened-image.ts'

const folder = temporaryFolder()

describe('a hazard in a layer is named with its code, layer, path and offset, and costs no more than it must', () => {
  it.each(LAYER_HAZARDS.map((hazard) => [hazard.hazard, hazard] as const))('%s', async (_, hazard) => {
    const path = folder.write('hazard.tar', dockerArchive([imageOf(hazard.layers)]))
    const image = await OpenedImage.open(path)
    try {
      const all = await image.problems()
      const found = all.filter(({ code }) => code === hazard.code)
      expect(found, JSON.stringify(all)).not.toEqual([])
      const [problem] = found
      expect(problem?.where).toMatchObject({ archive: path, image: 0, layer: hazard.layers.length - 1 })
      expect(problem?.message).toMatch(/^\S.*[.]$/s)
      if (hazard.offset !== undefined) expect(problem?.where.offset).toBe(hazard.offset)
      if (hazard.path !== undefined) {
        expect(found.map(({ where }) => where.path?.replace(/^\//, ''))).toContain(hazard.path)
      }
      expect(image.status.layers.at(-1)?.state).toBe(hazard.damages === true ? 'damaged' : 'ok')
      const paths = await image.paths()
      if (hazard.code !== 'layer-not-a-tar') expect(paths.some((seen) => /^first$/.test(seen))).toBe(true)
      expect(paths.includes('last')).toBe(hazard.damages !== true)
      expect(image.status.totals?.visibleBytes).toBeGreaterThanOrEqual(0)
    } finally {
      await image.close()
    }
  })
})

describe('a hazard in an archive is a failure or a problem, said in a sentence', () => {
  const engine = createEngine(
    { progress: () => {}, stackChanged: () => {}, problemsChanged: () => {} },
    new InlineJobs(),
  )
  afterAll(() => engine.dispose())

  it.each(ARCHIVE_HAZARDS.map((hazard) => [hazard.hazard, hazard] as const))('%s', async (_, hazard) => {
    const path = folder.write('hazard', hazard.bytes())
    const opened = await engine.openArchive(path)
    if (!hazard.opens) {
      expect(opened.ok).toBe(false)
      if (opened.ok) return
      expect(hazard.codes).toContain(opened.failure.code)
      expect(opened.failure.message).toContain(path)
      expect(opened.failure.message).not.toMatch(/\n\s+at /)
      return
    }
    if (!opened.ok) throw new Error(`${opened.failure.code}: ${opened.failure.message}`)
    const image = await OpenedImage.open(path)
    const codes = (await image.problems()).map(({ code }) => code)
    await image.close()
    expect(
      codes.filter((code) => hazard.codes.includes(code)),
      codes.join(),
    ).not.toEqual([])
  })
})

/** A place in an archive of any size, each as likely as the other. */
const PART = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1_000_000)

describe('no bytes bring the engine down', () => {
  const tar = dockerArchive([
    imageOf([
      layer([
        dir('d'),
        file('d/a', 'aaaa', { xattrs: { 'user.x': '1' } }),
        hardlink('d/b', 'd/a'),
        file(`${'n/'.repeat(80)}x`),
      ]),
      layer([whiteout('d/a'), opaque('d'), file('d/c', 'c'.repeat(3000), { format: 'gnu' })]),
    ]),
  ])
  const oci = tarOfFiles(
    ociLayout([
      {
        ...imageOf([]),
        layers: [
          { tar: layer([file('a', 'x'.repeat(5000))]), compression: 'gzip' },
          { tar: layer([file('b', 'x'.repeat(5000))]), compression: 'zstd' },
        ],
      },
    ]),
  )
  const originals = [tar, oci, gzip(tar), zstd(tar)]

  /** Opens, stacks and walks whatever there is; the answer must be a tree or a sentence. */
  async function survive(bytes: Uint8Array): Promise<void> {
    const path = folder.write('fuzzed', bytes)
    const engine = createEngine(
      { progress: () => {}, stackChanged: () => {}, problemsChanged: () => {} },
      new InlineJobs(),
    )
    const opened = await engine.openArchive(path)
    await engine.dispose()
    if (!opened.ok) {
      expect(opened.failure.code, opened.failure.message).not.toBe('internal')
      expect(opened.failure.message.length).toBeGreaterThan(10)
      return
    }
    for (const { index } of opened.value.images) {
      const image = await OpenedImage.open(path, index)
      await image.rows()
      expect((await image.problems()).map(({ code }) => code)).not.toContain('internal')
      await image.close()
    }
  }

  it('an archive that is cut anywhere', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...originals), PART, (original, part) =>
        survive(original.subarray(0, Math.floor(original.length * part))),
      ),
      { numRuns: 300, interruptAfterTimeLimit: 30_000 },
    )
  })

  it('an archive with changed bytes', { timeout: 120_000 }, async () => {
    const change = fc.tuple(PART, fc.integer({ min: 0, max: 255 }))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...originals),
        fc.array(change, { minLength: 1, maxLength: 8 }),
        (original, changes) => {
          const bytes = Buffer.from(original)
          for (const [at, value] of changes) bytes[Math.min(bytes.length - 1, Math.floor(bytes.length * at))] = value
          return survive(bytes)
        },
      ),
      { numRuns: 600, interruptAfterTimeLimit: 40_000 },
    )
  })

  it('a layer of headers with right checksums and senseless fields', { timeout: 60_000 }, async () => {
    const bytes = (maxLength: number): fc.Arbitrary<Buffer> => fc.uint8Array({ maxLength }).map((of) => Buffer.from(of))
    const size = fc.oneof(fc.nat(2000), fc.constantFrom(-1, 2 ** 33, 2 ** 53, 2 ** 62, -(2 ** 40)))
    const key = fc.constantFrom(
      ...['path', 'linkpath', 'size', 'mtime', 'uid', 'SCHILY.xattr.user.x', 'LIBARCHIVE.xattr.user.y', 'hdrcharset'],
      ...['GNU.sparse.major', 'GNU.sparse.minor', 'GNU.sparse.map', 'GNU.sparse.size', 'GNU.sparse.realsize', ''],
    )
    const value = fc.oneof(bytes(20), fc.constantFrom('0', '1', '-1', '1,2,3', '0,5', '9'.repeat(30), '1e9', '', 'a/b'))
    const member = fc.record(
      {
        name: fc.oneof(bytes(30), fc.constantFrom('a', 'a/b', '.wh.a', 'd/', '././@LongLink')),
        type: fc.constantFrom(...Array.from('01234567SLKxgXVMDZ\0')),
        body: bytes(1200),
        size,
        base256: fc.constant(['size', 'uid', 'mtime'] as const),
        link: fc.oneof(bytes(20), fc.constantFrom('a', 'd', '..')),
        mtime: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
        pax: fc.dictionary(key, value, { maxKeys: 4 }),
        format: fc.constant('gnu' as const),
        patch: fc.array(fc.tuple(fc.nat(511), bytes(12)), { maxLength: 2 }).map((patches) => new Map(patches)),
      },
      { requiredKeys: ['name', 'base256', 'format'] },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(member, { maxLength: 6 }), (members) =>
        survive(dockerArchive([imageOf([layer(members)])])),
      ),
      { numRuns: 800, interruptAfterTimeLimit: 30_000 },
    )
  })

  it('noise after the magic bytes of a format', { timeout: 60_000 }, async () => {
    const magic = fc.constantFrom('1f8b08', '28b52ffd', 'fd377a585a00', '425a6839', '504b0304', '')
    await fc.assert(
      fc.asyncProperty(magic, fc.uint8Array({ maxLength: 2000 }), (start, noise) =>
        survive(Buffer.concat([Buffer.from(start, 'hex'), noise])),
      ),
      { numRuns: 300, interruptAfterTimeLimit: 20_000 },
    )
  })
})
