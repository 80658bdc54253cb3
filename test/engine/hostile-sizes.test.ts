import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { nameBytes, NameTable } from '../../electron/engine/name-table.ts'
import { inPathOrder } from '../../electron/engine/path-order.ts'
import { NO_NODE, PathTree } from '../../electron/engine/path-tree.ts'
import { dockerArchive, dockerArchiveMembers } from '../fixtures/docker-archive.ts'
import { gzip } from '../fixtures/compression.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer, opaque, whiteout } from '../fixtures/layer-builder.ts'
import { repeatedHeaders } from '../fixtures/repeated-headers.ts'
import { sparseMember } from '../fixtures/sparse-member.ts'
import { globalHeader, writeTar } from '../fixtures/tar-writer.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { createEngine } from '../../electron/engine/engine.ts'
import { InlineJobs } from '../../electron/engine/inline-jobs.ts'
import { Random } from '../fuzz/random.ts'
import { OpenedImage } from './opened-image.ts'

/*
 * Work that grows with the square of what is given takes minutes to hours here; what is linear takes a second or two.
 * The time-out of a test is the bound.
 */
const folder = temporaryFolder()
const MANY = 100_000

async function opened(...tars: readonly Uint8Array[]): Promise<OpenedImage> {
  return OpenedImage.open(folder.write('hostile.tar', dockerArchive([imageOf(tars)])))
}

