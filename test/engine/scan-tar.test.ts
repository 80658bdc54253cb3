import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readRange, RangeReader } from '../../electron/engine/byte-reader.ts'
import { scanTar } from '../../electron/engine/scan-tar.ts'
import { corpusAbsent, corpusArchives, type OracleLayer } from '../fixtures/corpus.ts'
import { LAYER_HAZARDS, SOUND_ODDITIES } from '../fixtures/hazards.ts'
import { readEntries, readFiles } from '../fixtures/independent-reader.ts'
import { file, layer } from '../fixtures/layer-builder.ts'
import { sparseMember } from '../fixtures/sparse-member.ts'
import { globalHeader, writeMember } from '../fixtures/tar-writer.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()

const TYPES: Readonly<Record<string, string>> = {
  '\0': 'file',
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'char',
  '4': 'block',
  '5': 'dir',
  '6': 'fifo',
  '7': 'file',
}

interface Scanned {
  readonly end: string
  readonly problems: { code: string; offset: number }[]
  readonly members: Record<string, unknown>[]
}

function scan(tar: Uint8Array): Scanned {
  const range = folder.open(tar)
  const problems: Scanned['problems'] = []
  const members: Scanned['members'] = []
  const end = scanTar(
    new RangeReader(range),
    (member) => {
      const type = TYPES[String.fromCharCode(member.flag)]
      if (type === undefined) return
      expect(member.storedSize).toBeGreaterThanOrEqual(0)
      const body = readRange({ fd: range.fd, offset: member.dataOffset, size: member.storedSize })
      members.push({
        type,
        path: Buffer.from(member.name).toString('latin1'),
        mode: member.mode,
        uid: member.uid,
        gid: member.gid,
        mtime: member.mtime,
        content: type === 'file' ? Buffer.from(body).toString('latin1') : '',
        size: member.size,
        uname: member.uname,
        gname: member.gname,
        xattrs: Object.fromEntries(
          member.attributes.map(({ name, value }) => [name, Buffer.from(value).toString('latin1')]),
        ),
        ...(type === 'symlink' || type === 'hardlink' ? { link: Buffer.from(member.link).toString('latin1') } : {}),
        ...(type === 'char' || type === 'block' ? { device: [member.devMajor, member.devMinor] } : {}),
      })
    },
    (code, _severity, offset) => problems.push({ code, offset }),
  )
  return { end, problems, members }
}

/** What tar-stream leaves open or reads in its own way is evened out. */
function comparable(entries: readonly object[]): unknown[] {
  return entries.map((entry) => {
    const { type, path, size, ...rest } = entry as { type: string; path: string; size: number }
    return { ...rest, type, path: path.replace(/\/$/, ''), size: type === 'file' ? size : 0 }
  })
}

describe('a tar of any origin is read as tar-stream reads it', () => {
  it.each(SOUND_ODDITIES.map(({ oddity, tar }) => [oddity, tar] as const))('%s', async (oddity, tar) => {
    const { end, problems, members } = scan(tar)
    expect({ end, problems }).toEqual({ end: 'complete', problems: [] })
    expect(members.length).toBeGreaterThan(0)
    if (/end of archive|padding/.test(oddity)) return // tar-stream asks for more
    expect(comparable(members)).toEqual(comparable(await readEntries(tar)))
  })

  it.each(
    LAYER_HAZARDS.filter(({ damages, code }) => !damages && !code.startsWith('tar-')).map(
      ({ hazard, layers }) => [hazard, layers.at(-1) ?? Buffer.alloc(0)] as const,
    ),
  )('although %s', async (_, tar) => {
    expect(comparable(scan(tar).members)).toEqual(comparable(await readEntries(tar)))
  })
})

describe('every layer of the corpus is read as tar-stream reads it', () => {
  const except = /gnu-sparse|s-pax\.tar|torture-a|unknown-types|junk-after-eoa|no-eoa|umoci|base256|deep-2000-long|bomb/
  const archives = corpusArchives(['real', 'synthetic', 'public']).filter(
    ({ name, expect: expected }) => expected === 'valid' && !except.test(name) && !/xz$|zst$/.test(name),
  )
  if (corpusAbsent !== null) it.skip(corpusAbsent)
  it.each(archives.map((archive) => [`${archive.part}/${archive.name}`, archive] as const))(
    '%s',
    async (_, archive) => {
      const stored = readFileSync(archive.path)
      const files = await readFiles(stored[0] === 0x1f ? gunzipSync(stored) : stored)
      const layers = new Map(
        archive.images.flatMap((image) => (image.tree ? image.layers : [])).map((layer) => [layer.name, layer]),
      )
      for (const [name, layer] of layers) {
        const tar = uncompressed(layer, files.get(name))
        if (tar === null) continue
        const { end, members } = scan(tar)
        expect(end).toBe('complete')
        expect(comparable(members)).toEqual(comparable(await readEntries(tar)))
      }
    },
  )
})

