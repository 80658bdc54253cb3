import { beforeAll, describe, expect, it } from 'vitest'
import { gzip } from '../fixtures/compression.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, hardlink, layer, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { notBuilt, runOnionskin } from './run-onionskin.ts'

const BASE = layer([
  dir('etc/'),
  file('etc/config', 'one\n'),
  file('etc/secret', 'token\n'),
  symlink('cfg', 'etc/config'),
  file(Buffer.from('caf\xe9', 'latin1'), 'bytes'),
])
const TOP = layer([file('etc/config', 'two\n'), whiteout('etc/secret'), hardlink('etc/again', 'etc/config')])
const IMAGE = imageOf([BASE, TOP], { tags: ['shop/api:1'] })
const OTHER = imageOf([BASE], { tags: ['shop/api:0'] })

const lines = (stdout: Buffer): Record<string, unknown>[] =>
  stdout
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe.skipIf(notBuilt !== null)(`the command line${notBuilt === null ? '' : ` (${notBuilt})`}`, () => {
  const folder = temporaryFolder()
  const one = dockerArchive([IMAGE])
  let archive = ''
  let several = ''

  beforeAll(() => {
    archive = folder.write('one.tar', one)
    several = folder.write('several.tar', dockerArchive([IMAGE, OTHER]))
  })

  it('inspect --json prints one document with archive, images and problems', () => {
    const { code, stdout } = runOnionskin(['inspect', archive, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout.toString('utf8'))).toMatchObject({
      archive: { path: archive, format: 'docker-archive', compression: 'none', size: one.length },
      images: [
        {
          index: 0,
          tags: ['shop/api:1'],
          layers: [
            { index: 0, size: BASE.length, entries: 5, compression: 'none', state: 'ok' },
            { index: 1, size: TOP.length, entries: 3, compression: 'none', state: 'ok' },
          ],
        },
      ],
    })
  })

  it('inspect lists all images of an archive, other commands want one named', () => {
    expect(JSON.parse(runOnionskin(['inspect', several, '--json']).stdout.toString('utf8'))).toMatchObject({
      images: [{ tags: ['shop/api:1'] }, { tags: ['shop/api:0'] }],
    })
    const ambiguous = runOnionskin(['tree', several])
    expect(ambiguous.code).toBe(2)
    expect(ambiguous.stderr).toContain('shop/api:0')
    expect(lines(runOnionskin(['tree', several, '--ndjson', '--image', 'shop/api:0']).stdout)).toHaveLength(5)
    expect(lines(runOnionskin(['tree', several, '--ndjson', '--image', '1']).stdout)).toHaveLength(5)
    expect(runOnionskin(['tree', several, '--image', 'shop/api:7']).code).toBe(2)
  })

  it('tree --ndjson is the merged view in byte order of the path, a hard link a file like any other', () => {
    const { code, stdout } = runOnionskin(['tree', archive, '--ndjson', '--sha256'])
    const entries = lines(stdout)
    expect(code).toBe(0)
    expect(entries.map((entry) => entry['path'])).toEqual(['caf\ufffd', 'cfg', 'etc', 'etc/again', 'etc/config'])
    expect(entries[0]).toMatchObject({ pathBytes: Buffer.from('caf\xe9', 'latin1').toString('base64') })
    expect(entries[1]).toMatchObject({ type: 'symlink', link: 'etc/config' })
    expect(entries[3]).toMatchObject({ type: 'file', layer: 1, size: 4, inode: entries[4]?.['inode'] })
    expect(entries[3]?.['sha256']).toBe(entries[4]?.['sha256'])
  })

  it('tree --layer prints what a layer ships, markers and hard links as they are', () => {
    const entries = lines(runOnionskin(['tree', archive, '--ndjson', '--layer', '1']).stdout)
    expect(entries.map(({ path, type, marker }) => [path, type, marker])).toEqual([
      ['etc/.wh.secret', 'file', 'whiteout'],
      ['etc/again', 'hardlink', undefined],
      ['etc/config', 'file', undefined],
    ])
  })

  it('tree --upto and a path print the part that is asked for', () => {
    const entries = lines(runOnionskin(['tree', archive, '/etc/', '--ndjson', '--upto', '0']).stdout)
    expect(entries.map((entry) => entry['path'])).toEqual(['etc', 'etc/config', 'etc/secret'])
  })

  it('changes says what a layer does, and what was there before', () => {
    const entries = lines(runOnionskin(['changes', archive, '--layer', '1', '--ndjson']).stdout)
    expect(entries.map(({ path, change }) => [path, change])).toEqual([
      ['etc/again', 'added'],
      ['etc/config', 'modified'],
      ['etc/secret', 'removed'],
    ])
    expect(entries[1]).toMatchObject({ layer: 1, what: ['content'], was: { layer: 0, size: 4 } })
    expect(entries[2]).toMatchObject({ layer: 0, size: 6 })
  })

  it('log tells the life of a path, also of one that is gone', () => {
    const versions = lines(runOnionskin(['log', archive, '/etc/secret', '--ndjson']).stdout)
    expect(versions).toMatchObject([
      { layer: 0, change: 'added', hidden: { by: 'whiteout', layer: 1 }, hiddenBytes: 6 },
      { layer: 1, change: 'removed', removedThrough: { by: 'whiteout', path: '/etc/secret' } },
    ])
    expect(runOnionskin(['log', archive, '/no/such/path']).code).not.toBe(0)
  })

  it('cat writes the bytes that are seen, through links, and those that are hidden', () => {
    expect(runOnionskin(['cat', archive, '/etc/config']).stdout.toString()).toBe('two\n')
    expect(runOnionskin(['cat', archive, 'cfg']).stdout.toString()).toBe('two\n')
    expect(runOnionskin(['cat', archive, '/etc/config', '--layer', '0']).stdout.toString()).toBe('one\n')
    expect(runOnionskin(['cat', archive, '/etc/secret', '--layer', '0']).stdout.toString()).toBe('token\n')
    const gone = runOnionskin(['cat', archive, '/etc/secret'])
    expect(gone).toMatchObject({ code: 2, stdout: Buffer.alloc(0) })
    expect(gone.stderr).toContain('/etc/secret')
  })

  it('reads an archive from standard input, compressed or not', () => {
    for (const input of [one, gzip(one)]) {
      const { code, stdout } = runOnionskin(['cat', '-', '/etc/config'], input)
      expect({ code, text: stdout.toString() }).toEqual({ code: 0, text: 'two\n' })
    }
  })

  it.each([
    ['a file that is not there', ['inspect', '/no/such/archive.tar'], /no\/such\/archive\.tar.*no such file/],
    ['a layer that the image does not have', ['changes', 'ARCHIVE', '--layer', '7'], /no layer 7.*layers 0 to 1/],
    ['an option that does not exist', ['tree', 'ARCHIVE', '--sideways'], /unknown option.*--sideways/],
    ['a command that does not exist', ['unfold', 'ARCHIVE'], /unknown command.*unfold/],
    ['an archive that is not given', ['tree'], /missing required argument/],
  ])('%s is said in a sentence, with exit code 2 and nothing on stdout', (_, args, sentence) => {
    const { code, stdout, stderr } = runOnionskin(args.map((word) => (word === 'ARCHIVE' ? archive : word)))
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(sentence)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('what a name says to a terminal is escaped in text, and exact in JSON', () => {
    const evil = folder.write('evil.tar', dockerArchive([imageOf([layer([file('\u001b[2Jgone\u202etxt', 'x')])])]))
    const text = runOnionskin(['tree', evil])
    expect(text.stdout.toString('utf8')).toContain('\\u{1b}[2Jgone\\u{202e}txt')
    expect(`${text.stdout.toString('utf8')}${text.stderr}`).not.toMatch(/[\u001b\u202e]/)
    expect(lines(runOnionskin(['tree', evil, '--ndjson']).stdout)[0]?.['path']).toBe('\u001b[2Jgone\u202etxt')
  })
})