describe('time does not grow with the square', { timeout: 60_000 }, () => {
  it('100,000 members of one name', async () => {
    const image = await opened(repeatedHeaders(MANY, () => ({ name: 'same', type: '0' })))
    expect(image.status.layers[0]?.entries).toBe(MANY)
    expect(await image.paths()).toEqual(['same'])
    const problems = await image.problems()
    expect(problems.length).toBeLessThan(1000)
    expect(problems.map(({ message }) => message).join()).toContain(`${MANY - 101} more problems`)
    await image.close()
  })

  it('100,000 members that are file and directory by turns, with something below', async () => {
    const image = await opened(
      repeatedHeaders(MANY, (at) =>
        at % 3 === 0 ? { name: 'same', type: '0' } : { name: at % 3 === 1 ? 'same/' : `same/${at}`, type: '5' },
      ),
    )
    expect((await image.paths()).length).toBeLessThan(4)
    await image.close()
  })

  it('20,000 members that become sparser and denser than the first ones let expect', async () => {
    const dense = repeatedHeaders(20_000, (at) => ({ name: `d${at % 100}/e${at}/f`, type: '0' }))
    const sparse = layer([file('big', Buffer.alloc(4_000_000)), file('d7/e7/f', 'new')])
    const image = await opened(dense, sparse)
    expect(image.status.layers.map(({ state, entries }) => ({ state, entries }))).toEqual([
      { state: 'ok', entries: 20_000 },
      { state: 'ok', entries: 2 },
    ])
    expect((await image.paths()).length).toBe(40_101)
    await image.close()
  })

  it('paths of 2,000 components, many of them, and what lists them', async () => {
    const deep = 'd/'.repeat(2000)
    const base = layer([file(`${deep}x`, 'x'), ...Array.from({ length: 2000 }, (_, at) => file(`${deep}${at}`))])
    const image = await opened(base, layer([whiteout('d')]))
    expect(await image.seen()).toEqual(new Map())
    expect(Object.keys((await image.list('removed')).rows).length).toBe(4001)
    await image.close()
  })

  it('50,000 children deleted one by one, by their directory, and by an opaque marker', async () => {
    const names = (prefix: string): Buffer => repeatedHeaders(50_000, (at) => ({ name: `d/${prefix}${at}`, type: '0' }))
    const image = await opened(
      names(''),
      names('.wh.'),
      names(''),
      layer([whiteout('d')]),
      names(''),
      layer([opaque('d')]),
    )
    expect(image.status.layers.map(({ changes }) => changes?.removed)).toEqual([0, 50_000, 0, 50_001, 0, 50_000])
    expect(await image.paths()).toEqual(['d'])
    await image.close()
  })

  it('100,000 hard links that name nothing', async () => {
    const image = await opened(repeatedHeaders(MANY, (at) => ({ name: `l${at}`, type: '1', link: `no${at}` })))
    expect(await image.paths()).toEqual([])
    await image.close()
  })

  it('chains of 50,000 hard links, forwards, backwards and in a circle', async () => {
    const count = 50_000
    const backwards = repeatedHeaders(count, (at) =>
      at === 0 ? { name: 'l0', type: '0' } : { name: `l${at}`, type: '1', link: `l${at - 1}` },
    )
    const forwards = repeatedHeaders(count, (at) =>
      at === count - 1 ? { name: `l${at}`, type: '0' } : { name: `l${at}`, type: '1', link: `l${at + 1}` },
    )
    const circle = repeatedHeaders(count, (at) => ({ name: `l${at}`, type: '1', link: `l${(at + 1) % count}` }))
    for (const tar of [backwards, forwards]) {
      const image = await opened(tar)
      expect((await image.paths()).length).toBeGreaterThan(0)
      await image.details('l0')
      await image.close()
    }
    const image = await opened(circle)
    expect(await image.paths()).toEqual([])
    await image.close()
  })

  it('100,000 extended attributes on one file, compared with as many', async () => {
    const xattrs = Object.fromEntries(Array.from({ length: MANY }, (_, at) => [`user.n${at}`, '']))
    const records = Object.fromEntries(Array.from({ length: MANY }, (_, at) => [`comment${at}`, 'x']))
    const member = file('noted', 'x', { xattrs: { ...xattrs, 'user.n0': 'value' } })
    const image = await opened(layer([globalHeader(records), member]), layer([member]), layer([member]))
    const { versions } = await image.details('noted')
    expect(versions.length).toBe(3)
    await image.close()
  })

  it('a sparse file of 100,000 parts, read from front to back', async () => {
    const runs = Array.from({ length: MANY }, (_, at) => ({ offset: at * 1024, bytes: Buffer.alloc(512, 1) }))
    const image = await opened(layer([sparseMember('pax-1.0', 'sparse', MANY * 1024, runs)]))
    expect((await image.bytes('sparse')).length).toBe(MANY * 1024)
    await image.close()
  })

  it('holes that no disk could hold are not hashed', async () => {
    const sparse = (mtime: number): Buffer =>
      sparseMember('pax-1.0', 'sparse', 2 ** 39, [{ offset: 0, bytes: 'x'.repeat(512) }], { mtime })
    const image = await opened(layer([sparse(1)]), layer([sparse(2)]))
    await image.details('sparse')
    await image.close()
  })

  it('a name of slashes alone, and one whose bytes are all no UTF-8', async () => {
    const slashes = `a${'/'.repeat(60_000)}b`
    const bytes = Buffer.alloc(60_000, 0xf0)
    const image = await opened(layer(Array.from({ length: 40 }, () => [file(slashes), file(bytes)]).flat()))
    expect((await image.paths()).length).toBe(3)
    for (const { where } of await image.problems()) expect(where.path?.length ?? 0).toBeLessThan(20_000)
    await image.close()
  })
})

describe('names and paths can not be chosen so that their hashes are equal', () => {
  /** Names of equal FNV-1a, found as an attacker would: pairs of blocks that lead from one state to another. */
  function fnvCollisions(blocks: number): Buffer[] {
    const step = (state: number, bytes: Buffer): number =>
      bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), state)
    const random = new Random(1)
    let state = 0x811c9dc5
    const pairs: [Buffer, Buffer][] = []
    while (pairs.length < blocks) {
      const seen = new Map<number, Buffer>()
      for (;;) {
        const block = Buffer.from(random.next().toString(16).padStart(8, '0'))
        const next = step(state, block)
        const other = seen.get(next)
        if (other?.equals(block) === false) {
          pairs.push([other, block])
          state = next
          break
        }
        seen.set(next, block)
      }
    }
    return Array.from({ length: 2 ** blocks }, (_, choice) =>
      Buffer.concat(pairs.map((pair, at) => pair[(choice >> at) & 1]!)),
    )
  }

  it('131,072 names of one FNV-1a hash', () => {
    const names = fnvCollisions(17)
    const table = new NameTable()
    const numbers = names.map((name) => table.intern(name, 0, name.length))
    expect(numbers.every((number, at) => number === at)).toBe(true)
    const copy = new NameTable()
    expect(copy.internAll(table.toNames()).at(-1)).toBe(names.length - 1)
    expect(Buffer.from(nameBytes(copy.toNames(), 5)).equals(names[5]!)).toBe(true)
  })
})

