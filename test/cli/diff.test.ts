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

  it('packages that were added, removed and upgraded have a key and a section of their own', () => {
    const status = (...packages: string[]): string =>
      packages.map((named) => `P:${named.split(' ')[0]}\nV:${named.split(' ')[1]}\nA:x86_64\n`).join('\n')
    const archive = (name: string, text: string): string =>
      folder.write(`${name}.tar`, dockerArchive([imageOf([layer([file('lib/apk/db/installed', text)])])]))
    const before = archive('before', status('musl 1.2.4-r2', 'zlib 1.3-r0', 'curl 8.4-r0'))
    const after = archive('after', status('musl 1.2.5-r0', 'zlib 1.3-r0', 'wget|x 1.21-r4'))
    expect(json(before, after)['packages']).toEqual({
      changes: [
        { system: 'apk', name: 'curl', architecture: 'x86_64', path: null, a: '8.4-r0', b: null },
        { system: 'apk', name: 'musl', architecture: 'x86_64', path: null, a: '1.2.4-r2', b: '1.2.5-r0' },
        { system: 'apk', name: 'wget|x', architecture: 'x86_64', path: null, a: null, b: '1.21-r4' },
      ],
      notRead: 0,
      unreadDatabases: [],
    })
    const text = runOnionskin(['diff', before, after]).stdout.toString('utf8')
    expect(text).toContain('\npackages\n  - curl (apk x86_64): 8.4-r0\n  ~ musl (apk x86_64): 1.2.4-r2 -> 1.2.5-r0\n')
    const markdown = runOnionskin(['diff', before, after, '--markdown']).stdout.toString('utf8')
    expect(markdown).toContain('<summary>Packages (3)</summary>')
    expect(markdown).toContain('| `wget\\|x (apk x86_64)` |  | `1.21-r4` |')
    expect(runOnionskin(['diff', before, before]).stdout.toString('utf8')).not.toContain('packages')
  })

  it('every field of the configuration that differs is named, the OS release among them', () => {
    const archive = (version: number): string =>
      folder.write(
        `config-${version}.tar`,
        dockerArchive([
          imageOf([layer([file('etc/os-release', `PRETTY_NAME="Fixture ${version}"\n`)])], {
            tags: [`shop/api:${version}`],
            platform: { os: 'linux', architecture: version === 1 ? 'amd64' : 'arm64' },
            config: {
              config: {
                Env: [`VERSION=${version}`],
                Entrypoint: [`/run-${version}`],
                Cmd: [`serve-${version}`],
                ExposedPorts: { [`${version}80/tcp`]: {} },
                Labels: { version: `${version}` },
                User: `user-${version}`,
                Volumes: { [`/data-${version}`]: {} },
                WorkingDir: `/app-${version}`,
                StopSignal: `SIG${version}`,
                Healthcheck: { Test: ['CMD', `probe-${version}`], Interval: version * 1e9 },
              },
            },
          }),
        ]),
      )
    const printed = json(archive(1), archive(2))['config'] as { field: string }[]
    expect(printed.map(({ field }) => field).sort()).toEqual([
      ...['cmd', 'entrypoint', 'env.VERSION', 'healthcheck', 'labels.version', 'osRelease', 'platform'],
      ...[
        'ports.180/tcp',
        'ports.280/tcp',
        'stopSignal',
        'tags',
        'user',
        'volumes./data-1',
        'volumes./data-2',
        'workdir',
      ],
    ])
  })

  it('images that differ only in compression do not differ, but to --strict, which says so', () => {
    const tar = layer([file('a', 'content '.repeat(1000))])
    const archive = (compression: 'gzip' | 'none'): string =>
      folder.write(`${compression}.tar`, dockerArchive([{ tags: ['t:1'], layers: [{ tar, compression }] }]))
    const [plain, packed] = [archive('none'), archive('gzip')]
    expect(runOnionskin(['diff', plain, packed, '--exit-code']).code).toBe(0)
    expect(json(plain, packed, '--strict')['strict']).toMatchObject([{ layer: 0, onlyStored: true }])
    expect(runOnionskin(['diff', plain, packed, '--exit-code', '--strict']).code).toBe(1)
  })

  it('files of equal size and time but other content differ', () => {
    const archive = (text: string): string =>
      folder.write(`${text}.tar`, dockerArchive([imageOf([layer([file('a', text, { mtime: 1 })])])]))
    expect(json(archive('abc'), archive('abd')).modified).toMatchObject([{ path: 'a', what: ['content'] }])
    expect(runOnionskin(['diff', archive('abc'), archive('abd'), '--exit-code']).code).toBe(1)
  })

  it('an archive that can not be read ends with 2', () => {
    const broken = folder.write('broken.tar', Buffer.from('no tar'))
    expect(runOnionskin(['diff', one, broken]).code).toBe(2)
  })
})
