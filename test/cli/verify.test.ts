import { beforeAll, describe, expect, it } from 'vitest'
import type { Statement } from '../../shared/verification.ts'
import { digestOf } from '../fixtures/digest.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf, storeImage } from '../fixtures/image.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { absentDigest, ociLayout, tarOfFiles } from '../fixtures/oci-layout.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { notBuilt, runOnionskin, type Ran } from './run-onionskin.ts'

const BASE = layer([file('etc/config', 'one\n')])
const RIGHT = imageOf([BASE], { tags: ['shop/api:1'] })
const WRONG_DIFF_ID = absentDigest('wrong')
const WRONG = { tags: ['shop/api:0'], layers: [{ tar: BASE, diffId: WRONG_DIFF_ID }] }

const text = ({ stdout }: Ran): string[] => stdout.toString('utf8').split('\n').filter(Boolean)

describe.skipIf(notBuilt !== null)(`onionskin verify${notBuilt === null ? '' : ` (${notBuilt})`}`, () => {
  const folder = temporaryFolder()
  let right = ''
  let several = ''

  beforeAll(() => {
    right = folder.write('right.tar', dockerArchive([RIGHT], '1.10'))
    several = folder.write('several.tar', dockerArchive([RIGHT, WRONG], '1.10'))
  })

  it('prints a line for every statement and ends with 0 where all are right', () => {
    const ran = runOnionskin(['verify', right])
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(text(ran)).toEqual([
      'image 0  shop/api:1  linux/amd64',
      `  right       config     digest   ${storeImage(RIGHT).configDigest}`,
      `  right       layer 0    DiffID   ${digestOf(BASE)}`,
      '2 right.',
    ])
  })

  it('ends with 1 where one differs, and prints both values', () => {
    const ran = runOnionskin(['verify', several])
    expect(ran.code).toBe(1)
    expect(text(ran)).toContain(`  DIFFERENT   layer 0    DiffID   stated ${WRONG_DIFF_ID}, computed ${digestOf(BASE)}`)
    expect(text(ran).at(-1)).toBe('3 right, 1 not right.')
    expect(ran.stderr).toContain('diff-id-mismatch')
  })

  it('verifies all images, or the one that is named', () => {
    expect(text(runOnionskin(['verify', several])).filter((line) => line.startsWith('image '))).toHaveLength(2)
    expect(runOnionskin(['verify', several, '--image', 'shop/api:1']).code).toBe(0)
    expect(runOnionskin(['verify', several, '--image', '1']).code).toBe(1)
    expect(runOnionskin(['verify', several, '--platform', 'linux/amd64', '--image', '0']).code).toBe(0)
  })

  it('--json prints one document, --ndjson a statement a line', () => {
    const document = JSON.parse(runOnionskin(['verify', several, '--json']).stdout.toString('utf8')) as unknown
    expect(document).toMatchObject({
      archive: several,
      ok: false,
      images: [
        { index: 0, tags: ['shop/api:1'], ok: true },
        { index: 1, ok: false },
      ],
      problems: [{ code: 'diff-id-mismatch' }],
    })
    const ran = runOnionskin(['verify', several, '--ndjson'])
    expect(ran.code).toBe(1)
    const statements = text(ran).map((line) => JSON.parse(line) as Statement & { image: number })
    expect(statements).toHaveLength(4)
    expect(statements.at(-1)).toEqual({
      image: 1,
      part: 'layer',
      layer: 0,
      fact: 'diffId',
      stated: WRONG_DIFF_ID,
      computed: digestOf(BASE),
      verdict: 'different',
    })
  })

  it('names a foreign layer that is missing and ends with 0; one that is missing otherwise ends with 1', () => {
    const mediaType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'
    const foreign = folder.write(
      'foreign.tar',
      tarOfFiles(ociLayout([{ layers: [{ tar: BASE, stored: false, mediaType }] }])),
    )
    const ran = runOnionskin(['verify', foreign])
    expect(ran.code).toBe(0)
    expect(text(ran)).toContain(`  elsewhere   layer 0    DiffID   ${digestOf(BASE)}`)
    const missing = folder.write('missing.tar', tarOfFiles(ociLayout([{ layers: [{ tar: BASE, stored: false }] }])))
    expect(runOnionskin(['verify', missing]).code).toBe(1)
  })

  it('ends with 2 where the archive can not be read or the arguments are wrong', () => {
    expect(runOnionskin(['verify', folder.write('none.tar', Buffer.from('no archive'))]).code).toBe(2)
    expect(runOnionskin(['verify', `${right}.absent`]).code).toBe(2)
    expect(runOnionskin(['verify', right, '--image', 'shop/api:9']).code).toBe(2)
    expect(runOnionskin(['verify']).code).toBe(2)
  })

  it('says so where nothing is stated', () => {
    const legacy = folder.write('legacy.tar', dockerArchive([RIGHT], 'legacy'))
    const ran = runOnionskin(['verify', legacy])
    expect(ran.code).toBe(0)
    expect(text(ran).at(-1)).toBe('The archive states no digests.')
  })
})
