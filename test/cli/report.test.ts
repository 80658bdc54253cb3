import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { byteCount } from '../../electron/cli/byte-count.ts'
import { evaluateRules, readRules } from '../../electron/cli/report-rules.ts'
import type { Waste } from '../../shared/overview.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { imageOf } from '../fixtures/image.ts'
import { file, layer, whiteout } from '../fixtures/layer-builder.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { notBuilt, runOnionskin } from './run-onionskin.ts'

const folder = temporaryFolder()
/** Ends a terminal's title, a table's cell, a code span, an element. */
const HOSTILE = 'evil|`<script>alert(1)<\u001b]0;x\u0007>"\u202E'
const SECRET = `ghp_${'aB3dE6gH9j'.repeat(4)}`

const ARCHIVE = folder.write(
  'image.tar',
  dockerArchive([
    imageOf(
      [
        layer([file('a', 'a'.repeat(600)), file(HOSTILE, 'h'.repeat(400)), file('token.txt', SECRET)]),
        layer([whiteout(HOSTILE), file('b', 'b'.repeat(1000))]),
      ],
      { config: { config: { Env: [`TOKEN=${SECRET}`], Cmd: ['run', '</style><script>'] } } },
    ),
  ]),
)
const WASTE: Waste = {
  efficiency: 0.9,
  wastedBytes: 20_000_000,
  userWastedPercent: 0.1,
  size: 1,
  shippedBytes: 1,
  visibleBytes: 1,
  reclaimableBytes: 0,
  files: 0,
  byReason: { 'copied-up': 0, overwritten: 0, deleted: 0, replaced: 0 },
  worst: [],
}

describe('a size in words', () => {
  it.each([
    ['20MB', 20_000_000],
    ['20 mb', 20_000_000],
    ['1.5GiB', 1.5 * 1024 ** 3],
    ['1K', 1000],
    ['500', 500],
    ['500B', 500],
    ['MB', NaN],
    ['1iB', NaN],
    ['-1', NaN],
    ['1e9', NaN],
  ])('%s', (text, bytes) => {
    expect(byteCount(text)).toBe(bytes)
  })
})

describe('rules', () => {
  const write = (text: string): string => folder.write('ci.yaml', Buffer.from(text))
  const results = (config: string | undefined, ...given: string[]) =>
    evaluateRules(readRules(config, given), WASTE).map(({ name, limit, ok }) => [name, limit, ok])

  it('hold at their limit, as with dive', () => {
    expect(
      results(undefined, 'lowestEfficiency=0.9', 'highestWastedBytes=20MB', 'highestUserWastedPercent=0.1').map(
        ([, , ok]) => ok,
      ),
    ).toEqual([true, true, true])
    expect(
      results(undefined, 'lowestEfficiency=0.91', 'highestWastedBytes=19MB', 'highestUserWastedPercent=0.09').map(
        ([, , ok]) => ok,
      ),
    ).toEqual([false, false, false])
  })

  it('are those of dive where its file does not say, and the command line is stronger', () => {
    const path = write('rules:\n  lowestEfficiency: 0.95\n  highestUserWastedPercent: disabled\n')
    expect(results(path)).toEqual([
      ['lowestEfficiency', 0.95, false],
      ['highestWastedBytes', null, true],
      ['highestUserWastedPercent', null, true],
    ])
    expect(results(path, 'lowestEfficiency=0.5')[0]).toEqual(['lowestEfficiency', 0.5, true])
    expect(results(write('# nothing\n'))).toEqual([
      ['lowestEfficiency', 0.9, true],
      ['highestWastedBytes', null, true],
      ['highestUserWastedPercent', 0.1, true],
    ])
  })

  it('may have the names of dive’s newer settings', () => {
    expect(results(write('rules:\n  highest-wasted-bytes: "1KB"\n  lowest-efficiency-threshold: off\n'))[1]).toEqual([
      'highestWastedBytes',
      1000,
      false,
    ])
  })

  it.each([
    ['a rule that is none', 'rules:\n  lowestEficiency: 1\n', /no rule lowestEficiency/],
    ['a limit out of range', 'rules:\n  lowestEfficiency: 95\n', /number from 0 to 1/],
    ['a limit that is a list', 'rules:\n  lowestEfficiency: [1]\n', /no number/],
    ['no YAML', 'rules: [', /can not be read/],
    ['a list', '- a\n', /no list of rules/],
    [
      'aliases without end',
      `a: &a [x]\n${'bcdefghij'
        .split('')
        .map((n, at) => `${n}: &${n} [${Array(20).fill(`*${'abcdefghij'[at]}`).join()}]`)
        .join('\n')}\nrules: *j\n`,
      /can not be read/,
    ],
  ])('are refused with a sentence: %s', (_, text, message) => {
    expect(() => readRules(write(text), [])).toThrow(message)
  })

  it('are refused where the command line has them wrong', () => {
    for (const rule of ['lowestEfficiency', 'no=1', 'highestWastedBytes=many', 'lowestEfficiency=0x1'])
      expect(() => readRules(undefined, [rule])).toThrow()
    expect(() => readRules(join(folder.path, 'absent'), [])).toThrow(/absent/)
  })
})

