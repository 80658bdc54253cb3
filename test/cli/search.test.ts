import { beforeAll, describe, expect, it } from 'vitest'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, layer, whiteout } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { notBuilt, runOnionskin } from './run-onionskin.ts'

const BASE = layer([
  dir('etc'),
  file('etc/config', 'user=root\n\tpassword = one\n'),
  file('etc/secret', 'password=gone\n'),
  file('bin/tool', Buffer.from('\0password\0Password')),
])
const TOP = layer([
  file('etc/config', 'Password: two\npassword: three\nesc \u001b[31mpassword\n'),
  whiteout('etc/secret'),
])

describe.skipIf(notBuilt !== null)(`onionskin search${notBuilt === null ? '' : ` (${notBuilt})`}`, () => {
  const folder = temporaryFolder()
  let archive = ''

  beforeAll(() => {
    archive = folder.write('one.tar', dockerArchive([imageOf([BASE, TOP])]))
  })

  const run = (...args: string[]): { code: number | null; out: string[]; stderr: string } => {
    const { code, stdout, stderr } = runOnionskin(['search', archive, ...args])
    return { code, out: stdout.toString('utf8').split('\n').slice(0, -1), stderr }
  }

  it('prints lines as grep does, and ends with 0', () => {
    const { code, out, stderr } = run('password')
    expect(code).toBe(0)
    expect(out).toEqual(['etc/config:2:password: three', 'etc/config:3:esc \\u{1b}[31mpassword'])
    expect(stderr).toContain('1 binary file was not searched')
  })

  it('ends with 1 where nothing is found and with 2 where an argument is wrong', () => {
    expect(run('no such text')).toMatchObject({ code: 1, out: [] })
    expect(run('(')).toMatchObject({ code: 2, out: [] })
    expect(run('-F', '')).toMatchObject({ code: 2, out: [] })
    expect(run('x', 'no/such/path').code).toBe(2)
    expect(run('x', '--layer', '9').code).toBe(2)
    expect(run('x', '--layer', '0', '--all-layers').code).toBe(2)
    expect(run('x', '-F', '-E').code).toBe(2)
    expect(runOnionskin(['search', `${archive}.none`, 'x']).code).toBe(2)
  })

  it('names the layer of every version with --all-layers, and a binary file once', () => {
    expect(run('-F', 'password', '--all-layers').out).toEqual([
      'L0:etc/config:2:    password = one',
      'L0:etc/secret:1:password=gone',
      'Binary file L0:bin/tool matches',
      'L1:etc/config:2:password: three',
      'L1:etc/config:3:esc \\u{1b}[31mpassword',
    ])
  })

  it('prints paths or counts alone, of one layer or below a path', () => {
    expect(run('-F', '-l', '-i', 'PASSWORD', '--layer', '0').out).toEqual(['etc/config', 'etc/secret', 'bin/tool'])
    expect(run('-F', '-c', '-i', 'password', '--upto', '0').out).toEqual(['etc/config:1', 'etc/secret:1', 'bin/tool:2'])
    expect(run('-l', 'password', '/etc/').out).toEqual(['etc/config'])
    expect(run('-F', '-l', 'password', '--all-layers', '--glob', 'sec*').out).toEqual(['L0:etc/secret'])
    expect(run('-a', 'password$', '--glob', '/bin/*', '-i').out).toEqual(['bin/tool:1:\\u{0}password\\u{0}Password'])
  })

  it('prints JSON for programs', () => {
    const { out } = run('-F', 'gone', '--all-layers', '--ndjson')
    expect(out.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        path: 'etc/secret',
        layer: 0,
        state: 'deleted',
        binary: false,
        otherNames: 0,
        offset: 9,
        line: 1,
        text: 'password=gone',
        marks: [[9, 13]],
        cutBefore: false,
        cutAfter: false,
      },
    ])
    const document = JSON.parse(run('-F', 'password', '--json').out.join('\n')) as object
    expect(document).toMatchObject({ matches: [{ binary: true, offset: 1 }, { line: 2 }, { line: 3 }] })
    expect(document).toMatchObject({ summary: { files: 2, matches: 3, limited: false } })
  })

  it('log ends with 1 where no layer has the path', () => {
    const { code, stdout, stderr } = runOnionskin(['log', archive, 'no/such'])
    expect(code).toBe(1)
    expect(stdout).toHaveLength(0)
    expect(stderr).toContain('No layer of the image has the path no/such.')
  })
})
