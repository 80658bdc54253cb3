import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { TreemapNode } from '../../shared/overview.ts'
import { corpusAbsent, corpusArchives } from '../fixtures/corpus.ts'
import { dir, file, hardlink, opaque, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { OpenedOverview } from './opened-overview.ts'

const folder = temporaryFolder()
let opened: OpenedOverview | null = null
afterEach(async () => {
  await opened?.close()
  opened = null
})

async function overviewOf(...args: Parameters<typeof OpenedOverview.of> extends [unknown, ...infer R] ? R : never) {
  opened = await OpenedOverview.of(folder, ...args)
  return opened.overview
}

/** A key that was never anybody's. */
const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n'.repeat(4)}-----END OPENSSH PRIVATE KEY-----\n`
const GITHUB = `ghp_${'aB3dE6gH9j'.repeat(4)}`

describe('waste', () => {
  it('says of each path why it is shipped and not seen, and which layers had to do with it', async () => {
    const body = 'x'.repeat(3000)
    const { waste } = await overviewOf([
      [file('a/chmod', body), file('a/edit', body), file('b/gone', body), file('c', body), file('d/e', body)],
      [file('a/chmod', body, { mode: 0o600 }), file('a/edit', 'new'), whiteout('b/gone'), file('d', 'now a file')],
    ])
    const told = waste!.worst.map(({ path, why, bytes, layer, hiddenBy, versions }) => [
      path,
      why,
      bytes,
      layer,
      hiddenBy,
      versions,
    ])
    expect(told).toEqual(
      expect.arrayContaining([
        ['/a/chmod', 'copied-up', 3000, 0, 1, [0, 1]],
        ['/a/edit', 'overwritten', 3000, 0, 1, [0, 1]],
        ['/b/gone', 'deleted', 3000, 0, 1, [0]],
        ['/d/e', 'replaced', 3000, 0, 1, [0]],
      ]),
    )
    expect(told).toHaveLength(4)
    expect(waste!.byReason).toEqual({ 'copied-up': 3000, overwritten: 3000, deleted: 3000, replaced: 3000 })
    expect(waste!.reclaimableBytes).toBe(12_000)
  })

  it('folds a directory that is copied up as a whole, and leaves alone one that is not', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `srv/app/${at}`)
    const { waste } = await overviewOf([
      [
        ...names.map((name) => file(name, 'y'.repeat(100))),
        file('opt/keep', 'z'.repeat(900)),
        file('opt/drop', 'w'.repeat(90)),
      ],
      [...names.map((name) => file(name, 'y'.repeat(100), { uid: 7 })), whiteout('opt/drop')],
    ])
    expect(waste!.worst.map(({ path, directory, files, bytes }) => [path, directory, files, bytes])).toEqual([
      ['/srv/app', true, 30, 3000],
      ['/opt/drop', false, 1, 90],
    ])
  })

  it('counts a hard link once, and its content not at all while another name shows it', async () => {
    const { waste } = await overviewOf([[file('a', 'v'.repeat(500)), hardlink('b', 'a')], [whiteout('a')]])
    expect(waste!.reclaimableBytes).toBe(0)
    expect(waste!.worst).toEqual([])
  })

  it('has no NaN for an image of one layer, or of empty ones', async () => {
    const { waste } = await overviewOf([[dir('only')], []])
    expect(waste).toMatchObject({ efficiency: 1, wastedBytes: 0, userWastedPercent: 0, size: 0 })
  })
})