function uncompressed(layer: OracleLayer, blob: Buffer | undefined): Buffer | null {
  if (blob === undefined || layer.missing || layer.tar_error !== undefined) return null
  if (layer.compression === 'gzip') return gunzipSync(blob)
  return layer.compression === 'none' && blob.length > 0 ? blob : null
}

describe('what tar-stream can not read', () => {
  it.each(['gnu', 'pax-0.0', 'pax-0.1', 'pax-1.0'] as const)(
    'a sparse file of the format %s has its real size',
    (format) => {
      for (const count of [1, 4, 5, 25, 26, 60]) {
        const runs = Array.from({ length: count }, (_, i) => ({ offset: i * 4096, bytes: `${i}`.padEnd(512, '.') }))
        const { end, problems, members } = scan(
          layer([sparseMember(format, 'sparse', 1_000_000, runs), file('after', 'x')]),
        )
        expect({ end, problems }).toEqual({ end: 'complete', problems: [] })
        expect(members.map(({ path, size }) => [path, size])).toEqual([
          ['sparse', 1_000_000],
          ['after', 1],
        ])
      }
    },
  )

  it('numbers in base-256 may be negative or larger than octal digits reach', () => {
    const { members } = scan(
      layer([
        file('old', '', { format: 'gnu', mtime: -86_400 }),
        file('far', '', { format: 'gnu', mtime: 2 ** 35, uid: 2 ** 31, gid: 2 ** 32 }),
      ]),
    )
    expect(members.map(({ mtime, uid, gid }) => [mtime, uid, gid])).toEqual([
      [-86_400, 0, 0],
      [2 ** 35, 2 ** 31, 2 ** 32],
    ])
  })

  it('the size in base-256 is the size', () => {
    const { members } = scan(layer([{ name: 'a', body: 'four', base256: ['size'] }, file('b', 'x')]))
    expect(members.map(({ path, content }) => [path, content])).toEqual([
      ['a', 'four'],
      ['b', 'x'],
    ])
  })

  it('a PAX record of the size overrides the header', () => {
    const body = writeMember({ name: 'a', body: 'four', size: 0, pax: { size: '4' } })
    const { members } = scan(layer([body, file('b', 'x')]))
    expect(members.map(({ path, content }) => [path, content])).toEqual([
      ['a', 'four'],
      ['b', 'x'],
    ])
  })

  it('a global header holds for all later members, a record of their own goes before it', () => {
    const { members } = scan(
      layer([
        file('before', '', { mtime: 5 }),
        globalHeader({ mtime: '7' }),
        file('after', ''),
        { ...file('own', ''), pax: { mtime: '9' } },
      ]),
    )
    expect(members.map(({ path, mtime }) => [path, mtime])).toEqual([
      ['before', 5],
      ['after', 7],
      ['own', 9],
    ])
  })

  it('names in PAX records keep bytes that are not UTF-8', () => {
    const name = Buffer.concat([Buffer.alloc(120, 'n'), Buffer.from([0xff, 0xfe])])
    const { members } = scan(layer([file(name, 'x')]))
    expect(members.map(({ path }) => path)).toEqual([name.toString('latin1')])
  })

  it('members after the end of the archive are not read', () => {
    const { members } = scan(Buffer.concat([layer([file('in', 'x')]), layer([file('out', 'x')])]))
    expect(members.map(({ path }) => path)).toEqual(['in'])
  })
})

describe('a damaged tar says where', () => {
  it.each(
    LAYER_HAZARDS.filter(({ code }) => code.startsWith('tar-') && code !== 'tar-type-unknown').map(
      (hazard) => [hazard.hazard, hazard] as const,
    ),
  )('%s', (_, { layers, code, offset, damages }) => {
    const { end, problems, members } = scan(layers.at(-1) ?? Buffer.alloc(0))
    const found = problems.find((problem) => problem.code === code)
    expect(found, JSON.stringify(problems)).toBeDefined()
    if (offset !== undefined) expect(found?.offset).toBe(offset)
    expect(members[0]?.['path']).toBe('first')
    expect(members.some(({ path }) => path === 'last')).toBe(damages !== true)
    expect(end === 'complete').toBe(damages !== true)
  })
})
