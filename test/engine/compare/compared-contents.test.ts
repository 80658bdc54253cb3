import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { RowFilter } from '../../../shared/row-filter.ts'
import { dockerArchive } from '../../fixtures/docker-archive.ts'
import type { FixtureImage } from '../../fixtures/image.ts'
import { dir, file, layer, symlink, whiteout } from '../../fixtures/layer-builder.ts'
import { temporaryFolder } from '../../fixtures/temporary-folder.ts'
import { zip } from '../../fixtures/zip.ts'
import { DIFFERENCES, OpenedComparison } from '../opened-comparison.ts'

const folder = temporaryFolder()
let written = 0

type Members = Parameters<typeof layer>[0]

const image = (...layers: readonly Members[]): FixtureImage => ({
  tags: ['example.test/app:1'],
  layers: layers.map((members) => ({ tar: layer(members) })),
})

async function compare(a: FixtureImage, b: FixtureImage): Promise<OpenedComparison> {
  const [pathA, pathB] = [a, b].map((one) => folder.write(`contents-${written++}.tar`, dockerArchive([one])))
  return OpenedComparison.open({ a: { archive: pathA!, image: null }, b: { archive: pathB!, image: null } })
}

const dpkg = (...packages: readonly [name: string, version: string][]): string =>
  packages
    .map(
      ([name, version]) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n`,
    )
    .join('\n')
const npm = (name: string, version: string): string => JSON.stringify({ name, version })

describe('packages of two images', () => {
  it('that were added, removed and upgraded are named, of databases and of folders', async () => {
    const compared = await compare(
      image([
        file('var/lib/dpkg/status', dpkg(['bash', '5.1'], ['curl', '7'], ['zlib', '1'])),
        file('app/node_modules/left-pad/package.json', npm('left-pad', '1.0.0')),
        file('app/node_modules/same/package.json', npm('same', '1.0.0')),
        file('usr/lib/python3/site-packages/Flask-1.0.dist-info/METADATA', 'Name: Flask\nVersion: 1.0\n'),
      ]),
      image([
        file('var/lib/dpkg/status', dpkg(['bash', '5.2'], ['zlib', '1'], ['wget', '2'])),
        file('app/node_modules/left-pad/package.json', npm('left-pad', '1.3.0')),
        file('app/node_modules/same/package.json', npm('same', '1.0.0')),
        file('usr/lib/python3/site-packages/flask-2.0.dist-info/METADATA', 'Name: flask\nVersion: 2.0\n'),
      ]),
    )
    const { packages } = compared.comparison
    expect(packages?.changes.map(({ system, name, a, b }) => [system, name, a, b])).toEqual([
      ['dpkg', 'bash', '5.1', '5.2'],
      ['dpkg', 'curl', '7', null],
      ['dpkg', 'wget', null, '2'],
      ['npm', 'left-pad', '1.0.0', '1.3.0'],
      ['pip', 'flask', '1.0', '2.0'],
    ])
    expect(packages).toMatchObject({ notRead: 0, unreadDatabases: [] })
    await compared.close()
  })

  it('that both have from a layer that they share are not read', async () => {
    const base: Members = [
      file('var/lib/dpkg/status', dpkg(['bash', '5.1'])),
      file('app/node_modules/x/package.json', npm('x', '1')),
      file('etc/os-release', 'NAME=Fixture\n'),
    ]
    const compared = await compare(image(base, [file('a', '1')]), image(base, [file('a', '22')]))
    expect(compared.comparison.packages).toEqual({ changes: [], notRead: 0, unreadDatabases: [] })
    expect([compared.read, compared.hashed]).toEqual([0, 0])
    await compared.close()
  })

  it('of a database that can not be read here are said to be unknown', async () => {
    const compared = await compare(
      image([file('var/lib/rpm/rpmdb.sqlite', 'one')]),
      image([file('var/lib/rpm/rpmdb.sqlite', 'other')]),
    )
    expect(compared.comparison.packages?.unreadDatabases).toEqual(['/var/lib/rpm/rpmdb.sqlite'])
    await compared.close()
  })

  it('of a layer are those of its own lists', async () => {
    const status = (version: string): Members => [file('var/lib/dpkg/status', dpkg(['bash', version]))]
    const path = folder.write('layers.tar', dockerArchive([image(status('1'), status('2'), status('3'))]))
    const side = (at: number) => ({ archive: path, image: 0, view: { kind: 'layer', layer: at } as const })
    const compared = await OpenedComparison.open({ a: side(0), b: side(2) })
    expect(compared.comparison.packages?.changes).toMatchObject([{ name: 'bash', a: '1', b: '3' }])
    await compared.close()
  })
})

describe('the OS release of two images', () => {
  it('is a field of the configuration, also where it is reached by a link', async () => {
    const release = (version: string): Members => [
      symlink('etc/os-release', '../usr/lib/os-release'),
      file('usr/lib/os-release', `ID=fixture\nPRETTY_NAME="Fixture ${version}"\n`),
    ]
    const compared = await compare(image(release('1')), image(release('2')))
    expect(compared.comparison.config).toEqual([{ field: 'osRelease', a: 'Fixture 1', b: 'Fixture 2' }])
    await compared.close()
    const gone = await compare(image(release('1')), image(release('1'), [whiteout('usr/lib/os-release')]))
    expect(gone.comparison.config).toEqual([{ field: 'osRelease', a: 'Fixture 1', b: null }])
    await gone.close()
  })
})

describe('archives inside two images', () => {
  it.each([
    ['tar', (content: string) => layer([dir('d'), file('d/same', '1'), file('d/other', content)])],
    ['tar.gz', (content: string) => gzipSync(layer([dir('d'), file('d/same', '1'), file('d/other', content)]))],
    [
      'zip',
      (content: string) =>
        zip([
          { name: 'd/', body: '' },
          { name: 'd/same', body: '1' },
          { name: 'd/other', body: content },
        ]),
    ],
  ] as const)('tell of a %s which members of equal size have other contents', async (_format, archive) => {
    const compared = await compare(
      image([file('inner', archive('abc'))]),
      image([file('inner', archive('abd')), file('x', '')]),
    )
    const row = (await compared.rows()).get('inner')!
    const contents = (await Promise.all((['a', 'b'] as const).map((side) => compared.members(side, row)))).map(
      ({ members }) => new Map(members.map(({ name, content }) => [name, content])),
    )
    const [a, b] = contents
    expect(a?.get('d/same')).toMatch(/^(sha256:[0-9a-f]{64}|crc32:[0-9a-f]{8})$/)
    expect(a?.get('d/same')).toBe(b?.get('d/same'))
    expect(a?.get('d/other')).not.toBe(b?.get('d/other'))
    await compared.close()
  })
})

describe('differences one after the other', () => {
  const a = image([
    dir('app'),
    file('app/keep', '1'),
    dir('old'),
    dir('old/deep'),
    file('old/deep/x', ''),
    file('z', '1'),
  ])
  const b = image([
    dir('app'),
    file('app/keep', '2'),
    dir('new'),
    file('new/one.txt', '12345'),
    file('new/two.js', ''),
    file('z', '2'),
  ])

  it('a directory that one side does not have is one, from wherever in it one goes on', async () => {
    const compared = await compare(a, b)
    const rows = await compared.rows()
    const nodeOf = (path: string): number => rows.get(path)!.node
    expect(await compared.walk('next')).toEqual(['app/keep', 'new', 'old', 'z'].map(nodeOf))
    expect(await compared.walk('previous')).toEqual(['z', 'old', 'new', 'app/keep'].map(nodeOf))
    expect(await compared.step(nodeOf('old/deep/x'), 'next')).toBe(nodeOf('z'))
    expect(await compared.step(nodeOf('old/deep/x'), 'previous')).toBe(nodeOf('new'))
    await compared.close()
  })

  it('a directory that is a file on the other side is one', async () => {
    const compared = await compare(
      image([file('x', ''), file('y', '')]),
      image([dir('x'), file('x/in', ''), file('y', '1')]),
    )
    const rows = await compared.rows()
    expect(await compared.walk('next')).toEqual([rows.get('x')!.node, rows.get('y')!.node])
    await compared.close()
  })

  it('are those that fit a filter; what leads to them is context', async () => {
    const compared = await compare(a, b)
    const all = await compared.rows()
    const filter = { ...DIFFERENCES, terms: [{ kind: 'glob', pattern: '*.txt' }] } as const
    const rows = await compared.rows(filter)
    expect([...rows].map(([path, { context }]) => [path, context])).toEqual([
      ['new', true],
      ['new/one.txt', false],
    ])
    expect(await compared.walk('next', filter)).toEqual([all.get('new/one.txt')!.node])
    await compared.close()
  })

  it('can be asked for by size on either side, by regular expression, by type and by kind', async () => {
    const compared = await compare(a, b)
    const shown = async (...terms: RowFilter): Promise<string[]> =>
      [...(await compared.rows({ ...DIFFERENCES, terms }))]
        .flatMap(([path, { context }]) => (context ? [] : [path]))
        .sort()
    expect(await shown({ kind: 'size', least: 5, most: null })).toEqual(['new/one.txt'])
    expect(await shown({ kind: 'regex', pattern: '^[xz]$' })).toEqual(['old/deep/x', 'z'])
    expect(await shown({ kind: 'type', values: ['dir'] })).toEqual(['new', 'old', 'old/deep'])
    expect(await shown({ kind: 'change', values: ['removed'] })).toEqual(['old', 'old/deep', 'old/deep/x'])
    expect(await shown({ kind: 'change', values: ['modified'] }, { kind: 'text', pattern: 'z', not: true })).toEqual([
      'app/keep',
    ])
    expect(await compared.matching([{ kind: 'change', values: ['added'] }])).toBe(3)
    await expect(compared.rows({ ...DIFFERENCES, terms: [{ kind: 'regex', pattern: '(' }] })).rejects.toThrow(
      /argument-invalid/,
    )
    await compared.close()
  })
})