describe('metrics as dive computes them', () => {
  const archive = corpusArchives(['public']).find(({ name }) => name === 'dive-test-docker-image.tar')
  if (corpusAbsent !== null) it.skip(corpusAbsent)

  it.runIf(archive !== undefined)('on its own test image', async () => {
    opened = await OpenedOverview.open(archive!.path)
    expect(opened.overview.waste).toMatchObject({
      efficiency: 0.9844212134184309,
      wastedBytes: 32025,
      userWastedPercent: 0.4834911001404049,
      size: 1220598,
    })
  })

  it('counts what lies below a deleted directory with the directory', async () => {
    const { waste } = await overviewOf([
      [dir('keep'), dir('d'), file('d/a', 'a'.repeat(10)), file('d/b', 'b'.repeat(20))],
      [file('other', 'c'.repeat(70)), whiteout('d')],
    ])
    // Occurrences: keep 0, d/a 10, d/b 20, other 70, and d, once, as the 30 bytes that its whiteout takes away.
    expect(waste).toMatchObject({ efficiency: 1, wastedBytes: 0, size: 100 })
  })

  it('counts a deleted file as two occurrences, of which the least is nothing', async () => {
    const { waste } = await overviewOf([
      [file('a', 'a'.repeat(40)), file('b', 'b'.repeat(60))],
      [whiteout('a'), opaque('x')],
    ])
    expect(waste).toMatchObject({ efficiency: 0.6, wastedBytes: 40, userWastedPercent: 0 })
  })
})

describe('secrets', () => {
  it('are found where they are deleted, masked, and told with the layer that ships them', async () => {
    const { findings, findingCounts } = await overviewOf([
      [file('root/.ssh/id_ed25519', KEY, { mode: 0o600 })],
      [file('app/deploy.sh', `#!/bin/sh\ngit clone https://x:${GITHUB}@github.com/a/b\n`)],
      [whiteout('root/.ssh/id_ed25519')],
    ])
    const secrets = findings.filter(({ kind }) => kind === 'secret')
    expect(secrets).toHaveLength(2)
    expect(findingCounts.secret).toBe(2)
    expect(secrets.find(({ what }) => what === 'private key')).toMatchObject({
      path: '/root/.ssh/id_ed25519',
      severity: 'high',
      layer: 0,
      line: 1,
      hidden: { by: 'whiteout', layer: 2 },
    })
    expect(secrets.find(({ what }) => what === 'GitHub token')).toMatchObject({
      path: '/app/deploy.sh',
      line: 2,
      hidden: null,
    })
    expect(JSON.stringify(findings)).not.toContain(GITHUB.slice(8))
    expect(JSON.stringify(findings)).not.toContain('b3BlbnNzaC1rZXk')
  })

  it('are found in variables, build arguments and credentials of tools', async () => {
    const { findings, configuration, dockerfile } = await overviewOf(
      [
        [
          file('root/.npmrc', '//registry.example/:_authToken=0123456789abcdef\n'),
          file(
            'root/.docker/config.json',
            JSON.stringify({ auths: { 'r.example': { auth: 'dXNlcjpwYXNzd29yZA==' } } }),
          ),
          file('root/.netrc', 'machine h login me password s3cr3tword\n'),
          file('app/.env', 'PORT=80\nDB_PASSWORD="hunter2hunter2"\n'),
          file('etc/shadow', 'root:$6$salt$hashhashhashhash:1:0:99999:7:::\nbin:*:1::::::\n'),
        ],
      ],
      {
        config: { config: { Env: ['PATH=/bin', 'API_KEY=q1w2e3r4t5'] } },
        history: [{ created_by: 'RUN |1 NPM_TOKEN=zxcvbnm123 /bin/sh -c npm ci # buildkit' }],
      },
    )
    const what = findings.filter(({ kind }) => kind === 'secret').map(({ what, place }) => `${place}: ${what}`)
    expect(what.sort()).toEqual([
      'env: secret in a variable',
      'history: secret in a variable',
      'path: netrc password',
      'path: npm credentials',
      'path: password hash',
      'path: registry credentials',
      'path: secret in a variable',
    ])
    expect(configuration.environment.map(({ name, secret }) => [name, secret])).toEqual([
      ['PATH', false],
      ['API_KEY', true],
    ])
    expect(dockerfile.lines.find(({ verb }) => verb === 'RUN')).toMatchObject({
      text: 'npm ci',
      buildArguments: ['NPM_TOKEN=zxcvbnm123'],
      secret: true,
    })
    for (const word of [
      '0123456789abcdef',
      'dXNlcjpw',
      's3cr3tword',
      'hunter2hunter2',
      'hashhash',
      'q1w2e3',
      'zxcvbnm',
    ])
      expect(JSON.stringify(findings)).not.toContain(word)
  })

  it('are not seen in what only looks like one', async () => {
    const { findingCounts } = await overviewOf(
      [
        [
          file('etc/ssl/certs/ca.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'),
          file('app/read-key.js', "if (text.startsWith('-----BEGIN RSA PRIVATE KEY-----')) parse(text)\n"),
          file('app/.env.example', 'DB_PASSWORD=hunter2hunter2\n'),
          file('app/.env', 'DB_PASSWORD=${SECRET}\nTOKEN=\nAPI_KEY=changeme\nPASSWORD_FILE=/run/secrets/p\n'),
          file('app/aws.md', 'AKIAIOSFODNN7EXAMPLE\n'),
          file('app/.npmrc', '//registry.example/:_authToken=${NPM_TOKEN}\n'),
          file('etc/shadow', 'root:*:19000:0:99999:7:::\n'),
        ],
      ],
      {
        config: {
          config: { Env: ['GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D', 'SECRET_PATH=/x', 'PWD=/root'] },
        },
      },
    )
    expect(findingCounts.secret).toBe(0)
  })

  const archives = corpusArchives(['real', 'public', 'synthetic']).filter(
    ({ expect: e, name }) => e === 'valid' && !/bomb|wide|deep/.test(name),
  )
  it.runIf(corpusAbsent === null)(
    'are not seen in the archives of the corpus, which have none',
    { timeout: 120_000 },
    async () => {
      const found: unknown[] = []
      for (const { path, name } of archives) {
        const one = await OpenedOverview.open(path).catch(() => null)
        for (const finding of one?.overview.findings ?? []) if (finding.kind === 'secret') found.push([name, finding])
        expect(((await one?.engine.problems()) ?? []).filter(({ code }) => code === 'internal')).toEqual([])
        await one?.close()
      }
      expect(archives.length).toBeGreaterThan(20)
      expect(found).toEqual([])
    },
  )
})

