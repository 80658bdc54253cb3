import { Buffer } from 'node:buffer'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { readEntries } from '../fixtures/independent-reader.ts'
import { device, dir, file, layer, symlink, whiteout } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { notBuilt, runOnionskin } from './run-onionskin.ts'

const IMAGE = imageOf([
  layer([dir('etc'), file('etc/config', 'one\n'), file('etc/secret', 'token\n'), symlink('cfg', 'etc/config')]),
  layer([file('etc/config', 'two\n'), whiteout('etc/secret'), device('etc/null', 'char', [1, 3])]),
])

describe.skipIf(notBuilt !== null)(`onionskin extract${notBuilt === null ? '' : ` (${notBuilt})`}`, () => {
  const folder = temporaryFolder()
  let archive = ''
  let place = ''

  beforeAll(() => {
    archive = folder.write('image.tar', dockerArchive([IMAGE]))
  })

  const at = (name: string): string => join((place = mkdtempSync(join(folder.path, 'out-'))), name)
  const extract = (...args: string[]): ReturnType<typeof runOnionskin> => runOnionskin(['extract', archive, ...args])
  const text = (path: string): string => readFileSync(path, 'utf8')

  it('writes a file as the final view has it, as layers 0..N do, and as one layer ships it', () => {
    for (const [options, expected] of [
      [[], 'two\n'],
      [['--upto', '0'], 'one\n'],
      [['--layer', '0'], 'one\n'],
    ] as const) {
      const { code, stderr } = extract('etc/config', '-o', at('config'), ...options)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(text(join(place, 'config'))).toBe(expected)
    }
    expect(extract('etc/secret', '-o', at('secret'), '--layer', '0').code).toBe(0)
    expect(text(join(place, 'secret'))).toBe('token\n')
  })

  it('writes into a folder that is there, under the name of the file', () => {
    expect(extract('/etc/config', '-o', at('.')).code).toBe(0)
    expect(text(join(place, 'config'))).toBe('two\n')
  })

  it('writes a directory, and says what could not be kept', () => {
    const { code, stderr } = extract('etc', '-o', at('etc'))
    expect(code).toBe(0)
    expect(readdirSync(join(place, 'etc'))).toEqual(['config'])
    expect(stderr).toContain('devices and named pipes can only be kept in a tar: /etc/null\n')
  })

  it('replaces nothing without --force', () => {
    const path = at('config')
    writeFileSync(path, 'old')
    const { code, stderr } = extract('etc/config', '-o', path)
    expect(code).toBe(2)
    expect(stderr).toBe(`onionskin: ${path}: something is there already, and it is not replaced unasked.\n`)
    expect(text(path)).toBe('old')
    expect(extract('etc/config', '-o', path, '--force').code).toBe(0)
    expect(text(path)).toBe('two\n')
  })

  it('writes a tar to a file that is named so, and to standard output', async () => {
    expect(extract('/', '-o', at('all.tar')).code).toBe(0)
    const { code, stdout } = extract('/', '-o', '-', '--tar')
    expect(code).toBe(0)
    expect(stdout.equals(readFileSync(join(place, 'all.tar')))).toBe(true)
    const entries = await readEntries(stdout)
    expect(entries.map((entry) => entry.path)).toEqual(['cfg', 'etc/', 'etc/config', 'etc/null'])
    expect(runOnionskin(['tree', '-', '--ndjson'], stdout).stdout.toString()).toContain('"path":"etc/config"')
  })

  it('keeps markers of a layer where they are asked for', async () => {
    const names = async (...options: string[]): Promise<string[]> =>
      (await readEntries(extract('/', '-o', '-', '--tar', '--layer', '1', ...options).stdout)).map(({ path }) => path)
    expect(await names()).toEqual(['etc/config', 'etc/null'])
    expect(await names('--markers')).toEqual(['etc/.wh.secret', 'etc/config', 'etc/null'])
  })

  it('says in one sentence what is wrong', () => {
    const cases: [string[], string][] = [
      [['etc/secret', '-o', at('x')], 'Layers 0 to 1 show no path etc/secret.'],
      [['etc/secret', '-o', at('x'), '--layer', '1'], 'Layer 1 has no entry for etc/secret.'],
      [['etc/config', '-o', '-'], 'Standard output takes a tar: add --tar.'],
      [['cfg', '-o', at('x')], 'cfg is neither a file nor a directory: save it with --tar.'],
      [['etc', '-o', at('x'), '--markers'], 'Markers are in the tree of one layer: add --layer.'],
      [['etc', '-o', at('x'), '--layer', '9'], 'There is no layer 9: the image has layers 0 to 1.'],
      [['etc', '-o', at('no/where')], `${place}/no/where: its folder does not exist.`],
    ]
    for (const [args, sentence] of cases) {
      const { code, stderr } = extract(...args)
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `onionskin: ${sentence.replace(/^.*no\/where/, args[2]!)}\n`,
      })
    }
    expect(extract('etc').code).toBe(2)
    expect(extract('etc', '-o', at('x'), '--layer', '0', '--upto', '1').code).toBe(2)
  })

  it('ends with 1 where the archive does not hold all of what is saved', () => {
    const tar = layer([file('a', 'whole'), file('b', Buffer.alloc(5000))])
    const cut = folder.write('cut.tar', dockerArchive([imageOf([tar.subarray(0, 2600)])]))
    const { code, stderr } = runOnionskin(['extract', cut, '/', '-o', at('all')])
    expect(code).toBe(1)
    expect(stderr).toContain('the archive does not hold the content to its end: /b')
    expect(readdirSync(join(place, 'all'))).toEqual(['a'])
  })
})