describe.skipIf(notBuilt !== null)('onionskin report', () => {
  it('prints text that drives no terminal, and ends with 0', () => {
    const { code, stdout } = runOnionskin(['report', ARCHIVE])
    const text = stdout.toString('utf8')
    expect(code).toBe(0)
    expect(text).toMatch(/400 B of 2\.0 kB shipped are never seen/)
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202E]/)
    expect(text).not.toContain(SECRET)
    expect(text).toContain('ghp_••••')
  })

  it('prints JSON with the fields of the contract, and no secret', () => {
    const { stdout } = runOnionskin(['report', ARCHIVE, '--json', '--rule', 'lowestEfficiency=0.1'])
    const json = JSON.parse(stdout.toString('utf8')) as Record<string, unknown>
    expect(json).toMatchObject({
      wastedBytes: 400,
      reclaimable: 400,
      size: 2044,
      worst: [{ bytes: 400, versions: [0], why: 'deleted' }],
      rules: [{ name: 'lowestEfficiency', limit: 0.1, ok: true }],
    })
    expect(Object.keys(json)).toEqual(
      expect.arrayContaining(['efficiency', 'userWastedPercent', 'findings', 'packages', 'base']),
    )
    expect(stdout.toString('utf8')).not.toContain(SECRET)
  })

  it('prints Markdown in which nothing of the image is markup', () => {
    const { stdout } = runOnionskin(['report', ARCHIVE, '--markdown'])
    const rows = stdout
      .toString('utf8')
      .split('\n')
      .filter((line) => line.includes('evil'))
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(5)
    expect(rows[0]).toContain('`` /evil\\|`')
    expect(stdout.toString('utf8')).not.toContain(SECRET)
  })

  it('writes a page that runs and loads nothing', () => {
    const path = join(folder.path, 'report.html')
    const { code } = runOnionskin(['report', ARCHIVE, '--html', path])
    const page = readFileSync(path, 'utf8')
    expect(code).toBe(0)
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\ssrc=|\shref=|\son\w+=|url\(|@import/i)
    expect(page.match(/<\/style>/g)).toHaveLength(1)
    expect(page).not.toMatch(/[\u202E\u001b]/)
    expect(page).not.toContain(SECRET)
    expect(page).toContain('prefers-color-scheme: dark')
  })

  it('ends with 1 where a rule fails, and says which', () => {
    const { code, stdout } = runOnionskin([
      'report',
      ARCHIVE,
      '--rule',
      'highestWastedBytes=399',
      '--rule',
      'lowestEfficiency=0.1',
    ])
    expect(code).toBe(1)
    expect(stdout.toString('utf8')).toMatch(/FAIL {2}highestWastedBytes/)
    expect(stdout.toString('utf8')).toMatch(/ok {4}lowestEfficiency/)
  })

  it('ends with 1 by a file of dive, and with 2 where that can not be understood', () => {
    const path = join(folder.path, 'ci')
    writeFileSync(path, 'rules:\n  highestWastedBytes: 1B\n')
    expect(runOnionskin(['report', ARCHIVE, '--ci-config', path]).code).toBe(1)
    writeFileSync(path, 'rules:\n  highestWasted: 1B\n')
    const { code, stderr } = runOnionskin(['report', ARCHIVE, '--ci-config', path])
    expect(code).toBe(2)
    expect(stderr).toContain('highestWasted')
  })

  it('ends with 2 where the page can not be written', () => {
    expect(runOnionskin(['report', ARCHIVE, '--html', join(folder.path, 'no', 'such', 'page.html')]).code).toBe(2)
  })
})