describe('modes and configuration that deserve a look', () => {
  it('are setuid and setgid files, paths that anybody may write to, root, and the tag latest', async () => {
    const { findings } = await overviewOf(
      [
        [
          file('bin/su', 's', { mode: 0o4755 }),
          file('bin/wall', 'w', { mode: 0o2755 }),
          file('etc/open', 'o', { mode: 0o666 }),
          dir('tmp', { mode: 0o1777 }),
          dir('var/open', { mode: 0o777 }),
          symlink('link', 'etc/open'),
          file('gone', 'g', { mode: 0o6777 }),
        ],
        [whiteout('gone')],
      ],
      { tags: ['example.test/app:latest'], config: { config: {} } },
    )
    const told = findings
      .filter(({ kind }) => kind !== 'deleted-but-shipped')
      .map(({ kind, what, path }) => [kind, what, path])
    expect(told.sort()).toEqual([
      ['runs-as-root', 'root', null],
      ['setuid', 'setgid', '/bin/wall'],
      ['setuid', 'setuid', '/bin/su'],
      ['tag-latest', 'example.test/app:latest', null],
      ['world-writable', 'directory', '/var/open'],
      ['world-writable', 'file', '/etc/open'],
    ])
    expect(findings.find(({ kind }) => kind === 'deleted-but-shipped')).toMatchObject({
      path: '/gone',
      hidden: { layer: 1 },
    })
  })
})

