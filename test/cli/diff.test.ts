import { beforeAll, describe, expect, it } from 'vitest'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, layer } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { notBuilt, runOnionskin } from './run-onionskin.ts'

const BASE = layer([dir('etc/'), file('etc/config', 'one\n'), file('etc/old', 'moves along\n')])
const V1 = imageOf([BASE, layer([file('app.js', 'v1\n'), file('cache/a.pyc', '1')])], { tags: ['shop/api:1'] })
const V2 = imageOf([BASE, layer([file('app.js', 'v2\n'), file('new`name|\x1b[31m', 'x'), file('cache/a.pyc', '2')])], {
  tags: ['shop/api:2'],
})

interface Printed {
  readonly added: { path: string }[]
  readonly removed: { path: string }[]
  readonly modified: { path: string; what: string[] }[]
  readonly moved: unknown[]
  readonly [field: string]: unknown
}

describe.skipIf(notBuilt !== null)(`onionskin diff${notBuilt === null ? '' : ` (${notBuilt})`}`, () => {
  const folder = temporaryFolder()
  let one = ''
  let two = ''
  let both = ''

  beforeAll(() => {
    one = folder.write('one.tar', dockerArchive([V1]))
    two = folder.write('two.tar', dockerArchive([V2]))
    both = folder.write('both.tar', dockerArchive([V1, V2]))
  })

  const json = (...args: string[]): Printed =>
    JSON.parse(runOnionskin(['diff', ...args, '--json']).stdout.toString('utf8')) as Printed

  it('--json prints what its contract says', () => {
    expect(json(one, two)).toMatchObject({
      a: { tags: ['shop/api:1'], platform: 'linux/amd64' },
      b: { tags: ['shop/api:2'] },
      sharedLayers: 1,
      firstDifference: { history: 1, reason: 'inputs-changed' },
      config: [{ field: 'tags', a: ['shop/api:1'], b: ['shop/api:2'] }],
      added: [{ path: 'new`name|\x1b[31m', type: 'file', size: 1, layer: 1 }],
      removed: [],
      modified: [
        { path: 'app.js', a: { size: 3 }, b: { size: 3 }, what: ['content'] },
        { path: 'cache/a.pyc', what: ['content'] },
      ],
      moved: [],
      sizeDifference: 1,
    })
  })

  it('two images of one archive are named', () => {
    const printed = json(both, both, '--image-a', 'shop/api:2', '--image-b', '0')
    expect([printed.added.length, printed.removed.length, printed.modified.length]).toEqual([0, 1, 2])
    expect(runOnionskin(['diff', both, both]).code).toBe(2)
  })

  it('--ignore leaves out paths by globs', () => {
    expect(json(one, two, '--ignore', '*.pyc').modified.map(({ path }) => path)).toEqual(['app.js'])
    expect(json(one, two, '--ignore', 'cache').modified.map(({ path }) => path)).toEqual(['app.js'])
    expect(json(one, two, '--ignore', 'cache/**', '/app.js').modified).toEqual([])
    expect(json(one, two, '--ignore', '{app,new*}', '*/a.*').modified.map(({ path }) => path)).toEqual(['app.js'])
    expect(json(one, two, '--ignore', '/**')).toMatchObject({ added: [], removed: [], modified: [] })
  })

  it('--exit-code ends with 1 where the images differ, and with 0 where not', () => {
    expect(runOnionskin(['diff', one, two, '--exit-code']).code).toBe(1)
    expect(runOnionskin(['diff', one, one, '--exit-code']).code).toBe(0)
    expect(runOnionskin(['diff', one, two]).code).toBe(0)
  })

  it('times count only where they are asked for', () => {
    const at = (mtime: number): string =>
      folder.write(`at-${mtime}.tar`, dockerArchive([imageOf([layer([{ ...file('a', '1'), mtime }])])]))
    const [early, late] = [at(1000), at(2000)]
    expect(runOnionskin(['diff', early, late, '--exit-code']).code).toBe(0)
    expect(json(early, late, '--times').modified).toMatchObject([{ path: 'a', what: ['mtime'] }])
  })

  it('--strict tells order and headers of layers that show the same', () => {
    const [a, b] = [file('a', '1'), file('b', '2')]
    const archive = (name: string, ...members: (typeof a)[]): string =>
      folder.write(`${name}.tar`, dockerArchive([imageOf([layer(members)])]))
    const first = archive('first', a, b)
    const second = archive('second', b, a)
    const named = archive('named', a, { ...b, uname: 'somebody' })
    expect(json(first, second).modified).toEqual([])
    expect(runOnionskin(['diff', first, second, '--exit-code']).code).toBe(0)
    expect(runOnionskin(['diff', first, second, '--exit-code', '--strict']).code).toBe(1)
    expect(json(first, second, '--strict')['strict']).toMatchObject([{ layer: 0, in: 'both', order: 'a', members: [] }])
    expect(json(first, named, '--strict')['strict']).toMatchObject([
      { layer: 0, order: null, members: [{ path: 'b', what: ['owner-names'] }] },
    ])
    expect(json(first, first, '--strict')['strict']).toEqual([])
  })

  it('text and Markdown let nothing of the image drive a terminal or become markup', () => {
    const text = runOnionskin(['diff', one, two]).stdout.toString('utf8')
    expect(text).toContain('~ -rw-r--r--')
    expect(text).toContain('first difference: COPY layer-1 / # buildkit (the same instruction had other inputs)')
    const markdown = runOnionskin(['diff', one, two, '--markdown']).stdout.toString('utf8')
    expect(markdown).toContain('| `` /new`name\\|\\u{1b}[31m `` | 1 B | 1 |')
    for (const printed of [text, markdown]) expect(printed).not.toContain('\x1b')
  })

  it('an archive that can not be read ends with 2', () => {
    const broken = folder.write('broken.tar', Buffer.from('no tar'))
    expect(runOnionskin(['diff', one, broken]).code).toBe(2)
  })
})