describe('lists of an archive are bounded', () => {
  const base = layer([file('x')])

  it('10,000 layers in a manifest: the first thousand are read, and that is said', async () => {
    const members = dockerArchiveMembers([imageOf([base])], '1.10').map((member) => {
      if (member.name !== 'manifest.json') return member
      const [image] = JSON.parse(Buffer.from(member.body as Uint8Array).toString()) as [{ Layers: string[] }]
      const Layers = Array.from({ length: 10_000 }, () => image.Layers[0])
      return { ...member, body: JSON.stringify([{ ...image, Layers }]) }
    })
    const image = await OpenedImage.open(folder.write('layers.tar', writeTar(members)))
    expect(image.status.layers.length).toBe(1000)
    expect((await image.problems('entry-limit'))[0]?.message).toContain('10000 layers')
    await image.close()
  })

  it.each([
    ['nested 10,000 deep', '[{"Config":'.repeat(10_000)],
    ['five million empty values', `[${'{},'.repeat(5_000_000)}{}]`],
    ['five million numbers', `[${'1,'.repeat(5_000_000)}1]`],
  ])('JSON: %s', async (_, body) => {
    const members = dockerArchiveMembers([imageOf([base])], '1.10').map((member) =>
      member.name === 'manifest.json' ? { ...member, body } : member,
    )
    const engine = createEngine(
      { progress: () => {}, stackChanged: () => {}, problemsChanged: () => {} },
      new InlineJobs(),
    )
    const path = folder.write('json.tar', gzip(writeTar(members.filter(({ name }) => name !== 'repositories'))))
    const archive = await engine.openArchive(path)
    expect(archive).toMatchObject({ ok: false, failure: { code: 'json-limit' } })
    await engine.dispose()
  })

  it('100,000 malformed helper headers of the archive itself: a hundred are told, the rest is counted', async () => {
    const helper = { name: 'h', type: 'x', body: 'x', format: 'ustar' } as const
    const wrong = repeatedHeaders(2 * MANY, (at) =>
      at % 2 === 0 ? { name: 'h', type: '5' } : { name: 'h', type: '0' },
    )
    const bad = writeTar([helper], { endBlocks: 0 })
    const image = await OpenedImage.open(
      folder.write(
        'helpers.tar',
        Buffer.concat([
          ...Array.from({ length: 1000 }, () => bad),
          wrong.subarray(0, -1024),
          dockerArchive([imageOf([base])]),
        ]),
      ),
    )
    const problems = await image.problems()
    expect(problems.filter(({ code }) => code === 'tar-pax').length).toBe(100)
    expect(problems.map(({ message }) => message)).toContain('There are 900 more problems of the kind tar-pax.')
    await image.close()
  })
})

describe('nodes in byte order of their paths', () => {
  it('are those of the paths written out and compared', () => {
    const names = new NameTable()
    const tree = new PathTree()
    const words = ['a', 'a-', 'a.b', 'ab', 'b', '-', '0', 'a/b/c', 'a/b', 'a-/z', 'a/-', 'b/a', 'b/a/a', 'a.b/x']
    const nodes = words.map((path) =>
      path.split('/').reduce((parent: number, word) => {
        const bytes = Buffer.from(word)
        return tree.findOrAdd(parent, names.intern(bytes, 0, bytes.length))
      }, NO_NODE),
    )
    const ordered = inPathOrder(tree, names, nodes).map((node) => words[nodes.indexOf(node)])
    expect(ordered).toEqual([...words].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
  })
})