describe('packages', () => {
  const dpkg = (...packages: string[]): string =>
    packages
      .map((one) => {
        const [name, version, status = 'install ok installed'] = one.split('=')
        return `Package: ${name}\nStatus: ${status}\nArchitecture: amd64\nVersion: ${version}\nDescription: x\n more\n`
      })
      .join('\n')

  it('are told layer by layer: added, changed, removed', async () => {
    const { packages } = await overviewOf([
      [file('var/lib/dpkg/status', dpkg('a=1', 'b=1', 'old=1=deinstall ok config-files'))],
      [file('etc/other', 'no list')],
      [file('var/lib/dpkg/status', dpkg('a=2', 'c=1'))],
    ])
    expect(packages!.changes.map((list) => list.map(({ name, before, after }) => [name, before, after]))).toEqual([
      [
        ['a', null, '1'],
        ['b', null, '1'],
      ],
      [],
      [
        ['a', '1', '2'],
        ['b', '1', null],
        ['c', null, '1'],
      ],
    ])
    expect(packages!.installed.map(({ name, version, layer }) => [name, version, layer])).toEqual([
      ['a', '2', 2],
      ['c', '1', 2],
    ])
  })

  it('are those of apk, npm, pip and distroless as well; those of rpm are said to be there', async () => {
    const site = 'usr/lib/python3/site-packages'
    const { packages } = await overviewOf([
      [
        file('lib/apk/db/installed', 'P:musl\nV:1.2-r0\nA:x86_64\n\nP:zlib\nV:1.3\n\n'),
        file('app/node_modules/@s/p/package.json', '{"name":"@s/p","version":"1.0.0"}'),
        file('app/node_modules/q/package.json', '{"name":"q","version":"2.0.0"}'),
        file('app/node_modules/q/lib/package.json', '{"type":"module","name":"no","version":"9"}'),
        file('app/package.json', '{"name":"app","version":"3"}'),
        file(
          `${site}/Req_uests-1.0.dist-info/METADATA`,
          'Metadata-Version: 2.1\nName: Req_uests\nVersion: 1.0\n\nName: not this\n',
        ),
        file('var/lib/dpkg/status.d/base', 'Package: base\nVersion: 12\nArchitecture: all\n'),
        file('var/lib/rpm/rpmdb.sqlite', 'SQLite format 3\0'),
      ],
      [
        whiteout(`${site}/Req_uests-1.0.dist-info`),
        file(`${site}/req_uests-1.1.dist-info/METADATA`, 'Name: req-uests\nVersion: 1.1\n'),
      ],
    ])
    expect(packages!.installed.map(({ system, name, version }) => `${system} ${name} ${version}`)).toEqual([
      'dpkg base 12',
      'apk musl 1.2-r0',
      'apk zlib 1.3',
      'npm @s/p 1.0.0',
      'npm q 2.0.0',
      'pip req-uests 1.1',
    ])
    expect(packages!.changes[1]).toMatchObject([{ name: 'req-uests', before: '1.0', after: '1.1' }])
    expect(packages!.systems.find(({ system }) => system === 'rpm')).toMatchObject({
      listed: false,
      path: '/var/lib/rpm/rpmdb.sqlite',
    })
  })

  it('survive lists that are no lists', async () => {
    const { packages } = await overviewOf([
      [
        file('lib/apk/db/installed', Buffer.from([0, 255, 10, 10, 80, 58])),
        file('node_modules/a/package.json', '{"name":['),
        dir('var/lib/dpkg/status'),
      ],
    ])
    expect(packages!.installed).toEqual([])
  })
})

describe('duplicates', () => {
  it('are files of equal bytes, not of equal size, nor names of one inode', async () => {
    const same = 'd'.repeat(5000)
    const { duplicates } = await overviewOf([
      [
        file('a', same),
        file('b', same),
        hardlink('c', 'a'),
        file('other', 'e'.repeat(5000)),
        file('small1', 's'),
        file('small2', 's'),
      ],
      [file('copy', same)],
    ])
    expect(duplicates).toMatchObject({ groups: 1, bytes: 10_000, notRead: 0 })
    expect(duplicates!.worst[0]).toMatchObject({ count: 3, size: 5000 })
    expect(duplicates!.worst[0]!.names.map(({ path }) => path)).toEqual(['/a', '/b', '/copy'])
  })
})

describe('OS release and base', () => {
  it('is read through links inside of the image, and never outside', async () => {
    const { release } = await overviewOf([
      [
        symlink('etc/os-release', '../../../../usr/lib/os-release'),
        file('usr/lib/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\nID_LIKE=\'a b\'\n'),
      ],
    ])
    expect(release).toMatchObject({
      id: 'debian',
      version: '12',
      name: 'Debian GNU/Linux 12',
      like: ['a', 'b'],
      path: '/usr/lib/os-release',
    })
  })

  it('has an answer where the links lead in a circle', async () => {
    const { release } = await overviewOf([[symlink('etc/os-release', 'os-release')]])
    expect(release).toBeNull()
  })
})

describe('the treemap', () => {
  function sum(node: TreemapNode): number {
    return node.children.reduce((bytes, child) => bytes + child.bytes, node.other?.bytes ?? 0)
  }

  it('adds up at every level, and says which layers supply the bytes', async () => {
    opened = await OpenedOverview.of(folder, [
      [
        file('a/x', 'x'.repeat(100)),
        file('a/y', 'y'.repeat(50)),
        file('b', 'b'.repeat(10)),
        file('gone', 'g'.repeat(999)),
      ],
      [file('a/y', 'Y'.repeat(60)), whiteout('gone')],
    ])
    const map = await opened.treemap()
    expect(map).toMatchObject({
      name: '/',
      bytes: 170,
      layers: [
        { layer: 0, bytes: 110 },
        { layer: 1, bytes: 60 },
      ],
    })
    expect(map.children.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['a', 160],
      ['b', 10],
    ])
    const check = (node: TreemapNode): void => {
      expect(node.layers.reduce((bytes, share) => bytes + share.bytes, 0)).toBe(node.bytes)
      if (node.children.length > 0) expect(sum(node)).toBe(node.bytes)
      node.children.forEach(check)
    }
    check(map)
    expect((await opened.treemap({ upto: 0 })).bytes).toBe(1159)
  })

  it('folds what is too small or too much, and nothing is lost', async () => {
    opened = await OpenedOverview.of(folder, [Array.from({ length: 50 }, (_, at) => file(`f${at}`, 'z'.repeat(at)))])
    const map = await opened.treemap({ limit: 3 })
    expect(map.children.map(({ name }) => name)).toEqual(['f49', 'f48', 'f47'])
    expect(map.other).toMatchObject({ entries: 46, bytes: map.bytes - 49 - 48 - 47 })
    expect(sum(map)).toBe(map.bytes)
  })

  it('has no map of a file, of what is gone, or of what never was', async () => {
    opened = await OpenedOverview.of(folder, [[file('a', 'a'), file('d/e', 'e')], [whiteout('d')]])
    for (const node of [1, 2, 3, 99])
      expect(await opened.engine.treemap({ upto: 1, node, depth: 1, limit: 9, leastShare: 0 })).toMatchObject({
        ok: false,
        failure: { code: 'not-found' },
      })
  })
})

describe('parts of an overview', () => {
  it('come one after another, the config first', async () => {
    opened = await OpenedOverview.of(folder, [[file('a', 'a')]])
    expect(opened.told[0]).toMatchObject({
      pending: ['waste', 'release', 'packages', 'secrets', 'duplicates'],
      waste: null,
    })
    expect(opened.told[0]!.configuration.command).toBe('/bin/sh')
    expect(opened.overview).toMatchObject({ pending: [], stopped: false })
  })

  it('wait after a cancel, and go on after a resume', async () => {
    opened = await OpenedOverview.of(folder, [[file('a', 'a')]])
    const { engine } = opened
    await engine.openImage(0)
    await engine.cancel()
    const stopped = await engine.overview()
    expect(stopped.ok && stopped.value.pending.length).toBe(5)
    await engine.resume()
    const pending = async (): Promise<number | null> => {
      const outcome = await engine.overview()
      return outcome.ok ? outcome.value.pending.length : null
    }
    await expect.poll(pending).toBe(0)
  })

  it('are none where no image is open', async () => {
    opened = await OpenedOverview.of(folder, [[file('a', 'a')]])
    await opened.engine.openArchive(join(folder.path, 'nothing.tar'))
    expect(await opened.engine.overview()).toMatchObject({ ok: false, failure: { code: 'argument-invalid' } })
  })
})
